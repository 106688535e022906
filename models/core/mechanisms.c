/* What happens to all mechanisms in turn, in the order of mechanisms.def. */
#include "models/core/model.h"

void world_prepare(struct world *world)
{
#define TABLES(name) name##_prepare(world);
#define NO_TABLES(name)
#define MECHANISM(name, tables, ...) tables(name)
#include "models/mechanisms.def"
}

void mechanisms_begin(struct cor_context *context)
{
#define BEGINS(name) name##_begin(context);
#define NO_BEGINS(name)
#define MECHANISM(name, tables, macro, begins, ends) begins(name)
#include "models/mechanisms.def"
}

void mechanisms_end_person(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
#define ENDS(name) name##_end(context, chunk, person_row);
#define NO_ENDS(name)
#define MECHANISM(name, tables, macro, begins, ends) ends(name)
#include "models/mechanisms.def"
}
