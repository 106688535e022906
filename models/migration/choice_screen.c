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
                          const struct shared_tastes *shared, struct choice_row *row)
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
        row->lower[c] = value + shared->lower[c] + possible;
    }
}

/* The utility that the best of a channel has at least. */
static double best_lower(const struct choice_row *row, size_t n_countries)
{
    double most = nowhere;
    for (size_t c = HOME + 1; c < n_countries; c++) {
        most = row->lower[c] > most ? row->lower[c] : most;
    }
    return most;
}

/* Adds the bounds of the alternatives' own tastes. */
static void bound_channel(const struct world *world, const uint32_t *words, struct choice_row *row)
{
    const float *edge = world->migration->taste_edge;
    row->highest = nowhere;
    row->best = nowhere;
    for (size_t c = HOME + 1; c < world->n_countries; c++) {
        const float *bounds = edge + choice_taste_range(words[c]);
        double lower = row->lower[c] + (double)bounds[0], upper = row->upper[c] + (double)bounds[1];
        row->lower[c] = lower;
        row->upper[c] = upper;
        row->highest = upper > row->highest ? upper : row->highest;
        row->best = lower > row->best ? lower : row->best;
    }
}

void migration_bound_utilities(const struct cor_context *context, const struct candidate *who,
                               const struct taste_words *words, struct choice_bounds *bounds)
{
    const struct world *world = world_of(context);
    const struct migration_attraction *attraction = &migration_macro_of(context)->attraction;
    bool young = who->age <= (int)world->parameters.migration.age_last_young;
    struct shared_tastes shared;
    bounds->channels = choice_eligible_channels(who->education, young);
    bounds->home = gumbel_bounds(world->migration, words->nest[WORD_taste_nest_home][NEST_home]).lower;
    bound_shared_tastes(world, words, &shared);
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        if ((bounds->channels >> h) & 1u) {
            value_channel(attraction, who, h, &shared, &bounds->row[h]);
            bound_channel(world, words->taste[h], &bounds->row[h]);
        }
    }
}

void migration_leave_out(const struct world *world, size_t alternative, struct choice_bounds *bounds)
{
    struct choice_row *row = &bounds->row[alternative % N_CHOICE_CHANNELS];
    row->lower[alternative / N_CHOICE_CHANNELS] = row->upper[alternative / N_CHOICE_CHANNELS] = nowhere;
    row->best = best_lower(row, world->n_countries);
}

/* What the best of all, home among them, has at least. Without screens all that can be paid for contend. */
static double least_of_best(const struct choice_bounds *bounds)
{
    double least = bounds->home;
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        least = ((bounds->channels >> h) & 1u) && bounds->row[h].best > least ? bounds->row[h].best : least;
    }
    return COR_SCREENS ? least - bound_margin : 0.5 * nowhere;
}

uint32_t migration_list_contenders(const struct world *world, const struct choice_bounds *bounds,
                                   const struct taste_words *words, struct contender *contenders)
{
    double least = least_of_best(bounds);
    uint32_t n = 0;
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        const struct choice_row *row = &bounds->row[h];
        if (!((bounds->channels >> h) & 1u) || row->highest < least) {
            continue;
        }
        for (size_t c = HOME + 1; c < world->n_countries; c++) {
            if (row->upper[c] >= least) {
                contenders[n++] = (struct contender){(uint32_t)alternative_of(c, h), world->migration->nest[c],
                                                     words->taste[h][c], row->value[c]};
            }
        }
    }
    return n;
}
