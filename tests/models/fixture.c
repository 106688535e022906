#include "tests/models/fixture.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "models/books/accounts.h"
#include "models/model.h"
#include "models/social_protection/social_protection.h"
#include "sim/base/memory.h"

static void *need(void *block)
{
    if (!block) {
        fputs("out of memory in a test\n", stderr);
        abort();
    }
    return block;
}

/* Values that all countries of the test world share; the exceptions follow. */
static void fill_common(struct country *country)
{
    country->price_level = 0.7;
    country->real_wage_growth = 1.1;
    country->living_cost = 520;
    country->income_tax_rate = 11;
    country->unemployment_rate = 4.3;
    country->job_finding_rate = 0.083;
    country->vacancy_rate = 2.7;
    country->unemployment_spread = 0.13;
    country->retirement_age = 65;
    country->employee_contribution_rate = 19.7;
    country->employer_contribution_rate = 20.9;
    country->pension_employee_rate = 9.3;
    country->pension_employer_rate = 9.3;
    country->qualifying_months = 60;
    country->pension_accrual = 1.02;
    country->refund_share = 1;
    country->refund_wait_months = 24;
    country->pension_exportable = 1;
    country->exit_multiplier = 1;
    country->vietnamese_female_share = 41;
    country->sex_ratio_at_birth = 1.06;
    country->participation_rate[SEX_female] = 77;
    country->participation_rate[SEX_male] = 84;
    static const double shares[N_OCCUPATIONS] = {3, 19, 7, 12, 6, 29, 24};
    static const double ratios[N_OCCUPATIONS] = {.7, .95, .9, .85, .65, .8, 1.45};
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        country->employment_share[k] = shares[k];
        country->vietnamese_share[k] = shares[k];
        country->gross_wage[k] = 3300 * ratios[k];
        country->informal_share[k] = 60;
    }
    for (size_t s = 0; s < N_SEXES; s++) {
        for (size_t a = 0; a <= MAX_AGE; a++) {
            country->population[s][a] = a < 70 ? 10007 : 3011;
        }
        for (size_t g = 0; g < 6; g++) {
            static const double attained[N_EDUCATION_LEVELS] = {17, 28, 36, 19};
            memcpy(country->education[s][g], attained, sizeof attained);
        }
    }
}

static void fill_corridors(struct country *country, double scale)
{
    static const double stock[N_CHANNELS] = {31000, 9000, 4100, 5300, 21000, 900};
    static const double entries[N_CHANNELS] = {9100, 3100, 800, 1700, 600, 0};
    static const double months[N_CHANNELS] = {36, 36, 48, 24, 0, 0};
    static const double cost[N_CHANNELS] = {4700, 8300, 2900, 6100, 500, 14000};
    static const double level[N_CHANNELS] = {1, 3, 3, 3, 1, 0};
    for (size_t c = 0; c < N_CHANNELS; c++) {
        country->vietnamese_stock[c] = stock[c] * scale;
        country->vietnamese_entries[c] = entries[c] * scale;
        country->contract_months[c] = months[c];
        country->recruitment_cost[c] = cost[c];
        country->language_required[c] = level[c];
        country->processing_months[c] = 3;
    }
}

static void fill_home(struct country *home)
{
    static const double wage_ratio[N_REGIONS] = {.84, 1.07, .88, .82, 1.23, .86};
    static const double population_share[N_REGIONS] = {12.9, 23.6, 20.7, 6.1, 19.0, 17.7};
    static const double dispatch[N_REGIONS] = {.9, 1.2, 1.9, .6, .4, .6};
    home->role = ROLE_ORIGIN;
    home->nest = NEST_home;
    home->exchange_rate = 24850;
    home->price_level = 0.29;
    home->unemployment_rate = 2.3;
    home->pension_employee_rate = 8;
    home->pension_employer_rate = 14;
    home->qualifying_months = 180;
    home->retirement_age = 61;
    home->sex_ratio_at_birth = 1.11;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        home->gross_wage[k] *= 320.0 / 3300.0;
    }
    memcpy(home->wage_ratio, wage_ratio, sizeof wage_ratio);
    memcpy(home->population_share, population_share, sizeof population_share);
    memcpy(home->dispatch_ratio, dispatch, sizeof dispatch);
    home->insured_compulsory = 350000;
    home->insured_voluntary = 37000;
    home->household_size = 3.5;
    home->household_wealth = 2100;
    home->sex_wage_ratio = 0.75;
    home->informal_loan_rate = 1.6;
}

/* Mortality falls by a fifth from the first year to the last, net migration in the seventh. */
static void fill_ages(struct age_tables *ages, size_t country)
{
    static const double fertility[N_FERTILITY_AGES] = {.012, .061, .103, .083, .037, .009, .001};
    struct country_ages *table = &ages->country[country];
    for (int y = 0; y < ages->n_years; y++) {
        memcpy(table->fertility[y], fertility, sizeof fertility);
        for (size_t s = 0; s < N_SEXES; s++) {
            for (int a = 0; a <= MAX_AGE; a++) {
                double q = 0.0004 * (1.0 + (double)(a * a) / 60.0) * pow(0.8, y / (ages->n_years - 1.0));
                table->mortality[y][s][a] = a == MAX_AGE ? 1.0 : q;
            }
            for (size_t g = 0; g < N_NET_MIGRATION_AGES; g++) {
                table->net_migration[y][s][g] = y < 6 ? (g < 8 ? 230 : -41) : (g < 8 ? 180 : -33);
            }
        }
    }
}

void fixture_world(struct world *world)
{
    static const char *const iso3[FIXTURE_COUNTRIES] = {"VNM", "DEU", "JPN", "ROW"};
    memset(world, 0, sizeof *world);
    parameters_default(&world->parameters);
    world->n_countries = FIXTURE_COUNTRIES;
    world->first_month = world->first_start = cor_month(FIXTURE_YEAR, 1);
    world->person_weight = 100;
    world->ages = need(cor_calloc(1, sizeof *world->ages));
    world->owns_ages = true;
    world->ages->first_start = world->ages->first_year = FIXTURE_YEAR;
    world->ages->n_starts = 1;
    world->ages->n_years = 27;
    for (size_t c = 0; c < FIXTURE_COUNTRIES; c++) {
        struct country *country = &world->country[c];
        fill_common(country);
        fill_ages(world->ages, c);
        memcpy(world->ages->country[c].population[0], country->population, sizeof country->population);
        memcpy(country->iso3, iso3[c], 4);
        memcpy(country->name, iso3[c], 4);
        country->role = ROLE_DESTINATION;
        if (c != FIXTURE_VNM) {
            fill_corridors(country, c == FIXTURE_JPN ? 4.0 : 1.0);
        }
    }
    fill_home(&world->country[FIXTURE_VNM]);
    world->country[FIXTURE_DEU].nest = NEST_eu_west;
    world->country[FIXTURE_DEU].eu = true;
    world->country[FIXTURE_DEU].eu_coordinated = 1;
    world->country[FIXTURE_JPN].nest = NEST_east_asia;
    world->country[FIXTURE_ROW].nest = NEST_other;
    world->country[FIXTURE_ROW].role = ROLE_REST;
    static const double exits[N_CHANNELS][5] = {{.08, .30, .28, .25, .20}, {.09, .08, .07, .09, .07},
                                                {.06, .08, .08, .08, .07}, {.08, .14, .20, .20, .15},
                                                {.05, .05, .05, .05, .04}, {.15, .15, .15, .15, .15}};
    memcpy(world->exit_rate, exits, sizeof exits);
}

void fixture_init(struct fixture *fixture, enum chunk_kind kind, size_t country, uint32_t capacity)
{
    static const size_t cells[N_QUEUES] = {MAX_COUNTRIES * N_OCCUPATIONS, MAX_COUNTRIES * N_CHANNELS, MAX_COUNTRIES};
    memset(fixture, 0, sizeof *fixture);
    fixture->world = need(cor_calloc(1, sizeof *fixture->world));
    fixture->macro = need(cor_calloc(1, sizeof *fixture->macro));
    fixture->totals = need(cor_calloc(1, sizeof *fixture->totals));
    fixture->outputs = need(cor_calloc(n_output_cells, sizeof *fixture->outputs));
    fixture->levers = need(cor_calloc((size_t)N_LEVERS * N_LEVER_CELLS, sizeof *fixture->levers));
    fixture->scratch = need(cor_calloc(1, sizeof *fixture->scratch));
    fixture_world(fixture->world);
    need(world_prepare(fixture->world) == COR_OK ? fixture : NULL);
    for (size_t l = 0; l < N_LEVERS; l++) {
        fixture_lever(fixture, (enum lever)l, lever_table[l].neutral);
    }
    uint32_t capacities[COR_MAX_TABLES] = {capacity, capacity, capacity};
    fixture->chunk = need(cor_chunk_create(&model_layout, 3, (uint16_t)kind, (uint16_t)country, 100, capacities));
    fixture->context = (struct cor_context){.month = cor_month(FIXTURE_YEAR, 1),
                                            .key = {7, 0},
                                            .world = fixture->world,
                                            .state = fixture->macro,
                                            .levers = fixture->levers,
                                            .n_lever_cells = N_LEVER_CELLS,
                                            .totals = (int64_t *)(void *)fixture->totals,
                                            .outputs = fixture->outputs,
                                            .scratch = fixture->scratch,
                                            .queues = fixture->queues,
                                            .layout = &model_layout};
    for (size_t q = 0; q < N_QUEUES; q++) {
        need(cor_queue_init(&fixture->queues[q], cells[q], 1) == COR_OK ? fixture : NULL);
        need(cor_lane_reserve(&fixture->queues[q].lanes[0], 65536) == COR_OK ? fixture : NULL);
        fixture->context.lanes[q] = &fixture->queues[q].lanes[0];
    }
    demography_begin(&fixture->context);
    wages_begin(&fixture->context);
}

void fixture_free(struct fixture *fixture)
{
    for (size_t q = 0; q < N_QUEUES; q++) {
        cor_queue_free(&fixture->queues[q]);
    }
    cor_chunk_free(fixture->chunk);
    free(fixture->scratch);
    free(fixture->levers);
    free(fixture->outputs);
    free(fixture->totals);
    free(fixture->macro);
    world_free(fixture->world);
    memset(fixture, 0, sizeof *fixture);
}

static uint32_t fixture_household(struct fixture *fixture)
{
    struct household_columns *household = &view_of(fixture->chunk)->household;
    uint32_t row = row_take(fixture->chunk, TABLE_household);
    household->wealth[row] = 150000;
    household->income[row] = 61000;
    return row;
}

uint32_t fixture_person(struct fixture *fixture, enum sex sex, int age, enum education_level education,
                        enum work_status status, uint32_t household)
{
    struct person_columns *person = &view_of(fixture->chunk)->person;
    uint32_t row = row_take(fixture->chunk, TABLE_person);
    person->id[row] = 1000u + row;
    person->birth_month[row] = (uint16_t)(fixture->context.month - age * 12 - 5);
    person->traits[row] = trait_make(sex, education, status == WORK_STUDENT, REGION_north_central);
    person->work[row] = work_make(status, OCCUPATION_manufacturing, false);
    if (fixture->chunk->kind == KIND_ORIGIN) {
        household = household == NO_ROW ? fixture_household(fixture) : household;
        person->household[row] = (uint16_t)household;
        person->ability[row] = 128;
        person->pay[row] = status == WORK_EMPLOYED ? 3100 : 0;
        view_of(fixture->chunk)->household.size[household]++;
    }
    return row;
}

uint32_t fixture_migrant(struct fixture *fixture, uint32_t person_row, enum stage stage, size_t country,
                         enum channel channel)
{
    struct chunk_view *view = view_of(fixture->chunk);
    uint32_t row = record_open(fixture->chunk, person_row, stage);
    view->migrant.country[row] = (uint8_t)country;
    view->migrant.channel[row] = (uint8_t)channel;
    view->migrant.occupation[row] = OCCUPATION_manufacturing;
    view->migrant.since[row] = (uint16_t)fixture->context.month;
    view->migrant.arrived[row] = (uint16_t)fixture->context.month;
    if (stage == STAGE_ABROAD) {
        uint32_t household = view->person.household[person_row];
        view->person.work[person_row] = work_with_status(view->person.work[person_row], WORK_ABROAD);
        view->person.pay[person_row] = 0;
        view->household.size[household]--;
        view->household.abroad[household]++;
    }
    return row;
}

void fixture_lever(struct fixture *fixture, enum lever lever, double value)
{
    for (size_t cell = 0; cell < N_LEVER_CELLS; cell++) {
        fixture->levers[(size_t)lever * N_LEVER_CELLS + cell] = value;
    }
}

void fixture_all_birthdays(struct fixture *fixture)
{
    const struct person_columns *person = &view_of(fixture->chunk)->person;
    fixture->scratch->n_birthdays = 0;
    for (uint32_t row = 0; row < fixture->chunk->n_rows[TABLE_person]; row++) {
        if (work_status(person->work[row]) != WORK_FREE) {
            fixture->scratch->birthdays[fixture->scratch->n_birthdays++] = row;
        }
    }
}

int64_t fixture_output(const struct fixture *fixture, enum output output)
{
    size_t n_cells = 1;
    int64_t sum = 0;
    for (size_t d = 0; d < N_OUTPUT_DIMENSIONS; d++) {
        n_cells *= (output_table[output].dimensions >> d) & 1u ? output_dimension_codes[d] : 1;
    }
    for (size_t cell = 0; cell < n_cells; cell++) {
        sum += fixture->outputs[output_places[output].offset + cell];
    }
    return sum;
}

int64_t fixture_paid(const struct fixture *fixture, enum transfer transfer)
{
    int64_t sum = 0;
    for (size_t country = 0; country < MAX_COUNTRIES; country++) {
        sum += fixture->totals->transfers[(size_t)transfer * MAX_COUNTRIES + country];
    }
    return sum / fixture->chunk->weight;
}

int64_t fixture_balance(const struct fixture *fixture, enum party party)
{
    int64_t sum = 0;
    for (size_t country = 0; country < MAX_COUNTRIES; country++) {
        sum += accounts_balance(fixture->totals, party, country);
    }
    return sum / fixture->chunk->weight;
}

void fixture_month(struct fixture *fixture, int32_t month)
{
    fixture->context.month = month;
    memset(fixture->totals, 0, sizeof *fixture->totals);
    memset(fixture->outputs, 0, n_output_cells * sizeof *fixture->outputs);
}

int64_t fixture_pension(struct fixture *fixture, uint32_t person_row)
{
    int64_t *income = need(cor_calloc(fixture->chunk->n_rows[TABLE_household], sizeof *income));
    social_protection_add_pensions(&fixture->context, fixture->chunk, income);
    int64_t pension = income[view_of(fixture->chunk)->person.household[person_row]];
    free(income);
    return pension;
}
