/* The rules of the start that turn one draw into one of a few outcomes, as tables of cuts: a draw below the first cut
 * gives the first outcome, below the second the second, and so on. Each cut is found by bisection over the rule itself,
 * so that table and rule agree on every draw. Made once for a plan. */
#ifndef MODEL_POPULATION_CUTS_H
#define MODEL_POPULATION_CUTS_H
#include <stddef.h>
#include <stdint.h>
#include "models/tables/dimensions.h"

struct world;

enum {
    WISH_MOST = 3, /* children at home that a mother may wish for */
    N_AGE_CLASSES = 6,
    YOUNGEST_AT_BIRTH = 15,
    N_AGES_AT_BIRTH = 36, /* up to 50, the upper end of the last group */
    BIRTH_GUIDE_BITS = 8  /* leading bits of a draw by which the search for the age at birth begins */
};

struct start_cuts {
    uint64_t in_union[N_SEXES][MAX_AGE + 1];
    uint64_t lone_parent, adult_child_at_home, elder_co_residence;
    uint64_t wish[WISH_MOST + 1];
    uint8_t age_class[MAX_AGE + 1];                                               /* 0: has not left school for good */
    uint64_t attained[MAX_COUNTRIES][N_SEXES][N_AGE_CLASSES][N_EDUCATION_LEVELS]; /* class 0: primary education */
    uint64_t birth_age[N_AGES_AT_BIRTH];
    uint8_t birth_guide[1 << BIRTH_GUIDE_BITS];
};

void population_prepare_cuts(const struct world *world, struct start_cuts *cuts);

/* age_at_birth() of cor_unit(word). */
static inline int birth_age_of(const struct start_cuts *cuts, uint32_t word)
{
    unsigned age = cuts->birth_guide[word >> (32 - BIRTH_GUIDE_BITS)];
    while (word >= cuts->birth_age[age]) {
        age++;
    }
    return YOUNGEST_AT_BIRTH + (int)age;
}

#endif
