/* A tiny world for tests of mechanisms: four countries with round but awkward values, one chunk, one context. Everything
 * is prepared by world_prepare(); tests change what they need and call kernels directly. */
#ifndef TESTS_MODELS_FIXTURE_H
#define TESTS_MODELS_FIXTURE_H
#include "models/tables/output_layout.h"
#include "models/mechanisms.h"

enum { FIXTURE_VNM = 0, FIXTURE_DEU = 1, FIXTURE_JPN = 2, FIXTURE_ROW = 3, FIXTURE_COUNTRIES = 4 };
enum { FIXTURE_YEAR = 2024 }; /* first of its age tables, and month 1 of the context */

struct fixture {
    struct world *world;
    struct macro *macro;
    struct totals *totals;
    int64_t *outputs;
    double *levers;
    struct scratch *scratch;
    struct cor_queue queues[N_QUEUES];
    struct cor_chunk *chunk;
    struct cor_context context;
};

/* A world prepared, all levers neutral, month 2024-01, seed 7, and an empty chunk of the kind (group = country of resident
 * chunks) with room for `capacity` persons, households and migrants. Aborts the test when memory is short. */
void fixture_init(struct fixture *fixture, enum chunk_kind kind, size_t country, uint32_t capacity);
void fixture_free(struct fixture *fixture);
/* Values of the test world before world_prepare: for tests that change a fact or parameter, then call world_prepare again. */
void fixture_world(struct world *world);
/* Add a person aged `age` years (born `age` years and 5 months before the context's month) with a status; in origin chunks
 * a household of its own when household is NO_ROW. Returns the row. */
uint32_t fixture_person(struct fixture *fixture, enum sex sex, int age, enum education_level education,
                        enum work_status status, uint32_t household);
/* Open a migrant record for a person; when stage is STAGE_ABROAD the person's work status becomes WORK_ABROAD. */
uint32_t fixture_migrant(struct fixture *fixture, uint32_t person_row, enum stage stage, size_t country,
                         enum channel channel);
/* Set a lever in all cells. */
void fixture_lever(struct fixture *fixture, enum lever lever, double value);
/* Put every living row on the birthday list. */
void fixture_all_birthdays(struct fixture *fixture);
/* Sum of an output over all its cells. */
int64_t fixture_output(const struct fixture *fixture, enum output output);
/* What was paid this month, all countries together, and what a party has of it: cents per agent. */
int64_t fixture_paid(const struct fixture *fixture, enum transfer transfer);
int64_t fixture_balance(const struct fixture *fixture, enum party party);
/* Pensions of the household of a person, cents per month. */
int64_t fixture_pension(struct fixture *fixture, uint32_t person_row);
/* Clear totals and outputs; move to a month. */
void fixture_month(struct fixture *fixture, int32_t month);

#endif
