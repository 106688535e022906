#include "models/books/observe.h"
#include "models/labour_market/labour_market.h"

/* Persons at work or looking for it, by country and occupation. */
static void observe_work(struct cor_context *context, struct cor_chunk *chunk, struct observed who, bool employed,
                         int64_t n)
{
    observe(context, chunk, employed ? OUTPUT_employed : OUTPUT_unemployed, who, n);
    observe(context, chunk, OUTPUT_labour_force, who, n);
    observe(context, chunk, OUTPUT_jobless, who, employed ? 0 : n);
}

/* n residents of the same sex and age band. */
static void observe_residents(struct cor_context *context, struct cor_chunk *chunk, struct observed who, int64_t n)
{
    observe(context, chunk, OUTPUT_population, who, n);
    if (who.age_band == AGE_BAND_age_65_plus) {
        observe(context, chunk, OUTPUT_aged, who, n);
    } else if (who.age_band != AGE_BAND_age_0_14) {
        observe(context, chunk, OUTPUT_working_age, who, n);
    }
}

/* The same, of the same work. */
static void observe_group(struct cor_context *context, struct cor_chunk *chunk, struct observed who, uint8_t work,
                          int64_t n)
{
    enum work_status status = work_status(work);
    observe_residents(context, chunk, who, n);
    if (status == WORK_EMPLOYED || status == WORK_UNEMPLOYED) {
        observe_work(context, chunk, who, status == WORK_EMPLOYED, n);
    }
}

enum { N_WORK_CODES = 64, N_RESIDENT_CODES = N_SEXES * N_AGE_BANDS * N_WORK_CODES }; /* work: status and occupation */

/* Month of birth of the youngest in each age band. */
static void set_youngest(int32_t month, int16_t youngest[N_AGE_BANDS])
{
    for (int age = MAX_AGE; age >= 0; age--) {
        youngest[age_band_of(age)] = (int16_t)(month - 12 * age);
    }
}

/* Codes of n persons. Months and codes are kept as narrow as they are, so that compilers make vector instructions of it. */
static inline void set_codes(uint32_t n, const uint16_t *restrict birth_month, const uint8_t *restrict traits,
                             const uint8_t *restrict work, const int16_t youngest[N_AGE_BANDS], uint16_t *restrict code)
{
    for (uint32_t i = 0; i < n; i++) {
        uint16_t band = N_AGE_BANDS - 1;
        for (unsigned k = 1; k < N_AGE_BANDS; k++) {
            band = (uint16_t)(band - ((int16_t)birth_month[i] > youngest[k]));
        }
        uint16_t group = (uint16_t)(trait_sex(traits[i]) * N_AGE_BANDS + band);
        code[i] = (uint16_t)(group * N_WORK_CODES + work[i] % N_WORK_CODES);
    }
}

static void count_codes(const struct person_columns *person, uint32_t n_rows, int32_t month,
                        uint16_t count[N_RESIDENT_CODES])
{
    enum { BLOCK = 64 };
    int16_t youngest[N_AGE_BANDS];
    set_youngest(month, youngest);
    for (uint32_t row = 0; row < n_rows; row += BLOCK) {
        uint16_t code[BLOCK];
        uint32_t n = n_rows - row < BLOCK ? n_rows - row : BLOCK;
        const uint16_t *birth_month = person->birth_month + row;
        const uint8_t *traits = person->traits + row, *work = person->work + row;
        if (n == BLOCK) {
            set_codes(BLOCK, birth_month, traits, work, youngest, code);
        } else {
            set_codes(n, birth_month, traits, work, youngest, code);
        }
        for (uint32_t i = 0; i < n; i++) {
            count[code[i]]++;
        }
    }
}

/* Residents by sex, age band and work, counted per chunk first. Persons of Viet Nam who live abroad are counted with the
 * migrants. */
static void observe_persons(struct cor_context *context, struct cor_chunk *chunk)
{
    uint16_t count[N_RESIDENT_CODES] = {0};
    count_codes(&view_of(chunk)->person, chunk->n_rows[TABLE_person], context->month, count);
    for (unsigned i = 0; i < N_RESIDENT_CODES; i++) {
        unsigned work = i % N_WORK_CODES, band = i / N_WORK_CODES % N_AGE_BANDS, sex = i / N_WORK_CODES / N_AGE_BANDS;
        enum work_status status = work_status((uint8_t)work);
        if (count[i] > 0 && status != WORK_FREE && status != WORK_ABROAD) {
            struct observed who = {.country = (uint8_t)chunk->group,
                                   .sex = (uint8_t)sex,
                                   .age_band = (uint8_t)band,
                                   .occupation = (uint8_t)work_occupation((uint8_t)work)};
            observe_group(context, chunk, who, (uint8_t)work, count[i]);
        }
    }
}

static void observe_migrant_abroad(struct cor_context *context, struct cor_chunk *chunk, uint32_t row)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    struct observed who = observed_migrant(context, chunk, row);
    observe(context, chunk, OUTPUT_migrants, who, 1);
    if (country_has_residents(&world_of(context)->country[who.country])) {
        observe_residents(context, chunk, who, 1);
    }
    if (migrant->arrived[row] == view_of(chunk)->person.birth_month[migrant->person[row]]) {
        observe(context, chunk, OUTPUT_born_abroad, who, 1);
    }
    observe(context, chunk, OUTPUT_language, who, migrant->language[row]);
    if (is_channel_of_work(migrant->channel[row])) {
        observe(context, chunk, OUTPUT_workers_abroad, who, 1);
        observe(context, chunk, OUTPUT_worker_debt, who, migrant->debt[row]);
        observe(context, chunk, OUTPUT_workers_in_debt, who, migrant->debt[row] > 0);
    }
    if (migrant->flags[row] & MIGRANT_EMPLOYED) {
        observe_work(context, chunk, who, true, 1);
    } else if (labour_market_seeks_abroad(context, chunk, row)) {
        observe_work(context, chunk, who, false, 1);
    }
}

static void observe_migrants(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    for (uint32_t row = 0; row < chunk->n_rows[TABLE_migrant]; row++) {
        if (migrant->stage[row] == STAGE_FREE) {
            continue;
        }
        struct observed who = observed_migrant(context, chunk, row);
        if (migrant->stage[row] == STAGE_ABROAD) {
            observe_migrant_abroad(context, chunk, row);
        } else if (migrant->stage[row] == STAGE_PREPARING) {
            observe(context, chunk, OUTPUT_preparing, who, 1);
        } else if (migrant->stage[row] == STAGE_QUEUED) {
            observe(context, chunk, OUTPUT_waiting, who, 1);
        }
        if (migrant->debt[row] > 0) {
            observe(context, chunk, OUTPUT_debt, who, migrant->debt[row]);
            observe(context, chunk, OUTPUT_indebted, who, 1);
        }
    }
}

/* What the accounts compare: counted from the rows themselves, never from the bookkeeping that they check. */
static void count_rows(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct chunk_view *view = view_of(chunk);
    struct totals *totals = totals_of(context);
    uint32_t n_rows = chunk->n_rows[TABLE_person];
    int64_t debt = 0, seats = 0, savings = 0, pay = 0;
    totals->rows_living[chunk->kind] += n_rows - cor_rows_count(view->person.work, n_rows, WORK_STATUS_MASK, WORK_FREE);
    totals->rows_abroad[0] += cor_rows_count(view->person.work, n_rows, WORK_STATUS_MASK, WORK_ABROAD);
    for (uint32_t row = 0; row < chunk->n_rows[TABLE_migrant]; row++) {
        debt += view->migrant.debt[row];
        seats += (view->migrant.flags[row] & MIGRANT_SEATED) != 0;
        savings += view->migrant.savings[row];
        bool works = (view->migrant.flags[row] & MIGRANT_EMPLOYED) && view->migrant.stage[row] == STAGE_ABROAD;
        pay += works ? view->migrant.gross_pay[row] : 0;
    }
    for (uint32_t row = 0; months_booked_at_home(context->month) > 0 && chunk->kind == KIND_ORIGIN && row < n_rows;
         row++) {
        bool works = work_status(view->person.work[row]) == WORK_EMPLOYED;
        totals->pay_home_stock[0] += works ? 10 * (int64_t)view->person.pay[row] * chunk->weight : 0;
    }
    totals->debt_stock[0] += debt;
    totals->seats_stock[0] += seats;
    totals->savings_stock[0] += savings * chunk->weight;
    totals->pay_abroad_stock[0] += pay * chunk->weight;
}

void observe_stocks(struct cor_context *context, struct cor_chunk *chunk)
{
    count_rows(context, chunk);
    if (!context->observe) {
        return;
    }
    observe_persons(context, chunk);
    if (chunk->kind == KIND_ORIGIN) {
        observe_migrants(context, chunk);
    }
}

void observe_macro(struct cor_context *context)
{
    if (!context->observe) {
        return;
    }
    for (size_t c = 0; c < world_of(context)->n_countries; c++) {
        for (size_t k = 0; k < N_OCCUPATIONS; k++) {
            struct observed who = {.country = (uint8_t)c, .occupation = (uint8_t)k};
            observe_amount(context, OUTPUT_vacancies, who, labour_market_vacancies(context, c)[k]);
        }
    }
}
