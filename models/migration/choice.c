/* The choice of destination and channel by those who aspire to leave. What cannot win is left out by bounds of the
 * tastes, without logarithms; the exact rules decide among the rest. */
#include "models/migration/choice_rules.h"
#include "models/migration/migration_internal.h"

/* PURPOSE_taste: one block per country, one word per channel. PURPOSE_taste_nest: one block per nest. */
enum { WORD_ANGLE = 0, WORD_SIZE = 1, WORD_HOME = 2 };

/* Bounds are right up to this much: the tables are float, and sums are rounded in another order than the exact rule's. */
static const double bound_margin = 1e-4;
/* Utility of what is out of question. */
static const double nowhere = -1e300;

/* Words of a person: taste[h] by country, nest[w] by nest. */
struct taste_words {
    uint32_t taste[N_CHOICE_CHANNELS][MAX_COUNTRIES];
    uint32_t nest[4][N_NESTS];
};

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

/* An alternative that may win. */
struct contender {
    uint32_t alternative, nest, word;
    double value;
};

static void draw_tastes(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t id,
                        struct taste_words *words)
{
    uint32_t n = (uint32_t)world_of(context)->n_countries, month = (uint32_t)context->month;
    uint32_t *const taste[4] = {words->taste[0], words->taste[1], words->taste[2], words->taste[3]};
    uint32_t *const nest[4] = {words->nest[0], words->nest[1], words->nest[2], words->nest[3]};
    _Static_assert(N_CHOICE_CHANNELS == 4, "one word of a block per channel");
    cor_index_words(context->key, id, chunk->index, month, PURPOSE_taste, 0, n, taste);
    cor_index_words(context->key, id, chunk->index, month, PURPOSE_taste_nest, 0, N_NESTS, nest);
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
    const struct migration_tables *tables = &world->migration;
    double lambda = world->parameters.migration.nest_dissimilarity, rest = lambda < 1.0 ? 1.0 - lambda : 0.0;
    double lower[N_NESTS], upper[N_NESTS];
    for (size_t n = 0; n < N_NESTS; n++) {
        const float *angle = tables->angle_edge + choice_taste_range(words->nest[WORD_ANGLE][n]);
        struct bounds size = gumbel_bounds(tables, words->nest[WORD_SIZE][n]);
        lower[n] = (double)angle[0] + rest * size.lower;
        upper[n] = (double)angle[1] + rest * size.upper;
    }
    for (size_t c = 0; c < MAX_COUNTRIES; c++) {
        shared->lower[c] = lower[tables->nest[c]];
        shared->upper[c] = upper[tables->nest[c]];
    }
}

/* Channels open to a person by schooling and age. */
static unsigned eligible_channels(const struct migration_parameters *p, const struct candidate *who)
{
    bool young = who->age <= (int)p->age_last_young, schooled = who->education >= EDUCATION_upper_secondary;
    return (1u << CHANNEL_contract) | (schooled ? 1u << CHANNEL_skilled : 0u) |
           (young && schooled ? (1u << CHANNEL_apprenticeship) | (1u << CHANNEL_study) : 0u);
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
        double value = value_of[c] + network[c] + money[c] * per_year - home_weight[c] * log_power;
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
    const float *edge = world->migration.taste_edge;
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

/* Lists the alternatives that may be the best, given that the best has at least `most`. */
static uint32_t list_contenders(const struct world *world, const struct channel_row *rows, unsigned channels,
                                const struct taste_words *words, double most, struct contender *contenders)
{
    uint32_t n = 0;
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        if (!((channels >> h) & 1u) || rows[h].highest < most) {
            continue;
        }
        for (size_t c = HOME + 1; c < world->n_countries; c++) {
            if (rows[h].upper[c] >= most) {
                contenders[n++] = (struct contender){(uint32_t)alternative_of(c, h), world->migration.nest[c],
                                                     words->taste[h][c], rows[h].value[c]};
            }
        }
    }
    return n;
}

/* Best alternative of a nest, in units of lambda; the first in the order of alternatives where two are equal. */
struct nest_best {
    double utility;
    size_t alternative;
};

static struct nest_best best_of_nest(const struct contender *contenders, uint32_t n, size_t nest, double lambda)
{
    struct nest_best best = {0.0, MAX_ALTERNATIVES};
    for (uint32_t i = 0; i < n; i++) {
        const struct contender *it = &contenders[i];
        if (it->nest != nest) {
            continue;
        }
        double utility = choice_within_nest(it->value, lambda, it->word);
        if (best.alternative == MAX_ALTERNATIVES || utility > best.utility ||
            (!(utility < best.utility) && it->alternative < best.alternative)) {
            best = (struct nest_best){utility, it->alternative};
        }
    }
    return best;
}

/* The exact rule (README M3) among contenders and home. */
static size_t best_of_all(const struct contender *contenders, uint32_t n, const struct taste_words *words,
                          double lambda)
{
    size_t chosen = MAX_ALTERNATIVES;
    double most = choice_gumbel(words->nest[WORD_HOME][NEST_home]);
    for (size_t nest = 0; nest < N_NESTS; nest++) {
        struct nest_best best = best_of_nest(contenders, n, nest, lambda);
        if (best.alternative == MAX_ALTERNATIVES) {
            continue;
        }
        double utility = lambda * best.utility +
                         choice_nest_taste(lambda, words->nest[WORD_ANGLE][nest], words->nest[WORD_SIZE][nest]);
        if (utility > most) {
            most = utility;
            chosen = best.alternative;
        }
    }
    return chosen;
}

size_t migration_chosen_alternative(const struct cor_context *context, const struct cor_chunk *chunk,
                                    const struct candidate *who)
{
    const struct world *world = world_of(context);
    const struct migration_parameters *p = &world->parameters.migration;
    const struct migration_attraction *attraction = &macro_of(context)->migration.attraction;
    unsigned channels = eligible_channels(p, who);
    struct taste_words words;
    struct shared_tastes shared;
    struct channel_row rows[N_CHOICE_CHANNELS];
    struct contender contenders[MAX_ALTERNATIVES];
    double lower[MAX_COUNTRIES];
    draw_tastes(context, chunk, who->id, &words);
    bound_shared_tastes(world, &words, &shared);
    struct bounds home = gumbel_bounds(&world->migration, words.nest[WORD_HOME][NEST_home]);
    double most = home.lower;
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        if ((channels >> h) & 1u) {
            value_channel(attraction, who, h, &shared, &rows[h], lower);
            most = bound_channel(world, words.taste[h], lower, most, &rows[h]);
        }
    }
    uint32_t n = list_contenders(world, rows, channels, &words, most - bound_margin, contenders);
    if (n == 0) {
        return MAX_ALTERNATIVES;
    }
    if (n == 1 && most > home.upper + bound_margin) { /* nothing else comes near */
        return contenders[0].alternative;
    }
    return best_of_all(contenders, n, &words, p->nest_dissimilarity);
}
