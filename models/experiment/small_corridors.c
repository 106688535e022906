#include "models/experiment/small_corridors.h"
#include <stdio.h>
#include "models/state/world.h"

enum { N_NAMED = 3, LEAST_AGENTS_A_MONTH = 2 };

struct small_corridor {
    double entries; /* a year */
    size_t country, channel;
};

/* Keep the largest in descending order; the last is dropped. */
static void keep_largest(struct small_corridor largest[N_NAMED], struct small_corridor next)
{
    for (size_t i = 0; i < N_NAMED; i++) {
        if (next.entries > largest[i].entries) {
            struct small_corridor smaller = largest[i];
            largest[i] = next;
            next = smaller;
        }
    }
}

void small_corridors_warn(const struct world *facts, double sample, struct cor_diagnostics *list)
{
    struct small_corridor largest[N_NAMED] = {{0}};
    char names[160] = "";
    size_t n_small = 0, n_open = 0, length = 0;
    for (size_t c = HOME + 1; c < facts->n_countries; c++) {
        for (size_t h = 0; h <= CHANNEL_family; h++) {
            double entries = facts->country[c].vietnamese_entries[h];
            bool small = entries > 0.0 && entries / 12.0 * sample < LEAST_AGENTS_A_MONTH;
            n_open += entries > 0.0;
            n_small += small;
            keep_largest(largest, (struct small_corridor){small ? entries : 0.0, c, h});
        }
    }
    for (size_t i = 0; i < N_NAMED && largest[i].entries > 0.0; i++) {
        length += (size_t)snprintf(names + length, sizeof names - length, "%s%s %s", i > 0 ? ", " : "",
                                   facts->country[largest[i].country].iso3, channel_items.items[largest[i].channel]);
    }
    if (n_small > 0) {
        cor_diagnostics_add(
            list, COR_WARNING, (struct cor_place){0},
            "at --sample 1/%.0f, %zu of %zu corridors send fewer than %d agents a month (the largest: %s); "
            "their figures are right in the mean over replicates, not in each of them",
            1.0 / sample, n_small, n_open, LEAST_AGENTS_A_MONTH, names);
    }
}
