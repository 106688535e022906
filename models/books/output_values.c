#include "models/books/output_values.h"
#include <math.h>
#include <stdlib.h>
#include "models/tables/output_layout.h"
#include "sim/base/memory.h"

static size_t items_of(size_t n_countries, size_t d)
{
    return d == BY_country ? n_countries : output_dimension_codes[d];
}

/* Where the values of an output are among the sums: first[i] for item i in the order of the file of another output, and
 * the steps from there to all cells over which is summed, because the other output lacks their dimensions. */
struct places {
    size_t *first, *steps;
    size_t n_items, n_steps;
    double scale;
};

/* The cell of item i of the dimensions of a mask, by the strides of the output. */
static size_t cell_of_item(size_t n_countries, enum output output, unsigned mask, size_t item)
{
    size_t cell = 0;
    for (size_t d = N_OUTPUT_DIMENSIONS; d-- > 0;) {
        if ((mask >> d) & 1u) {
            size_t n = items_of(n_countries, d);
            cell += output_places[output].stride[d] * (item % n);
            item /= n;
        }
    }
    return cell;
}

static size_t n_items_of(size_t n_countries, unsigned mask)
{
    size_t n = 1;
    for (size_t d = 0; d < N_OUTPUT_DIMENSIONS; d++) {
        n *= (mask >> d) & 1u ? items_of(n_countries, d) : 1;
    }
    return n;
}

static void places_free(struct places *places)
{
    free(places->first);
    free(places->steps);
}

static bool find_places(size_t n_countries, enum output output, enum output base, struct places *places)
{
    unsigned mask = output_table[base].dimensions, others = output_table[output].dimensions & ~mask;
    *places = (struct places){.n_items = n_items_of(n_countries, mask),
                              .n_steps = n_items_of(n_countries, others),
                              .scale = output_table[output].scale};
    places->first = cor_calloc(places->n_items, sizeof *places->first);
    places->steps = cor_calloc(places->n_steps, sizeof *places->steps);
    if (!places->first || !places->steps) {
        places_free(places);
        return false;
    }
    for (size_t i = 0; i < places->n_items; i++) {
        places->first[i] = output_places[output].offset + cell_of_item(n_countries, output, mask, i);
    }
    for (size_t i = 0; i < places->n_steps; i++) {
        places->steps[i] = cell_of_item(n_countries, output, others, i);
    }
    return true;
}

static double sum_at(const struct places *places, const int64_t *sums, size_t item)
{
    int64_t sum = 0;
    for (size_t i = 0; i < places->n_steps; i++) {
        sum += sums[places->first[item] + places->steps[i]];
    }
    return (double)sum / places->scale;
}

/* How an output is laid out for reading: its sums, or the parts of a ratio. */
struct reading {
    struct places numerator, denominator;
    bool is_ratio;
    double scale; /* of a ratio */
};

static bool prepare_reading(size_t n_countries, enum output output, struct reading *reading)
{
    const struct cor_output *row = &output_table[output];
    enum output top = row->kind == COR_RATIO ? (enum output)row->numerator : output;
    *reading = (struct reading){.is_ratio = row->kind == COR_RATIO, .scale = row->scale};
    if (!find_places(n_countries, top, top, &reading->numerator)) {
        return false;
    }
    if (reading->is_ratio && !find_places(n_countries, (enum output)row->denominator, top, &reading->denominator)) {
        places_free(&reading->numerator);
        return false;
    }
    return true;
}

static double value_at(const struct reading *reading, const int64_t *sums, size_t item)
{
    double numerator = sum_at(&reading->numerator, sums, item);
    if (!reading->is_ratio) {
        return numerator;
    }
    double denominator = sum_at(&reading->denominator, sums, item);
    return denominator > 0.0 ? reading->scale * numerator / denominator : (double)NAN;
}

double *output_values(enum output output, size_t n_countries, const int64_t *const *sums, size_t n_replicates,
                      size_t n_periods)
{
    struct reading reading;
    if (!prepare_reading(n_countries, output, &reading)) {
        return NULL;
    }
    size_t n_items = reading.numerator.n_items;
    double *values = cor_calloc(n_items * n_periods * n_replicates, sizeof *values);
    for (size_t row = 0; values && row < n_replicates * n_periods; row++) {
        const int64_t *period = sums[row / n_periods] + row % n_periods * n_output_cells;
        for (size_t i = 0; i < n_items; i++) {
            values[row * n_items + i] = value_at(&reading, period, i);
        }
    }
    places_free(&reading.numerator);
    places_free(&reading.denominator);
    return values;
}
