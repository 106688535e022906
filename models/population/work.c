/* Education, work, pay, insurance and household income at the start, of those who live in the country of the chunk. */
#include "models/population/fill.h"

enum { CENTS_PER_PAY_UNIT = 10, MAX_FORMAL_ROUNDS = 20, ENTRY_AGE = 18, ENTRY_AGE_TERTIARY = 22 };

static int age_of(const struct fill *fill, uint32_t row)
{
    return age_years(fill->view->person.birth_month[row], fill->context.month);
}

static bool is_present(const struct fill *fill, uint32_t row)
{
    return work_status(fill->view->person.work[row]) != WORK_ABROAD;
}

/* Persons on their way abroad have their education from their record. */
static bool has_education(const struct fill *fill, uint32_t row)
{
    return fill->chunk->kind == KIND_ORIGIN && fill->view->person.migrant[row] != NO_ROW;
}

static void attain(struct fill *fill, uint32_t row)
{
    uint8_t *traits = &fill->view->person.traits[row];
    int age = age_of(fill, row);
    int age_class = age >= 65 ? 5 : (age - 15) / 10;
    const double *attained = fill->world->country[fill->chunk->group].education[trait_sex(*traits)][age_class];
    double u = cor_unit(draws_of_start(fill, row, PURPOSE_initial, 0).word[1]);
    *traits = trait_with_education(*traits, (enum education_level)pick_weighted(attained, N_EDUCATION_LEVELS, u));
}

/* In work, out of work, or out of the labour force, by the rules of the labour market. Words of PURPOSE_initial, index
 * 1: occupation, job, share of the career insured, insured before. */
static void take_up_work(struct fill *fill, uint32_t row)
{
    struct person_columns *person = &fill->view->person;
    size_t country = fill->chunk->group;
    struct cor_draws draws = draws_of_start(fill, row, PURPOSE_initial, 1);
    uint32_t rank = draws_of_start(fill, row, PURPOSE_participation, 0).word[0];
    int age = age_of(fill, row);
    enum sex sex = trait_sex(person->traits[row]);
    enum occupation occupation =
        labour_market_occupation(fill->world, country, trait_education(person->traits[row]), draws.word[0]);
    if (!labour_market_participates(fill->world, country, sex, age, rank)) {
        bool retired = age >= fill->world->labour_market.retirement_age[country];
        person->work[row] = work_make(retired ? WORK_RETIRED : WORK_INACTIVE, occupation, false);
        return;
    }
    double unemployment = fill->world->labour_market.unemployment[country][occupation];
    person->work[row] =
        work_make(cor_happens(draws.word[1], unemployment) ? WORK_UNEMPLOYED : WORK_EMPLOYED, occupation, false);
}

/* Those who have left school for good at the start. Below 25 the rules of education decide, once the income of the
 * household is known. */
static void adults_take_up_work(struct fill *fill)
{
    for (uint32_t row = 0; row < fill->n; row++) {
        if (is_present(fill, row) && age_of(fill, row) >= 25) {
            if (!has_education(fill, row)) {
                attain(fill, row);
            }
            take_up_work(fill, row);
        }
    }
}

static void young_people_learn_or_work(struct fill *fill)
{
    for (uint32_t row = 0; row < fill->n; row++) {
        int age = age_of(fill, row);
        if (!is_present(fill, row) || age < AGE_LOWER_SECONDARY_ENDS || age >= 25) {
            continue;
        }
        if (has_education(fill, row) || !education_start(&fill->context, fill->chunk, row)) {
            take_up_work(fill, row);
        }
    }
}

static double formal_weight(const struct fill *fill, uint32_t row)
{
    const struct person_columns *person = &fill->view->person;
    if (work_status(person->work[row]) != WORK_EMPLOYED ||
        age_of(fill, row) >= fill->world->labour_market.retirement_age[HOME]) {
        return 0.0;
    }
    return fill->world->labour_market
        .formal_share[trait_education(person->traits[row])][work_occupation(person->work[row])];
}

/* Factor on the weights such that the sum of min(1, factor x weight) is the target (or all that have a weight). */
static double scale_of_weights(const struct fill *fill, double target)
{
    double factor = 1.0;
    for (int round = 0; round < MAX_FORMAL_ROUNDS; round++) {
        double open = 0.0, full = 0.0;
        for (uint32_t row = 0; row < fill->n; row++) {
            double weight = factor * formal_weight(fill, row);
            open += weight < 1.0 ? weight : 0.0;
            full += weight < 1.0 ? 0.0 : 1.0;
        }
        if (!(open > 0.0) || full >= target) {
            break;
        }
        factor *= (target - full) / open;
    }
    return factor;
}

/* As many formal jobs as the chunk's share of compulsory members, spread by systematic sampling over the employed with
 * the chance of their education and occupation. */
static void formalise(struct fill *fill)
{
    const struct population_plan *plan = fill->plan;
    double target = (double)even_share(plan->compulsory, fill->part->first, fill->n, plan->home.n_persons);
    double factor = scale_of_weights(fill, target);
    double mark = cor_unit(draws_frozen(&fill->context, fill->chunk, 0, PURPOSE_initial, 2).word[0]), sum = 0.0;
    for (uint32_t row = 0; row < fill->n; row++) {
        double weight = factor * formal_weight(fill, row);
        sum += weight < 1.0 ? weight : 1.0;
        if (sum > mark) {
            fill->view->person.work[row] = (uint8_t)(fill->view->person.work[row] | WORK_FORMAL);
            mark += 1.0;
        }
    }
}

static void earn(struct fill *fill, bool young)
{
    struct person_columns *person = &fill->view->person;
    for (uint32_t row = 0; row < fill->n; row++) {
        if (work_status(person->work[row]) == WORK_EMPLOYED && (age_of(fill, row) < 25) == young) {
            person->pay[row] = wages_home_pay(&fill->context, fill->chunk, row);
        }
    }
}

/* Income of a household is the sum of the pay of its members. */
static void add_up_income(struct fill *fill)
{
    const struct person_columns *person = &fill->view->person;
    int32_t *income = fill->view->household.income;
    for (uint32_t h = 0; h < fill->chunk->n_rows[TABLE_household]; h++) {
        income[h] = 0;
    }
    for (uint32_t row = 0; row < fill->n; row++) {
        income[person->household[row]] += CENTS_PER_PAY_UNIT * person->pay[row];
    }
}

/* Months that a career since school can have had under the scheme. */
static double career_months(const struct fill *fill, uint32_t row)
{
    bool tertiary = trait_education(fill->view->person.traits[row]) == EDUCATION_tertiary;
    int years = age_of(fill, row) - (tertiary ? ENTRY_AGE_TERTIARY : ENTRY_AGE);
    int longest = cor_month_year(fill->context.month) - (int)fill->world->parameters.population.scheme_start_year + 1;
    years = years < 0 ? 0 : years;
    return 12.0 * (years < longest ? years : longest);
}

static void credit_member(struct fill *fill, uint32_t row, double months)
{
    struct person_columns *person = &fill->view->person;
    person->insured_months[row] = (uint16_t)(months < 1.0 ? 1.0 : months);
    person->insured_base[row] = person->pay[row];
}

static void credit_compulsory_members(struct fill *fill)
{
    double least = fill->world->parameters.population.career_share_min;
    for (uint32_t row = 0; row < fill->n; row++) {
        if (fill->view->person.work[row] & WORK_FORMAL) {
            double u = cor_unit(draws_of_start(fill, row, PURPOSE_initial, 1).word[2]);
            credit_member(fill, row, career_months(fill, row) * (least + (1.0 - least) * u));
        }
    }
}

static bool may_join_voluntarily(const struct fill *fill, uint32_t row)
{
    uint8_t work = fill->view->person.work[row];
    return work_status(work) == WORK_EMPLOYED && !(work & WORK_FORMAL) && age_of(fill, row) >= 25 &&
           age_of(fill, row) < fill->world->labour_market.retirement_age[HOME];
}

/* As many voluntary members as the chunk's share, evenly among informal workers. */
static void credit_voluntary_members(struct fill *fill)
{
    const struct population_plan *plan = fill->plan;
    double most = fill->world->parameters.population.voluntary_months_max;
    uint64_t target = even_share(plan->voluntary, fill->part->first, fill->n, plan->home.n_persons);
    uint64_t candidates = 0, seen = 0;
    for (uint32_t row = 0; row < fill->n; row++) {
        candidates += may_join_voluntarily(fill, row);
    }
    for (uint32_t row = 0; row < fill->n; row++) {
        if (!may_join_voluntarily(fill, row)) {
            continue;
        }
        bool chosen = (seen + 1) * target / candidates > seen * target / candidates;
        seen++;
        if (chosen) {
            double u = cor_unit(draws_of_start(fill, row, PURPOSE_initial, 1).word[2]);
            fill->view->person.work[row] = (uint8_t)(fill->view->person.work[row] | WORK_VOLUNTARY);
            credit_member(fill, row, most * u);
        }
    }
}

static double mean_pay_units(const struct country *home)
{
    double sum = 0.0, shares = 0.0;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        sum += home->employment_share[k] * home->gross_wage[k];
        shares += home->employment_share[k];
    }
    return shares > 0.0 ? 10.0 * sum / shares : 0.0;
}

/* A share of the retired hold a pension: enough months, and a base spread around the mean pay. */
static void credit_pensioners(struct fill *fill)
{
    const struct population_parameters *p = &fill->world->parameters.population;
    struct person_columns *person = &fill->view->person;
    double mean = mean_pay_units(&fill->world->country[HOME]);
    for (uint32_t row = 0; row < fill->n; row++) {
        struct cor_draws draws = draws_of_start(fill, row, PURPOSE_initial, 1);
        if (work_status(person->work[row]) != WORK_RETIRED || !cor_happens(draws.word[3], p->pensioner_share)) {
            continue;
        }
        double u = cor_unit(draws.word[2]);
        person->insured_months[row] =
            (uint16_t)(p->pensioner_months_min + u * (p->pensioner_months_max - p->pensioner_months_min));
        double rank = (double)person->ability[row] / 256.0;
        double base = mean * (p->pensioner_base_min + rank * (p->pensioner_base_max - p->pensioner_base_min));
        person->insured_base[row] = (uint16_t)(base < 60000.0 ? base : 60000.0);
    }
}

void fill_work(struct fill *fill)
{
    bool origin = fill->chunk->kind == KIND_ORIGIN;
    adults_take_up_work(fill);
    if (origin) {
        earn(fill, false);
        add_up_income(fill);
    }
    young_people_learn_or_work(fill);
    if (origin) {
        formalise(fill);
        earn(fill, false);
        earn(fill, true);
        add_up_income(fill);
        credit_compulsory_members(fill);
        credit_voluntary_members(fill);
        credit_pensioners(fill);
    }
}
