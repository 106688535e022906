/* The risks of a month abroad for one migrant: what rules M7, M9 and M10 say of a row, and the upper bounds that are asked
 * first, for everybody abroad every month. Internal to this mechanism. */
#ifndef MODEL_STAY_RISKS_H
#define MODEL_STAY_RISKS_H
#include "models/migration/migration_internal.h"
#include "models/migration/migration_rules.h"

/* One migrant in one month. */
struct stay {
    uint32_t row, id;
    size_t country, channel, occupation;
    int32_t months; /* since arrival */
    unsigned flags;
    bool within_term; /* of a contract or of a permit to study */
};

static inline struct stay stay_of(const struct cor_context *context, const struct chunk_view *view, uint32_t row,
                                  uint32_t id)
{
    const struct migrant_columns *migrant = &view->migrant;
    size_t channel = migrant->channel[row];
    return (struct stay){.row = row,
                         .id = id,
                         .country = migrant->country[row],
                         .channel = channel,
                         .occupation = migrant->occupation[row],
                         .months = context->month - migrant->arrived[row],
                         .flags = migrant->flags[row],
                         .within_term = has_extensions(channel) && migrant->contract_end[row] != NO_MONTH};
}

/* (M7) Factor of the hazard of return: pay, work, family, residence and the lever return_factor. */
double migration_return_factor(const struct cor_context *context, const struct chunk_view *view,
                               const struct stay *who);
/* (M7) Probability of returning this month. */
double migration_return_probability(const struct cor_context *context, const struct chunk_view *view,
                                    const struct stay *who);
/* (M9) Probability of staying on without a permit when the term ends. */
double migration_overstay_probability(const struct cor_context *context, const struct chunk_view *view,
                                      const struct stay *who);
/* (M10) Probability of absconding this month; 0 in channels that tie to no employer. */
double migration_absconding_probability(const struct cor_context *context, const struct chunk_view *view,
                                        const struct stay *who);

/* ---- the screen ---- */

static inline const struct migration_bounds *stay_bounds(const struct cor_context *context, const struct stay *who)
{
    return &migration_macro_of(context)->bounds[who->country][who->channel];
}

static inline unsigned one_if(bool condition)
{
    return condition ? 1u : 0u;
}

/* Never below the hazard per month behind stay_return_probability, without logarithm and exponential; no branches, as
 * states change from row to row. Tangents of the power function bound the factor of pay. */
static inline double stay_return_hazard_most(const struct cor_context *context, const struct chunk_view *view,
                                             const struct stay *who)
{
    const struct world *world = world_of(context);
    const struct migration_bounds *bounds = stay_bounds(context, who);
    int32_t pay = view->migrant.gross_pay[who->row];
    double pay_at_par = (double)bounds->pay_at_par;
    unsigned paid = one_if(who->flags & MIGRANT_EMPLOYED) & one_if(pay > 0) & one_if(pay_at_par > 0.0);
    unsigned state = paid * RETURN_PAID + one_if(who->flags & MIGRANT_FAMILY_HERE) * RETURN_FAMILY +
                     one_if(who->flags & MIGRANT_PERMANENT) * RETURN_PERMANENT;
    double weight = (double)paid * world->parameters.migration.return_pay;
    return (double)bounds->return_hazard[migration_exit_year(who->within_term, who->months)] *
           world->migration->risks.return_state[who->channel][state] *
           migration_power_most(pay_at_par / (double)(pay > 0 ? pay : 1), weight);
}

#endif
