/* The worlds of a run: one for its start and one for each later year in which a fact that drives the model changes. */
#include <stdlib.h>
#include <string.h>
#include "models/facts/history.h"
#include "sim/base/memory.h"

/* The same facts and parameters without what is owned: history, tables, later years. */
static struct world *copy_of_facts(const struct world *world)
{
    struct world *copy = cor_calloc(1, sizeof *copy);
    if (copy) {
        memcpy(copy, world, sizeof *copy);
        copy->history = (struct fact_history){0};
        copy->owns_ages = false;
        copy->tables = NULL;
        copy->next = NULL;
        copy->first = NULL;
    }
    return copy;
}

struct world *world_copy(const struct world *world)
{
    struct world *copy = copy_of_facts(world);
    if (copy && fact_history_copy(&world->history, &copy->history) != COR_OK) {
        world_free(copy);
        copy = NULL;
    }
    return copy;
}

/* The world of a later year, or NULL where it is that of the year before or memory is short, which `status` tells. */
static struct world *world_of_year(const struct world *first, const struct world *before, int year,
                                   enum cor_status *status)
{
    struct world *world = copy_of_facts(before);
    if (!world) {
        *status = COR_ERR_MEMORY;
        return NULL;
    }
    fact_history_set_year(&first->history, world, year, false);
    if (memcmp(world->country, before->country, sizeof world->country) == 0) {
        free(world);
        return NULL;
    }
    world->first = first;
    *status = world_prepare(world);
    return world;
}

/* Residents at the start, as far as there are tables of that year. */
static void set_population(struct world *world, int year)
{
    size_t row = (size_t)(year - world->ages->first_start);
    for (size_t c = 0; c < world->n_countries; c++) {
        memcpy(world->country[c].population, world->ages->country[c].population[row],
               sizeof world->country[c].population);
    }
}

/* Entries of the first year are known, or those until entries_until; those of later years are not, nor is what lies on the way to
 * them. */
static void forget_later_entries(struct world *world, int first)
{
    int until = (int)world->parameters.migration.entries_until;
    fact_history_forget(&world->history, fact_row_at(offsetof(struct country, vietnamese_entries)),
                        until > first ? until : first);
}

enum cor_status world_begin(struct world *world, int32_t first_month, int32_t end)
{
    world->first_month = first_month;
    set_population(world, (int)cor_month_year(first_month));
    forget_later_entries(world, (int)cor_month_year(first_month));
    fact_history_set_year(&world->history, world, (int)cor_month_year(first_month), true);
    enum cor_status status = world_prepare(world);
    struct world *last = world;
    for (int year = (int)cor_month_year(first_month) + 1; status == COR_OK && cor_month(year, 1) < end; year++) {
        struct world *next = world_of_year(world, last, year, &status);
        if (next) {
            last->until = cor_month(year, 1);
            last->next = next;
            last = next;
        }
    }
    return status;
}
