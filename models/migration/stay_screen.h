/* The screen of risks abroad: upper bounds of the hazards of return (README M7) and of a change of legal status (M10),
 * without logarithm and exponential. Asked for everybody abroad every month, hence inline. */
#ifndef MODEL_STAY_SCREEN_H
#define MODEL_STAY_SCREEN_H
#include "models/migration/migration_internal.h"
#include "models/migration/migration_rules.h"

/* The person as rule M7 sees it, but for pay: shared by the rule's caller and by its bound. */
static inline struct stayer migration_stayer(size_t channel, bool paid, bool family_here, bool permanent)
{
    return (struct stayer){.out_of_work = !paid && is_channel_of_work(channel),
                           .family_here = family_here && channel != CHANNEL_family,
                           .permanent = permanent};
}

static inline const struct migration_bounds *bounds_of(const struct cor_context *context, size_t country,
                                                       size_t channel)
{
    return &macro_of(context)->migration.bounds[country][channel];
}

/* What the bound of the hazard of return reads of a person. */
struct return_screen {
    size_t channel;
    unsigned flags;
    int32_t pay; /* cents per month */
    const struct migration_bounds *bounds;
};

static inline unsigned one_if(bool condition)
{
    return condition ? 1u : 0u;
}

/* Never below the hazard of return per month in a year of the exit table; no branches, as states change from row to
 * row. The factor of pay is bounded by tangents of the power function. */
static inline double return_hazard_most(const struct world *world, const struct return_screen *look, size_t year)
{
    double pay_at_par = (double)look->bounds->pay_at_par;
    unsigned paid = one_if(look->flags & MIGRANT_EMPLOYED) & one_if(look->pay > 0) & one_if(pay_at_par > 0.0);
    unsigned state = paid * RETURN_PAID + one_if(look->flags & MIGRANT_FAMILY_HERE) * RETURN_FAMILY +
                     one_if(look->flags & MIGRANT_PERMANENT) * RETURN_PERMANENT;
    double weight = (double)paid * world->parameters.migration.return_pay;
    return (double)look->bounds->return_hazard[year] * world->migration.risks.return_state[look->channel][state] *
           migration_power_most(pay_at_par / (double)(look->pay > 0 ? look->pay : 1), weight);
}

#endif
