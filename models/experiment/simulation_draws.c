#include "models/experiment/simulation_draws.h"
#include <string.h>
#include "models/facts/fact_ranges.h"

enum { MAX_ATTEMPTS = 50 };

static bool is_drawn(const struct cor_vocabulary *words, const struct cor_scenario *scenario, size_t i)
{
    const struct cor_parameter *row = &words->parameters[i];
    bool is_design = row->unit && strcmp(row->unit, "agents") == 0; /* how to simulate, not what the world is like */
    return row->status != COR_OBSERVED && !is_design && scenario->parameters[i] == row->value;
}

static double drawn(const struct cor_parameter *row, uint32_t attempt, struct cor_key key)
{
    struct cor_draws draws = cor_philox(cor_name_hash(row->name), attempt, 0, COR_STREAM_UNCERTAINTY, key);
    double deviation = fact_deviation(draws.word[0]);
    return row->value + deviation * (deviation < 0.0 ? row->value - row->low : row->high - row->value);
}

/* Is the name one of a list with ", " between them? */
static bool is_named(const char *list, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = list; (at = strstr(at, name)) != NULL; at += length) {
        if ((at == list || at[-1] == ' ') && (at[length] == ',' || at[length] == '\0')) {
            return true;
        }
    }
    return false;
}

static bool is_consistent(const struct cor_vocabulary *words, const struct cor_consistency *row, const double *values)
{
    double sides[2];
    row->measure(words->model, values, sides);
    return sides[0] <= sides[1];
}

/* Other draws for the parameters that a rule is about; beyond the last attempt their defaults. */
static void draw_anew(const struct cor_vocabulary *words, const struct cor_scenario *scenario, const char *list,
                      uint32_t attempt, struct cor_key key, double *values)
{
    for (size_t i = 0; i < words->n_parameters; i++) {
        const struct cor_parameter *row = &words->parameters[i];
        if (is_drawn(words, scenario, i) && is_named(list, row->name)) {
            values[i] = attempt < MAX_ATTEMPTS ? drawn(row, attempt, key) : row->value;
        }
    }
}

void simulation_draw_parameters(const struct cor_vocabulary *words, const struct cor_scenario *scenario,
                                struct cor_key key, double *values)
{
    memcpy(values, scenario->parameters, words->n_parameters * sizeof *values);
    for (size_t i = 0; i < words->n_parameters; i++) {
        values[i] = is_drawn(words, scenario, i) ? drawn(&words->parameters[i], 0, key) : values[i];
    }
    for (uint32_t attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
        bool all = true;
        for (size_t c = 0; c < words->n_consistency; c++) {
            const struct cor_consistency *row = &words->consistency[c];
            if (!is_consistent(words, row, values)) {
                draw_anew(words, scenario, row->parameters, attempt, key, values);
                all = false;
            }
        }
        if (all) {
            return;
        }
    }
}
