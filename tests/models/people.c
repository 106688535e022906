#include "tests/models/people.h"
#include <check.h>
#include <stdlib.h>
#include "models/model.h"

void people_settle(struct people *p, double sample)
{
    fixture_init(&p->f, KIND_ORIGIN, HOME, 8);
    ck_assert_int_eq(population_plan(p->f.world, sample, sample / 2.0, &p->plan), COR_OK);
    p->chunks = calloc(p->plan.n_chunks, sizeof *p->chunks);
    for (size_t i = 0; i < p->plan.n_chunks; i++) {
        const struct population_chunk *part = &p->plan.chunk[i];
        p->chunks[i] =
            cor_chunk_create(&model_layout, (uint32_t)i, part->kind, part->group, part->weight, part->capacity);
        ck_assert_ptr_nonnull(p->chunks[i]);
        population_fill(&p->f.context, p->chunks[i], &p->plan);
    }
}

void people_disperse(struct people *p)
{
    for (size_t i = 0; i < p->plan.n_chunks; i++) {
        cor_chunk_free(p->chunks[i]);
    }
    free(p->chunks);
    population_plan_free(&p->plan);
    fixture_free(&p->f);
}

int people_age(const struct people *p, const struct person_columns *person, uint32_t row)
{
    return age_years(person->birth_month[row], p->f.world->first_month - 1);
}
