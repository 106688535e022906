/* Look-up tables of the labour market, made from facts and parameters before the first month. */
#include <string.h>
#include "models/state/world.h"
#include "models/labour_market/labour_market_rules.h"
#include "models/labour_market/labour_market_internal.h"
#include "models/labour_market/labour_market_world.h"

enum { FIT_STEPS = 60, PRIME_FROM = 20, PRIME_TO = 64 };

/* No rate that an economist may set comes near this chance per month; it keeps cuts within 32 bits. */
static const double highest_rate = 0.5;

static struct participation_profile participation_profile(const struct world *world, size_t c)
{
    const struct labour_market_parameters *p = &world->parameters.labour_market;
    struct participation_profile profile = {.at_15_19 = p->participation_15_19,
                                            .at_20_24 = p->participation_20_24,
                                            .decline_age = p->participation_decline_age,
                                            .late = p->participation_late,
                                            .retirement_age = (double)world->labour_market->retirement_age[c],
                                            .old_work = p->old_work_europe,
                                            .old_work_years = p->old_work_europe_years};
    if (world->country[c].nest == NEST_home) {
        profile.old_work = p->old_work_home;
        profile.old_work_years = p->old_work_home_years;
    } else if (world->country[c].nest == NEST_east_asia) {
        profile.old_work = p->old_work_east_asia;
        profile.old_work_years = p->old_work_east_asia_years;
    }
    return profile;
}

static double limited(double value, double limit)
{
    return value < limit ? value : limit;
}

/* Share of an age that is in education and so outside the labour force: those who will finish tertiary education stay
 * until 22 (models/education). */
static double enrolled_share(const struct country *country, enum sex sex, int age)
{
    return age < 22 ? country->education[sex][1][EDUCATION_tertiary] / 100.0 : 0.0;
}

/* Participation of ages 20-64 when prime-age participation out of education is `prime`. */
static double mean_participation(const struct country *country, enum sex sex,
                                 const struct participation_profile *profile, double prime, double limit)
{
    double active = 0.0, persons = 0.0;
    for (int age = PRIME_FROM; age <= PRIME_TO; age++) {
        double number = country->population[sex][age];
        active += number * (1.0 - enrolled_share(country, sex, age)) *
                  limited(prime * participation_shape(profile, age), limit);
        persons += number;
    }
    return persons > 0.0 ? active / persons : prime;
}

/* Prime-age participation at which ages 20-64 have the observed rate (equation L2), by bisection. */
static double prime_participation(const struct country *country, enum sex sex,
                                  const struct participation_profile *profile, double rate, double limit)
{
    double low = 0.0, high = 2.0;
    for (int step = 0; step < FIT_STEPS; step++) {
        double middle = 0.5 * (low + high);
        if (mean_participation(country, sex, profile, middle, limit) < rate) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return 0.5 * (low + high);
}

static void prepare_participation(const struct world *world, struct labour_market_tables *tables, size_t c)
{
    const struct country *country = &world->country[c];
    const struct labour_market_parameters *p = &world->parameters.labour_market;
    bool rest = !country_has_residents(country);
    double retirement_age = rest ? p->rest_retirement_age : country->retirement_age;
    tables->retirement_age[c] = (int)(retirement_age + 0.5);
    struct participation_profile profile = participation_profile(world, c);
    for (size_t s = 0; s < N_SEXES; s++) {
        double rate = (rest ? p->rest_participation : country->participation_rate[s]) / 100.0;
        double prime = prime_participation(country, (enum sex)s, &profile, rate, p->participation_limit);
        for (int age = 0; age <= MAX_AGE; age++) {
            double share = limited(prime * participation_shape(&profile, age), p->participation_limit);
            tables->participation[c][s][age] = cor_threshold(share);
        }
    }
}

static double participation(const struct world *world, size_t c, size_t s, int age)
{
    return (double)world->labour_market->participation[c][s][age] / 4294967296.0;
}

/* Members of the labour force who leave it by age or death, per month and member. */
static double exit_rate(const struct world *world, size_t c)
{
    const struct country *country = &world->country[c];
    const double(*mortality)[MAX_AGE + 1] = ages_mortality(world, c, (int)cor_month_year(world->first_month));
    double members = 0.0, exits = 0.0;
    for (size_t s = 0; s < N_SEXES; s++) {
        for (int age = 15; age < MAX_AGE; age++) {
            double now = participation(world, c, s, age), next = participation(world, c, s, age + 1);
            double number = country->population[s][age] * (1.0 - enrolled_share(country, (enum sex)s, age));
            members += number * now;
            exits += number * ((now > next ? now - next : 0.0) + now * mortality[s][age]);
        }
    }
    return members > 0.0 ? exits / members / 12.0 : 0.0;
}

/* Share of an age that is in the labour force. */
static double membership(const struct world *world, size_t c, enum sex sex, int age)
{
    return (1.0 - enrolled_share(&world->country[c], sex, age)) * participation(world, c, sex, age);
}

/* Residents who come of an age or out of school into the labour force, per month and member. Those who move in from abroad are
 * not among them: they come with their jobs. */
static double entry_rate(const struct world *world, size_t c)
{
    double members = 0.0, entries = 0.0;
    for (size_t s = 0; s < N_SEXES; s++) {
        for (int age = 14; age < MAX_AGE; age++) {
            double number = world->country[c].population[s][age];
            double now = membership(world, c, (enum sex)s, age), next = membership(world, c, (enum sex)s, age + 1);
            members += number * now;
            entries += number * (next > now ? next - now : 0.0);
        }
    }
    return members > 0.0 ? entries / members / 12.0 : 0.0;
}

/* Attainment of the labour force, share by level. */
static void education_of_labour_force(const struct world *world, size_t c, double share[N_EDUCATION_LEVELS])
{
    const struct country *country = &world->country[c];
    for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) {
        share[e] = 0.0;
        for (size_t s = 0; s < N_SEXES; s++) {
            for (int age = 15; age <= MAX_AGE; age++) {
                share[e] += country->population[s][age] * participation(world, c, s, age) *
                            country->education[s][education_age_class(age)][e];
            }
        }
    }
    scale_to_one(share, N_EDUCATION_LEVELS);
}

static void employment_shares(const struct country *country, double share[N_OCCUPATIONS])
{
    memcpy(share, country->employment_share, N_OCCUPATIONS * sizeof *share);
    scale_to_one(share, N_OCCUPATIONS);
}

/* Scale a table of positive numbers to both margins in turn (iterative proportional fitting, Deming and Stephan 1940).
 */
static void fit_to_margins(double table[N_EDUCATION_LEVELS][N_OCCUPATIONS], const double *rows, const double *columns)
{
    for (int step = 0; step < FIT_STEPS; step++) {
        for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) {
            double sum = 0.0;
            for (size_t o = 0; o < N_OCCUPATIONS; o++) {
                sum += table[e][o];
            }
            for (size_t o = 0; o < N_OCCUPATIONS && sum > 0.0; o++) {
                table[e][o] *= rows[e] / sum;
            }
        }
        for (size_t o = 0; o < N_OCCUPATIONS; o++) {
            double sum = 0.0;
            for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) {
                sum += table[e][o];
            }
            for (size_t e = 0; e < N_EDUCATION_LEVELS && sum > 0.0; e++) {
                table[e][o] *= columns[o] / sum;
            }
        }
    }
}

/* Who works in what: employment shares and attainment are observed, the sorting between them follows skill levels
 * (L11). */
static void prepare_occupations(const struct world *world, struct labour_market_tables *tables, size_t c)
{
    const struct labour_market_parameters *p = &world->parameters.labour_market;
    const double skill[N_OCCUPATIONS] = {p->skill_agriculture, p->skill_manufacturing, p->skill_construction,
                                         p->skill_care,        p->skill_hospitality,   p->skill_services,
                                         p->skill_professional};
    double joint[N_EDUCATION_LEVELS][N_OCCUPATIONS], rows[N_EDUCATION_LEVELS], columns[N_OCCUPATIONS];
    education_of_labour_force(world, c, rows);
    employment_shares(&world->country[c], columns);
    for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) {
        for (size_t o = 0; o < N_OCCUPATIONS; o++) {
            double level = (double)e - 0.5 * (N_EDUCATION_LEVELS - 1);
            joint[e][o] = cor_exp(p->occupation_slope * level * skill[o]);
        }
    }
    fit_to_margins(joint, rows, columns);
    for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) {
        for (size_t o = 0; o < N_OCCUPATIONS; o++) {
            tables->occupation_share[c][e][o] = rows[e] > 0.0 ? joint[e][o] / rows[e] : columns[o];
            tables->education_share[c][o][e] = columns[o] > 0.0 ? joint[e][o] / columns[o] : rows[e];
        }
        cuts_of_shares(tables->occupation_share[c][e], N_OCCUPATIONS, tables->occupation_cut[c][e]);
    }
}

/* Rates of unemployment and loss of jobs by occupation, and the efficiency of matching at which they are steady. */
static void prepare_flows(const struct world *world, struct labour_market_tables *tables, size_t c)
{
    const struct country *country = &world->country[c];
    const struct labour_market_parameters *p = &world->parameters.labour_market;
    bool rest = !country_has_residents(country);
    const double risk[N_OCCUPATIONS] = {
        p->separation_agriculture, p->separation_manufacturing, p->separation_construction, p->separation_care,
        p->separation_hospitality, p->separation_services,      p->separation_professional};
    double finding = rest ? p->rest_job_finding : country->job_finding_rate;
    double unemployment = (rest ? p->rest_unemployment : country->unemployment_rate) / 100.0;
    double shares[N_OCCUPATIONS], mean = 0.0, vacancies = vacancies_per_employed(country->vacancy_rate / 100.0);
    double entries = rest ? 0.0 : entry_rate(world, c);
    employment_shares(country, shares);
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        mean += shares[o] * risk[o];
    }
    tables->exit_rate[c] = rest ? 0.0 : exit_rate(world, c);
    tables->entry_rate[c] = entries;
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        double flow = separation_rate(unemployment, finding) * risk[o] / mean;
        double idle = flow / (flow + finding);
        double layoffs = layoff_rate(flow, entries, p->direct_entry, p->separation_floor);
        tables->unemployment[c][o] = idle;
        tables->unemployed_at_start[c][o] = cor_threshold(idle);
        tables->separation_rate[c][o] = layoffs;
        tables->efficiency[c][o] = steady_efficiency(idle, vacancies, layoffs + entries, p->match_elasticity);
    }
}

/* Mean formal share of an occupation when the log odds of its middle are `middle`. */
static double mean_formal(const struct world *world, size_t o, double middle)
{
    double mean = 0.0;
    for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) {
        mean += world->labour_market->education_share[HOME][o][e] *
                formal_share(middle, world->parameters.labour_market.formal_education, (unsigned)e);
    }
    return mean;
}

/* Formal share by occupation and education in Viet Nam: log odds rise with education (L12), the mean is observed. */
static void prepare_formality(const struct world *world, struct labour_market_tables *tables)
{
    const struct labour_market_parameters *p = &world->parameters.labour_market;
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        double target = 1.0 - world->country[HOME].informal_share[o] / 100.0, low = -30.0, high = 30.0;
        for (int step = 0; step < FIT_STEPS; step++) {
            double middle = 0.5 * (low + high);
            if (mean_formal(world, o, middle) < target) {
                low = middle;
            } else {
                high = middle;
            }
        }
        for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) {
            tables->formal_share[e][o] = formal_share(0.5 * (low + high), p->formal_education, (unsigned)e);
        }
    }
    double shares[N_OCCUPATIONS];
    employment_shares(&world->country[HOME], shares);
    tables->mean_formal_share = 0.0;
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        tables->mean_formal_share += shares[o] * (1.0 - world->country[HOME].informal_share[o] / 100.0);
    }
}

/* See tenure_months(). */
static double tenure_scale(double chance)
{
    return chance > 0.0 ? 1.0 / cor_log(1.0 - chance) : 0.0;
}

/* Loss of formal and informal jobs relative to their mean in the occupation, and the formal share of hires that keeps
 * the formal share of jobs steady under both (L13). */
static void prepare_home_jobs(const struct world *world, struct labour_market_tables *tables)
{
    const struct labour_market_parameters *p = &world->parameters.labour_market;
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        double informal = world->country[HOME].informal_share[o] / 100.0, exits = tables->exit_rate[HOME];
        double mean = (1.0 - informal) * p->separation_formal + informal * p->separation_informal;
        double formal_rate = tables->separation_rate[HOME][o] * p->separation_formal / mean;
        double informal_rate = tables->separation_rate[HOME][o] * p->separation_informal / mean;
        for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) {
            tables->formal_hire[e][o] = cor_threshold(
                formal_hires(tables->formal_share[e][o], formal_rate, tables->separation_rate[HOME][o], exits));
        }
        unsigned code = work_make(WORK_EMPLOYED, (enum occupation)o, false);
        tables->tenure_scale[HOME][code] = tenure_scale(limited(informal_rate, highest_rate));
        tables->tenure_scale[HOME][code | WORK_VOLUNTARY] = tables->tenure_scale[HOME][code];
        tables->tenure_scale[HOME][code | WORK_FORMAL] = tenure_scale(limited(formal_rate, highest_rate));
        tables->tenure_scale[HOME][code | WORK_FORMAL | WORK_VOLUNTARY] =
            tables->tenure_scale[HOME][code | WORK_FORMAL];
    }
}

/* Chances per year that a job in Viet Nam changes its kind (L13). */
static void prepare_formality_changes(const struct world *world, struct labour_market_tables *tables)
{
    const struct labour_market_parameters *p = &world->parameters.labour_market;
    double mean = tables->mean_formal_share;
    for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) {
        for (size_t o = 0; o < N_OCCUPATIONS; o++) {
            double share = tables->formal_share[e][o];
            tables->formality.change[false][e][o] =
                cor_threshold(formalisation(p->formalisation, share, mean, 0.0, 0.0));
            tables->formality.change[true][e][o] = cor_threshold(informalisation(p->informalisation, share, mean));
        }
    }
    tables->farm_exit = cor_threshold(p->farm_exit);
}

/* Loss of jobs abroad by channel (L4). */
static void prepare_jobs_abroad(const struct world *world, struct labour_market_tables *tables)
{
    const struct labour_market_parameters *p = &world->parameters.labour_market;
    tables->abroad_separation[CHANNEL_contract] = p->abroad_separation_contract;
    tables->abroad_separation[CHANNEL_apprenticeship] = p->abroad_separation_apprenticeship;
    tables->abroad_separation[CHANNEL_skilled] = p->abroad_separation_skilled;
    tables->abroad_separation[CHANNEL_study] = p->abroad_separation_study;
    tables->abroad_separation[CHANNEL_family] = p->abroad_separation_family;
    tables->abroad_separation[CHANNEL_irregular] = p->abroad_separation_irregular;
}

/* Search of the unemployed: who turns to another occupation, and whose search abroad reaches employers (L10). */
static void prepare_search(const struct world *world, struct labour_market_tables *tables)
{
    const struct labour_market_parameters *p = &world->parameters.labour_market;
    const double at[4] = {p->search_a2, p->search_b1, p->search_b2, p->search_c1};
    for (unsigned language = 0; language < LABOUR_LANGUAGE_CODES; language++) {
        double relative = search_by_language(level_of_units((uint8_t)language), at) / p->search_c1;
        tables->search_reaches[false][language] = cor_threshold(relative);
        tables->search_reaches[true][language] = cor_threshold(relative * p->search_recognised);
    }
    tables->occupation_change = cor_threshold(p->occupation_change);
    tables->rest_job_finding = cor_threshold(p->rest_job_finding);
    tables->student_participation = cor_threshold(p->student_participation);
}

static void prepare_resident_jobs(struct labour_market_tables *tables, size_t c)
{
    for (unsigned code = 0; code < LABOUR_WORK_CODES; code++) {
        double rate = tables->separation_rate[c][work_occupation((uint8_t)code) % N_OCCUPATIONS];
        bool employed = work_status((uint8_t)code) == WORK_EMPLOYED;
        tables->tenure_scale[c][code] = employed ? tenure_scale(limited(rate, highest_rate)) : 0.0;
    }
}

static double care_need(const struct labour_market_parameters *p, size_t sex, int age)
{
    const double by_age[6] = {p->care_65_69, p->care_70_74, p->care_75_79,
                              p->care_80_84, p->care_85_89, p->care_90_plus};
    int group = (age - 65) / 5;
    double mean = age < 65 ? p->care_below_65 : by_age[group > 5 ? 5 : group];
    return limited(mean * (sex == SEX_female ? p->care_women : 2.0 - p->care_women), 1.0);
}

static void prepare_ages(const struct world *world, struct labour_market_tables *tables)
{
    for (size_t s = 0; s < N_SEXES; s++) {
        for (int age = 0; age <= MAX_AGE; age++) {
            double need = care_need(&world->parameters.labour_market, s, age);
            tables->age_counts[s][age] = (struct age_counts){.care_need = (int64_t)(1000.0 * need + 0.5),
                                                             .working_age = age >= 15 && age < 65,
                                                             .old_age = age >= 65};
        }
    }
}

void labour_market_prepare(const struct world *world, struct labour_market_tables *tables)
{
    for (size_t c = 0; c < world->n_countries; c++) {
        prepare_participation(world, tables, c);
        prepare_occupations(world, tables, c);
        prepare_flows(world, tables, c);
        prepare_resident_jobs(tables, c);
    }
    prepare_formality(world, tables);
    prepare_home_jobs(world, tables);
    prepare_formality_changes(world, tables);
    prepare_jobs_abroad(world, tables);
    prepare_search(world, tables);
    prepare_ages(world, tables);
}

double labour_market_participation(const struct world *world, size_t country, size_t sex, int age)
{
    return participation(world, country, sex, age);
}

int labour_market_retirement_age(const struct world *world, size_t country)
{
    return world->labour_market->retirement_age[country];
}

double labour_market_education_share(const struct world *world, size_t country, size_t occupation, size_t education)
{
    return world->labour_market->education_share[country][occupation][education];
}

double labour_market_formal_share(const struct world *world, size_t education, size_t occupation)
{
    return world->labour_market->formal_share[education][occupation];
}

double labour_market_mean_formal_share(const struct world *world)
{
    return world->labour_market->mean_formal_share;
}

double labour_market_unemployment_at_start(const struct world *world, size_t country, size_t occupation)
{
    return world->labour_market->unemployment[country][occupation];
}

bool labour_market_idle_at_start(const struct world *world, size_t country, size_t occupation, uint32_t word)
{
    return word < world->labour_market->unemployed_at_start[country][occupation];
}
