/* What is done to all mechanisms in turn, in the order of mechanisms.def. */
#include "models/mechanisms.h"
#include <stdlib.h>
#include "models/facts/history.h"
#include "sim/base/memory.h"

const size_t macro_place[N_MACRO_PARTS] = {
#define MACRO(name) [PART_##name] = offsetof(struct macro, name),
#define NO_MACRO(name)
#define MECHANISM(name, tables, macro, ...) macro(name)
#include "models/mechanisms.def"
    [PART_accounts] = offsetof(struct macro, accounts),
};

/* A mechanism's tables are in place from its own turn on, so that who asks those below it finds none. */
enum cor_status world_prepare(struct world *world)
{
    if (!world->tables) {
        world->tables = cor_calloc(1, sizeof *world->tables);
    }
    if (!world->tables) {
        return COR_ERR_MEMORY;
    }
#define TABLES(name)                                                                                                   \
    world->name = &world->tables->name;                                                                                \
    name##_prepare(world, &world->tables->name);
#define TABLES_ONCE(name)                                                                                              \
    if (!world->name || world->name == &world->tables->name) {                                                         \
        TABLES(name)                                                                                                   \
    }
#define NO_TABLES(name)
#define MECHANISM(name, tables, ...) tables(name)
#include "models/mechanisms.def"
    return COR_OK;
}

void world_free(struct world *world)
{
    while (world) {
        struct world *next = world->next;
        fact_history_free(&world->history);
        if (world->owns_ages) {
            free(world->ages);
            world_free_policies(world);
        }
        free(world->tables);
        free(world);
        world = next;
    }
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
