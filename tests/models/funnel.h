/* The funnel of migration on the chunk of a fixture, month by month: from admission over departure to a month abroad. */
#ifndef TESTS_MODELS_FUNNEL_H
#define TESTS_MODELS_FUNNEL_H
#include "tests/models/fixture.h"

/* An origin chunk with room for some thousand persons, and 27,000 vacancies in every occupation, as in the first month. Free with
 * fixture_free. */
void funnel_begin(struct fixture *fixture);
void funnel_set_vacancies(struct fixture *fixture, int64_t posts);
void funnel_run_month(struct fixture *fixture, int32_t month);
/* Records in a stage. */
size_t funnel_count(const struct fixture *fixture, enum stage stage);

#endif
