/* Persons at home who have worked abroad before the start, with the record that the model would have left them, and months
 * of insurance in Viet Nam from before a departure. */
#include "models/labour_market/labour_market.h"
#include "models/population/fill.h"
#include "models/population/stays.h"
#include "models/social_protection/social_protection.h"
#include "models/wages/wages.h"

/* A stay that is over. */
struct past_stay {
    size_t country, channel;
    int32_t since_arrival, months; /* from arrival until now, and until the return */
};

static struct past_stay draw_stay(const struct fill *fill, uint32_t row)
{
    uint8_t traits = fill->view->person.traits[row];
    struct cor_draws draws = draws_of_start(fill, row, DRAWS_start_stay);
    double of_corridor[N_CORRIDORS], of_year[N_PAST_YEARS];
    population_returned(fill->world, fill->plan, trait_sex(traits), fill->age[row], trait_education(traits),
                        of_corridor);
    size_t j = pick_weighted(of_corridor, N_CORRIDORS, cor_unit(draws.word[WORD_start_stay_corridor]));
    for (int years = 0; years < N_PAST_YEARS; years++) {
        of_year[years] = population_arrived_and_back(fill->plan, j, years, fill->age[row]);
    }
    int32_t years = (int32_t)pick_weighted(of_year, N_PAST_YEARS, cor_unit(draws.word[WORD_start_stay_year]));
    int32_t since = 12 * years + (int32_t)(12.0 * cor_unit(draws.word[WORD_start_stay_month]));
    since = since > 0 ? since : 1;
    const float *come_home = fill->plan->past->come_home[j];
    double back = cor_unit(draws.word[WORD_start_stay_home]) * (double)come_home[since];
    return (struct past_stay){.country = j / N_CHANNELS,
                              .channel = j % N_CHANNELS,
                              .since_arrival = since,
                              .months = (int32_t)first_above(come_home, (size_t)since + 1, back)};
}

/* Pay and insurance as they were in the last month of the stay, at the prices of the start. */
static void live_abroad(struct fill *fill, uint32_t row, uint32_t record, const struct past_stay *stay)
{
    struct migrant_columns *migrant = &fill->view->migrant;
    migrant->arrived[record] = (uint16_t)(fill->context.month - stay->months);
    migrant->language[record] = population_language_of_migrant(fill, stay->country, stay->channel, stay->months);
    migrant->flags[record] = (uint8_t)(MIGRANT_EMPLOYED | (stay->channel == CHANNEL_skilled ? MIGRANT_RECOGNISED : 0));
    migrant->first_pay[record] = wages_abroad_pay(&fill->context, fill->chunk, record);
    population_insure_stay(fill, row, record, stay->months);
}

static void come_home(struct fill *fill, uint32_t row, uint32_t record, const struct past_stay *stay)
{
    struct migrant_columns *migrant = &fill->view->migrant;
    int32_t arrived = fill->context.month - stay->since_arrival;
    migrant->arrived[record] = (uint16_t)arrived;
    migrant->left_month[record] = (uint16_t)(arrived + stay->months);
    migrant->since[record] = migrant->left_month[record];
    migrant->flags[record] = (uint8_t)((migrant->flags[record] & (unsigned)MIGRANT_RECOGNISED) | MIGRANT_REPEAT);
    fill->view->person.past_country[row] = migrant->country[record];
    fill->view->person.past_skill[row] = migrant->language[record];
    social_protection_claims_before(&fill->context, fill->chunk, record);
    record_settle(fill->chunk, record);
}

static void give_past(struct fill *fill, uint32_t row)
{
    struct migrant_columns *migrant = &fill->view->migrant;
    uint32_t record = record_open(fill->chunk, row, STAGE_RETURNED);
    if (record == NO_ROW) {
        return;
    }
    struct past_stay stay = draw_stay(fill, row);
    migrant->country[record] = (uint8_t)stay.country;
    migrant->channel[record] = (uint8_t)stay.channel;
    migrant->occupation[record] = population_occupation_of_migrant(fill, row, stay.country);
    fill->months_abroad[row] = (uint16_t)stay.months;
    live_abroad(fill, row, record, &stay);
    come_home(fill, row, record, &stay);
}

void population_fill_returned(struct fill *fill)
{
    const struct population_past *past = fill->plan->past;
    double mark =
        cor_unit(draws_of(&fill->context, fill->chunk, 0, DRAWS_start_returned).word[WORD_start_returned_mark]);
    double sum = 0.0;
    for (uint32_t row = 0; row < fill->n; row++) {
        uint8_t traits = fill->view->person.traits[row];
        if (fill->slot[row].kind == SLOT_HOME) {
            sum += (double)past->share[trait_sex(traits)][fill->age[row]][trait_education(traits)];
        }
        if (sum > mark) {
            mark += 1.0;
            give_past(fill, row);
        }
    }
}

/* ---- insurance in Viet Nam before a departure ---- */

/* Persons at home by age, rows ascending within an age. */
struct by_age {
    uint16_t row[FILL_ROWS];
    uint16_t first[MAX_AGE + 2];
};

static void sort_by_age(const struct fill *fill, struct by_age *sorted)
{
    uint16_t next[MAX_AGE + 1] = {0}, n = 0;
    for (uint32_t row = 0; row < fill->n; row++) {
        next[fill->age[row]] = (uint16_t)(next[fill->age[row]] + (fill->slot[row].kind == SLOT_HOME));
    }
    for (int age = 0; age <= MAX_AGE; age++) {
        sorted->first[age] = n;
        n = (uint16_t)(n + next[age]);
        next[age] = sorted->first[age];
    }
    sorted->first[MAX_AGE + 1] = n;
    for (uint32_t row = 0; row < fill->n; row++) {
        if (fill->slot[row].kind == SLOT_HOME) {
            sorted->row[next[fill->age[row]]++] = (uint16_t)row;
        }
    }
}

/* A person abroad had what others of the age at departure hold: months and average pay are those of one of them. */
static void insure_before_departure(const struct fill *fill, const struct by_age *sorted, uint32_t row)
{
    struct person_columns *person = &fill->view->person;
    int age = fill->age[row] - fill->months_abroad[row] / 12;
    age = age > 0 ? age : 0;
    uint16_t n = (uint16_t)(sorted->first[age + 1] - sorted->first[age]);
    if (n > 0) {
        double u = cor_unit(draws_of_start(fill, row, DRAWS_start_insured).word[WORD_start_insured_like]);
        uint16_t like = sorted->row[sorted->first[age] + (size_t)(u * n)];
        person->insured_months[row] = person->insured_months[like];
        person->insured_base[row] = person->insured_base[like];
    }
}

void population_fill_insured_abroad(struct fill *fill)
{
    struct person_columns *person = &fill->view->person;
    struct by_age sorted;
    sort_by_age(fill, &sorted);
    for (uint32_t row = 0; row < fill->n; row++) {
        if (fill->slot[row].kind == SLOT_ABROAD) {
            insure_before_departure(fill, &sorted, row);
        }
    }
    for (uint32_t row = 0; row < fill->n; row++) { /* afterwards, so that nobody is like another who paid from abroad */
        person->insured_months[row] = (uint16_t)(person->insured_months[row] + fill->insured_from_abroad[row]);
    }
}
