/* Education, work, pay, insurance and household income at the start, of residents of the country of the chunk. */
#include <string.h>
#include "models/population/fill.h"
#include "models/education/education.h"
#include "models/labour_market/labour_market.h"
#include "models/social_protection/social_protection.h"
#include "models/wages/wages.h"

enum { MAX_FORMAL_ROUNDS = 20, FORMER_FROM = 20, ENTRY_AGE = 18, ENTRY_AGE_TERTIARY = 22 };

struct work_draws {
    struct start_draws of; /* DRAWS_start_work */
    uint32_t participation[FILL_ROWS];
};

static void draw_for_work(const struct fill *fill, struct work_draws *draws)
{
    draw_for_all(fill, DRAWS_start_work, &draws->of);
    cor_person_words(fill->context.key, fill->view->person.id, fill->n, fill->chunk->index,
                     draws_month(&fill->context, DRAWS_participation), draws_purpose(DRAWS_participation),
                     draws->participation);
}

/* Rows of those present whose age is in [from, below). */
static uint32_t list_present(const struct fill *fill, int from, int below, uint32_t rows[FILL_ROWS])
{
    const uint8_t *work = fill->view->person.work;
    uint32_t n = 0, span = (uint32_t)(below - from);
    for (uint32_t row = 0; row < fill->n; row++) {
        rows[n] = row;
        n += (uint32_t)((work_status(work[row]) != WORK_ABROAD) & ((uint32_t)(fill->age[row] - from) < span));
    }
    return n;
}

/* In work, out of work, or out of the labour force, by the rules of the labour market (labour_market_participates(),
 * labour_market_occupation()). */
static void take_up_work(struct fill *fill, const struct work_draws *draws, const uint32_t *rows, uint32_t n)
{
    const struct person_columns person = fill->view->person;
    const struct world *world = fill->world;
    const size_t country = fill->chunk->group;
    const int retirement_age = labour_market_retirement_age(world, country);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        uint8_t traits = person.traits[row], age = fill->age[row];
        enum occupation occupation = labour_market_occupation(world, country, trait_education(traits),
                                                              draws->of.word[WORD_start_work_occupation][row]);
        bool member = labour_market_participates(world, country, trait_sex(traits), age, draws->participation[row]);
        bool idle = labour_market_idle_at_start(world, country, occupation, draws->of.word[WORD_start_work_job][row]);
        enum work_status outside = age >= retirement_age ? WORK_RETIRED : WORK_INACTIVE;
        enum work_status within = idle ? WORK_UNEMPLOYED : WORK_EMPLOYED;
        person.work[row] = work_make(member ? within : outside, occupation, false);
    }
}

/* Persons who have left school for good at the start. Below 25 the rules of education decide, once the income of the
 * household is known. */
static void adults_take_up_work(struct fill *fill, const struct work_draws *draws)
{
    uint32_t rows[FILL_ROWS];
    take_up_work(fill, draws, rows, list_present(fill, SCHOOL_IS_OVER, MAX_AGE + 1, rows));
}

/* Persons on their way abroad have their education from their record. */
static bool has_record(const struct fill *fill, uint32_t row)
{
    return fill->chunk->kind == KIND_ORIGIN && fill->view->person.migrant[row] != NO_ROW;
}

static void young_people_learn_or_work(struct fill *fill, const struct work_draws *draws)
{
    uint32_t young[FILL_ROWS];
    uint32_t n = list_present(fill, AGE_LOWER_SECONDARY_ENDS, SCHOOL_IS_OVER, young);
    for (uint32_t i = 0; i < n;) {
        uint32_t pupils[DRAW_BLOCK], trained[DRAW_BLOCK], n_pupils = 0, n_trained = 0;
        for (uint32_t piece = 0; piece < DRAW_BLOCK && i < n; piece++, i++) {
            bool is_trained = has_record(fill, young[i]);
            pupils[n_pupils] = trained[n_trained] = young[i];
            n_pupils += !is_trained;
            n_trained += is_trained;
        }
        n_pupils = education_start(&fill->context, fill->chunk, pupils, n_pupils);
        take_up_work(fill, draws, pupils, n_pupils);
        take_up_work(fill, draws, trained, n_trained);
    }
}

/* Persons who may have a formal job, and the chance that their education and occupation ("job") gives them. */
enum { N_JOBS = N_EDUCATION_LEVELS * N_OCCUPATIONS };
struct formal_candidates {
    uint32_t n;
    uint16_t row[FILL_ROWS];
    uint8_t job[FILL_ROWS];
    double chance[N_JOBS], n_of_job[N_JOBS];
};

static void list_formal_candidates(const struct fill *fill, struct formal_candidates *candidates)
{
    const struct person_columns *person = &fill->view->person;
    const int retirement_age = labour_market_retirement_age(fill->world, HOME);
    uint32_t n = 0;
    for (uint32_t row = 0; row < fill->n; row++) {
        uint8_t work = person->work[row];
        candidates->row[n] = (uint16_t)row;
        candidates->job[n] =
            (uint8_t)(trait_education(person->traits[row]) * (unsigned)N_OCCUPATIONS + work_occupation(work));
        n += (uint32_t)((work_status(work) == WORK_EMPLOYED) & (fill->age[row] < retirement_age));
    }
    candidates->n = n;
    for (size_t job = 0; job < N_JOBS; job++) {
        candidates->chance[job] =
            labour_market_formal_share(fill->world, job / N_OCCUPATIONS, (enum occupation)(job % N_OCCUPATIONS));
    }
    memset(candidates->n_of_job, 0, sizeof candidates->n_of_job);
    for (uint32_t i = 0; i < n; i++) {
        candidates->n_of_job[candidates->job[i]] += 1.0;
    }
}

/* Factor on the chances such that the sum of min(1, factor x chance) is the target (or all that have a chance). */
static double factor_of_chances(const struct formal_candidates *candidates, double target)
{
    double factor = 1.0;
    for (int round = 0; round < MAX_FORMAL_ROUNDS; round++) {
        double full = 0.0, open = 0.0;
        for (size_t job = 0; job < N_JOBS; job++) {
            double scaled = factor * candidates->chance[job];
            *(scaled < 1.0 ? &open : &full) += (scaled < 1.0 ? scaled : 1.0) * candidates->n_of_job[job];
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
    struct formal_candidates candidates;
    list_formal_candidates(fill, &candidates);
    double target = (double)even_share(plan->compulsory, fill->part->first, fill->n, plan->home.n_persons);
    double factor = factor_of_chances(&candidates, target), sum = 0.0;
    double mark =
        cor_unit(draws_of(&fill->context, fill->chunk, 0, DRAWS_start_formal_jobs).word[WORD_start_formal_jobs_mark]);
    uint8_t *work = fill->view->person.work;
    for (uint32_t i = 0; i < candidates.n; i++) {
        double chance = factor * candidates.chance[candidates.job[i]];
        sum += chance < 1.0 ? chance : 1.0;
        if (sum > mark) {
            work[candidates.row[i]] = (uint8_t)(work[candidates.row[i]] | (unsigned)WORK_FORMAL);
            mark += 1.0;
        }
    }
}

/* Pay of workers without pay so far: all, or the young and workers whose job has become formal. */
static void earn(struct fill *fill, bool again)
{
    const uint8_t *work = fill->view->person.work;
    uint32_t rows[FILL_ROWS], n = 0;
    for (uint32_t row = 0; row < fill->n; row++) {
        rows[n] = row;
        bool changed = !again | (fill->age[row] < SCHOOL_IS_OVER) | ((work[row] & WORK_FORMAL) != 0);
        n += (uint32_t)((work_status(work[row]) == WORK_EMPLOYED) & changed);
    }
    wages_pay_at_home(&fill->context, fill->chunk, rows, n);
}

/* Income of a household is the sum of the net pay of its members. */
static void add_up_income(struct fill *fill)
{
    const struct world *world = world_of(&fill->context);
    const struct person_columns *person = &fill->view->person;
    int32_t *income = fill->view->household.income;
    for (uint32_t h = 0; h < fill->chunk->n_rows[TABLE_household]; h++) {
        income[h] = 0;
    }
    for (uint32_t row = 0; row < fill->n; row++) {
        income[person->household[row]] +=
            person->pay[row] > 0 ? wages_home_net_pay(world, person->work[row], person->pay[row]) : 0;
    }
}

/* Months that a career since school, without a stay abroad, can have had under the scheme. */
static double career_months(const struct fill *fill, uint32_t row)
{
    bool tertiary = trait_education(fill->view->person.traits[row]) == EDUCATION_tertiary;
    int years = fill->age[row] - (tertiary ? ENTRY_AGE_TERTIARY : ENTRY_AGE);
    int longest = cor_month_year(fill->context.month) - (int)fill->world->parameters.population.scheme_start_year + 1;
    years = years < 0 ? 0 : years;
    double months = 12.0 * (years < longest ? years : longest) - fill->months_abroad[row];
    return months > 0.0 ? months : 0.0;
}

static void credit_member(struct fill *fill, uint32_t row, double months)
{
    const struct person_columns *person = &fill->view->person;
    person->insured_months[row] = (uint16_t)(months < 1.0 ? 1.0 : months);
    person->insured_base[row] = person->pay[row];
}

static void credit_compulsory_members(struct fill *fill, const struct work_draws *draws)
{
    double least = fill->world->parameters.population.career_share_min;
    uint32_t rows[FILL_ROWS];
    uint32_t n = cor_rows_where(fill->view->person.work, fill->n, WORK_FORMAL, WORK_FORMAL, rows);
    for (uint32_t i = 0; i < n; i++) {
        double u = cor_unit(draws->of.word[WORD_start_work_share_of_career][rows[i]]);
        credit_member(fill, rows[i], career_months(fill, rows[i]) * (least + (1.0 - least) * u));
    }
}

/* Informal workers from 25 to the retirement age. */
static uint32_t list_voluntary_candidates(const struct fill *fill, uint32_t rows[FILL_ROWS])
{
    const uint8_t *work = fill->view->person.work;
    const int retirement_age = labour_market_retirement_age(fill->world, HOME);
    uint32_t n = 0;
    for (uint32_t row = 0; row < fill->n; row++) {
        rows[n] = row;
        n += (uint32_t)(((work[row] & (WORK_STATUS_MASK | WORK_FORMAL)) == WORK_EMPLOYED) &
                        (fill->age[row] >= SCHOOL_IS_OVER) & (fill->age[row] < retirement_age));
    }
    return n;
}

/* Leave of n candidates the chunk's part of `agents`, evenly among them; returns how many. */
static uint32_t choose_evenly(const struct fill *fill, uint64_t agents, uint32_t *rows, uint32_t n)
{
    uint64_t target = even_share(agents, fill->part->first, fill->n, fill->plan->home.n_persons), due = 0;
    uint32_t n_chosen = 0;
    for (uint32_t i = 0; i < n; i++) {
        due += target;
        if (due >= n) {
            due %= n;
            rows[n_chosen++] = rows[i];
        }
    }
    return n_chosen;
}

/* As many voluntary members as the chunk's share, evenly among informal workers. */
static void credit_voluntary_members(struct fill *fill, const struct work_draws *draws)
{
    double most = fill->world->parameters.population.voluntary_months_max;
    uint32_t rows[FILL_ROWS];
    uint32_t n = choose_evenly(fill, fill->plan->voluntary, rows, list_voluntary_candidates(fill, rows));
    for (uint32_t i = 0; i < n; i++) {
        fill->view->person.work[rows[i]] = (uint8_t)(fill->view->person.work[rows[i]] | WORK_VOLUNTARY);
        credit_member(fill, rows[i], most * cor_unit(draws->of.word[WORD_start_work_share_of_career][rows[i]]));
    }
}

/* Adults at home who are not insured, from 20 to the retirement age. */
static uint32_t list_uninsured(const struct fill *fill, uint32_t rows[FILL_ROWS])
{
    const uint8_t *work = fill->view->person.work;
    const int retirement_age = labour_market_retirement_age(fill->world, HOME);
    uint32_t n = 0;
    for (uint32_t row = 0; row < fill->n; row++) {
        enum work_status status = work_status(work[row]);
        bool insured = status == WORK_EMPLOYED && (work[row] & (WORK_FORMAL | WORK_VOLUNTARY));
        rows[n] = row;
        n += (uint32_t)((status >= WORK_INACTIVE) & (status <= WORK_EMPLOYED) & !insured &
                        (fill->age[row] >= FORMER_FROM) & (fill->age[row] < retirement_age));
    }
    return n;
}

/* Former members, evenly among the uninsured: they hold the months of the years since they left school, up to a limit, and
 * have been out of insurance for a year or more. */
static void credit_former_members(struct fill *fill, const struct work_draws *draws)
{
    double most = fill->world->parameters.population.former_months_max;
    uint32_t rows[FILL_ROWS];
    uint32_t n = list_uninsured(fill, rows);
    for (uint32_t i = 0; i < n; i++) {
        person_lapses(fill->chunk, rows[i], true);
    }
    n = choose_evenly(fill, fill->plan->former, rows, n);
    for (uint32_t i = 0; i < n; i++) {
        double career = career_months(fill, rows[i]);
        double u = cor_unit(draws->of.word[WORD_start_work_share_of_career][rows[i]]);
        credit_member(fill, rows[i], u * (career < most ? career : most));
    }
}

/* A share of the retired hold a pension: enough months, and a base spread around the mean pay. */
static void credit_pensioners(struct fill *fill, const struct work_draws *draws)
{
    const struct population_parameters *p = &fill->world->parameters.population;
    const struct person_columns *person = &fill->view->person;
    const uint64_t insured = cor_threshold(p->pensioner_share);
    double mean = 10.0 * country_mean_wage(&fill->world->country[HOME]);
    uint32_t rows[FILL_ROWS];
    uint32_t n = cor_rows_where(person->work, fill->n, WORK_STATUS_MASK, WORK_RETIRED, rows);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        if (draws->of.word[WORD_start_work_insured_before][row] >= insured) {
            continue;
        }
        double u = cor_unit(draws->of.word[WORD_start_work_share_of_career][row]);
        person->insured_months[row] =
            (uint16_t)(p->pensioner_months_min + u * (p->pensioner_months_max - p->pensioner_months_min));
        double rank = (double)person->ability[row] / 256.0;
        double base = mean * (p->pensioner_base_min + rank * (p->pensioner_base_max - p->pensioner_base_min));
        person->insured_base[row] = (uint16_t)(base < 60000.0 ? base : 60000.0);
        if (social_protection_of_pension_age(&fill->context, fill->chunk, row)) {
            person_draws_pension(fill->chunk, row);
        }
    }
}

void population_fill_work(struct fill *fill)
{
    bool origin = fill->chunk->kind == KIND_ORIGIN;
    struct work_draws draws;
    draw_for_work(fill, &draws);
    adults_take_up_work(fill, &draws);
    if (origin) {
        earn(fill, false);
        add_up_income(fill);
    }
    young_people_learn_or_work(fill, &draws);
    if (origin) {
        formalise(fill);
        earn(fill, true);
        credit_compulsory_members(fill, &draws);
        credit_voluntary_members(fill, &draws);
        add_up_income(fill);
        credit_former_members(fill, &draws);
        credit_pensioners(fill, &draws);
    }
}
