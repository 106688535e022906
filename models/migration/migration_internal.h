/* What the files of this mechanism share. Not for other mechanisms. */
#ifndef MODEL_MIGRATION_INTERNAL_H
#define MODEL_MIGRATION_INTERNAL_H
#include "models/core/world.h"

static inline size_t alternative_of(size_t country, size_t channel)
{
    return country * N_CHOICE_CHANNELS + channel;
}
static inline enum occupation_mix mix_of(size_t channel, unsigned education)
{
    return channel == CHANNEL_skilled && education == EDUCATION_tertiary ? MIX_graduate : MIX_general;
}
static inline bool is_channel_of_work(size_t channel)
{
    return channel == CHANNEL_contract || channel == CHANNEL_apprenticeship || channel == CHANNEL_skilled;
}

/* Fill the values of all alternatives for this month; capacities and waits of the macro state are up to date. */
void migration_weigh_alternatives(const struct cor_context *context, struct migration_attraction *attraction);
/* Persons a month who would choose each alternative if all were like the mean of their education: a first guess for
 * recruiters. interest[MAX_COUNTRIES][N_CHANNELS]. */
void migration_guess_interest(const struct cor_context *context, double interest[MAX_COUNTRIES][N_CHANNELS]);
/* Probabilities of the alternatives by the closed form of the nested logit. value[MAX_ALTERNATIVES] with open[] telling
 * which count; staying at home has the value 0. share[MAX_ALTERNATIVES]; returns the share that stays. */
double migration_choice_shares(const struct world *world, const double *value, const uint8_t *open, double *share);

/* Does a migrant apply this month for family to follow, and with which key? */
bool migration_family_applies(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);
uint64_t migration_family_key(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);
/* The admitted family member follows. */
void migration_family_follows(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);

/* Changes of status abroad. */
void migration_becomes_irregular(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);
void migration_moves_onward(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                            uint32_t word);

/* Key and eligibility in the queue for admission. */
uint64_t migration_admission_key(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);
bool migration_papers_ready(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);

#endif
