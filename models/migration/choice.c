/* The choice of destination and channel by aspirants (README M3). The screen (choice_screen.c) lists the
 * alternatives that may win; the exact rule decides among them. */
#include "models/migration/choice_rules.h"
#include "models/migration/migration_internal.h"
#include "models/migration/migration_world.h"

void migration_draw_tastes(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t id,
                           struct taste_words *words)
{
    uint32_t *const taste[4] = {words->taste[0], words->taste[1], words->taste[2], words->taste[3]};
    uint32_t *const nest[4] = {words->nest[0], words->nest[1], words->nest[2], words->nest[3]};
    _Static_assert((int)WORD_taste_contract == CHANNEL_contract &&
                       (int)WORD_taste_apprenticeship == CHANNEL_apprenticeship &&
                       (int)WORD_taste_skilled == CHANNEL_skilled && (int)WORD_taste_study == CHANNEL_study,
                   "the word of a channel is found by its number");
    words_of_series(context, chunk, id, DRAWS_taste, (uint32_t)world_of(context)->n_countries, taste);
    words_of_series(context, chunk, id, DRAWS_taste_nest, N_NESTS, nest);
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
    double most = choice_gumbel(words->nest[WORD_taste_nest_home][NEST_home]);
    for (size_t nest = 0; nest < N_NESTS; nest++) {
        struct nest_best best = best_of_nest(contenders, n, nest, lambda);
        if (best.alternative == MAX_ALTERNATIVES) {
            continue;
        }
        double utility = lambda * best.utility + choice_nest_taste(lambda, words->nest[WORD_taste_nest_angle][nest],
                                                                   words->nest[WORD_taste_nest_size][nest]);
        if (utility > most) {
            most = utility;
            chosen = best.alternative;
        }
    }
    return chosen;
}

size_t migration_chosen_alternative(const struct world *world, const struct choice_bounds *bounds,
                                    const struct taste_words *words)
{
    struct contender contenders[MAX_ALTERNATIVES];
    uint32_t n = migration_list_contenders(world, bounds, words, contenders);
    return best_of_all(contenders, n, words, world->parameters.migration.nest_dissimilarity);
}
