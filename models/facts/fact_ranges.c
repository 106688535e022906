#include "models/facts/fact_ranges.h"
#include <math.h>
#include <stdio.h>
#include "models/facts/fact_names.h"
#include "models/facts/history.h"

enum { MAX_ITEMS = 8 };

/* sqrt is exact to the last bit on every processor. */
double fact_deviation(uint32_t word)
{
    double u = cor_unit(word);
    return u < 0.5 ? sqrt(2.0 * u) - 1.0 : 1.0 - sqrt(2.0 * (1.0 - u));
}

static double factor_of(const struct world *world, size_t country, size_t fact, size_t item, struct cor_key key)
{
    char name[FACT_NAME];
    snprintf(name, sizeof name, "%s.%s", world->country[country].iso3, fact_table[fact].name);
    struct cor_draws draws = cor_philox(cor_name_hash(name), (uint32_t)item, 0, COR_STREAM_UNCERTAINTY, key);
    return 1.0 + fact_table[fact].spread * fact_deviation(draws.word[0]);
}

static double within(const struct fact *fact, double value)
{
    return value < fact->min ? fact->min : value > fact->max ? fact->max : value;
}

/* Between the years given values are interpolated, so that scaling the points scales all years. */
static void scale(struct world *world, size_t country, size_t f, double factor)
{
    const struct fact *fact = &fact_table[f];
    double *values = fact_values(&world->country[country], fact);
    struct fact_history series = fact_history_of(&world->history, country, f);
    for (size_t item = 0; item < fact_n_items(fact); item++) {
        values[item] = within(fact, factor * values[item]);
    }
    for (size_t i = 0; i < series.n; i++) {
        series.points[i].value = within(fact, factor * series.points[i].value);
    }
}

static enum cor_status draw_fact(struct world *world, size_t country, size_t f, struct cor_key key)
{
    double factors[MAX_ITEMS];
    if (!fact_is_whole(&fact_table[f])) {
        scale(world, country, f, factor_of(world, country, f, 0, key));
        return COR_OK;
    }
    for (size_t item = 0; item < fact_n_items(&fact_table[f]); item++) {
        factors[item] = factor_of(world, country, f, item, key);
    }
    return fact_whole_scale(world, country, f, factors);
}

enum cor_status fact_ranges_draw(struct world *world, struct cor_key key)
{
    enum cor_status status = COR_OK;
    for (size_t c = 0; c < world->n_countries; c++) {
        for (size_t f = 0; f < n_facts && status == COR_OK; f++) {
            bool uncertain = world->fact_evidence[c][f] > 0 && fact_table[f].spread > 0.0;
            if (uncertain && fact_is_asked(&fact_table[f], world->country[c].role)) {
                status = draw_fact(world, c, f, key);
            }
        }
    }
    return status;
}
