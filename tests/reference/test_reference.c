/* The model against its twin (twin.h): the same population, policies and draws, month by month and phase by phase. Every
 * column of everybody, all counts of the month and all macro state must be equal after every phase, all output cells at
 * the end of every month; the program itself, with its phases fused and on two threads, must have come to the same. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "models/core/simulation_internal.h"
#include "sim/base/memory.h"
#include "tests/reference/difference.h"

#ifndef COR_SOURCE_DIRECTORY
#define COR_SOURCE_DIRECTORY "."
#endif

enum { N_MONTHS = 36, SEED = 7 };

static struct cor_chunk *build_chunk(const struct cor_context *context, void *data, size_t index)
{
    const struct population_plan *plan = data;
    const struct population_chunk *part = &plan->chunk[index];
    struct cor_chunk *chunk = cor_chunk_create(context->layout, (uint32_t)index, part->kind, part->group, part->weight,
                                               part->capacity);
    if (chunk) {
        population_fill(context, chunk, plan);
    }
    return chunk;
}

/* ---- the model, phase by phase ---- */

/* An engine whose months the test goes through itself, a phase at a time. The kernels of a chunk hand each other lists in
 * the work space of their thread, so that every chunk has its own. */
struct stepper {
    struct cor_engine engine;
    struct scratch **scratch; /* [n_chunks] */
    int64_t *outputs;
};

static struct cor_context context_of(struct stepper *stepper, struct scratch *scratch)
{
    struct cor_engine *engine = &stepper->engine;
    struct cor_context context = {.month = engine->month,
                                  .observe = true,
                                  .key = engine->key,
                                  .world = engine->world,
                                  .state = engine->state,
                                  .levers = engine->levers,
                                  .n_lever_cells = N_LEVER_CELLS,
                                  .totals = engine->totals,
                                  .outputs = stepper->outputs,
                                  .scratch = scratch,
                                  .queues = engine->queues,
                                  .layout = &model_layout};
    for (size_t q = 0; q < N_QUEUES; q++) {
        context.lanes[q] = &engine->queues[q].lanes[0];
    }
    return context;
}

static void *need(void *block)
{
    ck_assert_ptr_nonnull(block);
    return block;
}

static void open_stepper(struct stepper *stepper)
{
    size_t n = stepper->engine.population.n_chunks;
    stepper->scratch = need(cor_calloc(n, sizeof *stepper->scratch));
    for (size_t i = 0; i < n; i++) {
        stepper->scratch[i] = need(cor_calloc(1, sizeof **stepper->scratch));
    }
    stepper->outputs = need(cor_calloc(n_output_cells, sizeof *stepper->outputs));
}

static void close_stepper(struct stepper *stepper)
{
    for (size_t i = 0; i < stepper->engine.population.n_chunks; i++) {
        free(stepper->scratch[i]);
    }
    free(stepper->scratch);
    free(stepper->outputs);
    cor_engine_free(&stepper->engine);
}

static void begin_month(struct stepper *stepper)
{
    struct cor_engine *engine = &stepper->engine;
    memset(engine->totals, 0, corridor_model.n_totals * sizeof *engine->totals);
    memset(stepper->outputs, 0, n_output_cells * sizeof *stepper->outputs);
    cor_timeline_values(engine->timeline, engine->month, engine->levers);
    for (size_t i = 0; i < engine->population.n_chunks; i++) {
        struct cor_chunk *chunk = engine->population.chunks[i];
        for (size_t table = 0; table < N_TABLES; table++) {
            ck_assert(cor_chunk_reserve(&model_layout, chunk, table, corridor_model.spare_rows[table]) == COR_OK);
        }
        for (size_t q = 0; q < N_QUEUES; q++) {
            ck_assert(cor_lane_reserve(&engine->queues[q].lanes[0], corridor_model.max_applications(chunk, q)) ==
                      COR_OK);
        }
    }
}

static void run_phase(struct stepper *stepper, const struct cor_phase *phase)
{
    struct cor_engine *engine = &stepper->engine;
    struct cor_context world = context_of(stepper, stepper->scratch[0]);
    for (size_t i = 0; phase->kind == COR_PHASE_MAP && i < engine->population.n_chunks; i++) {
        struct cor_chunk *chunk = engine->population.chunks[i];
        struct cor_context context = context_of(stepper, stepper->scratch[i]);
        if ((phase->kinds >> chunk->kind) & 1) {
            phase->map(&context, chunk);
        }
    }
    if (phase->kind == COR_PHASE_WORLD) {
        phase->world(&world);
    } else if (phase->kind == COR_PHASE_QUEUE) {
        ck_assert(cor_queue_resolve(&engine->queues[phase->queue], corridor_model.queues[phase->queue].seats(&world)) ==
                  COR_OK);
    }
}

/* ---- the three side by side ---- */

struct trial {
    struct simulation simulation;
    struct cor_timeline timeline;
    struct cor_engine engine; /* as the program runs it */
    struct stepper stepper;
    struct twin twin;
    double *levers;
};

static void start_engine(struct trial *trial, struct cor_engine *engine, size_t n_threads)
{
    struct arm *arm = &trial->simulation.arms[0];
    struct cor_key key = {SEED, 0};
    ck_assert(cor_engine_init(engine, &corridor_model, arm->world, &trial->timeline, key, arm->scenario.from,
                              n_threads) == COR_OK);
    ck_assert(cor_engine_populate(engine, arm->plan.n_chunks, build_chunk, &arm->plan) == COR_OK);
}

static void run_months(struct trial *trial)
{
    struct stepper *stepper = &trial->stepper;
    int64_t *sums = need(cor_calloc(n_output_cells, sizeof *sums));
    for (int month = 0; month < N_MONTHS; month++) {
        begin_month(stepper);
        twin_begin_month(&trial->twin, stepper->engine.month, stepper->engine.levers);
        for (size_t p = 0; p < corridor_model.n_phases; p++) {
            run_phase(stepper, &corridor_model.phases[p]);
            ck_assert_str_eq(corridor_model.phases[p].name, twin_phases[p].name);
            twin_phases[p].run(&trial->twin);
            compare_state(&trial->twin, &stepper->engine, twin_phases[p].name);
        }
        compare_outputs(&trial->twin, stepper->outputs, "the model, phase by phase");
        ck_assert(cor_engine_step(&trial->engine, true) == COR_OK);
        memset(sums, 0, n_output_cells * sizeof *sums);
        cor_engine_collect(&trial->engine, sums);
        compare_outputs(&trial->twin, sums, "the program");
        compare_state(&trial->twin, &trial->engine, "the whole month, as the program runs it");
        stepper->engine.month++;
    }
    free(sums);
}

static void test_scenario(const char *scenario, void (*add_policies)(struct cor_timeline *timeline))
{
    static struct trial trial;
    struct simulation_arm files = {scenario, NULL};
    const struct cor_override few_residents = {"demography.min_resident_agents=100"};
    const struct simulation_options options = {.sample = 1.0 / 4000.0, .resident_sample = 1e-7, .n_replicates = 1,
                                               .n_threads = 1};
    char message[COR_MESSAGE_SIZE] = "";
    struct cor_diagnostics list;
    memset(&trial, 0, sizeof trial);
    trial.simulation.options = &options;
    trial.simulation.message = message;
    cor_diagnostics_init(&list);
    enum cor_status status = simulation_read(&trial.simulation, &files, 1, COR_SOURCE_DIRECTORY "/data", &few_residents,
                                             1, &list);
    cor_diagnostics_print(&list, stderr);
    ck_assert(status == COR_OK);
    ck_assert(simulation_prepare(&trial.simulation) == COR_OK);
    trial.timeline = trial.simulation.arms[0].scenario.timeline;
    if (add_policies != NULL) {
        cor_timeline_init(&trial.timeline, lever_table, N_LEVERS, N_LEVER_CELLS);
        add_policies(&trial.timeline);
    }
    start_engine(&trial, &trial.engine, 2);
    start_engine(&trial, &trial.stepper.engine, 1);
    open_stepper(&trial.stepper);
    twin_open(&trial.twin, &trial.stepper.engine);
    run_months(&trial);
    twin_close(&trial.twin);
    close_stepper(&trial.stepper);
    cor_engine_free(&trial.engine);
    if (add_policies != NULL) {
        cor_timeline_free(&trial.timeline);
    }
    simulation_release(&trial.simulation);
    cor_diagnostics_free(&list);
}

/* ---- scenarios ---- */

/* Every lever part of the way to the end of its range that is farther from neutral, in every cell but some, from some
 * month of the first year on. */
static void move_every_lever(struct cor_timeline *timeline)
{
    static uint8_t cells[N_LEVER_CELLS];
    for (size_t l = 0; l < N_LEVERS; l++) {
        const struct cor_lever *lever = &lever_table[l];
        double far = lever->max - lever->neutral > lever->neutral - lever->min ? lever->max : lever->min;
        double part = lever->max > 1e4 ? 1e-4 : (lever->max > 50.0 ? 0.1 : 0.3);
        for (size_t cell = 0; cell < N_LEVER_CELLS; cell++) {
            cells[cell] = cell % 5 != l % 5;
        }
        struct cor_measure measure = {.lever = l,
                                      .value = lever->neutral + part * (far - lever->neutral),
                                      .intensity = 1.0,
                                      .from = cor_month(2024, 2 + (int32_t)(l % 10)),
                                      .to = COR_SCENARIO_TO,
                                      .ramp_months = (int32_t)(l % 3) * 4,
                                      .cells = cells};
        ck_assert(cor_timeline_add(timeline, &measure) == COR_OK);
    }
}

START_TEST(test_the_model_is_its_twin_in_the_baseline)
{
    test_scenario(COR_SOURCE_DIRECTORY "/scenarios/baseline.json", NULL);
}
END_TEST

START_TEST(test_the_model_is_its_twin_under_all_packages)
{
    test_scenario(COR_SOURCE_DIRECTORY "/scenarios/combined.json", NULL);
}
END_TEST

START_TEST(test_the_model_is_its_twin_with_every_lever_moved)
{
    test_scenario(COR_SOURCE_DIRECTORY "/scenarios/baseline.json", move_every_lever);
}
END_TEST

Suite *suite_reference(void)
{
    Suite *suite = suite_create("reference");
    TCase *twin = tcase_create("twin");
    tcase_set_timeout(twin, 300);
    tcase_add_test(twin, test_the_model_is_its_twin_in_the_baseline);
    tcase_add_test(twin, test_the_model_is_its_twin_under_all_packages);
    tcase_add_test(twin, test_the_model_is_its_twin_with_every_lever_moved);
    suite_add_tcase(suite, twin);
    return suite;
}
