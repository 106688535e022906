/* Migrant records at the start: persons abroad with their contract, job, insurance and debt, and the pipeline of those
 * who prepare or wait. */
#include "models/population/fill.h"
#include "models/education/education.h"
#include "models/labour_market/labour_market.h"
#include "models/migration/migration_rules.h"
#include "models/recruitment/recruitment.h"
#include "models/social_protection/social_protection.h"
#include "models/training/training.h"
#include "models/wages/wages.h"

static int draw_months(const struct fill *fill, size_t country, size_t channel, uint32_t word)
{
    return (int)first_above(fill->plan->stay[country][channel], N_STAY_MONTHS, cor_unit(word));
}

/* Months of a contract before the person lost or left the permit. */
static int months_before_irregular(const struct fill *fill, uint32_t row, size_t country)
{
    return draw_months(fill, country, CHANNEL_contract,
                       draws_of_start(fill, row, DRAWS_start_insured).word[WORD_start_insured_before_irregular]);
}

static int draw_months_since_arrival(const struct fill *fill, uint32_t row)
{
    const struct slot *slot = &fill->slot[row];
    uint32_t word = draws_of_start(fill, row, DRAWS_start_arrival).word[WORD_start_arrival_months];
    int months = draw_months(fill, slot->country, slot->channel, word);
    return slot->channel == CHANNEL_irregular ? months + months_before_irregular(fill, row, slot->country) : months;
}

int population_age_of_migrant(struct fill *fill, uint32_t row)
{
    const struct slot *slot = &fill->slot[row];
    double u = cor_unit(draws_of_start(fill, row, DRAWS_start_arrival).word[WORD_start_arrival_age]);
    int age = (int)pick_summed(fill->plan->arrival_age[slot->channel], MAX_AGE + 1, u);
    if (slot->kind == SLOT_ABROAD) {
        fill->months_abroad[row] = (uint16_t)draw_months_since_arrival(fill, row);
        age += fill->months_abroad[row] / 12;
    }
    return age < MAX_AGE ? age : MAX_AGE;
}

double population_women_among_migrants(const struct world *world, size_t country, size_t channel)
{
    return channel == CHANNEL_family ? world->parameters.population.family_female_share
                                     : world->country[country].vietnamese_female_share / 100.0;
}

enum sex population_sex_of_migrant(const struct fill *fill, uint32_t row)
{
    const struct slot *slot = &fill->slot[row];
    double women = population_women_among_migrants(fill->world, slot->country, slot->channel);
    return cor_happens(draws_of_start(fill, row, DRAWS_start_arrival).word[WORD_start_arrival_sex], women) ? SEX_female
                                                                                                           : SEX_male;
}

static int age_at_start(const struct fill *fill, uint32_t row)
{
    return age_years(fill->view->person.birth_month[row], fill->context.month);
}

/* Those of the family channel have the attainment of their age class at home; children have none yet. */
static enum education_level education_of_settled(const struct fill *fill, uint32_t row, double u)
{
    int age = age_at_start(fill, row);
    enum sex sex = trait_sex(fill->view->person.traits[row]);
    return age < AGE_LOWER_SECONDARY_ENDS
               ? EDUCATION_primary
               : (enum education_level)pick_weighted(
                     fill->world->country[HOME].education[sex][education_age_class(age)], N_EDUCATION_LEVELS, u);
}

static enum education_level education_of_migrant(const struct fill *fill, uint32_t row)
{
    double share[N_EDUCATION_LEVELS];
    double u = cor_unit(draws_of_start(fill, row, DRAWS_start_origin).word[WORD_start_origin_education]);
    if (!population_education_of_channel(&fill->world->parameters.population, fill->slot[row].channel, share)) {
        return education_of_settled(fill, row, u);
    }
    unsigned level = EDUCATION_tertiary;
    for (; level > EDUCATION_primary && u >= share[level]; level--) {
        u -= share[level];
    }
    return (enum education_level)level;
}

/* Who has lived abroad for as long as the procedure takes is recognised by the rule of the month (M11). */
static bool is_recognised(const struct fill *fill, uint32_t row, uint32_t record, int months)
{
    const struct migration_parameters *p = &fill->world->parameters.migration;
    const struct migrant_columns *migrant = &fill->view->migrant;
    if (migrant->channel[record] == CHANNEL_skilled) {
        return true;
    }
    return migrant->channel[record] == CHANNEL_family && months >= p->recognition_months &&
           trait_education(fill->view->person.traits[row]) >= EDUCATION_upper_secondary &&
           cor_happens(draws_of_start(fill, row, DRAWS_recognition).word[WORD_recognition_rank],
                       migration_recognisable(level_of_units(migrant->language[record]), 0.0, p->recognition_constant,
                                              p->recognition_language, p->recognition_vocational, 0.0));
}

static unsigned flags_of_migrant(const struct fill *fill, uint32_t row, uint32_t record, int months)
{
    const struct population_parameters *p = &fill->world->parameters.population;
    uint8_t channel = fill->slot[row].channel;
    bool settles = channel == CHANNEL_family || channel == CHANNEL_skilled;
    unsigned flags = channel == CHANNEL_family ? (unsigned)MIGRANT_FAMILY_HERE : 0u;
    if (settles && months >= fill->world->parameters.migration.permanent_months &&
        cor_happens(draws_of_start(fill, row, DRAWS_start_record).word[WORD_start_record_permanent],
                    p->permanent_at_start)) {
        flags |= MIGRANT_PERMANENT;
    }
    return is_recognised(fill, row, record, months) ? flags | (unsigned)MIGRANT_RECOGNISED : flags;
}

static uint16_t end_of_term(const struct fill *fill, uint32_t row, int months)
{
    const struct slot *slot = &fill->slot[row];
    int32_t end = (int32_t)fill->world->country[slot->country].contract_months[slot->channel];
    if (end <= 0 || slot->channel == CHANNEL_irregular || slot->channel == CHANNEL_family) {
        return NO_MONTH;
    }
    while (end <= months) {
        end = population_next_term_end(fill->world, slot->channel, end);
    }
    return (uint16_t)(fill->context.month - months + end);
}

uint8_t population_language_of_migrant(const struct fill *fill, size_t country, size_t channel, int months)
{
    const struct population_parameters *p = &fill->world->parameters.population;
    double level = fill->world->country[country].language_required[channel];
    double learnt = level + p->exposure_at_start * months / 12.0;
    double most = level > p->language_at_start_max ? level : p->language_at_start_max;
    return (uint8_t)(LANGUAGE_UNITS * (learnt < most ? learnt : most));
}

static int32_t net_pay(const struct fill *fill, uint32_t row, uint32_t record)
{
    const struct migrant_columns *migrant = &fill->view->migrant;
    int32_t gross = migrant->gross_pay[record];
    bool declared = migrant->flags[record] & MIGRANT_CONTRIBUTES;
    size_t country = fill->slot[row].country;
    return declared ? gross - wages_contribution(fill->world, country, gross) - wages_tax(fill->world, country, gross)
                    : gross;
}

/* What was borrowed for the journey and is still owed. */
static void set_cost_and_debt(const struct fill *fill, uint32_t row, uint32_t record, int months)
{
    if (fill->slot[row].channel != CHANNEL_family) {
        recruitment_owe_at_start(
            &fill->context, fill->chunk, record,
            training_cost_expected(&fill->context, fill->slot[row].country, fill->slot[row].channel, 0.0),
            net_pay(fill, row, record), months,
            draws_of_start(fill, row, DRAWS_start_record).word[WORD_start_record_cost]);
    }
}

static void set_pay_and_savings(const struct fill *fill, uint32_t record, int months)
{
    const struct population_parameters *p = &fill->world->parameters.population;
    struct migrant_columns *migrant = &fill->view->migrant;
    int32_t pay = wages_abroad_pay(&fill->context, fill->chunk, record);
    bool employed = (migrant->flags[record] & MIGRANT_EMPLOYED) != 0;
    migrant->first_pay[record] = pay;
    migrant->gross_pay[record] = employed ? pay : 0;
    double saved = months < p->savings_months ? months : p->savings_months;
    migrant->savings[record] = employed ? (int32_t)(pay * saved * p->savings_rate) : 0;
}

/* Months are not those of the whole stay: jobs were lost, and not every employer paid. Those without a permit contributed
 * while they had one. */
void population_insure_stay(struct fill *fill, uint32_t row, uint32_t record, int months)
{
    const struct migrant_columns *migrant = &fill->view->migrant;
    bool irregular = migrant->channel[record] == CHANNEL_irregular;
    enum channel channel = irregular ? CHANNEL_contract : (enum channel)migrant->channel[record];
    struct work_abroad work = labour_market_work_abroad(&fill->context, fill->chunk, record);
    double u = cor_unit(draws_of_start(fill, row, DRAWS_start_insured).word[WORD_start_insured_job]);
    double in_job = 0.0, all = irregular ? months_before_irregular(fill, row, migrant->country[record]) : months;
    social_protection_enrol(&fill->context, fill->chunk, record);
    if (!irregular && (migrant->flags[record] & MIGRANT_EMPLOYED)) {
        in_job = months_in_job(u, work.lost, months);
    }
    double earlier = (all - in_job) * work.held;
    social_protection_insure_at_start(&fill->context, fill->chunk, record, channel, in_job, earlier);
    fill->insured_from_abroad[row] = migrant->flags[record] & MIGRANT_HOME_INSURED ? (uint16_t)(in_job + earlier) : 0;
}

uint8_t population_occupation_of_migrant(const struct fill *fill, uint32_t row, size_t country)
{
    return (uint8_t)pick_weighted(
        fill->world->country[country].vietnamese_share, N_OCCUPATIONS,
        cor_unit(draws_of_start(fill, row, DRAWS_start_arrival).word[WORD_start_arrival_occupation]));
}

static uint32_t open_record(struct fill *fill, uint32_t row, enum stage stage)
{
    const struct slot *slot = &fill->slot[row];
    struct migrant_columns *migrant = &fill->view->migrant;
    uint32_t record = record_open(fill->chunk, row, stage);
    if (record == NO_ROW) {
        return NO_ROW;
    }
    migrant->country[record] = slot->country;
    migrant->channel[record] = slot->channel;
    migrant->occupation[record] = population_occupation_of_migrant(fill, row, slot->country);
    uint8_t *traits = &fill->view->person.traits[row];
    *traits = trait_with_education(*traits, education_of_migrant(fill, row));
    return record;
}

static void settle_abroad(struct fill *fill, uint32_t row)
{
    struct migrant_columns *migrant = &fill->view->migrant;
    uint32_t record = open_record(fill, row, STAGE_ABROAD);
    int months = fill->months_abroad[row];
    if (record == NO_ROW) {
        return;
    }
    uint8_t channel = fill->slot[row].channel;
    fill->view->person.work[row] = work_make(WORK_ABROAD, (enum occupation)migrant->occupation[record], false);
    migrant->arrived[record] = (uint16_t)(fill->context.month - months);
    migrant->since[record] = migrant->arrived[record];
    migrant->contract_end[record] = end_of_term(fill, row, months);
    migrant->language[record] = population_language_of_migrant(fill, fill->slot[row].country, channel, months);
    migrant->vocational[record] =
        (uint8_t)(channel == CHANNEL_apprenticeship ? VOCATIONAL_UNITS * (months < 36 ? months : 36) / 12 : 0);
    migrant->flags[record] = (uint8_t)flags_of_migrant(fill, row, record, months);
    if (labour_market_works_abroad_at_start(
            &fill->context, fill->chunk, record,
            draws_of_start(fill, row, DRAWS_start_origin).word[WORD_start_origin_job])) {
        migrant->flags[record] |= MIGRANT_EMPLOYED;
    }
    set_pay_and_savings(fill, record, months);
    if (labour_market_migrant_participates(&fill->context, fill->chunk, record)) {
        population_insure_stay(fill, row, record, months);
    }
    set_cost_and_debt(fill, row, record, months);
}

/* A person preparing to leave, with some months of the course done, or waiting for papers and admission. Nobody can decide
 * in the first month of the run: those recruited in it are there, with nothing done. */
static void enter_pipeline(struct fill *fill, uint32_t row)
{
    const struct slot *slot = &fill->slot[row];
    const struct country *country = &fill->world->country[slot->country];
    struct migrant_columns *migrant = &fill->view->migrant;
    bool queued = slot->kind == SLOT_QUEUED;
    uint32_t record = open_record(fill, row, queued ? STAGE_QUEUED : STAGE_PREPARING);
    if (record == NO_ROW) {
        return;
    }
    double level = country->language_required[slot->channel];
    double done = cor_unit(draws_of_start(fill, row, DRAWS_start_record).word[WORD_start_record_progress]);
    double months = queued ? country->processing_months[slot->channel] + fill->world->parameters.migration.queue_months
                           : training_months_expected(&fill->context, slot->country, slot->channel, 0.0);
    int32_t spent = (int32_t)(done * months);
    double learnt = queued ? 1.0 : spent / months;
    migrant->since[record] = (uint16_t)(fill->context.month + (queued ? 0 : 1) - spent);
    migrant->language[record] = (uint8_t)(LANGUAGE_UNITS * training_level_learnt(fill->world, level, learnt) + 0.5);
    migrant->cost[record] =
        (int32_t)(learnt * training_cost_expected(&fill->context, slot->country, slot->channel, 0.0));
    migrant->flags[record] = !queued && spent > 0 && level > 0.0 ? MIGRANT_SEATED : 0;
}

void population_fill_migrants(struct fill *fill)
{
    for (uint32_t row = 0; row < fill->n; row++) {
        if (fill->slot[row].kind == SLOT_ABROAD) {
            settle_abroad(fill, row);
        } else if (fill->slot[row].kind != SLOT_HOME) {
            enter_pipeline(fill, row);
        }
    }
}
