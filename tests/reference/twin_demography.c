/* Deaths, births, moves of residents (models/demography/README.md) and education (models/education/README.md): what
 * happens to a person in the month of the birthday. */
#include <string.h>
#include "models/demography/demography_rules.h"
#include "models/education/education_rules.h"
#include "tests/reference/twin_kin.h"

/* Residents of a destination; of Viet Nam, persons without a plan to leave and without a past abroad. */
static bool may_ever_move(const struct person *p)
{
    return !is_of_viet_nam(p) || !record_of(p);
}

static void count_resident(struct twin *t, struct person *p)
{
    if (may_ever_move(p)) {
        int reached = age_years(p->birth_month, t->month + 1) + 1; /* next year */
        size_t cell = (p->stratum->country * N_SEXES + trait_sex(p->traits)) * N_MIGRATION_AGES +
                      (size_t)migration_age_class(reached);
        t->totals.residents_by_age[cell] += p->stratum->weight;
    }
}

void twin_demography_count(struct twin *t)
{
    if (cor_month_of_year(t->month) == 12) {
        memcpy(t->macro.demography.residents, t->totals.residents_by_age, sizeof t->macro.demography.residents);
    }
}

void twin_demography_birthdays_again(struct twin *t)
{
    (void)t; /* a list of the model's */
}

void twin_demography_birthdays(struct twin *t)
{
    if (cor_month_of_year(t->month) == 12) {
        twin_each_person(t, BOTH, count_resident);
    }
    for (size_t i = 0; i < t->n_strata; i++) { /* everybody knows the own birthday; a new month begins */
        for (uint32_t row = 0; row < t->stratum[i].n_persons; row++) {
            t->stratum[i].person[row].came_this_month = false;
        }
    }
}

/* Whose rates of death and birth hold: those of the country of residence. */
static size_t country_of_rates(const struct twin *t, const struct person *p)
{
    size_t residence = status_of(p) == WORK_ABROAD ? record_of(p)->country : p->stratum->country;
    return country_has_residents(&t->world->country[residence]) ? residence : HOME;
}

static enum sex sex_of(const struct person *p)
{
    return trait_sex(p->traits);
}

/* ---- deaths (D3, D5) ---- */

static void end_record(struct twin *t, struct migrant *m)
{
    t->totals.debt_ended[0] += m->debt;
    t->totals.seats_released[0] += (m->flags & MIGRANT_SEATED) != 0;
    t->totals.rows_returned[0] += m->stage == STAGE_ABROAD;
    twin_release_migrant(m);
}

static void leave_population(struct twin *t, struct person *p)
{
    if (is_of_viet_nam(p)) {
        struct household *household = household_of(p);
        *(status_of(p) == WORK_ABROAD ? &household->abroad : &household->size) -= 1;
        twin_leave_family(t, p);
        twin_close_if_empty(household);
        twin_end_insurance(t, p);
        twin_leave_savings(t, p);
        if (record_of(p)) {
            end_record(t, record_of(p));
        }
    }
    twin_release_person(p);
}

static void may_die(struct twin *t, struct person *p)
{
    if (!has_birthday(t, p)) {
        return;
    }
    double chance = demography_death_probability(t->world, country_of_rates(t, p), cor_month_year(t->month), sex_of(p),
                                                 age_of(t, p));
    if (draw(t, p, PURPOSE_death, 0).word[0] < threshold_32(chance)) {
        count(t, p->stratum, OUTPUT_deaths, twin_who_is(t, p), 1);
        t->totals.rows_died[p->stratum->kind]++;
        leave_population(t, p);
    }
}

void twin_demography_deaths(struct twin *t)
{
    twin_each_person(t, BOTH, may_die);
}

/* ---- births (D4, D6, D7, D8) ---- */

static double chance_of_birth(const struct twin *t, const struct person *mother)
{
    const struct demography_parameters *p = &t->world->parameters.demography;
    int year = cor_month_year(t->month), age = age_of(t, mother);
    double here = demography_birth_probability(t->world, country_of_rates(t, mother), year, age);
    if (status_of(mother) != WORK_ABROAD) {
        return here;
    }
    const struct migrant *m = record_of(mother);
    double factor = m->channel == CHANNEL_family    ? p->fertility_family
                    : m->channel == CHANNEL_skilled ? p->fertility_skilled
                                                    : p->fertility_sojourner;
    return fertility_abroad(demography_birth_probability(t->world, HOME, year, age), here,
                            (double)(t->month - m->arrived), p->fertility_convergence, factor);
}

/* A draw id that nobody else in the stratum has: the wish, or the next number that is free. */
static uint32_t unique_id(const struct stratum *s, uint32_t wish)
{
    uint32_t row = 0;
    wish += wish == 0;
    while (row < s->n_persons) {
        bool is_taken = s->person[row].id == wish;
        wish += is_taken ? 1u + (wish == UINT32_MAX) : 0u;
        row = is_taken ? 0 : row + 1;
    }
    return wish;
}

/* The child of a mother abroad lives with her. */
static void is_born_abroad(struct twin *t, struct person *child, struct person *mother)
{
    struct migrant *m = twin_take_migrant(child->stratum, child), *hers = record_of(mother);
    m->stage = STAGE_ABROAD;
    m->country = hers->country;
    m->channel = CHANNEL_family;
    m->flags = (uint8_t)(MIGRANT_FAMILY_HERE | (hers->flags & MIGRANT_PERMANENT));
    m->since = m->arrived = (uint16_t)t->month;
    m->contract_end = NO_MONTH;
    hers->flags |= MIGRANT_FAMILY_HERE;
    twin_settle_abroad(child);
    t->totals.rows_departed[0]++;
}

/* Words of PURPOSE_birth: 0 a birth, 1 sex, 2 survival to the mean age of the age class 0, 3 ability. */
static void bear_child(struct twin *t, struct person *mother, enum sex sex, struct cor_draws draws)
{
    struct stratum *s = mother->stratum;
    uint32_t order = is_of_viet_nam(mother) ? mother->parity & PARITY_CHILDREN : (uint32_t)t->month;
    uint32_t id = unique_id(s, mix_ids(mother->id, order));
    struct person *child = twin_take_person(s);
    child->id = id;
    child->birth_month = (uint16_t)t->month;
    child->traits = trait_make(sex, EDUCATION_primary, false, trait_region(mother->traits));
    child->work = work_make(WORK_MINOR, OCCUPATION_agriculture, false);
    if (is_of_viet_nam(mother)) {
        child->household = mother->household;
        child->kin = (uint16_t)(mother - s->person);
        child->ability = (uint8_t)(draws.word[3] >> 24);
        household_of(child)->size++;
    }
    if (status_of(mother) == WORK_ABROAD) {
        is_born_abroad(t, child, mother);
    }
    t->totals.rows_born[s->kind]++;
}

static void may_give_birth(struct twin *t, struct person *p)
{
    int age = age_of(t, p);
    if (!has_birthday(t, p) || sex_of(p) != SEX_female || age < YOUNGEST_MOTHER || age > OLDEST_MOTHER) {
        return;
    }
    struct cor_draws draws = draw(t, p, PURPOSE_birth, 0);
    if (draws.word[0] >= threshold_32(chance_of_birth(t, p))) {
        return;
    }
    size_t country = country_of_rates(t, p);
    double boys_per_girl = t->world->country[country].sex_ratio_at_birth;
    enum sex sex = draws.word[1] < threshold_32(boys_per_girl / (1.0 + boys_per_girl)) ? SEX_male : SEX_female;
    struct observed child = twin_who_is(t, p);
    child.sex = (uint8_t)sex;
    child.age_band = AGE_BAND_age_0_14;
    child.skill = SKILL_low;
    count(t, p->stratum, OUTPUT_births, child, 1);
    if (draws.word[2] <
        threshold_32(demography_death_probability(t->world, country, cor_month_year(t->month), sex, 0))) {
        count(t, p->stratum, OUTPUT_deaths, child, 1); /* and takes no place */
    } else {
        bear_child(t, p, sex, draws);
    }
    if (is_of_viet_nam(p) && (p->parity & PARITY_CHILDREN) < PARITY_CHILDREN) {
        p->parity++;
    }
}

void twin_demography_births(struct twin *t)
{
    twin_each_person(t, BOTH, may_give_birth);
}

/* ---- residents who come and go (D9) ---- */

static void arrive_beside(struct twin *t, const struct person *neighbour)
{
    struct stratum *s = neighbour->stratum;
    uint32_t id = unique_id(s, mix_ids(neighbour->id, (uint32_t)t->month));
    struct person *p = twin_take_person(s);
    p->id = id;
    p->birth_month = neighbour->birth_month;
    p->traits = neighbour->traits;
    p->work = neighbour->work;
    if (is_of_viet_nam(p)) {
        p->household = neighbour->household;
        p->ability = neighbour->ability;
        household_of(p)->size++;
    }
    twin_begin_job(t, p, t->month, TENURE_INDEX_arrived);
    t->totals.rows_arrived[s->kind]++;
    count(t, s, OUTPUT_other_migration, (struct observed){.country = (uint8_t)s->country, .sex = (uint8_t)sex_of(p)},
          1);
}

/* Net migrants of the table over the residents of the last count. */
static double yearly_chance(const struct twin *t, size_t country, enum sex sex, int class)
{
    int year = (int)cor_month_year(t->month);
    return migration_chance(ages_net_migration(t->world, country, year, sex)[class],
                            (double)t->macro.demography.residents[country][sex][class]);
}

static void may_move(struct twin *t, struct person *p)
{
    if (!has_birthday(t, p) || p->came_this_month || !may_ever_move(p)) {
        return;
    }
    int class = migration_age_class(age_of(t, p));
    double rate = yearly_chance(t, p->stratum->country, sex_of(p), class);
    uint32_t word = draw(t, p, PURPOSE_resident_migration, 0).word[0];
    if (word < threshold_32(-rate)) {
        t->totals.rows_left[p->stratum->kind]++;
        count(t, p->stratum, OUTPUT_other_migration,
              (struct observed){.country = (uint8_t)p->stratum->country, .sex = (uint8_t)sex_of(p)}, -1);
        leave_population(t, p);
    } else if (word < threshold_32(rate)) {
        arrive_beside(t, p);
    }
}

void twin_demography_resident_migration(struct twin *t)
{
    twin_each_person(t, BOTH, may_move);
}

/* ---- education (E1 to E6) ---- */

/* Chance of staying on, given what it is before any effect of income: that counts in Viet Nam only (E4). */
static double chance_of_school(const struct twin *t, const struct person *p, double base, double worked)
{
    const struct education_parameters *parameters = &t->world->parameters.education;
    if (!is_of_viet_nam(p)) {
        return base;
    }
    struct means_at_home means = twin_means_at_home(t, p, cor_month_of_year(t->month) - 1);
    return chance_of_staying(base, means.relative_income, means.remittance_share, parameters->income_effect,
                             parameters->remittance_effect, worked);
}

static void stay_on(struct person *p, enum education_level attained)
{
    p->traits = (uint8_t)(trait_with_education(p->traits, attained) | TRAIT_ENROLLED);
    p->work = work_make(WORK_STUDENT, OCCUPATION_agriculture, false);
}

static void leave_school(struct twin *t, struct person *p, enum education_level attained)
{
    p->traits = (uint8_t)(trait_with_education(p->traits, attained) & ~(unsigned)TRAIT_ENROLLED);
    twin_enter_labour_market(t, p);
}

static enum education_level attainment_at_15(uint32_t rank, double lower_secondary)
{
    return cor_happens(rank, lower_secondary) ? EDUCATION_lower_secondary : EDUCATION_primary;
}

static void pass_at_home(struct twin *t, struct person *p, int age, struct education_ranks rank)
{
    const struct education_tables *chances = t->world->education;
    size_t country = p->stratum->country, sex = sex_of(p);
    if (age == AGE_LOWER_SECONDARY_ENDS) {
        double worked = is_of_viet_nam(p) ? twin_kept_from_work(t, p) : 0.0;
        if (cor_happens(rank.upper_secondary, chance_of_school(t, p, chances->upper_secondary[country][sex], worked))) {
            stay_on(p, EDUCATION_lower_secondary);
        } else {
            leave_school(t, p, attainment_at_15(rank.lower_secondary, chances->lower_secondary[country][sex]));
        }
    } else if (age == AGE_UPPER_SECONDARY_ENDS &&
               cor_happens(rank.tertiary, chance_of_school(t, p, chances->tertiary[country][sex], 0.0))) {
        stay_on(p, EDUCATION_upper_secondary);
    } else {
        leave_school(t, p, age == AGE_TERTIARY_ENDS ? EDUCATION_tertiary : EDUCATION_upper_secondary);
    }
}

/* Those who grow up or study abroad, by the chances of the country of residence (E6). */
static void pass_abroad(struct twin *t, struct person *p, int age, struct education_ranks rank)
{
    const struct education_tables *chances = t->world->education;
    const struct migrant *m = record_of(p);
    size_t sex = sex_of(p);
    if (m->channel != CHANNEL_family && m->channel != CHANNEL_study) {
        return; /* workers keep what they brought */
    }
    bool upper = cor_happens(rank.upper_secondary, chances->upper_secondary[m->country][sex]);
    enum education_level attained = trait_education(p->traits);
    if (age == AGE_LOWER_SECONDARY_ENDS) {
        attained = upper ? EDUCATION_lower_secondary
                         : attainment_at_15(rank.lower_secondary, chances->lower_secondary[m->country][sex]);
    } else if (age == AGE_UPPER_SECONDARY_ENDS && upper && attained == EDUCATION_lower_secondary) {
        attained = EDUCATION_upper_secondary;
    } else if (age == AGE_TERTIARY_ENDS && attained == EDUCATION_upper_secondary &&
               (m->channel == CHANNEL_study || cor_happens(rank.tertiary, chances->tertiary[m->country][sex]))) {
        attained = EDUCATION_tertiary;
    }
    p->traits = (uint8_t)(trait_with_education(p->traits, attained) & ~(unsigned)TRAIT_ENROLLED);
}

static void may_pass_school(struct twin *t, struct person *p)
{
    int age = age_of(t, p);
    bool learns = status_of(p) == WORK_STUDENT || status_of(p) == WORK_ABROAD;
    bool is_due =
        age == AGE_LOWER_SECONDARY_ENDS || ((age == AGE_UPPER_SECONDARY_ENDS || age == AGE_TERTIARY_ENDS) && learns);
    if (!has_birthday(t, p) || !is_due) {
        return;
    }
    struct cor_draws draws = draw_for_life(t, p, PURPOSE_education, 0);
    struct education_ranks rank = {draws.word[0], draws.word[1], draws.word[2]};
    (status_of(p) == WORK_ABROAD ? pass_abroad : pass_at_home)(t, p, age, rank);
}

void twin_education_year(struct twin *t)
{
    twin_each_person(t, BOTH, may_pass_school);
}
