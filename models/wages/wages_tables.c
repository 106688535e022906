/* Factors of pay, made from facts and parameters before the first month. */
#include "models/state/world.h"
#include "models/wages/wages_rules.h"
#include "models/labour_market/labour_market.h"
#include "models/wages/wages_world.h"

/* Individual effects by rank: lognormal, scaled so that their mean is 1. */
static void prepare_ability(double spread, double factor[WAGES_ABILITY_RANKS])
{
    double sum = 0.0;
    for (int rank = 0; rank < WAGES_ABILITY_RANKS; rank++) {
        factor[rank] = cor_exp(spread * cor_normal_quantile(((double)rank + 0.5) / WAGES_ABILITY_RANKS));
        sum += factor[rank];
    }
    for (int rank = 0; rank < WAGES_ABILITY_RANKS; rank++) {
        factor[rank] *= WAGES_ABILITY_RANKS / sum;
    }
}

/* Weight of a sex and age among the labour force of Viet Nam. */
static double home_members(const struct world *world, size_t sex, int age)
{
    return world->country[HOME].population[sex][age] * labour_market_participation(world, HOME, sex, age);
}

/* Mean of the product of sex and experience factors over the labour force of Viet Nam with an education. */
static double mean_person(const struct world *world, size_t education)
{
    const struct wages_tables *tables = world->wages;
    double sum = 0.0, members = 0.0;
    for (size_t s = 0; s < N_SEXES; s++) {
        for (int age = 15; age <= MAX_AGE; age++) {
            double number = home_members(world, s, age);
            sum += number * tables->sex[s] * tables->experience[education][age];
            members += number;
        }
    }
    return members > 0.0 ? sum / members : 1.0;
}

static double mean_region(const struct world *world)
{
    const struct country *home = &world->country[HOME];
    double sum = 0.0, persons = 0.0;
    for (size_t r = 0; r < N_REGIONS; r++) {
        sum += home->population_share[r] * world->wages->region[r];
        persons += home->population_share[r];
    }
    return persons > 0.0 ? sum / persons : 1.0;
}

/* The mean of all factors in an occupation at the start (W2): education as sorted, formality by education, the rest
 * taken as independent. */
static double mean_factor(const struct world *world, size_t o)
{
    double sum = 0.0;
    for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) {
        double formal = labour_market_formal_share(world, e, o);
        double job = (1.0 - formal) * world->wages->formal[0] + formal * world->wages->formal[1];
        sum += labour_market_education_share(world, HOME, o, e) * job * mean_person(world, e);
    }
    return sum * mean_region(world);
}

static void prepare_home(const struct world *world, struct wages_tables *tables)
{
    const struct country *home = &world->country[HOME];
    const int retirement_age = labour_market_retirement_age(world, HOME);
    const struct wages_parameters *p = &world->parameters.wages;
    tables->sex[SEX_male] = 1.0;
    tables->sex[SEX_female] = home->sex_wage_ratio > 0.0 ? home->sex_wage_ratio : 1.0;
    tables->formal[0] = 1.0;
    tables->formal[1] = cor_exp(p->formal_premium);
    tables->returned = cor_exp(p->return_premium);
    for (int units = 0; units <= UINT8_MAX; units++) {
        double years = (double)units / VOCATIONAL_UNITS;
        tables->trained[units] = cor_exp(vocational_premium(p->vocational_home, years, p->vocational_years));
    }
    for (size_t r = 0; r < N_REGIONS; r++) {
        tables->region[r] = home->wage_ratio[r] > 0.0 ? home->wage_ratio[r] : 1.0;
    }
    for (unsigned e = 0; e < N_EDUCATION_LEVELS; e++) {
        for (int age = 0; age <= MAX_AGE; age++) {
            /* Experience no longer counts after the usual retirement age, so that pay of the old does not collapse. */
            int counted = age < retirement_age ? age : retirement_age;
            tables->experience[e][age] = cor_exp(mincer_log_pay(wages_school_years(p, e), counted, p->school_return,
                                                                p->experience_return, p->experience_fall));
        }
    }
    prepare_ability(p->ability_spread, tables->ability);
    prepare_ability(p->spread_abroad, tables->ability_abroad);
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        tables->home_base[o] = 10.0 * home->gross_wage[o] / mean_factor(world, o);
    }
}

static double channel_factor(const struct world *world, size_t c, size_t channel)
{
    const struct wages_parameters *p = &world->parameters.wages;
    double contract = world->country[c].nest == NEST_eu_cee ? p->contract_pay_cee : 1.0;
    const double factor[N_CHANNELS] = {
        [CHANNEL_contract] = contract, [CHANNEL_apprenticeship] = p->apprentice_pay,
        [CHANNEL_skilled] = 1.0,       [CHANNEL_study] = p->student_pay,
        [CHANNEL_family] = 1.0,        [CHANNEL_irregular] = p->irregular_pay * contract,
    };
    return factor[channel];
}

/* Training pay is set by agreement or law, the same for all. */
double wages_entry_gap(enum nest nest, size_t channel, const struct wages_parameters *p)
{
    if (channel == CHANNEL_apprenticeship) {
        return 0.0;
    }
    return nest == NEST_eu_west ? p->entry_gap_west : nest == NEST_eu_cee ? p->entry_gap_cee : p->entry_gap_other;
}

static double curve_elasticity(const struct world *world, size_t c)
{
    const struct wages_parameters *p = &world->parameters.wages;
    const double elasticity[N_NESTS] = {[NEST_home] = p->curve_home,
                                        [NEST_east_asia] = p->curve_east_asia,
                                        [NEST_eu_west] = p->curve_west,
                                        [NEST_eu_cee] = p->curve_cee};
    return elasticity[world->country[c].nest];
}

/* The mean tax rate holds at mean pay: the rate above the allowance is higher. */
static void prepare_deductions(const struct world *world, struct wages_tables *tables, size_t c)
{
    const struct country *country = &world->country[c];
    double allowance = world->parameters.wages.tax_allowance;
    tables->contribution_rate[c] = millionths(country->employee_contribution_rate);
    tables->tax_rate[c] = millionths(country->income_tax_rate / (1.0 - allowance));
    tables->allowance[c] = (int64_t)(100.0 * allowance * country_mean_wage(country) + 0.5);
}

void wages_prepare(const struct world *world, struct wages_tables *tables)
{
    prepare_home(world, tables);
    for (size_t c = 0; c < world->n_countries; c++) {
        tables->wage_curve[c] = curve_elasticity(world, c);
        prepare_deductions(world, tables, c);
        for (size_t h = 0; h < N_CHANNELS; h++) {
            tables->entry_gap[c][h] = wages_entry_gap(world->country[c].nest, h, &world->parameters.wages);
            for (size_t o = 0; o < N_OCCUPATIONS; o++) {
                tables->abroad_base[c][h][o] = 100.0 * world->country[c].gross_wage[o] * channel_factor(world, c, h);
            }
        }
    }
}
