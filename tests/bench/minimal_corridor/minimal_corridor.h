/* The minimal corridor model: six countries, three skills, one person per row, on the engine's own interface. A
 * benchmark of the engine and nothing else: no households, no data, no policies. Mechanisms are phases like any other;
 * each is written twice, as a plain loop over rows (the reference) and with AVX2, with the same results to the last
 * bit. */
#ifndef COR_MINIMAL_CORRIDOR_H
#define COR_MINIMAL_CORRIDOR_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sim/base/sha256.h"
#include "sim/engine/engine.h"
#include "tests/bench/minimal_corridor/law.h"

/* Rows per chunk: its words and columns stay in the nearest caches. A power of two would let them share cache sets. */
enum { MINIMAL_CORRIDOR_N_PHASES = 6, MINIMAL_CORRIDOR_MAX_PATHS = 3, MINIMAL_CORRIDOR_ROWS = 1120 };

struct minimal_corridor_options {
    size_t n_agents;         /* at least 1 */
    uint32_t rows_per_chunk; /* part of the draws' counters: another size is another sample */
    size_t n_threads;
    uint32_t seed;
    bool individual;  /* utilities depend on each person's income */
    const char *path; /* a name from minimal_corridor_paths */
};

/* One run. Caller-owned; must stay where it is between init and free, for the engine points into it. */
struct minimal_corridor {
    struct law law;
    struct cor_phase phases[MINIMAL_CORRIDOR_N_PHASES];
    struct cor_model model;
    struct cor_engine engine;
};

/* Names of the paths that this processor can run, slowest first: "plain" is always there. Returns their number. */
size_t minimal_corridor_paths(const char *names[MINIMAL_CORRIDOR_MAX_PATHS]);

/* Build the population at month 0; cor_engine_step(&corridor->engine, false) runs a month. COR_OK, COR_ERR_MEMORY, or
 * COR_ERR_INPUT for a path that is not there. On failure nothing is left to free. */
enum cor_status minimal_corridor_init(struct minimal_corridor *corridor,
                                      const struct minimal_corridor_options *options);
void minimal_corridor_free(struct minimal_corridor *corridor);

/* Persons in each country, counted row by row. */
void minimal_corridor_count(const struct minimal_corridor *corridor, int64_t stock[N_COUNTRIES]);
/* SHA-256 of all columns of all persons, in order. */
void minimal_corridor_digest(const struct minimal_corridor *corridor, char digest[COR_SHA256_TEXT]);

#endif
