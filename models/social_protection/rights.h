/* What a person holds in schemes at home and abroad under the rules and treaties of this month. Private to this
 * mechanism: its kernels ask here, so that claims, coverage and pensions judge a right in one way. */
#ifndef MODEL_RIGHTS_H
#define MODEL_RIGHTS_H
#include <stdbool.h>
#include <stdint.h>
#include "models/state/world.h"
#include "models/social_protection/social_protection_world.h"

/* Rights in the scheme of one country. */
struct foreign_right {
    uint32_t months;
    bool alone;      /* vested on its own periods */
    bool totalised;  /* vested only because periods are totalised */
    bool preserved;  /* a treaty keeps the periods for later, vested or not */
    bool payable;    /* a pension is paid in Viet Nam */
    bool refundable; /* contributions are paid back after return, on application */
};

/* Rights in the scheme of Viet Nam. */
struct home_right {
    bool alone, totalised; /* on its own periods, or only because periods are totalised */
    bool claimed; /* a pension is paid: to those with a right of their own, and to those who claim a totalised one */
};

/* Is a person at home insured this month? Formal employees, and the voluntarily insured of working age. */
static inline bool insured_at_home(uint8_t work)
{
    bool formal = work_is_formal_job(work);
    uint8_t from_inactive = (uint8_t)((work & WORK_STATUS_MASK) - WORK_INACTIVE);
    return formal | ((work & WORK_VOLUNTARY) != 0 && from_inactive <= WORK_EMPLOYED - WORK_INACTIVE);
}

/* Does a migrant at work pay into the scheme of the country of residence, or into that of Viet Nam? Tested for every
 * record every month, hence without a branch. */
static inline bool pays_in(const struct migrant_columns *migrant, uint32_t row, unsigned flag, unsigned channels)
{
    unsigned pays = MIGRANT_EMPLOYED | flag;
    return (migrant->stage[row] == STAGE_ABROAD) & ((migrant->flags[row] & pays) == pays) &
           (channels >> migrant->channel[row]) & 1u;
}
static inline bool contributes_abroad(const struct migrant_columns *migrant, uint32_t row)
{
    return pays_in(migrant, row, MIGRANT_CONTRIBUTES, ~(1u << CHANNEL_irregular));
}
static inline bool insures_at_home(const struct migrant_columns *migrant, uint32_t row)
{
    return pays_in(migrant, row, MIGRANT_HOME_INSURED, 1u << CHANNEL_contract);
}

/* Share of persons whom the agreement with a country reaches as far as a lever is concerned, 0..1: what it says is law for all,
 * and claims are another matter. An agreement that is operational as a fact reaches everybody; it leaves refunds open. */
double social_protection_agreement_share(const struct cor_context *context, enum lever lever, size_t country,
                                         size_t channel, size_t occupation);
/* Does the holder of a record claim from the scheme of a country what is paid on application only? take_up: chance without
 * policy. One draw for life decides for refunds and pensions, so that easier procedures only add claims. */
bool social_protection_claims_from(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                                   size_t country, double take_up);
/* Rights in slot 0..2 of a record; all false for an empty slot. */
struct foreign_right social_protection_foreign_right(const struct cor_context *context, struct cor_chunk *chunk,
                                                     uint32_t migrant_row, unsigned slot);
/* Rights at home of any person of an origin chunk; missing months count as bought from pension age. */
struct home_right social_protection_home_right(const struct cor_context *context, struct cor_chunk *chunk,
                                               uint32_t person_row);
/* Keeps the persons of pension age in a list of rows; returns how many are left. */
uint32_t social_protection_keep_of_pension_age(const struct cor_context *context, struct cor_chunk *chunk,
                                               uint32_t *rows, uint32_t n);
/* Pension of Viet Nam in cents per month under a right; 0 without one. */
int64_t social_protection_home_pension(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row,
                                       struct home_right right);
/* That pension and those from abroad that are paid to a person who has returned, cents per month. */
int64_t social_protection_pensions(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row,
                                   struct home_right right);
/* Contributions that had been counted as forfeited are worth something again: they are taken off that count. */
void social_protection_revive(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                              unsigned slot);
/* Empty a slot; its months end in the accounts. */
void social_protection_slot_end(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                                unsigned slot);

#endif
