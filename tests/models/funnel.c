#include "tests/models/funnel.h"
#include <check.h>
#include "models/migration/migration_internal.h"

enum { N_PEOPLE = 8000 };

void funnel_set_vacancies(struct fixture *fixture, int64_t posts)
{
    for (size_t c = 0; c < MAX_COUNTRIES; c++) {
        for (size_t k = 0; k < N_OCCUPATIONS; k++) {
            fixture->macro->labour_market.unfilled[c][k] = (double)posts;
        }
    }
}

void funnel_begin(struct fixture *fixture)
{
    fixture_init(fixture, KIND_ORIGIN, HOME, N_PEOPLE);
    for (size_t c = 0; c < MAX_COUNTRIES; c++) {
        for (size_t k = 0; k < N_OCCUPATIONS; k++) {
            fixture->macro->labour_market.posts_start[c][k] = 1e6;
        }
    }
    funnel_set_vacancies(fixture, 27000); /* the vacancy rate of the fixture */
}

void funnel_run_month(struct fixture *fixture, int32_t month)
{
    fixture_month(fixture, month);
    migration_apply(&fixture->context, fixture->chunk);
    migration_open(&fixture->context);
    ck_assert_int_eq(cor_queue_resolve(&fixture->queues[QUEUE_admissions], migration_seats(&fixture->context)), COR_OK);
    migration_depart(&fixture->context, fixture->chunk);
    migration_stay(&fixture->context, fixture->chunk);
}

size_t funnel_count(const struct fixture *fixture, enum stage stage)
{
    size_t n = 0;
    for (uint32_t row = 0; row < fixture->chunk->n_rows[TABLE_migrant]; row++) {
        n += const_view_of(fixture->chunk)->migrant.stage[row] == stage;
    }
    return n;
}
