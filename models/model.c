#include "models/model.h"
#include "models/books/observe.h"
#include "models/mechanisms.h"
#include "models/tables/output_layout.h"
#include "models/state/state_check.h"
#include "models/labour_market/labour_market.h"
#include "models/migration/migration.h"
#include "models/shocks/shocks.h"
#include "models/training/training.h"

static const struct cor_column person_columns[] = {
#define COLUMN(table, name, ctype, type, count, kinds, free, owner, unit, doc)                                         \
    COLUMN_##table(name, type, count, kinds, unit, doc)
#define ROW(table, column_, type_, count_, kinds_, unit_, doc_)                                                        \
    {.name = #column_,                                                                                                 \
     .type = type_,                                                                                                    \
     .count = count_,                                                                                                  \
     .kinds = kinds_,                                                                                                  \
     .pointer = offsetof(struct chunk_view, table.column_),                                                            \
     .unit = unit_,                                                                                                    \
     .doc = doc_},
#define COLUMN_person(...) ROW(person, __VA_ARGS__)
#define COLUMN_household(...)
#define COLUMN_migrant(...)
#include "models/tables/columns.def"
#undef COLUMN_person
#undef COLUMN_household
};

static const struct cor_column household_columns[] = {
#define COLUMN(table, name, ctype, type, count, kinds, free, owner, unit, doc)                                         \
    COLUMN_##table(name, type, count, kinds, unit, doc)
#define COLUMN_person(...)
#define COLUMN_household(...) ROW(household, __VA_ARGS__)
#include "models/tables/columns.def"
#undef COLUMN_household
#undef COLUMN_migrant
};

static const struct cor_column migrant_columns[] = {
#define COLUMN(table, name, ctype, type, count, kinds, free, owner, unit, doc)                                         \
    COLUMN_##table(name, type, count, kinds, unit, doc)
#define COLUMN_household(...)
#define COLUMN_migrant(...) ROW(migrant, __VA_ARGS__)
#include "models/tables/columns.def"
};

#define N_ROWS_OF(array) (sizeof(array) / sizeof(array)[0])

static const struct cor_table tables[N_TABLES] = {
    [TABLE_person] = {"person", person_columns, N_ROWS_OF(person_columns)},
    [TABLE_household] = {"household", household_columns, N_ROWS_OF(household_columns)},
    [TABLE_migrant] = {"migrant", migrant_columns, N_ROWS_OF(migrant_columns)},
};

const struct cor_layout model_layout = {.tables = tables, .n_tables = N_TABLES, .view_size = sizeof(struct chunk_view)};

#define WHERE(name, text) static const char WHERE_TEXT_##name[] = text;
#include "models/tables/lever_effects.def"

const struct cor_lever lever_table[] = {
#define ALONE .needs = COR_NO_LEVER
#define WITH(lever) .needs = LEVER_##lever
#define WITH_USUAL(lever) .needs = LEVER_##lever, .takes_usual = true
#define MEANING_EACH .shared = false
#define MEANING_TOTAL .shared = true
#define MEANING_CHANNEL .undivided = true
#define LEVER(name_, combine_, neutral_, min_, max_, unit_, where_, needs_, meaning_, doc_)                            \
    {.name = #name_,                                                                                                   \
     .combine = COR_##combine_,                                                                                        \
     .neutral = neutral_,                                                                                              \
     .min = min_,                                                                                                      \
     .max = max_,                                                                                                      \
     .unit = unit_,                                                                                                    \
     .doc = doc_,                                                                                                      \
     .where = WHERE_TEXT_##where_,                                                                                     \
     MEANING_##meaning_,                                                                                               \
     needs_},
#include "models/tables/levers.def"
};

static const struct cor_phase phases[] = {
#define MAP(mechanism, phase, kinds_, doc_)                                                                            \
    {.name = #mechanism "." #phase, .kind = COR_PHASE_MAP, .kinds = kinds_, .map = mechanism##_##phase, .doc = doc_},
#define WORLD(mechanism, phase, doc_)                                                                                  \
    {.name = #mechanism "." #phase, .kind = COR_PHASE_WORLD, .world = mechanism##_##phase, .doc = doc_},
#define QUEUE(name_, doc_) {.name = "queue." #name_, .kind = COR_PHASE_QUEUE, .queue = QUEUE_##name_, .doc = doc_},
#include "models/registry.def"
};

static const struct cor_queue_spec queues[N_QUEUES] = {
    [QUEUE_vacancies] = {"vacancies", MAX_COUNTRIES *N_OCCUPATIONS, labour_market_seats,
                         "The unemployed, at home, resident abroad and migrants, by country and occupation"},
    [QUEUE_admissions] = {"admissions", MAX_COUNTRIES *N_CHANNELS, migration_seats,
                          "Persons ready to leave, by destination and channel, first come first served"},
    [QUEUE_training] = {"training", MAX_COUNTRIES, training_seats,
                        "Persons who need a language course, by destination"},
};

/* Upper bounds of what the kernels may do in a month; see reserve_for_chunk of the engine. */
/* One for each row that there may be by the end of the month. */
static size_t max_applications(const struct cor_chunk *chunk, size_t queue)
{
    return chunk->capacity[queue == QUEUE_vacancies ? TABLE_person : TABLE_migrant];
}

static const void *world_of_month(const void *world, int32_t month)
{
    return world_at(world, month);
}

const struct cor_model corridor_model = {
    .name = "corridor",
    .layout = {.tables = tables, .n_tables = N_TABLES, .view_size = sizeof(struct chunk_view)},
    .phases = phases,
    .n_phases = N_ROWS_OF(phases),
    .queues = queues,
    .n_queues = N_QUEUES,
    .n_totals = sizeof(struct totals) / sizeof(int64_t),
    .n_output_cells = sizeof(struct output_cells) / sizeof(int64_t),
    .state_size = sizeof(struct macro),
    .scratch_size = sizeof(struct scratch),
    .world_at = world_of_month,
    .begin = mechanisms_begin,
    .spare_rows = {[TABLE_person] = 48, [TABLE_household] = 32, [TABLE_migrant] = 48},
    .max_applications = max_applications,
    .audit = accounts_audit,
    .check = state_check,
};
