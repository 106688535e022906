#include "models/experiment/simulation_limits.h"
#include <string.h>
#include "models/migration/migration.h"
#include "models/model.h"
#include "sim/io/file.h"

/* One limit while its months are counted: over all its corridors and replicates. */
struct tally {
    int64_t held, bound;             /* months in which it was the lowest, and those of them in which it bound */
    size_t n_corridors, n_bound;     /* with such months */
    int32_t first_month, last_month; /* of these months */
    int32_t first_year, last_year;   /* in which it bound; 0: in none */
};

static int32_t period_begin(const struct limit_counts *counts, size_t period)
{
    int32_t january = counts->from - cor_month_of_year(counts->from) + 1;
    return counts->monthly ? counts->from + (int32_t)period : january + 12 * (int32_t)period;
}

static int64_t months_limited(const struct limit_counts *counts, size_t replicate, size_t period, size_t country,
                              size_t channel)
{
    const struct output_place *place = &output_places[OUTPUT_limited];
    return counts
        ->sums[replicate][period * n_output_cells + place->offset + (size_t)place->stride[BY_country] * country +
                          (size_t)place->stride[BY_channel] * channel];
}

static double limit_at(double value, double strength)
{
    return cor_measure_extreme(&lever_table[LEVER_quota_limit], strength, value);
}

/* Is the policy's limit the lowest in force in the month? */
static bool holds(const struct cor_policy *policy, size_t field, int32_t month, const struct cor_timeline *timeline,
                  size_t cell)
{
    const struct cor_measure own = {.intensity = policy->intensity,
                                    .from = policy->from,
                                    .to = policy->to,
                                    .ramp_months = policy->ramp_months > 1 ? policy->ramp_months : 0};
    double strength = cor_measure_strength(&own, month);
    bool lowest = policy->cells[cell] && strength > 0.0;
    for (size_t i = 0; lowest && i < timeline->n_measures; i++) {
        const struct cor_measure *other = &timeline->measures[i];
        double by_other = cor_measure_strength(other, month);
        lowest = other->lever != LEVER_quota_limit || !other->cells[cell] || !(by_other > 0.0) ||
                 limit_at(policy->values[field], strength) <= limit_at(other->value, by_other);
    }
    return lowest;
}

static void count_period(const struct limit_counts *counts, size_t period, size_t country, size_t channel,
                         int64_t n_held, struct tally *tally)
{
    int64_t bound = 0;
    for (size_t r = 0; r < counts->n_replicates; r++) {
        int64_t limited = months_limited(counts, r, period, country, channel);
        bound += limited < n_held ? limited : n_held;
    }
    tally->held += n_held * (int64_t)counts->n_replicates;
    tally->bound += bound;
    if (bound > 0) {
        int32_t year = cor_month_year(period_begin(counts, period));
        tally->first_year = tally->first_year == 0 || year < tally->first_year ? year : tally->first_year;
        tally->last_year = year > tally->last_year ? year : tally->last_year;
    }
}

/* Months of a period in which the policy's limit is the lowest of a corridor. */
static int64_t months_held(const struct cor_policy *policy, size_t field, const struct limit_counts *counts,
                           size_t period, const struct cor_timeline *timeline, size_t cell, struct tally *tally)
{
    int32_t begin = period_begin(counts, period), end = begin + (counts->monthly ? 1 : 12);
    int64_t n = 0;
    for (int32_t month = begin < counts->from ? counts->from : begin; month < end && month < counts->to; month++) {
        if (holds(policy, field, month, timeline, cell)) {
            n++;
            tally->first_month = tally->last_month == 0 || month < tally->first_month ? month : tally->first_month;
            tally->last_month = month > tally->last_month ? month : tally->last_month;
        }
    }
    return n;
}

static void count_corridor(const struct cor_scenario *scenario, const struct cor_policy *policy, size_t field,
                           const struct limit_counts *counts, size_t country, size_t channel, struct tally *tally)
{
    int64_t held = tally->held, bound = tally->bound;
    for (size_t period = 0; period < counts->n_periods; period++) {
        int64_t n =
            months_held(policy, field, counts, period, &scenario->timeline, lever_cell(country, channel, 0), tally);
        if (n > 0) {
            count_period(counts, period, country, channel, n, tally);
        }
    }
    tally->n_corridors += tally->held > held;
    tally->n_bound += tally->bound > bound;
}

static void add_outcome(struct cor_text *text, const struct tally *tally)
{
    if (tally->held == 0) {
        cor_text_add(text, "another limit in force is lower, so that this one never bound");
        return;
    }
    if (tally->bound == 0) {
        cor_text_add(text,
                     "never bound between %04d-%02d and %04d-%02d: employers looked for fewer workers, and the "
                     "limit changed nothing",
                     (int)cor_month_year(tally->first_month), (int)cor_month_of_year(tally->first_month),
                     (int)cor_month_year(tally->last_month), (int)cor_month_of_year(tally->last_month));
        return;
    }
    cor_text_add(text, "bound in %.3g %% of the months between %04d-%02d and %04d-%02d, first in %d, last in %d",
                 100.0 * (double)tally->bound / (double)tally->held, (int)cor_month_year(tally->first_month),
                 (int)cor_month_of_year(tally->first_month), (int)cor_month_year(tally->last_month),
                 (int)cor_month_of_year(tally->last_month), (int)tally->first_year, (int)tally->last_year);
    if (tally->n_corridors > 1) {
        cor_text_add(text, ", in %zu of %zu corridors", tally->n_bound, tally->n_corridors);
    }
}

static void add_limit(struct cor_text *text, const struct world *world, const struct cor_scenario *scenario,
                      const struct cor_policy *policy, size_t field, const struct limit_counts *counts)
{
    struct tally tally = {0};
    for (size_t c = HOME + 1; c < world->n_countries; c++) {
        for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
            if (world->country[c].vietnamese_entries[h] > 0.0) {
                count_corridor(scenario, policy, field, counts, c, h, &tally);
            }
        }
    }
    cor_text_add(text, "%s%s%s%.*s: ", text->n_bytes > 0 ? "\n" : "", policy->name, policy->name[0] != '\0' ? ": " : "",
                 (int)(strlen(policy->words) - 1), policy->words); /* without its full stop */
    add_outcome(text, &tally);
    cor_text_add(text, ".");
}

char *simulation_limit_words(const struct world *world, const struct cor_scenario *scenario,
                             const struct limit_counts *counts)
{
    struct cor_text text;
    cor_text_init(&text);
    cor_text_add(&text, "%s", "");
    for (size_t i = 0; i < scenario->n_dated + scenario->n_policies; i++) {
        const struct cor_policy *policy =
            i < scenario->n_dated ? &scenario->dated[i] : &scenario->policies[i - scenario->n_dated];
        for (size_t f = 0; f < policy->type->n_fields; f++) {
            if (policy->type->fields[f].lever == LEVER_quota_limit &&
                policy->values[f] != policy->type->fields[f].neutral && policy->intensity > 0.0 &&
                policy->from < counts->to && policy->to > counts->from) {
                add_limit(&text, world, scenario, policy, f, counts);
            }
        }
    }
    if (text.failed) {
        cor_text_free(&text);
    }
    return text.bytes;
}
