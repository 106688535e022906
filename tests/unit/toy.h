/* A toy model for tests of the engine, of runs and of ensembles: creatures that earn and bear, nothing of the real one. */
#ifndef TESTS_TOY_H
#define TESTS_TOY_H
#include "sim/run/run.h"

struct cor_chunk *toy_build(const struct cor_context *context, void *data, size_t index);

/* Two years of 23 chunks with 50 creatures each. */
struct cor_run_spec toy_spec(size_t n_threads);

#endif
