/* A whole initial population of the tiny world, for tests of what it is like. */
#ifndef TESTS_MODELS_PEOPLE_H
#define TESTS_MODELS_PEOPLE_H
#include "models/population/population.h"
#include "tests/models/fixture.h"

enum { PEOPLE_WEIGHT = 40 }; /* persons of an agent at the sample that most tests take */

struct people {
    struct fixture f; /* its own chunk is not used */
    struct population_plan plan;
    struct cor_chunk **chunks;
};

/* Plan and fill all chunks; residents at half the sample. */
void people_settle(struct people *p, double sample);
void people_disperse(struct people *p);
/* Age at the start of a person of one of the chunks. */
int people_age(const struct people *p, const struct person_columns *person, uint32_t row);

#endif
