#include "tests/reference/difference.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "models/demography/demography_rules.h"
#include "sim/base/memory.h"

/* ---- taking over the population ---- */

static void *need(void *block)
{
    ck_assert_ptr_nonnull(block);
    return block;
}

/* Value j of row r of a column of `count` values per row. */
#define AT(column, count, row) ((column)[(size_t)(count) * (row)])

static void take_over_rows(struct stratum *s, const struct cor_chunk *chunk)
{
    const struct chunk_view *view = const_view_of(chunk);
    for (uint32_t row = 0; row < s->room; row++) {
        s->person[row] = (struct person){.stratum = s, .migrant = NO_ROW};
        s->migrant[row].stratum = s;
    }
#define COLUMN(table_, name_, ctype, type, count, kinds, ...) TAKE_##table_(name_, ctype, count, kinds)
#define TAKE_person(name, ctype, count, kinds)                                                                         \
    for (uint32_t row = 0; (((unsigned)(kinds) >> s->kind) & 1u) && row < s->n_persons; row++) {                       \
        s->person[row].name = view->person.name[row];                                                                  \
    }
#define TAKE_household(name, ctype, count, kinds)                                                                      \
    for (uint32_t row = 0; row < s->n_households; row++) {                                                             \
        s->household[row].name = view->household.name[row];                                                            \
    }
#define TAKE_migrant(name, ctype, count, kinds)                                                                        \
    for (uint32_t row = 0; row < s->n_migrants; row++) {                                                               \
        memcpy(&s->migrant[row].name, &AT(view->migrant.name, count, row), (count) * sizeof(ctype));                   \
    }
#include "models/tables/columns.def"
}

static void take_over(struct stratum *s, const struct cor_chunk *chunk)
{
    *s = (struct stratum){.index = chunk->index,
                          .kind = (enum chunk_kind)chunk->kind,
                          .country = chunk->group,
                          .weight = chunk->weight,
                          .n_persons = chunk->n_rows[TABLE_person],
                          .n_households = chunk->n_rows[TABLE_household],
                          .n_migrants = chunk->n_rows[TABLE_migrant],
                          .room = 2 * chunk->n_rows[TABLE_person] + 200};
    s->person = need(cor_calloc(s->room, sizeof *s->person));
    s->household = need(cor_calloc(s->room, sizeof *s->household));
    s->migrant = need(cor_calloc(s->room, sizeof *s->migrant));
    take_over_rows(s, chunk);
}

static void open_queues(struct twin *t, const struct cor_engine *engine)
{
    for (size_t q = 0; q < N_QUEUES; q++) {
        struct cor_queue *queue = &t->queue[q];
        queue->n_cells = engine->queues[q].n_cells;
        queue->cut = need(cor_calloc(queue->n_cells, sizeof *queue->cut));
        queue->applied = need(cor_calloc(queue->n_cells, sizeof *queue->applied));
        queue->admitted = need(cor_calloc(queue->n_cells, sizeof *queue->admitted));
    }
}

void twin_open(struct twin *t, const struct cor_engine *engine)
{
    memset(t, 0, sizeof *t);
    t->world = engine->world;
    t->n_strata = engine->population.n_chunks;
    t->stratum = need(cor_calloc(t->n_strata, sizeof *t->stratum));
    for (size_t i = 0; i < t->n_strata; i++) {
        take_over(&t->stratum[i], engine->population.chunks[i]);
    }
    open_queues(t, engine);
    t->context = (struct cor_context){.key = engine->key,
                                      .world = t->world,
                                      .state = &t->macro,
                                      .n_lever_cells = N_LEVER_CELLS,
                                      .totals = (int64_t *)(void *)&t->totals,
                                      .outputs = need(cor_calloc(n_output_cells, sizeof(int64_t))),
                                      .queues = t->queue};
    t->month = engine->month;
    for (size_t c = 0; c < t->world->n_countries; c++) {
        t->macro.wages.level[c] = 1.0;
        for (int age = 0; age <= MAX_AGE; age++) { /* residents of the tables, by the age of their next birthday */
            int64_t(*residents)[N_MIGRATION_AGES] = t->macro.demography.residents[c];
            residents[SEX_female][migration_age_class(age + 1)] +=
                (int64_t)t->world->country[c].population[SEX_female][age];
            residents[SEX_male][migration_age_class(age + 1)] +=
                (int64_t)t->world->country[c].population[SEX_male][age];
        }
    }
    twin_wages_update(t); /* the factors of pay are one before the first month */
}

void twin_close(struct twin *t)
{
    for (size_t i = 0; i < t->n_strata; i++) {
        free(t->stratum[i].person);
        free(t->stratum[i].household);
        free(t->stratum[i].migrant);
    }
    for (size_t q = 0; q < N_QUEUES; q++) {
        free(t->queue[q].cut);
        free(t->queue[q].applied);
        free(t->queue[q].admitted);
        free(t->applicants[q].item);
    }
    free(t->stratum);
    free(t->context.outputs);
}

void twin_begin_month(struct twin *t, int32_t month, bool observe, const double *levers)
{
    t->month = month;
    t->context.observe = observe;
    t->context.month = month;
    t->world = world_at(t->world, month);
    t->context.world = t->world;
    t->context.levers = levers;
    memset(&t->totals, 0, sizeof t->totals);
    memset(t->context.outputs, 0, n_output_cells * sizeof(int64_t));
}

/* ---- what differs ---- */

/* The month in words. */
static const char *when(const struct twin *t)
{
    static char text[16];
    snprintf(text, sizeof text, "%d-%02d", cor_month_year(t->month), cor_month_of_year(t->month));
    return text;
}

/* Where the comparison is: words for the message. */
struct place {
    const struct twin *t;
    const char *phase, *table;
    const struct stratum *stratum;
};

static void differ(const struct place *at, uint32_t row, uint32_t id, const char *column, long long twin,
                   long long engine)
{
    ck_abort_msg("%s, %s: %s %u of stratum %u (%s), id %u: %s is %lld in the model and %lld in the twin", when(at->t),
                 at->phase, at->table, (unsigned)row, (unsigned)at->stratum->index,
                 at->t->world->country[at->stratum->country].iso3, (unsigned)id, column, engine, twin);
}

static void compare_rows(struct place at, const struct cor_chunk *chunk)
{
    const struct stratum *s = at.stratum;
    const struct chunk_view *view = const_view_of(chunk);
    if (s->n_persons != chunk->n_rows[TABLE_person] || s->n_migrants != chunk->n_rows[TABLE_migrant] ||
        s->n_households != chunk->n_rows[TABLE_household]) {
        ck_abort_msg(
            "%s, %s: stratum %u has %u rows of persons, %u of households and %u of records in the model, %u, %u "
            "and %u in the twin",
            when(at.t), at.phase, (unsigned)s->index, (unsigned)chunk->n_rows[TABLE_person],
            (unsigned)chunk->n_rows[TABLE_household], (unsigned)chunk->n_rows[TABLE_migrant], (unsigned)s->n_persons,
            (unsigned)s->n_households, (unsigned)s->n_migrants);
    }
#define COLUMN(table_, name_, ctype, type, count, kinds, ...) COMPARE_##table_(name_, ctype, count, kinds)
#define COMPARE_person(name, ctype, count, kinds)                                                                      \
    for (uint32_t row = 0; (((unsigned)(kinds) >> s->kind) & 1u) && row < s->n_persons; row++) {                       \
        if (s->person[row].name != view->person.name[row]) {                                                           \
            at.table = "person";                                                                                       \
            differ(&at, row, view->person.id[row], #name, s->person[row].name, view->person.name[row]);                \
        }                                                                                                              \
    }
#define COMPARE_household(name, ctype, count, kinds)                                                                   \
    for (uint32_t row = 0; row < s->n_households; row++) {                                                             \
        if (s->household[row].name != view->household.name[row]) {                                                     \
            at.table = "household";                                                                                    \
            differ(&at, row, 0, #name, s->household[row].name, view->household.name[row]);                             \
        }                                                                                                              \
    }
#define COMPARE_migrant(name, ctype, count, kinds)                                                                     \
    for (uint32_t row = 0; row < s->n_migrants; row++) {                                                               \
        ctype mine[count];                                                                                             \
        memcpy(mine, &s->migrant[row].name, sizeof mine);                                                              \
        for (uint32_t j = 0; j < (count); j++) {                                                                       \
            ctype theirs = view->migrant.name[(count)*row + j];                                                        \
            if (mine[j] != theirs) {                                                                                   \
                at.table = "migrant record";                                                                           \
                differ(&at, row, view->person.id[view->migrant.person[row]], #name, mine[j], theirs);                  \
            }                                                                                                          \
        }                                                                                                              \
    }
#include "models/tables/columns.def"
}

static void compare_totals(const struct twin *t, const struct totals *totals, const char *phase)
{
#define TOTAL(name, n_cells, doc)                                                                                      \
    for (size_t i = 0; i < (size_t)(n_cells); i++) {                                                                   \
        if (t->totals.name[i] != totals->name[i]) {                                                                    \
            ck_abort_msg("%s, %s: total %s, cell %zu is %lld in the model and %lld in the twin", when(t), phase,       \
                         #name, i, (long long)totals->name[i], (long long)t->totals.name[i]);                          \
        }                                                                                                              \
    }
#include "models/tables/totals.def"
}

/* All macro state but tables of screens, the books that the model keeps to check itself, and what the twin takes anew
 * from counts and levers where it needs it. */
static void compare_macro(const struct twin *t, const struct macro *macro, const char *phase)
{
#define SAME(member)                                                                                                   \
    if (memcmp(&t->macro.member, &macro->member, sizeof macro->member) != 0) {                                         \
        ck_abort_msg("%s, %s: %s differs between model and twin", when(t), phase, #member);                            \
    }
    SAME(labour_market)
    SAME(shocks)
    SAME(wages)
    SAME(migration.region_population)
    SAME(migration.network)
    SAME(migration.capacity)
    SAME(migration.seats)
    SAME(migration.carry)
    SAME(migration.planned)
    SAME(migration.wait)
    SAME(migration.turn)
    SAME(migration.predicted)
    SAME(migration.market)
    SAME(recruitment)
    SAME(migration.seen)
    SAME(migration.foreseen)
    SAME(migration.interest)
    SAME(migration.intake)
    SAME(migration.pay_reference)
    SAME(migration.constant)
    SAME(migration.singles)
    SAME(migration.family_expected)
    SAME(migration.family_follows)
    SAME(migration.marriages_cumulated)
    SAME(migration.marries_abroad)
    SAME(migration.attraction.value)
    SAME(migration.attraction.money)
    SAME(migration.attraction.cost)
    SAME(migration.attraction.home_weight)
    SAME(migration.attraction.network)
    SAME(migration.attraction.abroad)
    SAME(migration.attraction.log_pay)
    SAME(migration.attraction.cheapest)
    SAME(migration.attraction.open)
    SAME(training.seats)
    SAME(training.held)
    SAME(training.capacity)
    SAME(training.carry)
    SAME(training.expansion)
    SAME(accounts.fund)
}

static void compare_queues(const struct twin *t, const struct cor_engine *engine, const char *phase)
{
    for (size_t q = 0; q < N_QUEUES; q++) {
        const struct cor_queue *mine = &t->queue[q], *theirs = &engine->queues[q];
        for (size_t cell = 0; cell < mine->n_cells; cell++) {
            if (mine->cut[cell] != theirs->cut[cell] || mine->applied[cell] != theirs->applied[cell] ||
                mine->admitted[cell] != theirs->admitted[cell]) {
                ck_abort_msg("%s, %s: queue %s admits others in cell %zu", when(t), phase,
                             engine->model->queues[q].name, cell);
            }
        }
    }
}

void compare_state(const struct twin *t, const struct cor_engine *engine, const char *phase)
{
    for (size_t i = 0; i < t->n_strata; i++) {
        compare_rows((struct place){.t = t, .phase = phase, .stratum = &t->stratum[i]}, engine->population.chunks[i]);
    }
    compare_totals(t, (const struct totals *)(const void *)engine->totals, phase);
    compare_macro(t, engine->state, phase);
    compare_queues(t, engine, phase);
}

/* Name of the output that a cell belongs to. */
static const char *output_of_cell(size_t cell)
{
    const char *name = "";
    size_t best = 0;
    for (size_t o = 0; o < N_OUTPUTS; o++) {
        if (output_table[o].kind != COR_RATIO && output_places[o].offset <= cell && output_places[o].offset >= best) {
            best = output_places[o].offset;
            name = output_table[o].name;
        }
    }
    return name;
}

void compare_outputs(const struct twin *t, const int64_t *outputs, const char *of)
{
    for (size_t cell = 0; cell < n_output_cells; cell++) {
        if (t->context.outputs[cell] != outputs[cell]) {
            ck_abort_msg("%s: output %s, cell %zu is %lld in %s and %lld in the twin", when(t), output_of_cell(cell),
                         cell, (long long)outputs[cell], of, (long long)t->context.outputs[cell]);
        }
    }
}
