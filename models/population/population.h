/* The initial population on 1 January of the first year: persons of Viet Nam in households, at home and abroad, and
 * residents of the destinations. Built chunk by chunk from draws that are keyed by chunk and row, so that any thread
 * may build any chunk. Not part of a run: after the first month nothing here is called. The plan owns its arrays. */
#ifndef MODEL_POPULATION_H
#define MODEL_POPULATION_H
#include <stddef.h>
#include <stdint.h>
#include "models/tables/dimensions.h"
#include "models/population/cuts.h"
#include "sim/base/status.h"
#include "sim/model.h"

struct world;
struct parameters;
struct population_past;

enum {
    PERSONS_PER_CHUNK = 3400, /* at most; 4096 rows leave room for the growth of two decades */
    N_AGE_CELLS = N_SEXES * (MAX_AGE + 1),
    N_CORRIDORS = MAX_COUNTRIES * N_CHANNELS,
    N_SLOTS = 3 * N_CORRIDORS + N_AGE_CELLS, /* of Viet Nam: abroad, preparing, queued by corridor; at home by age */
    N_STAY_MONTHS = 480,
    PLACE_GUIDE_SIZE = 4096
};

/* What a chunk will hold: persons first .. first + n - 1 of its country. */
struct population_chunk {
    uint16_t kind, group; /* as in struct cor_chunk; group: country */
    uint32_t weight;
    uint32_t capacity[COR_MAX_TABLES];
    uint64_t first, n;
};

/* What a cell of the deal of Viet Nam means. */
enum slot_kind { SLOT_ABROAD, SLOT_PREPARING, SLOT_QUEUED, SLOT_HOME };
struct slot {
    enum slot_kind kind;
    uint8_t country, channel; /* corridor, unless at home */
    uint8_t sex, age;         /* at home only */
};

/* Persons of a country, dealt out to cells so that every cell gets its number and every chunk a fair share: person i
 * takes place (i * step) mod n_persons, and place p belongs to the first cell whose end exceeds p. The first n_drawn
 * places are those of cells that may hold less than one agent: their ends are rounded by a draw of the replicate. */
struct population_deal {
    uint64_t n_persons, step;
    size_t n_cells;
    uint64_t n_drawn;
    size_t n_drawn_cells;
    uint64_t end[N_SLOTS];     /* to the nearest agent */
    double exact_end[N_SLOTS]; /* in agents */
    unsigned guide_shift;
    uint16_t guide[PLACE_GUIDE_SIZE]; /* guide[i]: cell of place i << guide_shift, where the search begins */
};

struct population_plan {
    uint32_t weight; /* persons of Viet Nam per agent */
    size_t n_chunks;
    struct population_chunk *chunk;
    struct population_deal home;       /* cells: see slot */
    struct population_deal *residents; /* [country], 0 persons where there are none; cells sex * (MAX_AGE + 1) + age */
    uint64_t compulsory, voluntary, former; /* agents in Viet Nam: insured, and out of insurance with months of it */
    struct slot slot[N_SLOTS];              /* of the cells of Viet Nam; the last N_AGE_CELLS are those of residents */
    struct start_cuts cuts;
    double arrival_age[N_CHANNELS][MAX_AGE + 1]; /* cumulative distribution of age at arrival */
    double *levers;                              /* neutral ones: the start is the same in every scenario */
    float (*stay)[N_CHANNELS][N_STAY_MONTHS];    /* [country] cumulative distribution of months since arrival */
    struct population_past *past;                /* stays that are over; see stays.h */
};

/* Lay out the population.
 *   sample           share of the persons of Viet Nam, (0, 1]: each agent stands for weight = round(1 / sample) persons
 *   resident_sample  the same for residents; a country that would have fewer than demography.min_resident_agents gets a
 *                    smaller weight
 * The world is prepared. Returns COR_OK, or COR_ERR_MEMORY with nothing to free. */
enum cor_status population_plan(const struct world *world, double sample, double resident_sample,
                                struct population_plan *plan);
void population_plan_free(struct population_plan *plan);

/* Fill chunk->index of the plan, which is empty and has the kind, group, weight and capacity of
 * plan->chunk[chunk->index]. The population is that at the end of the month before the first of the run. Levers and month
 * of the context are not used (the start is the same in every scenario); totals and outputs of the context are for the
 * caller to clear. */
void population_fill(const struct cor_context *context, struct cor_chunk *chunk, const struct population_plan *plan);

/* Share of the persons of Viet Nam of one sex and year of age who prepare to leave or wait at the start, where it is
 * largest. Infinite where nobody is of that age, or where the numbers are beyond all bounds. */
double population_pipeline_largest_share(const struct world *facts, const struct parameters *parameters);

#endif
