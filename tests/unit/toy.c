#include "tests/unit/toy.h"

/* A toy: creatures with an age and a purse. Each month every creature earns its draw, and one in ten bears a child. */
struct toy_view {
    uint32_t *id;
    uint8_t *age;
    int64_t *purse;
};
struct toy_state {
    int64_t n_creatures, total_purse, months;
};
enum { KIND_TOY = 1, TOTAL_CREATURES = 0, TOTAL_PURSE, N_TOY_TOTALS, OUTPUT_EARNED = 0, N_TOY_OUTPUTS = 1 };

static const struct cor_column toy_columns[] = {
    {"id", COR_U32, 1, KIND_TOY, offsetof(struct toy_view, id), "1", "Draw id"},
    {"age", COR_U8, 1, KIND_TOY, offsetof(struct toy_view, age), "months", "Age"},
    {"purse", COR_I64, 2, KIND_TOY, offsetof(struct toy_view, purse), "coins", "Coins in two pockets"},
};
static const struct cor_table toy_tables[] = {{"creature", toy_columns, 3}};

static struct toy_view *toy(struct cor_chunk *chunk)
{
    return (struct toy_view *)(void *)chunk->view;
}

static void toy_earn(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct toy_state *state = context->state;
    for (uint32_t i = 0; i < chunk->n_rows[0]; i++) {
        struct cor_draws d =
            cor_person_draws(context->key, toy(chunk)->id[i], chunk->index, (uint32_t)context->month, 1, 0);
        int64_t earned = d.word[0] % 100 + state->total_purse % 7; /* depends on last month's total */
        toy(chunk)->purse[2 * i] += earned;
        toy(chunk)->purse[2 * i + 1]++;
        context->outputs[OUTPUT_EARNED] += earned;
    }
}

static void toy_bear(struct cor_context *context, struct cor_chunk *chunk)
{
    uint32_t n = chunk->n_rows[0];
    for (uint32_t i = 0; i < n; i++) {
        struct cor_draws d =
            cor_person_draws(context->key, toy(chunk)->id[i], chunk->index, (uint32_t)context->month, 2, 0);
        toy(chunk)->age[i]++;
        if (cor_happens(d.word[0], 0.1) && chunk->n_rows[0] < chunk->capacity[0]) {
            toy(chunk)->id[chunk->n_rows[0]++] = d.word[1];
        }
    }
}

static void toy_count(struct cor_context *context, struct cor_chunk *chunk)
{
    for (uint32_t i = 0; i < chunk->n_rows[0]; i++) {
        context->totals[TOTAL_CREATURES]++;
        context->totals[TOTAL_PURSE] += toy(chunk)->purse[2 * i];
    }
}

static void toy_remember(struct cor_context *context)
{
    struct toy_state *state = context->state;
    state->n_creatures = context->totals[TOTAL_CREATURES];
    state->total_purse = context->totals[TOTAL_PURSE];
    state->months++;
}

static const struct cor_phase toy_phases[] = {
    {.name = "toy.earn", .kind = COR_PHASE_MAP, .kinds = KIND_TOY, .map = toy_earn},
    {.name = "toy.bear", .kind = COR_PHASE_MAP, .kinds = KIND_TOY, .map = toy_bear},
    {.name = "toy.count", .kind = COR_PHASE_MAP, .kinds = KIND_TOY, .map = toy_count},
    {.name = "toy.remember", .kind = COR_PHASE_WORLD, .world = toy_remember},
};

static const struct cor_model toy_model = {.name = "toy",
                                           .layout = {toy_tables, 1, sizeof(struct toy_view)},
                                           .phases = toy_phases,
                                           .n_phases = 4,
                                           .n_totals = N_TOY_TOTALS,
                                           .n_output_cells = N_TOY_OUTPUTS,
                                           .state_size = sizeof(struct toy_state),
                                           .spare_rows = {200}};

struct cor_chunk *toy_build(const struct cor_context *context, void *data, size_t index)
{
    const uint32_t capacity[COR_MAX_TABLES] = {60};
    struct cor_chunk *chunk = cor_chunk_create(context->layout, (uint32_t)index, 0, 0, 1, capacity);
    (void)data;
    for (uint32_t i = 0; chunk && i < 50; i++) {
        toy(chunk)->id[i] = i;
        chunk->n_rows[0]++;
    }
    return chunk;
}

struct cor_run_spec toy_spec(size_t n_threads)
{
    return (struct cor_run_spec){.model = &toy_model,
                                 .key = {5, 1},
                                 .from = cor_month(2024, 1),
                                 .to = cor_month(2026, 1),
                                 .n_threads = n_threads,
                                 .n_chunks = 23,
                                 .build = toy_build,
                                 .identity = "toy"};
}
