/* Waiting for admission, departure and coming home (models/migration/README.md, M6). */
#include "models/migration/migration_rules.h"
#include <stdlib.h>
#include "tests/reference/twin_kin.h"
#include "tests/reference/twin_world.h"

static const struct migration_parameters *parameters_of(const struct twin *t)
{
    return &t->world->parameters.migration;
}

bool twin_is_channel_of_work(size_t channel)
{
    return channel == CHANNEL_contract || channel == CHANNEL_apprenticeship || channel == CHANNEL_skilled;
}

/* ---- between home and abroad ---- */

void twin_settle_abroad(struct person *p)
{
    p->work = work_make(WORK_ABROAD, work_occupation(p->work), false);
    p->traits = (uint8_t)(p->traits & ~(unsigned)TRAIT_ENROLLED);
    p->pay = 0;
    household_of(p)->size--;
    household_of(p)->abroad++;
}

/* A record is kept as long as rights or debt hang on it. */
static void keep_or_release(struct migrant *m)
{
    const uint16_t *months = m->insured_months;
    if (m->debt <= 0 && months[0] == 0 && months[1] == 0 && months[2] == 0) {
        twin_release_migrant(m);
    }
}

static void come_home(struct twin *t, struct migrant *m)
{
    struct person *p = person_of(m);
    struct household *household = household_of(p);
    int64_t wealth = (int64_t)household->wealth + m->savings;
    count(t, m->stratum, OUTPUT_returns, twin_who_migrated(t, m), 1);
    t->totals.rows_returned[0]++;
    household->abroad--;
    household->size++;
    household->wealth = (int32_t)(wealth > INT32_MAX ? INT32_MAX : wealth);
    pay(t, m->stratum, TRANSFER_savings_brought, m->country, m->savings);
    m->savings = 0;
    p->past_country = m->country;
    p->past_skill = m->language;
    m->flags = (uint8_t)((m->flags & MIGRANT_RECOGNISED) | MIGRANT_REPEAT);
    m->gross_pay = 0;
    m->contract_end = NO_MONTH;
    m->since = m->left_month = (uint16_t)t->month;
    m->stage = STAGE_RETURNED;
    twin_enter_labour_market(t, p);
    keep_or_release(m);
}

/* With those of the family who go where this one goes. */
void twin_come_home(struct twin *t, struct migrant *m)
{
    struct migrant **companions = calloc(m->stratum->n_persons, sizeof *companions);
    uint32_t n = companions ? twin_companions(t, m, companions) : 0;
    come_home(t, m);
    for (uint32_t i = 0; i < n; i++) {
        come_home(t, companions[i]);
    }
    free(companions);
}

/* The household bears the cost of training so far. */
void twin_give_up(struct twin *t, struct migrant *m)
{
    int32_t *wealth = &household_of(person_of(m))->wealth;
    count(t, m->stratum, OUTPUT_drop_outs, twin_who_migrated(t, m), 1);
    int32_t lost = *wealth <= 0 ? 0 : (m->cost < *wealth ? m->cost : *wealth);
    *wealth -= lost;
    pay(t, m->stratum, TRANSFER_training_by_household, m->country, lost);
    m->cost = 0;
    if (person_of(m)->past_country == HOME) {
        person_of(m)->past_skill = m->vocational;
    }
    m->since = (uint16_t)t->month;
    m->stage = STAGE_RETURNED;
    keep_or_release(m);
}

/* ---- waiting ---- */

double twin_months_of_processing(const struct twin *t, size_t country, size_t channel)
{
    return t->world->country[country].processing_months[channel] *
           migration_lever_mean(&t->context, LEVER_processing_factor, country, channel);
}

/* Months since the papers were ready; negative while they are not. */
static double months_ready(const struct twin *t, const struct migrant *m)
{
    return (double)(t->month - m->since) - twin_months_of_processing(t, m->country, m->channel);
}

/* Has the person waited as long as recruiters plan for (M14)? */
static bool is_due(const struct twin *t, const struct migrant *m)
{
    return months_ready(t, m) >= (t->macro.migration.attraction.ready ? t->macro.migration.turn[m->country][m->channel]
                                                                      : parameters_of(t)->queue_months);
}

static uint64_t key_of_admission(const struct twin *t, const struct migrant *m)
{
    struct cor_draws draws = draw(t, person_of(m), PURPOSE_visa, 0);
    return migration_queue_key(m->since, draws.word[0], draws.word[1]);
}

static void wait_for_admission(struct twin *t, struct migrant *m)
{
    uint32_t cell = corridor_cell(m->country, m->channel);
    if (cor_happens(draw(t, person_of(m), PURPOSE_preparation, 1).word[0], parameters_of(t)->queue_drop_out)) {
        twin_give_up(t, m);
        return;
    }
    t->totals.queued[cell] += m->stratum->weight;
    t->totals.due[cell] += is_due(t, m) ? m->stratum->weight : 0;
    if (months_ready(t, m) >= 0.0) {
        twin_apply_for(t, QUEUE_admissions, m->stratum, cell, key_of_admission(t, m));
    }
}

static void count_abroad(struct twin *t, struct migrant *m)
{
    size_t region = trait_region(person_of(m)->traits);
    t->totals.stock_abroad[corridor_cell(m->country, m->channel)] += m->stratum->weight;
    t->totals.stock_region[m->country * N_REGIONS + region] += m->stratum->weight;
    if (!t->macro.migration.attraction.ready) { /* the first month */
        t->totals.family_left[m->channel == CHANNEL_skilled ? 0 : 1] += m->stratum->weight * twin_family_left(t, m);
    }
}

static void may_apply(struct twin *t, struct migrant *m)
{
    if (m->stage == STAGE_PREPARING) {
        t->totals.preparing[corridor_cell(m->country, m->channel)] += m->stratum->weight;
    } else if (m->stage == STAGE_QUEUED) {
        wait_for_admission(t, m);
    } else if (m->stage == STAGE_ABROAD) {
        count_abroad(t, m);
    }
}

static void count_region(struct twin *t, struct person *p)
{
    t->totals.singles[trait_sex(p->traits)] += twin_may_marry_abroad(t, p) ? p->stratum->weight : 0;
    if (status_of(p) != WORK_ABROAD) {
        t->totals.region_population[trait_region(p->traits)] += p->stratum->weight;
    }
}

void twin_migration_apply(struct twin *t)
{
    if (is_month_of_census(t)) {
        twin_each_person(t, ORIGIN, count_region);
    }
    twin_each_migrant(t, may_apply);
}

/* ---- departure ---- */

/* Places by occupation: the usual mix, and what quotas add. */
static size_t occupation_abroad(const struct twin *t, const struct migrant *m, uint32_t word)
{
    bool graduate = m->channel == CHANNEL_skilled && trait_education(person_of(m)->traits) == EDUCATION_tertiary;
    const double *share = t->world->migration->occupation_weight[m->country][graduate ? MIX_graduate : MIX_general];
    const double *general = t->world->migration->occupation_weight[m->country][MIX_general];
    double openings = twin_openings(t, m->country, m->channel), limit = twin_law_of(t, m->country, m->channel).limit;
    double usual = openings > limit ? openings * (limit / openings) : openings, places[N_OCCUPATIONS], sum = 0.0;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        double added =
            parameters_of(t)->quota_fill * lever_at(&t->context, LEVER_quota_added, m->country, m->channel, k);
        double kept = usual * lever_at(&t->context, LEVER_quota_factor, m->country, m->channel, k);
        places[k] = general[k] > 0.0 ? share[k] * (kept + added / general[k]) : added;
        sum += places[k];
    }
    double at = cor_unit(word) * sum;
    size_t k = 0;
    while (k + 1 < N_OCCUPATIONS && at >= places[k]) {
        at -= places[k++];
    }
    return k;
}

static double chance_of_recognition_on_entry(const struct twin *t, const struct migrant *m)
{
    const struct migration_parameters *p = parameters_of(t);
    return m->channel != CHANNEL_skilled
               ? 0.0
               : migration_recognisable(m->language / 32.0, m->vocational / 32.0, p->recognition_constant,
                                        p->recognition_language, p->recognition_vocational,
                                        policy_for(t, LEVER_recognition_added, m));
}

/* Words of PURPOSE_departure: 0 the occupation, 1 a student's job, 2 recognition on entry, 3 working style. */
static void leave(struct twin *t, struct migrant *m)
{
    struct cor_draws draws = draw(t, person_of(m), PURPOSE_departure, 0);
    double term = t->world->country[m->country].contract_months[m->channel];
    bool limited =
        m->channel == CHANNEL_contract || m->channel == CHANNEL_apprenticeship || m->channel == CHANNEL_study;
    bool works =
        twin_is_channel_of_work(m->channel) || cor_happens(draws.word[1], parameters_of(t)->student_employment);
    m->occupation = (uint8_t)occupation_abroad(t, m, draws.word[0]);
    m->stage = STAGE_ABROAD;
    m->since = m->arrived = (uint16_t)t->month;
    m->contract_end = (uint16_t)(limited && term > 0.0 ? t->month + (int32_t)(term + 0.5) : NO_MONTH);
    set_flag(m, (uint8_t) ~(unsigned)(MIGRANT_REPEAT | MIGRANT_RECOGNISED), false);
    set_flag(m, MIGRANT_EMPLOYED, works);
    m->flags |= cor_happens(draws.word[2], chance_of_recognition_on_entry(t, m)) ? MIGRANT_RECOGNISED : 0;
    m->course |= cor_happens(draws.word[3], policy_for(t, LEVER_soft_skills, m)) ? COURSE_STYLE : 0;
    m->gross_pay = m->first_pay = works ? twin_pay_abroad(t, m) : 0;
    twin_settle_abroad(person_of(m));
    twin_pay_for_departure(t, m);
    if (works) {
        twin_enrol(t, m);
    }
    t->totals.rows_departed[0]++;
    count(t, m->stratum, OUTPUT_departures, twin_who_migrated(t, m), 1);
    if (twin_is_channel_of_work(m->channel)) {
        count(t, m->stratum, OUTPUT_workers_departed, twin_who_migrated(t, m), 1);
        count(t, m->stratum, OUTPUT_start_pay, twin_who_migrated(t, m), m->first_pay);
        count(t, m->stratum, OUTPUT_start_language, twin_who_migrated(t, m), m->language);
    }
}

static void may_leave(struct twin *t, struct migrant *m)
{
    if (m->stage == STAGE_QUEUED && m->since != t->month && months_ready(t, m) >= 0.0 &&
        is_admitted(t, QUEUE_admissions, corridor_cell(m->country, m->channel), key_of_admission(t, m))) {
        leave(t, m);
    }
}

void twin_migration_depart(struct twin *t)
{
    twin_each_migrant(t, may_leave);
}
