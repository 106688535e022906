/* The rules of the labour market as pure functions: no state, no draws, no tables. Equations are numbered in README.md.
 */
#ifndef MODEL_LABOUR_MARKET_RULES_H
#define MODEL_LABOUR_MARKET_RULES_H
#include <stdbool.h>
#include <stdint.h>
#include "models/tables/dimensions.h"
#include "models/tables/parameters.h"
#include "sim/base/math.h"
#include "models/tables/shares.h"

/* The age profile of participation of persons out of education, relative to prime age (equation L1). Ages in years. */
struct participation_profile {
    double at_15_19, at_20_24; /* relative to prime age */
    double decline_age;        /* last year at prime level */
    double late;               /* reached at the retirement age from below */
    double retirement_age;
    double old_work, old_work_years; /* level at the retirement age, and years until it is zero */
};

/* Relative participation at an age, 0..1 (L1): a step for the young, level, linear decline, step at the retirement age,
 * linear to zero. */
static inline double participation_shape(const struct participation_profile *profile, int age)
{
    if (age < 15) {
        return 0.0;
    }
    if (age < 25) {
        return age < 20 ? profile->at_15_19 : profile->at_20_24;
    }
    if ((double)age >= profile->retirement_age) {
        double share = 1.0 - ((double)age - profile->retirement_age) / profile->old_work_years;
        return share > 0.0 ? share * profile->old_work : 0.0;
    }
    if ((double)age <= profile->decline_age) {
        return 1.0;
    }
    double share = ((double)age - profile->decline_age) / (profile->retirement_age - profile->decline_age);
    return 1.0 - share * (1.0 - profile->late);
}

/* Monthly flow into unemployment per employed person at which an unemployment rate is steady (L3): s = f u / (1 - u).
 * unemployment: share of the labour force, [0, 1); job_finding: per month. */
static inline double separation_rate(double unemployment, double job_finding)
{
    return job_finding * unemployment / (1.0 - unemployment);
}

/* Loss of jobs, once entries into the labour force are counted apart (L4): the part of them that passes through measured
 * unemployment is already within the flow.
 *   flow     into unemployment per employed and month, from separation_rate
 *   entries  into the labour force per member and month
 *   direct   share of entrants who go straight into a job; floor: least share of the flow that is loss of jobs */
static inline double layoff_rate(double flow, double entries, double direct, double floor)
{
    double layoffs = flow - (1.0 - direct) * entries;
    return layoffs > floor * flow ? layoffs : floor * flow;
}

/* Hires of a month by the matching function (L6): A U^eta V^(1-eta), never more than either side (Petrongolo and
 * Pissarides 2001). unemployed, vacancies: persons, >= 0; efficiency per month; elasticity in (0, 1). */
static inline double matches(double efficiency, double unemployed, double vacancies, double elasticity)
{
    if (!(unemployed > 0.0) || !(vacancies > 0.0)) {
        return 0.0;
    }
    double hires = efficiency * cor_pow(unemployed, elasticity) * cor_pow(vacancies, 1.0 - elasticity);
    double most = unemployed < vacancies ? unemployed : vacancies;
    return hires < most ? hires : most;
}

/* Efficiency at which a tightness (vacancies per unemployed) gives a job finding rate per month (L5). */
static inline double matching_efficiency(double job_finding, double tightness, double elasticity)
{
    return tightness > 0.0 ? job_finding / cor_pow(tightness, 1.0 - elasticity) : 0.0;
}

/* Efficiency of matching at which the stocks of the start are steady (L5). Observed stocks are those after the month's
 * hires; matching sees them before.
 *   idle       unemployment, share of the labour force, [0, 1)
 *   vacancies  per employed person; hires: per employed person and month, losses of jobs and entries */
static inline double steady_efficiency(double idle, double vacancies, double hires, double elasticity)
{
    double unemployed = idle / (1.0 - idle) + hires;
    return idle > 0.0 ? matching_efficiency(hires / unemployed, (vacancies + hires) / unemployed, elasticity) : 0.0;
}

/* Vacancies per employed person from the vacancy rate, vacancies over all posts, share in [0, 1). */
static inline double vacancies_per_employed(double vacancy_rate)
{
    return vacancy_rate / (1.0 - vacancy_rate);
}

/* Vacancies among posts at a vacancy rate. */
static inline double vacancies_at_start(double posts, double vacancy_rate)
{
    return posts * vacancy_rate;
}

/* Vacancies that hires leave unfilled, averaged over months (L15). */
static inline double averaged(double before, double now, double months)
{
    return before + (now - before) / months;
}

/* Number of persons this month between censuses (L7, L8): a part of the way from that of last month to the last count, so that posts do
 * not move in steps. months: between two censuses. */
static inline double between_censuses(double last_month, double counted, double months)
{
    return last_month + (counted - last_month) / months;
}

/* Posts relative to the start outside care (L7): geometric mean of the growth of working age and population, and the
 * response to pay. Ratios to the start, > 0; pay: factor of the wage curve. */
static inline double posts_growth(double working_age, double population, double population_share, double pay,
                                  double pay_elasticity)
{
    return cor_pow(working_age, 1.0 - population_share) * cor_pow(population, population_share) *
           cor_pow(pay, -pay_elasticity);
}

/* Posts in care relative to the start (L8). need: persons in need relative to the start; years since the start. */
static inline double care_growth(double need, double need_elasticity, double productivity, double years, double pay,
                                 double pay_elasticity)
{
    return cor_pow(need, need_elasticity) * cor_pow(1.0 - productivity, years) * cor_pow(pay, -pay_elasticity);
}

/* Posts in Viet Nam relative to the start (L9): own-account work absorbs most of the labour force of an occupation. */
static inline double home_growth(double labour_force, double working_age, double absorption)
{
    return cor_pow(labour_force, absorption) * cor_pow(working_age, 1.0 - absorption);
}

/* Monthly change of log posts (L16): where vacancies stay above their usual rate, unfilled posts are scrapped; where
 * unemployment does, posts are opened for those whom employers can have. Below the usual rates the reverse.
 *   unemployment, vacancies  rates after the month's hires, shares of the labour force and of posts; their usual rates
 *   opened, scrapped         posts per person and per vacancy above the usual, per month */
static inline double posts_adjusted(double unemployment, double usual_unemployment, double opened, double vacancies,
                                    double usual_vacancies, double scrapped)
{
    return opened * (unemployment - usual_unemployment) - scrapped * (vacancies - usual_vacancies);
}

/* Relative job finding abroad at a language level 0..6 (L10): 1 up to A1, linear between the levels above.
 *   at: relative finding at A2, B1, B2, C1 */
static inline double search_by_language(double level, const double at[4])
{
    double below = 1.0;
    for (int i = 0; i < 4; i++) {
        double from = (double)(i + 1);
        if (level < from + 1.0) {
            return level <= from ? below : below + (level - from) * (at[i] - below);
        }
        below = at[i];
    }
    return at[3];
}

/* Formal share of jobs in Viet Nam at an education (L12). middle: log odds at the lowest level. */
static inline double formal_share(double middle, double per_level, unsigned education)
{
    return cor_logistic(middle + per_level * (double)education);
}

/* Formal share of new jobs that leaves the formal share of all steady under turnover (L13). Rates per month: losses of
 * formal jobs and of all, exits from the labour force. */
static inline double formal_hires(double share, double formal_losses, double losses, double exits)
{
    return losses + exits > 0.0 ? share * ((formal_losses + exits) / (losses + exits)) : share;
}

/* Chances per year that an informal job becomes formal and the reverse (L13). chance: on the mean over jobs; share, mean:
 * formal share of the job's education and occupation, and of all; added: relative increase by policies; enforced: chance on the
 * mean over jobs that inspectors bring a job into the law. */
static inline double formalisation(double chance, double share, double mean, double added, double enforced)
{
    return chance * share / mean * (1.0 + added) + enforced * share / mean;
}
/* Informal workers whose workplace is inspected in a year, beyond the usual, as a share (L18). budget: USD million; visit: USD per
 * worker visited; workers: informal workers, million. */
static inline double inspected_share(double added, double budget, double visit, double workers)
{
    double share = added + budget / (visit * workers);
    return share < 1.0 ? share : 1.0;
}
static inline double informalisation(double chance, double share, double mean)
{
    return chance * (1.0 - share) / (1.0 - mean);
}

/* Occupations of entrants (L14): shares of the start times a pull each, scaled to sum 1. */
static inline void tilted_shares(const double *usual, const double *pull, size_t n, double *share)
{
    double sum = 0.0;
    for (size_t o = 0; o < n; o++) {
        share[o] = usual[o] * pull[o];
        sum += share[o];
    }
    for (size_t o = 0; o < n; o++) {
        share[o] = sum > 0.0 ? share[o] / sum : usual[o];
    }
}

/* Probability per month that a migrant loses the job (L4): as residents of the occupation, by channel; training in
 * working style prevents some of the early losses.
 *   separation  probability per month of residents
 *   channel     factor of the channel
 *   kept        factor of what binds workers and employers, 0..1 */
static inline double job_loss_abroad(double separation, double channel, double kept)
{
    return separation * channel * kept;
}

/* Share of family migrants who take part in the labour force (L17).
 *   residents   that of residents of the same age and sex
 *   relative    participation of family migrants relative to it, without recognition
 *   drawn_in    share of the others whom recognition of their qualification brings in */
static inline double family_participates(double residents, double relative, double drawn_in, bool recognised)
{
    double share = residents * relative < 1.0 ? residents * relative : 1.0;
    return recognised ? share + drawn_in * (1.0 - share) : share;
}

/* Factor of job loss abroad by training (L4).
 *   early_style  trained in industrial working style, and newly arrived
 *   vocational   years of vocational training for the destination
 *   bound        the employer may claim the cost of training back */
static inline double job_loss_of_trained(const struct labour_market_parameters *p, bool early_style, double vocational,
                                         bool bound)
{
    return (early_style ? 1.0 - p->soft_skills_separation : 1.0) * (bound ? 1.0 - p->clawback_separation : 1.0) *
           (vocational > 0.0 ? cor_exp(-p->vocational_separation * vocational) : 1.0);
}

/* Share of migrants in the labour force who have a job in a steady market (L4, L10): as many find one as lose theirs.
 *   finding  probability per month that a search that reaches employers ends with a job
 *   reach    share of searches that do, 0..1
 *   loss     probability per month of losing the job */
static inline double employed_abroad(double finding, double reach, double loss)
{
    return finding * reach > 0.0 ? finding * reach / (finding * reach + loss) : 0.0;
}

/* Months until a job with constant chance s of ending per month ends, 0 when in the first month: geometric, by inversion.
 *   unit   a draw in (0, 1)
 *   scale  1 / ln(1 - s), 0 when the job never ends */
static inline double tenure_months(double unit, double scale)
{
    if (scale >= 0.0) {
        return 1e9;
    }
    double months = cor_log(unit) * scale;
    return months < 1e6 ? (double)(int32_t)months : 1e6;
}

/* Month in which a job ends once the chance of losing it has changed (L4): without memory, what is left of it stretches as mean
 * tenure does.
 *   unit                 a draw in (0, 1): where in its last month the job would have ended
 *   scale_before, scale  see tenure_months(); a job that never ended keeps its month */
static inline double stretched_end(double month, double end, double unit, double scale_before, double scale)
{
    if (!(scale_before < 0.0) || end < month) {
        return end;
    }
    return scale < 0.0 ? month + (double)(int64_t)((end - month + unit) * (scale / scale_before)) : 1e9;
}

#endif
