/* What social protection keeps: its look-up tables. Private to this folder; others ask its contract, social_protection.h. */
#ifndef MODEL_SOCIAL_PROTECTION_WORLD_H
#define MODEL_SOCIAL_PROTECTION_WORLD_H
#include "models/state/world.h"
#include "models/social_protection/social_protection.h"
#include "models/social_protection/vietnam_rules.h"

/* What the mechanism needs of a foreign scheme, in units that kernels use. */
struct foreign_scheme {
    bool old_age;         /* has an old-age branch that migrants pay into */
    bool coordinated;     /* periods are totalised with those of other member states */
    bool exports;         /* pays pensions in Viet Nam without an agreement */
    uint32_t qualifying;  /* months */
    int32_t pension_rate; /* employee, old-age branch, millionths of gross pay */
    int32_t all_rate;     /* employee and employer, all branches, millionths */
    int32_t refund_wait;  /* months */
    double refund_share, refund_months_most;
    unsigned refund_channels; /* bits 1 << channel: whose contributions are paid back */
    double compliance[N_CHANNELS];
    double pension_value, refund_value, contribution; /* of struct abroad_prospect */
};

struct social_protection_tables {
    struct vietnam_law law;
    struct foreign_scheme scheme[MAX_COUNTRIES];
    uint16_t base_least, base_most; /* insured pay, 0.1 USD per month */
    uint16_t base_voluntary, base_overseas;
    int32_t employee_rate; /* in a formal job at home, all branches, millionths of insured pay */
    int32_t employer_rate; /* likewise, of the employer */
    int32_t employee_pension_rate, employer_pension_rate; /* of these the branch of pensions */
    int32_t voluntary_contribution;                       /* cents per month */
    int32_t overseas_contribution;
    int64_t social_pension; /* cents per month */
};

/* Fill the tables before the first month. */
void social_protection_prepare(const struct world *world, struct social_protection_tables *tables);

#endif
