/* Social insurance in Viet Nam and abroad: contributions, qualifying periods, totalisation, export, refund, lump sum,
 * and coverage by the ILO's steps (legal, affiliated, contributing, protected). */
#ifndef MODEL_SOCIAL_PROTECTION_H
#define MODEL_SOCIAL_PROTECTION_H
#include <stdint.h>
#include "models/core/state.h"
#include "models/social_protection/vietnam_rules.h"

struct world;
struct macro;

enum { INSURANCE_SLOTS = 3 };

/* What the mechanism needs of a foreign scheme, in units that kernels use. */
struct foreign_scheme {
    bool old_age;         /* has an old-age branch that migrants pay into */
    bool coordinated;     /* periods are totalised with those of other member states */
    bool exports;         /* pays pensions in Viet Nam without an agreement */
    uint32_t qualifying;  /* months */
    int32_t pension_rate; /* employee, old-age branch, millionths of gross pay */
    int32_t all_rate;     /* employee and employer, all branches, millionths */
    int32_t refund_wait;  /* months */
    double refund_share;
    double compliance[N_CHANNELS];
    double pension_value, refund_value, contribution; /* of struct abroad_prospect */
};

/* What a work code says about a person at the birthday. Bits of social_protection_tables.standing. */
enum standing {
    STANDING_home = 1,    /* of working age or over, not abroad */
    STANDING_insured = 2, /* insured in Viet Nam this month */
    STANDING_other = 4,   /* of working age or over, abroad or not, and not so insured */
    STANDING_decides = 8, /* may join or leave the voluntary scheme */
    STANDING_ends = 16    /* is no longer a voluntary member */
};

struct social_protection_tables {
    struct vietnam_law law;
    struct foreign_scheme scheme[MAX_COUNTRIES];
    uint16_t base_least, base_most; /* insured pay, 0.1 USD per month */
    uint16_t base_voluntary, base_overseas;
    int32_t overseas_contribution;   /* cents per month */
    int64_t social_pension;          /* cents per month */
    uint8_t standing[UINT8_MAX + 1]; /* by work code: bits of enum standing */
};

void social_protection_prepare(struct world *world);
/* MAP, origin: months of insurance of this month: at home for the formally employed, the voluntarily insured and those
 * abroad who insure at home; abroad for migrants who contribute. Counts insured_months_credited,
 * foreign_months_credited and contributions_abroad. */
void social_protection_contribute(struct cor_context *context, struct cor_chunk *chunk);
/* MAP, origin: claims. At the birthday: average base, voluntary membership, pensions and lump sums in Viet Nam; after
 * return: refunds and forfeiture; returned persons without rights, debt and savings give their record back. */
void social_protection_claims(struct cor_context *context, struct cor_chunk *chunk);
/* MAP, origin: in observed months the outputs of coverage and vesting; every month the stocks of months for the
 * accounts. */
void social_protection_observe(struct cor_context *context, struct cor_chunk *chunk);

/* At arrival or hire abroad: does the employer contribute (sets or clears MIGRANT_CONTRIBUTES), and does the worker
 * insure at home (MIGRANT_HOME_INSURED)? */
void social_protection_enrol(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);
/* A person dies: months end in the accounts. Called before the row is freed. */
void social_protection_end(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row);
/* Expected present value of social protection earned abroad over the stay, in months of first pay (may be negative). */
double social_protection_gain(const struct cor_context *context, size_t country, size_t channel, size_t occupation,
                              double stay_months);

/* Contribution to the scheme of Viet Nam that a person abroad pays this month, cents; 0 for most. */
int32_t social_protection_overseas_contribution(const struct cor_context *context, struct cor_chunk *chunk,
                                                uint32_t migrant_row);
/* Pension of a person present in Viet Nam, cents per month: of Viet Nam, from abroad as far as it is paid there, or the
 * social pension of the old without either. 0 for persons who are at work or below pension age. */
int64_t social_protection_pension(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row);
/* Adds the pensions of all persons of a chunk to the income of their households, cents per month. */
void social_protection_add_pensions(const struct cor_context *context, struct cor_chunk *chunk, int64_t *income);

#endif
