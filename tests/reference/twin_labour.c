/* Persons in the labour market (models/labour_market/README.md): participation, loss of jobs, search, hiring. The demand
 * side is in twin_match.c. */
#include "models/labour_market/labour_market_rules.h"
#include "tests/reference/twin.h"

static const struct labour_market_parameters *parameters_of(const struct twin *t)
{
    return &t->world->parameters.labour_market;
}

static uint8_t with_occupation(uint8_t work, enum occupation occupation)
{
    return (uint8_t)((work & ~(7u << 3)) | ((unsigned)occupation << 3));
}

/* ---- taking part (L1, L2) and choosing an occupation (L11, L14) ---- */

static enum occupation occupation_of_entrant(const struct twin *t, size_t country, unsigned education, uint32_t word)
{
    const struct labour_market_macro *market = &t->macro.labour_market;
    return market->started ? (enum occupation)pick(market->occupation_cut[country][education], N_OCCUPATIONS, word)
                           : labour_market_occupation(t->world, country, education, word);
}

static void leave_labour_force(struct twin *t, struct person *p)
{
    bool is_old = age_of(t, p) >= t->world->labour_market->retirement_age[p->stratum->country];
    p->work = work_with_status((uint8_t)(p->work & ~(unsigned)WORK_FORMAL), is_old ? WORK_RETIRED : WORK_INACTIVE);
    p->pay = 0;
}

static bool takes_part(const struct twin *t, const struct person *p)
{
    uint32_t rank = draw_for_life(t, p, PURPOSE_participation, 0).word[0];
    return labour_market_participates(t->world, p->stratum->country, trait_sex(p->traits), age_of(t, p), rank);
}

void twin_enter_labour_market(struct twin *t, struct person *p)
{
    if (age_of(t, p) < 15) {
        p->work = work_with_status(p->work, WORK_MINOR);
        return;
    }
    leave_labour_force(t, p);
    if (!takes_part(t, p)) {
        return;
    }
    const struct migrant *m = record_of(p);
    bool worked_abroad = m && m->stage >= STAGE_ABROAD && m->first_pay > 0;
    uint32_t word = draw_for_life(t, p, PURPOSE_participation, 0).word[1];
    enum occupation occupation = worked_abroad
                                     ? (enum occupation)m->occupation
                                     : occupation_of_entrant(t, p->stratum->country, trait_education(p->traits), word);
    p->work = work_with_status(with_occupation(p->work, occupation), WORK_UNEMPLOYED);
}

/* The month in which a job ends is drawn when it begins (L4). */
void twin_begin_job(struct twin *t, struct person *p, int32_t exposed_from, uint32_t index)
{
    uint32_t word = draw(t, p, PURPOSE_separation, index).word[0];
    double months = tenure_months(cor_unit(word), t->world->labour_market->tenure_scale[p->stratum->country][p->work]);
    double end = (double)exposed_from + months;
    p->job_end = (uint16_t)(end < (double)NO_MONTH ? end : (double)NO_MONTH);
}

/* ---- the birthday ---- */

/* Words of PURPOSE_labour_year: 0 leaves the farm, 1 for which occupation, 2 formality or insurance changes (L13). */
static void may_change_job(struct twin *t, struct person *p)
{
    const struct labour_market_tables *tables = t->world->labour_market;
    struct cor_draws draws = draw(t, p, PURPOSE_labour_year, 0);
    unsigned education = trait_education(p->traits);
    uint8_t before = p->work;
    if (cor_happens(draws.word[0], parameters_of(t)->farm_exit) && work_occupation(p->work) == OCCUPATION_agriculture &&
        (double)age_of(t, p) < parameters_of(t)->farm_exit_age) {
        p->work = with_occupation(p->work, occupation_of_entrant(t, HOME, education, draws.word[1]));
    }
    enum occupation occupation = work_occupation(p->work);
    double share = tables->formal_share[education][occupation];
    double added = lever_at(&t->context, LEVER_home_coverage_added, HOME, 0, occupation);
    double technical =
        parameters_of(t)->technical_formalises * lever_at(&t->context, LEVER_partner_technical, HOME, 0, 0);
    double visited = inspected_share(lever_at(&t->context, LEVER_inspected_added, HOME, 0, occupation),
                                     lever_at(&t->context, LEVER_partner_inspection, HOME, 0, 0),
                                     parameters_of(t)->inspection_cost, parameters_of(t)->informal_workers);
    double enforced = visited * parameters_of(t)->inspection_formalises;
    bool formal = p->work & WORK_FORMAL;
    double chance =
        formal ? parameters_of(t)->informalisation * (1.0 - share) / (1.0 - tables->mean_formal_share)
               : formalisation(parameters_of(t)->formalisation, share, tables->mean_formal_share, technical, enforced);
    bool changes = cor_happens(draws.word[2], chance);
    if (changes) {
        unsigned cleared = WORK_FORMAL | WORK_VOLUNTARY;
        p->work = (uint8_t)((p->work & ~cleared) | (formal ? 0u : (unsigned)WORK_FORMAL));
    }
    if (p->work != before) {
        twin_begin_job(t, p, t->month, TENURE_INDEX_changed);
    }
    if (!changes && !formal && added != 0.0 && cor_happens(draws.word[2], chance * (1.0 + added))) {
        p->work |= WORK_VOLUNTARY; /* insured in the job that they have */
    }
}

static void stop_work_abroad(struct migrant *m)
{
    set_flag(m, MIGRANT_EMPLOYED | MIGRANT_CONTRIBUTES, false);
    m->gross_pay = 0;
}

static void year_in_the_labour_market(struct twin *t, struct person *p)
{
    enum work_status status = status_of(p);
    if (!has_birthday(t, p)) {
        return;
    }
    if (status == WORK_ABROAD) {
        struct migrant *m = record_of(p);
        if ((m->flags & MIGRANT_EMPLOYED) && !twin_takes_part_abroad(t, m)) {
            stop_work_abroad(m);
        }
    } else if (status == WORK_INACTIVE || status == WORK_UNEMPLOYED || status == WORK_EMPLOYED) {
        if (!takes_part(t, p)) {
            leave_labour_force(t, p);
        } else if (status == WORK_INACTIVE) {
            twin_enter_labour_market(t, p);
        } else if (status == WORK_EMPLOYED && is_of_viet_nam(p)) {
            may_change_job(t, p);
        }
    }
}

void twin_labour_market_year(struct twin *t)
{
    twin_each_person(t, BOTH, year_in_the_labour_market);
}

/* ---- loss of jobs (L4) ---- */

/* What is left of a job stretches as mean tenure does when the chance of losing it changes. */
static void follow_new_rates(struct twin *t, struct person *p)
{
    const struct world *before = world_at(world_at_start(t->world), t->month - 1);
    double then = before->labour_market->tenure_scale[p->stratum->country][p->work];
    double now = t->world->labour_market->tenure_scale[p->stratum->country][p->work];
    if (status_of(p) == WORK_EMPLOYED && now != then) {
        double moment = cor_unit(draw(t, p, PURPOSE_separation, TENURE_INDEX_stretched).word[0]);
        double end = stretched_end((double)t->month, (double)p->job_end, moment, then, now);
        p->job_end = (uint16_t)(end < (double)NO_MONTH ? end : (double)NO_MONTH);
    }
}

static void may_lose_job(struct twin *t, struct person *p)
{
    if (status_of(p) == WORK_EMPLOYED && p->job_end == t->month) {
        p->work = work_with_status((uint8_t)(p->work & ~(unsigned)WORK_FORMAL), WORK_UNEMPLOYED);
        p->pay = 0;
    }
}

static void may_lose_job_abroad(struct twin *t, struct migrant *m)
{
    const struct labour_market_tables *tables = t->world->labour_market;
    if (!works_abroad(m)) {
        return;
    }
    bool early = (double)(t->month - m->arrived) < parameters_of(t)->soft_skills_months;
    double kept = job_loss_of_trained(parameters_of(t), early && (m->course & COURSE_STYLE), m->vocational / 32.0,
                                      twin_is_bound(t, m));
    double chance = job_loss_abroad(tables->separation_rate[m->country][m->occupation],
                                    tables->abroad_separation[m->channel], kept);
    if (cor_happens(draw(t, person_of(m), PURPOSE_abroad_job, 0).word[0], chance)) {
        stop_work_abroad(m);
    }
}

void twin_labour_market_separate(struct twin *t)
{
    twin_each_person(t, BOTH, follow_new_rates);
    twin_each_person(t, BOTH, may_lose_job);
    twin_each_migrant(t, may_lose_job_abroad);
}

/* ---- counts for the demand side ---- */

static int64_t thousandths_in_need_of_care(const struct twin *t, enum sex sex, int age)
{
    const struct labour_market_parameters *p = parameters_of(t);
    const double at[6] = {p->care_65_69, p->care_70_74, p->care_75_79, p->care_80_84, p->care_85_89, p->care_90_plus};
    int group = (age - 65) / 5;
    double need = age < 65 ? p->care_below_65 : at[group > 5 ? 5 : group];
    need *= sex == SEX_female ? p->care_women : 2.0 - p->care_women;
    return (int64_t)(1000.0 * (need > 1.0 ? 1.0 : need) + 0.5);
}

static void count_resident(struct twin *t, struct person *p)
{
    size_t country = p->stratum->country;
    int64_t weight = p->stratum->weight;
    if (status_of(p) == WORK_ABROAD) {
        return;
    }
    t->totals.population[country] += weight;
    if (status_of(p) == WORK_EMPLOYED) {
        t->totals.employed[vacancy_cell(country, work_occupation(p->work))] += weight;
    }
    if (is_month_of_census(t)) {
        int age = age_of(t, p);
        t->totals.care_need[country] += weight * thousandths_in_need_of_care(t, trait_sex(p->traits), age);
        t->totals.working_age[country] += age >= 15 && age < 65 ? weight : 0;
        t->totals.old_age[country] += age >= 65 ? weight : 0;
    }
}

static void count_worker_abroad(struct twin *t, struct migrant *m)
{
    if (works_abroad(m)) {
        t->totals.employed[vacancy_cell(m->country, m->occupation)] += m->stratum->weight;
    }
}

/* ---- search ---- */

static uint64_t rank_in_queue(struct cor_draws draws)
{
    return ((uint64_t)draws.word[0] << 32) | draws.word[1];
}

/* Words of PURPOSE_job_search: 0 and 1 the rank in the queue, 2 turns to another occupation, 3 to which. */
static void search_at_home(struct twin *t, struct person *p)
{
    size_t country = p->stratum->country;
    if (status_of(p) != WORK_UNEMPLOYED) {
        return;
    }
    struct cor_draws draws = draw(t, p, PURPOSE_job_search, 0);
    if (cor_happens(draws.word[2], parameters_of(t)->occupation_change) && t->macro.labour_market.started) {
        p->work =
            with_occupation(p->work, occupation_of_entrant(t, country, trait_education(p->traits), draws.word[3]));
    }
    uint32_t cell = vacancy_cell(country, work_occupation(p->work));
    t->totals.unemployed[cell] += p->stratum->weight;
    twin_apply_for(t, QUEUE_vacancies, p->stratum, cell, rank_in_queue(draws));
}

/* Family by rank and age, students by rank, all others until the retirement age. */
bool twin_takes_part_abroad(const struct twin *t, const struct migrant *m)
{
    const struct person *p = person_of(m);
    uint32_t rank = draw_for_life(t, p, PURPOSE_participation, 0).word[0];
    int age = age_of(t, p);
    if (age < 15) {
        return false;
    }
    if (m->channel == CHANNEL_family) {
        int capped = age > MAX_AGE ? MAX_AGE : age;
        double cut = (double)t->world->labour_market->participation[m->country][trait_sex(p->traits)][capped];
        double share = cut / 4294967296.0 * parameters_of(t)->family_participation;
        share = share > 1.0 ? 1.0 : share;
        share += m->flags & MIGRANT_RECOGNISED ? parameters_of(t)->recognised_participation * (1.0 - share) : 0.0;
        return (double)rank < 4294967296.0 * share;
    }
    return age < t->world->labour_market->retirement_age[m->country] &&
           (m->channel != CHANNEL_study || cor_happens(rank, parameters_of(t)->student_participation));
}

bool twin_seeks_work_abroad(const struct twin *t, const struct migrant *m)
{
    return m->stage == STAGE_ABROAD && !(m->flags & MIGRANT_EMPLOYED) && twin_takes_part_abroad(t, m);
}

/* Does the search reach employers? Command of the language and recognition count (L10). */
static bool reaches_employers(const struct twin *t, const struct migrant *m, uint32_t word)
{
    const struct labour_market_parameters *p = parameters_of(t);
    const double at[4] = {p->search_a2, p->search_b1, p->search_b2, p->search_c1};
    double relative = search_by_language(m->language / 32.0, at) / p->search_c1;
    return cor_happens(word, m->flags & MIGRANT_RECOGNISED ? relative * p->search_recognised : relative);
}

/* Words of PURPOSE_abroad_search: 0 and 1 the rank in the queue, 2 the search reaches employers, 3 work in the rest of the
 * world, where there is no queue. */
static void search_abroad(struct twin *t, struct migrant *m)
{
    uint32_t cell = vacancy_cell(m->country, m->occupation);
    if (!twin_seeks_work_abroad(t, m)) {
        return;
    }
    struct cor_draws draws = draw(t, person_of(m), PURPOSE_abroad_search, 0);
    t->totals.unemployed[cell] += m->stratum->weight;
    if (country_has_residents(&t->world->country[m->country]) && reaches_employers(t, m, draws.word[2])) {
        twin_apply_for(t, QUEUE_vacancies, m->stratum, cell, rank_in_queue(draws));
    }
}

void twin_labour_market_search(struct twin *t)
{
    twin_each_person(t, BOTH, count_resident);
    twin_each_person(t, BOTH, search_at_home);
    twin_each_migrant(t, count_worker_abroad);
    twin_each_migrant(t, search_abroad);
}

/* ---- hiring ---- */

static void take_up_work(struct twin *t, struct person *p)
{
    enum occupation occupation = work_occupation(p->work);
    if (is_of_viet_nam(p)) {
        uint64_t formal_cut = t->world->labour_market->formal_hire[trait_education(p->traits)][occupation];
        bool formal = draw(t, p, PURPOSE_hire, 0).word[0] < formal_cut;
        uint8_t voluntary = formal ? 0u : p->work & WORK_VOLUNTARY;
        p->work = (uint8_t)(work_make(WORK_EMPLOYED, occupation, formal) | voluntary);
        p->pay = twin_pay_at_home(t, p);
    } else {
        p->work = work_make(WORK_EMPLOYED, occupation, true);
    }
    twin_begin_job(t, p, t->month + 1, TENURE_INDEX_hired);
}

static void may_be_hired(struct twin *t, struct person *p)
{
    uint32_t cell = vacancy_cell(p->stratum->country, work_occupation(p->work));
    if (status_of(p) == WORK_UNEMPLOYED &&
        is_admitted(t, QUEUE_vacancies, cell, rank_in_queue(draw(t, p, PURPOSE_job_search, 0)))) {
        take_up_work(t, p);
    }
}

static bool finds_work(const struct twin *t, const struct migrant *m)
{
    struct cor_draws draws = draw(t, person_of(m), PURPOSE_abroad_search, 0);
    if (!country_has_residents(&t->world->country[m->country])) {
        return cor_happens(draws.word[3], parameters_of(t)->rest_job_finding);
    }
    return reaches_employers(t, m, draws.word[2]) &&
           is_admitted(t, QUEUE_vacancies, vacancy_cell(m->country, m->occupation), rank_in_queue(draws));
}

static void may_be_hired_abroad(struct twin *t, struct migrant *m)
{
    if (twin_seeks_work_abroad(t, m) && finds_work(t, m)) {
        m->flags |= MIGRANT_EMPLOYED;
        m->gross_pay = twin_pay_abroad(t, m);
        m->first_pay = m->first_pay == 0 ? m->gross_pay : m->first_pay;
        twin_enrol(t, m);
    }
}

void twin_labour_market_hire(struct twin *t)
{
    twin_each_person(t, BOTH, may_be_hired);
    twin_each_migrant(t, may_be_hired_abroad);
}
