/* The model against its twin (twin.h): the same population, policies and draws, month by month and phase by phase. Every
 * column of everybody, all counts of the month and all macro state must be equal after every phase, all output cells at
 * the end of every month; the program itself, with its phases fused and on two threads, must have come to the same. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "models/state/kin.h"
#include "models/experiment/simulation_internal.h"
#include "sim/base/memory.h"
#include "tests/reference/difference.h"

#ifndef COR_SOURCE_DIRECTORY
#define COR_SOURCE_DIRECTORY "."
#endif

static struct cor_chunk *build_chunk(const struct cor_context *context, void *data, size_t index)
{
    const struct population_plan *plan = data;
    const struct population_chunk *part = &plan->chunk[index];
    struct cor_chunk *chunk =
        cor_chunk_create(context->layout, (uint32_t)index, part->kind, part->group, part->weight, part->capacity);
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
    bool observe; /* this month */
};

static struct cor_context context_of(struct stepper *stepper, struct scratch *scratch)
{
    struct cor_engine *engine = &stepper->engine;
    struct cor_context context = {.month = engine->month,
                                  .observe = stepper->observe,
                                  .key = engine->key,
                                  .world = world_at(engine->world, engine->month),
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
    size_t most[N_QUEUES] = {0}; /* a phase goes through all chunks before the next begins */
    for (size_t i = 0; i < engine->population.n_chunks; i++) {
        struct cor_chunk *chunk = engine->population.chunks[i];
        for (size_t table = 0; table < N_TABLES; table++) {
            ck_assert(cor_chunk_reserve(&model_layout, chunk, table, corridor_model.spare_rows[table]) == COR_OK);
        }
        for (size_t q = 0; q < N_QUEUES; q++) {
            most[q] += corridor_model.max_applications(chunk, q);
        }
    }
    for (size_t q = 0; q < N_QUEUES; q++) {
        ck_assert(cor_lane_reserve(&engine->queues[q].lanes[0], most[q]) == COR_OK);
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

/* ---- no child returns alone ---- */

static bool lives_abroad(const struct chunk_view *view, uint32_t row)
{
    return work_status(view->person.work[row]) == WORK_ABROAD;
}

/* Those abroad before a phase, by chunk and row. */
static uint8_t **note_those_abroad(const struct cor_population *population)
{
    uint8_t **abroad = need(cor_calloc(population->n_chunks, sizeof *abroad));
    for (size_t i = 0; i < population->n_chunks; i++) {
        const struct cor_chunk *chunk = population->chunks[i];
        abroad[i] = need(cor_calloc(chunk->capacity[TABLE_person] + 1, 1));
        for (uint32_t row = 0; row < chunk->n_rows[TABLE_person]; row++) {
            abroad[i][row] = lives_abroad(const_view_of(chunk), row);
        }
    }
    return abroad;
}

/* With a child below 15 the parent in charge or the partner of that parent has come home. */
static void check_children(const struct cor_population *population, uint8_t **abroad, int32_t month)
{
    for (size_t i = 0; i < population->n_chunks; i++) {
        const struct cor_chunk *chunk = population->chunks[i];
        const struct chunk_view *view = const_view_of(chunk);
        for (uint32_t row = 0; chunk->kind == KIND_ORIGIN && row < chunk->n_rows[TABLE_person]; row++) {
            if (!abroad[i][row] || lives_abroad(view, row) || age_years(view->person.birth_month[row], month) >= 15) {
                continue;
            }
            uint32_t parent = kin_parent(view, row, month);
            ck_assert_uint_ne(parent, NO_ROW);
            uint32_t other = kin_partner(view, parent, month);
            bool with_parent = abroad[i][parent] && !lives_abroad(view, parent);
            ck_assert(with_parent || (other != NO_ROW && abroad[i][other] && !lives_abroad(view, other)));
        }
        free(abroad[i]);
    }
    free(abroad);
}

/* ---- what is tried ---- */

enum { MAX_OVERRIDES = 32 };

struct trial {
    const char *scenario;
    double sample;
    int n_months;
    bool yearly; /* stocks are observed in December only, else every month */
    uint32_t seed;
    const char *parameters[MAX_OVERRIDES];                       /* besides few_residents; the rest NULL */
    void (*add_policies)(struct cor_timeline *timeline);         /* instead of the scenario's; or NULL */
    void (*change_start)(struct chunk_view *view, uint32_t row); /* of every migrant record at the start; or NULL */
};

/* The least that the model allows: residents of the destinations cost time and have the fewest rules. */
static const char few_residents[] = "demography.min_resident_agents=100";

/* ---- model, program and twin side by side ---- */

struct run {
    const struct trial *trial;
    struct simulation_options options;
    struct simulation_input *input;
    struct simulation simulation;
    char message[COR_MESSAGE_SIZE];
    struct cor_timeline timeline;
    struct cor_engine engine; /* as the program runs it */
    struct stepper stepper;
    struct twin twin;
};

static void read_scenario(struct run *run)
{
    const struct trial *trial = run->trial;
    struct cor_override overrides[MAX_OVERRIDES + 1] = {{few_residents}};
    struct cor_diagnostics list;
    size_t n = 1;
    while (n <= MAX_OVERRIDES && trial->parameters[n - 1]) {
        overrides[n].text = trial->parameters[n - 1];
        n++;
    }
    run->options = (struct simulation_options){
        .sample = trial->sample, .resident_sample = 1e-7, .n_replicates = 1, .n_threads = 1};
    cor_diagnostics_init(&list);
    enum cor_status status =
        simulation_open(COR_SOURCE_DIRECTORY "/data", &trial->scenario, 1, overrides, n, &list, &run->input);
    cor_diagnostics_print(&list, stderr);
    cor_diagnostics_free(&list);
    ck_assert(status == COR_OK);
    const struct simulation_arm arm = {simulation_scenario(run->input, 0), NULL}; /* nothing is written */
    run->simulation = (struct simulation){.input = run->input, .options = &run->options, .message = run->message};
    ck_assert_msg(simulation_prepare(&run->simulation, &arm, 1) == COR_OK, "%s", run->message);
}

static void change_start(const struct trial *trial, struct cor_population *population)
{
    for (size_t i = 0; trial->change_start && i < population->n_chunks; i++) {
        struct cor_chunk *chunk = population->chunks[i];
        for (uint32_t row = 0; row < chunk->n_rows[TABLE_migrant]; row++) {
            if (view_of(chunk)->migrant.stage[row] != STAGE_FREE) {
                trial->change_start(view_of(chunk), row);
            }
        }
    }
}

static void start_engine(struct run *run, struct cor_engine *engine, size_t n_threads)
{
    struct arm *arm = &run->simulation.arms[0];
    struct cor_key key = {run->trial->seed, 0};
    ck_assert(cor_engine_init(engine, &corridor_model, arm->world, &run->timeline, key, arm->scenario->from,
                              n_threads) == COR_OK);
    ck_assert(cor_engine_populate(engine, arm->plan.n_chunks, build_chunk, &arm->plan) == COR_OK);
    change_start(run->trial, &engine->population);
}

static void run_month(struct run *run, int64_t *sums)
{
    struct stepper *stepper = &run->stepper;
    stepper->observe = !run->trial->yearly || cor_month_of_year(stepper->engine.month) == 12;
    begin_month(stepper);
    twin_begin_month(&run->twin, stepper->engine.month, stepper->observe, stepper->engine.levers);
    for (size_t p = 0; p < corridor_model.n_phases; p++) {
        uint8_t **abroad = note_those_abroad(&stepper->engine.population);
        run_phase(stepper, &corridor_model.phases[p]);
        check_children(&stepper->engine.population, abroad, stepper->engine.month);
        ck_assert_str_eq(corridor_model.phases[p].name, twin_phases[p].name);
        twin_phases[p].run(&run->twin);
        compare_state(&run->twin, &stepper->engine, twin_phases[p].name);
    }
    compare_outputs(&run->twin, stepper->outputs, "the model");
    stepper->engine.month++;
    ck_assert_msg(cor_engine_step(&run->engine, stepper->observe) == COR_OK, "%s", run->engine.audit_message);
    memset(sums, 0, n_output_cells * sizeof *sums);
    cor_engine_collect(&run->engine, sums);
    compare_state(&run->twin, &run->engine, "the whole month, as the program runs it");
    compare_outputs(&run->twin, sums, "the program");
}

static void agrees(const struct trial *trial)
{
    static struct run run;
    memset(&run, 0, sizeof run);
    run.trial = trial;
    read_scenario(&run);
    cor_timeline_init(&run.timeline, lever_table, N_LEVERS, N_LEVER_CELLS);
    if (trial->add_policies) {
        trial->add_policies(&run.timeline);
    } else {
        const struct cor_timeline *policies = &run.simulation.arms[0].scenario->timeline;
        for (size_t i = 0; i < policies->n_measures; i++) {
            ck_assert(cor_timeline_add(&run.timeline, &policies->measures[i]) == COR_OK);
        }
    }
    start_engine(&run, &run.engine, 2);
    start_engine(&run, &run.stepper.engine, 1);
    open_stepper(&run.stepper);
    twin_open(&run.twin, &run.stepper.engine);
    int64_t *sums = need(cor_calloc(n_output_cells, sizeof *sums));
    for (int month = 0; month < trial->n_months; month++) {
        run_month(&run, sums);
    }
    free(sums);
    twin_close(&run.twin);
    close_stepper(&run.stepper);
    cor_engine_free(&run.engine);
    cor_timeline_free(&run.timeline);
    simulation_release(&run.simulation);
    simulation_close(run.input);
}

/* ---- scenarios ---- */

/* Every lever part of the way to the end of its range that is farther from neutral: in four cells of five, from some month
 * of the first year on, some of them in steps. */
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
                                      .to = cor_month(2051, 1),
                                      .ramp_months = (int32_t)(l % 3) * 4,
                                      .cells = cells};
        ck_assert(cor_timeline_add(timeline, &measure) == COR_OK);
    }
    ck_assert_uint_eq(timeline->n_measures, N_LEVERS);
}

/* Stays in up to three other countries before the present one, or before the return. */
static void give_past(struct chunk_view *view, uint32_t row)
{
    struct migrant_columns *migrant = &view->migrant;
    for (uint32_t slot = 0; migrant->stage[row] == STAGE_ABROAD && slot < row % 4 && slot < INSURANCE_SLOTS; slot++) {
        uint32_t cell = INSURANCE_SLOTS * row + slot, months = 3 + (7 * row + 11 * slot) % 90;
        migrant->insured_country[cell] = (uint8_t)(1 + (row + 9 * slot) % 30);
        migrant->insured_months[cell] = (uint16_t)months;
        migrant->insured_paid[cell] = (int32_t)(months * 9000);
    }
    view->person.insured_months[migrant->person[row]] = (uint16_t)(13 * row % 190);
    view->person.insured_base[migrant->person[row]] = 3000;
}

START_TEST(test_the_model_is_its_twin_in_the_baseline)
{
    agrees(&(struct trial){
        .scenario = COR_SOURCE_DIRECTORY "/scenarios/baseline.json", .sample = 1e-3, .n_months = 36, .seed = 1});
}
END_TEST

/* Long enough for all three packages to be in force. */
START_TEST(test_the_model_is_its_twin_under_all_packages)
{
    agrees(&(struct trial){
        .scenario = COR_SOURCE_DIRECTORY "/scenarios/combined.json", .sample = 2.5e-4, .n_months = 75, .seed = 2});
}
END_TEST

START_TEST(test_the_model_is_its_twin_with_every_lever_moved)
{
    agrees(&(struct trial){.scenario = COR_SOURCE_DIRECTORY "/scenarios/baseline.json",
                           .sample = 1e-3,
                           .n_months = 36,
                           .seed = 3,
                           .add_policies = move_every_lever});
}
END_TEST

/* Unemployment is observed and its usual rates change every January. */
START_TEST(test_the_model_is_its_twin_in_the_past)
{
    agrees(&(struct trial){.scenario = COR_SOURCE_DIRECTORY "/scenarios/baseline.json",
                           .sample = 2.5e-4,
                           .n_months = 30,
                           .seed = 5,
                           .parameters = {"from=2012-01"}});
}
END_TEST

/* Parameters under which what is rare happens often, and migrants with a past. */
START_TEST(test_the_model_is_its_twin_in_an_eventful_world)
{
    agrees(&(struct trial){.scenario = COR_SOURCE_DIRECTORY "/scenarios/baseline.json",
                           .sample = 1e-3,
                           .n_months = 36,
                           .yearly = true,
                           .seed = 4,
                           .parameters = {"migration.onward_rate=0.2",
                                          "migration.abscond_onward=0.8",
                                          "migration.abscond_rate=0.4",
                                          "migration.regularise_rate=0.5",
                                          "migration.permanent_months=12",
                                          "migration.permanent_rate=0.3",
                                          "migration.family_wait_months=0",
                                          "migration.aspire_share=0.5",
                                          "migration.aspire_returned=3",
                                          "migration.age_last=60",
                                          "migration.recognition_months=1",
                                          "recruitment.write_off_months=6",
                                          "remittances.shock_chance=0.2",
                                          "education.remittance_effect=1",
                                          "demography.fertility_sojourner=1",
                                          "social_protection.home_insurance=0.8",
                                          "social_protection.voluntary_join=0.3",
                                          "social_protection.refund_when_vested=1",
                                          "social_protection.pension_age_women_2021=600",
                                          "social_protection.pension_age_women=660",
                                          "social_protection.pension_age_men_2021=600",
                                          "social_protection.pension_age_men=700"},
                           .add_policies = move_every_lever,
                           .change_start = give_past});
}
END_TEST

Suite *suite_reference(void)
{
    Suite *suite = suite_create("reference");
    TCase *twin = tcase_create("twin");
    tcase_set_timeout(twin, 600);
    tcase_add_test(twin, test_the_model_is_its_twin_in_the_baseline);
    tcase_add_test(twin, test_the_model_is_its_twin_under_all_packages);
    tcase_add_test(twin, test_the_model_is_its_twin_with_every_lever_moved);
    tcase_add_test(twin, test_the_model_is_its_twin_in_an_eventful_world);
    tcase_add_test(twin, test_the_model_is_its_twin_in_the_past);
    suite_add_tcase(suite, twin);
    return suite;
}
