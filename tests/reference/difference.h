/* The twin and an engine: from one to the other at the start, and what differs between them afterwards. */
#ifndef TESTS_REFERENCE_DIFFERENCE_H
#define TESTS_REFERENCE_DIFFERENCE_H
#include "models/model.h"
#include "sim/engine/engine.h"
#include "tests/reference/twin.h"

/* Take over the initial population of an engine; the twin never looks at it again. */
void twin_open(struct twin *t, const struct cor_engine *engine);
void twin_close(struct twin *t);
/* A new month begins: are stocks observed, and what have policies made of the levers? */
void twin_begin_month(struct twin *t, int32_t month, bool observe, const double *levers);
/* Fails the test with month, phase, person and column of the first difference: all columns, counts and macro state. */
void compare_state(const struct twin *t, const struct cor_engine *engine, const char *phase);
/* The same for the sums of the month in all output cells. */
void compare_outputs(const struct twin *t, const int64_t *outputs, const char *of);

#endif
