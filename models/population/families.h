/* Who lives with whom in one chunk at the start: couples, their children, their parents. Work space of a fill; rows of
 * persons in, a unit per person out. Units that share a roof have the same root. */
#ifndef MODEL_POPULATION_FAMILIES_H
#define MODEL_POPULATION_FAMILIES_H
#include "models/population/fill.h"

/* Units by the age of the woman (or lone head), to find parents and grown children of a wanted age. */
struct age_index {
    uint16_t unit[FILL_ROWS];
    uint16_t first[MAX_AGE + 2];
    uint16_t next[MAX_AGE + 1]; /* whose turn it is */
    uint8_t taken[MAX_AGE + 1]; /* all units of the age are known to bear this load or more; loads only rise */
};

struct families {
    uint32_t n_units;
    uint16_t unit[FILL_ROWS];    /* of persons; NO_ROW: none yet, or abroad without a partner at home */
    uint16_t head[FILL_ROWS];    /* of units: row of the woman, of the man where there is none */
    uint8_t head_age[FILL_ROWS]; /* of units */
    uint16_t host[FILL_ROWS];    /* of units: the unit it lives with; itself for a root */
    uint16_t members[FILL_ROWS]; /* of units, without guests */
    uint16_t mother[FILL_ROWS];  /* of units: row of the woman who may have children at home, or NO_ROW */
    uint8_t n_children[FILL_ROWS], n_elders[FILL_ROWS]; /* of units */
    uint8_t crowding[FILL_ROWS];         /* of units: children at home beyond those wished for, plus WISH_MOST */
    struct start_draws draws;            /* DRAWS_start_family */
    uint16_t sorted[N_SEXES][FILL_ROWS]; /* rows of persons in a union, by age */
    uint16_t n_sorted[N_SEXES];
    uint32_t n_single;
    uint16_t single[FILL_ROWS]; /* rows of persons at home who have no unit yet, ascending */
    struct age_index mothers;
};

/* Form the families of the chunk's persons at home, and of those abroad who have the partner there, in `n_households` households if at all possible. */
void population_form_families(struct fill *fill, struct families *families, uint32_t n_households);
/* The unit whose household a unit shares. */
uint16_t population_root_of(const struct families *families, uint16_t unit);

#endif
