/* The screen of the choice (README M3): which alternatives may be a person's best. Tastes rise with their words, so that
 * tables of their values at the edges of ranges of words bound them without logarithms. */
#include "models/migration/choice_rules.h"
#include "models/migration/migration_internal.h"
#include "models/migration/migration_world.h"

/* Bounds are right up to this much: the tables are float, and sums are rounded in another order than the exact rule's. */
static const double bound_margin = 1e-4;
/* Utility of what is out of question. */
static const double nowhere = -1e300;

struct bounds {
    double lower, upper;
};

/* The part of a person's tastes that all alternatives of a country share. */
struct shared_tastes {
    double lower[MAX_COUNTRIES], upper[MAX_COUNTRIES];
};

/* Alternatives of one channel: values, bounds of the utilities, and the highest upper bound. */
struct channel_row {
    double value[MAX_COUNTRIES], upper[MAX_COUNTRIES];
    double highest;
};

static void prepare_edges(struct migration_tables *tables, double lambda)
{
    _Static_assert(N_TASTE_EDGES == N_TASTE_RANGES + 1, "an edge more than ranges");
    for (uint32_t i = 0; i < N_TASTE_EDGES; i++) {
        double gumbel = choice_gumbel(choice_taste_edge(i));
        tables->gumbel_edge[i] = (float)gumbel;
        tables->taste_edge[i] = (float)(lambda * gumbel);
        tables->angle_edge[i] = (float)choice_nest_angle(lambda, choice_taste_edge(i));
    }
}

void migration_prepare_choice_screen(const struct world *world, struct migration_tables *tables)
{
    prepare_edges(tables, world->parameters.migration.nest_dissimilarity);
    for (size_t c = 0; c < world->n_countries; c++) {
        tables->nest[c] = (uint8_t)world->country[c].nest;
    }
}

static struct bounds gumbel_bounds(const struct migration_tables *tables, uint32_t word)
{
    const float *edge = tables->gumbel_edge + choice_taste_range(word);
    return (struct bounds){edge[0], edge[1]};
}

/* Bounds of choice_nest_taste, country by country. */
static void bound_shared_tastes(const struct world *world, const struct taste_words *words,
                                struct shared_tastes *shared)
{
    const struct migration_tables *tables = world->migration;
    double lambda = world->parameters.migration.nest_dissimilarity, rest = lambda < 1.0 ? 1.0 - lambda : 0.0;
    double lower[N_NESTS], upper[N_NESTS];
    for (size_t n = 0; n < N_NESTS; n++) {
        const float *angle = tables->angle_edge + choice_taste_range(words->nest[WORD_taste_nest_angle][n]);
        struct bounds size = gumbel_bounds(tables, words->nest[WORD_taste_nest_size][n]);
        lower[n] = (double)angle[0] + rest * size.lower;
        upper[n] = (double)angle[1] + rest * size.upper;
    }
    for (size_t c = 0; c < MAX_COUNTRIES; c++) {
        shared->lower[c] = lower[tables->nest[c]];
        shared->upper[c] = upper[tables->nest[c]];
    }
}

/* Values of the alternatives of a channel, and bounds of their utilities but for their own tastes. No branches: half of
 * the people can pay for half of the corridors, which nobody could predict. */
static void value_channel(const struct migration_attraction *attraction, const struct candidate *who, size_t channel,
                          const struct shared_tastes *shared, struct channel_row *row, double *lower)
{
    const double *value_of = attraction->value[who->education][channel];
    const double *money = attraction->money[who->education][channel];
    const double *cost = attraction->cost[who->education][channel];
    const double *network = attraction->network[who->region], *home_weight = attraction->home_weight[channel];
    double per_year = who->per_year, log_power = who->log_power, means = who->means;
    for (size_t c = 0; c < MAX_COUNTRIES; c++) {
        double value = choice_value(value_of[c], network[c], money[c], per_year, home_weight[c], log_power);
        double possible = cost[c] <= means ? 0.0 : nowhere;
        row->value[c] = value;
        row->upper[c] = value + shared->upper[c] + possible;
        lower[c] = value + shared->lower[c] + possible;
    }
}

/* Adds the bounds of the alternatives' own tastes; returns the utility that the best of them has at least, or `most` if
 * that is more. */
static double bound_channel(const struct world *world, const uint32_t *words, const double *lower, double most,
                            struct channel_row *row)
{
    const float *edge = world->migration->taste_edge;
    double highest = nowhere;
    for (size_t c = HOME + 1; c < world->n_countries; c++) {
        const float *bounds = edge + choice_taste_range(words[c]);
        double least = lower[c] + (double)bounds[0], upper = row->upper[c] + (double)bounds[1];
        row->upper[c] = upper;
        highest = upper > highest ? upper : highest;
        most = least > most ? least : most;
    }
    row->highest = highest;
    return most;
}

/* Lists the alternatives whose utility may be as high as `least`. */
static uint32_t list_contenders(const struct world *world, const struct channel_row *rows, unsigned channels,
                                const struct taste_words *words, double least, struct contender *contenders)
{
    uint32_t n = 0;
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        if (!((channels >> h) & 1u) || rows[h].highest < least) {
            continue;
        }
        for (size_t c = HOME + 1; c < world->n_countries; c++) {
            if (rows[h].upper[c] >= least) {
                contenders[n++] = (struct contender){(uint32_t)alternative_of(c, h), world->migration->nest[c],
                                                     words->taste[h][c], rows[h].value[c]};
            }
        }
    }
    return n;
}

/* Nobody goes where they were refused. */
static void leave_out(const struct refusals *refusals, size_t channel, struct channel_row *row, double *lower)
{
    for (size_t i = 0; i < refusals->n; i++) {
        size_t country = refusals->alternative[i] / N_CHOICE_CHANNELS;
        if (refusals->alternative[i] % N_CHOICE_CHANNELS == channel) {
            row->upper[country] += nowhere;
            lower[country] += nowhere;
        }
    }
}

uint32_t migration_list_contenders(const struct cor_context *context, const struct candidate *who,
                                   const struct taste_words *words, const struct refusals *refusals,
                                   struct contender *contenders)
{
    const struct world *world = world_of(context);
    const struct migration_attraction *attraction = &migration_macro_of(context)->attraction;
    bool young = who->age <= (int)world->parameters.migration.age_last_young;
    unsigned channels = choice_eligible_channels(who->education, young);
    struct shared_tastes shared;
    struct channel_row rows[N_CHOICE_CHANNELS];
    double lower[MAX_COUNTRIES];
    double most = gumbel_bounds(world->migration, words->nest[WORD_taste_nest_home][NEST_home]).lower;
    bound_shared_tastes(world, words, &shared);
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        if ((channels >> h) & 1u) {
            value_channel(attraction, who, h, &shared, &rows[h], lower);
            leave_out(refusals, h, &rows[h], lower);
            most = bound_channel(world, words->taste[h], lower, most, &rows[h]);
        }
    }
    /* Without screens all that can be paid for contend. */
    return list_contenders(world, rows, channels, words, COR_SCREENS ? most - bound_margin : 0.5 * nowhere, contenders);
}
