/* What training keeps: its look-up tables and its macro state. Private to this folder; others ask its contract, training.h. */
#ifndef MODEL_TRAINING_WORLD_H
#define MODEL_TRAINING_WORLD_H
#include "models/state/world.h"
#include "models/training/training.h"
#include "models/training/training_rules.h"

enum { N_LANGUAGE_LEVELS = 6 };

struct training_tables {
    double units_level[N_LANGUAGE_LEVELS]; /* teaching units from level i to i + 1 for speakers of Vietnamese */
    double seats_needed[MAX_COUNTRIES];    /* seats that steady entries of 2024 fill, persons */
};

struct training_macro {
    struct training_goal goal[MAX_COUNTRIES][N_CHANNELS];     /* of this month, from training_offer on */
    struct training_payers payers[MAX_COUNTRIES][N_CHANNELS]; /* of the fees, likewise */
    int64_t seats[MAX_COUNTRIES];                             /* free seats offered this month, persons */
    int64_t held[MAX_COUNTRIES];                              /* seats held at the end of last month, persons */
    double capacity[MAX_COUNTRIES];                           /* seats in all, persons */
    double carry[MAX_COUNTRIES];     /* seat-months that stayed unused, less those used beyond capacity */
    double expansion[MAX_COUNTRIES]; /* seats relative to 2024 without public seats; 0 before the first month */
};

/* Fill the tables before the first month. */
void training_prepare(const struct world *world, struct training_tables *tables);

static inline struct training_macro *training_macro_of(const struct cor_context *context)
{
    return macro_part(context, PART_training);
}

#endif
