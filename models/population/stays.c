/* Stays abroad as the rules have them: how long those who are there have been, and how many of those who left in earlier
 * years have come home. */
#include <stdlib.h>
#include <string.h>
#include "models/facts/history.h"
#include "models/migration/migration.h"
#include "models/population/fill.h"
#include "models/population/stays.h"
#include "sim/base/memory.h"

int32_t population_next_term_end(const struct world *world, size_t channel, int32_t term_end)
{
    const struct migration_parameters *m = &world->parameters.migration;
    return term_end + (int32_t)(channel == CHANNEL_study ? m->extension_study_months : m->extension_contract_months);
}

/* Of one who arrives, month by month: the chance of being there and in the channel still, and what has become of others. */
struct cohort {
    double staying;
    struct migration_fates gone; /* so far */
};

static void pass(struct cohort *cohort, struct migration_fates fates)
{
    cohort->gone.home += cohort->staying * fates.home;
    cohort->gone.irregular += cohort->staying * fates.irregular;
    cohort->gone.skilled += cohort->staying * fates.skilled;
    cohort->staying *= 1.0 - fates.home - fates.irregular - fates.skilled;
}

/* Follow those who arrive in a corridor. staying: chance of being there and in the channel after so many months; come_home:
 * of being back. Returns what has become of them in the end. */
static struct migration_fates follow(const struct world *world, size_t country, size_t channel,
                                     float staying[N_STAY_MONTHS], float come_home[N_STAY_MONTHS])
{
    int32_t term_end = has_terms(channel) ? (int32_t)world->country[country].contract_months[channel] : 0;
    struct cohort cohort = {.staying = 1.0};
    for (int month = 0; month < N_STAY_MONTHS; month++) {
        if (month > 0 && month == term_end) {
            pass(&cohort, migration_fates_at_term_end(world, country, channel));
            term_end = population_next_term_end(world, channel, term_end);
        }
        staying[month] = (float)cohort.staying;
        come_home[month] = (float)cohort.gone.home;
        pass(&cohort, migration_fates_of_month(world, country, channel, month));
    }
    return cohort.gone;
}

/* Distribution of months since arrival of those who are there: in proportion to entries then, as far as facts go, and to the
 * chance of being still there. `months` comes with that chance and becomes the cumulative distribution. */
static void add_up_months(const struct world *world, const struct population_past *past, size_t corridor,
                          float months[N_STAY_MONTHS])
{
    int longest = (int)world->parameters.population.longest_stay;
    double sum = 0.0, entries = 0.0;
    for (int k = 0; k < N_PAST_YEARS; k++) {
        entries += past->entries[k][corridor];
    }
    for (int month = 0; month < N_STAY_MONTHS; month++) {
        double arrived = entries > 0.0 ? past->entries[month / 12][corridor] / entries : 1.0;
        sum += month < longest ? arrived * (double)months[month] : 0.0;
        months[month] = (float)sum;
    }
    for (int month = 0; month < N_STAY_MONTHS; month++) {
        months[month] = sum > 0.0 ? (float)(months[month] / sum) : 1.0f;
    }
}

/* ---- entries of earlier years ---- */

/* Before the first year given, numbers rise in a straight line from the year in which workers began to leave. */
static double rise_before(const struct world *world, int year)
{
    int given = (int)cor_month_year(world->first_start), begin = (int)world->parameters.population.dispatch_start_year;
    double part = (double)(year + 1 - begin) / (double)(given + 1 - begin);
    return year >= given ? 1.0 : (part > 0.0 ? part : 0.0);
}

static bool read_entries(const struct world *world, struct population_past *past)
{
    struct world *then = cor_calloc(1, sizeof *then);
    if (!then) {
        return false;
    }
    memcpy(then, world, sizeof *then);
    for (int k = 0; k < N_PAST_YEARS; k++) {
        int year = (int)cor_month_year(world->first_month) - 1 - k;
        fact_history_set_year(&world->history, then, year, false);
        for (size_t j = 0; j < N_CORRIDORS; j++) {
            past->entries[k][j] = then->country[j / N_CHANNELS].vietnamese_entries[j % N_CHANNELS];
        }
        past->rise[k] = rise_before(world, year);
    }
    free(then);
    return true;
}

/* Who loses or changes status arrives in another channel of the country. */
static void add_changes(struct population_past *past, size_t country, size_t channel, struct migration_fates fates)
{
    for (int k = 0; k < N_PAST_YEARS; k++) {
        double *entries = &past->entries[k][country * N_CHANNELS];
        entries[CHANNEL_irregular] += channel != CHANNEL_irregular ? entries[channel] * fates.irregular : 0.0;
        entries[CHANNEL_skilled] += channel != CHANNEL_skilled ? entries[channel] * fates.skilled : 0.0;
    }
}

/* ---- who has come home ---- */

/* Persons of a sex who are alive at an age, of one born. */
static void survive(const struct world *world, enum sex sex, double alive[MAX_AGE + 1])
{
    const double(*mortality)[MAX_AGE + 1] = ages_mortality(world, HOME, (int)cor_month_year(world->first_month));
    alive[0] = 1.0;
    for (int age = 1; age <= MAX_AGE; age++) {
        alive[age] = alive[age - 1] * (1.0 - mortality[sex][age - 1]);
    }
}

/* Chance of so many months, from a cumulative distribution. */
static double chance_of_months(const float cumulated[N_STAY_MONTHS], int months)
{
    double before = months > 0 ? (double)cumulated[months - 1] : 0.0;
    return ((double)cumulated[months] - before) / (double)cumulated[N_STAY_MONTHS - 1];
}

/* Chances of whole years since arrival. Who has no permit had a contract before. */
enum { N_YEARS_ABROAD = 2 * N_PAST_YEARS };
static void set_years_abroad(const struct population_plan *plan, size_t country, size_t channel,
                             double share[N_YEARS_ABROAD])
{
    const float *contract = plan->stay[country][CHANNEL_contract];
    memset(share, 0, N_YEARS_ABROAD * sizeof *share);
    for (int months = 0; months < N_STAY_MONTHS; months++) {
        double here = chance_of_months(plan->stay[country][channel], months);
        if (channel != CHANNEL_irregular) {
            share[months / 12] += here;
            continue;
        }
        for (int before = 0; before < N_STAY_MONTHS; before++) {
            share[(months + before) / 12] += here * chance_of_months(contract, before);
        }
    }
}

void population_ages_abroad(const struct population_plan *plan, size_t country, size_t channel,
                            double share[MAX_AGE + 1])
{
    const double *at_arrival = plan->arrival_age[channel];
    double abroad[N_YEARS_ABROAD];
    set_years_abroad(plan, country, channel, abroad);
    memset(share, 0, (MAX_AGE + 1) * sizeof *share);
    for (int age = 0; age <= MAX_AGE; age++) {
        double arrived = (at_arrival[age] - (age > 0 ? at_arrival[age - 1] : 0.0)) / at_arrival[MAX_AGE];
        for (int years = 0; arrived > 0.0 && years < N_YEARS_ABROAD; years++) {
            share[age + years < MAX_AGE ? age + years : MAX_AGE] += arrived * abroad[years];
        }
    }
}

double population_arrived_and_back(const struct population_plan *plan, size_t corridor, int years, int age)
{
    int then = age - years;
    if (then < 0) {
        return 0.0;
    }
    const double *arrival = plan->arrival_age[corridor % N_CHANNELS];
    double density = arrival[then] - (then > 0 ? arrival[then - 1] : 0.0);
    return plan->past->entries[years][corridor] * plan->past->rise[years] *
           (double)plan->past->come_home[corridor][12 * years + 6] * density;
}

static void count_returned(const struct world *world, struct population_plan *plan, size_t corridor)
{
    size_t country = corridor / N_CHANNELS, channel = corridor % N_CHANNELS;
    double women = population_women_among_migrants(world, country, channel);
    for (unsigned s = 0; s < N_SEXES; s++) {
        double alive[MAX_AGE + 1], part = s == SEX_female ? women : 1.0 - women;
        survive(world, (enum sex)s, alive);
        for (int age = (int)world->parameters.migration.age_first; age <= MAX_AGE; age++) {
            double persons = 0.0;
            for (int years = 0; years < N_PAST_YEARS && years <= age; years++) {
                persons += population_arrived_and_back(plan, corridor, years, age) * alive[age] / alive[age - years];
            }
            plan->past->returned[s][age][corridor] = (float)(persons * part);
        }
    }
}

double population_returned(const struct world *world, const struct population_plan *plan, enum sex sex, int age,
                           enum education_level education, double of_corridor[N_CORRIDORS])
{
    const double *at_home = world->country[HOME].education[sex][education_age_class(age)];
    double sum = 0.0, share[N_EDUCATION_LEVELS];
    for (size_t j = 0; j < N_CORRIDORS; j++) {
        double here = at_home[education] / 100.0;
        bool own = population_education_of_channel(&world->parameters.population, j % N_CHANNELS, share);
        double part = own ? share[education] : here;
        of_corridor[j] = (double)plan->past->returned[sex][age][j] * part;
        sum += of_corridor[j];
    }
    return sum;
}

/* Share of persons at home who have come back from abroad, by sex, age and education. */
static void set_shares(const struct world *world, struct population_plan *plan, const double home[N_AGE_CELLS])
{
    double of_corridor[N_CORRIDORS];
    for (unsigned s = 0; s < N_SEXES; s++) {
        for (int age = (int)world->parameters.migration.age_first; age <= MAX_AGE; age++) {
            for (unsigned e = 0; e < N_EDUCATION_LEVELS; e++) {
                double persons = home[s * (MAX_AGE + 1) + (unsigned)age] / 100.0 *
                                 world->country[HOME].education[s][education_age_class(age)][e];
                double back = population_returned(world, plan, (enum sex)s, age, (enum education_level)e, of_corridor);
                double most = back < persons ? back : persons; /* where more have left than there are */
                plan->past->share[s][age][e] = persons > 0.0 ? (float)(most / persons) : 0.0f;
                plan->past->persons += most > 0.0 ? most : 0.0;
            }
        }
    }
}

enum cor_status population_plan_stays(const struct world *world, struct population_plan *plan,
                                      const double home[N_AGE_CELLS])
{
    if (!read_entries(world, plan->past)) {
        return COR_ERR_MEMORY;
    }
    for (size_t c = HOME + 1; c < world->n_countries; c++) {
        for (size_t h = 0; h < N_CHANNELS; h++) {
            struct migration_fates fates =
                follow(world, c, h, plan->stay[c][h], plan->past->come_home[c * N_CHANNELS + h]);
            add_changes(plan->past, c, h, fates);
        }
        for (size_t h = 0; h < N_CHANNELS; h++) {
            add_up_months(world, plan->past, c * N_CHANNELS + h, plan->stay[c][h]);
            count_returned(world, plan, c * N_CHANNELS + h);
        }
    }
    set_shares(world, plan, home);
    return COR_OK;
}
