/* The risks of a month abroad: the rules for a row, and the tables of their upper bounds, which are filled by calling the
 * rules at the edges of classes. */
#include "models/migration/stay_risks.h"
#include "models/wages/wages.h"
#include "models/migration/migration_world.h"

/* ---- the rules for a row ---- */

static double debt_months(const struct cor_context *context, const struct chunk_view *view, const struct stay *who)
{
    return migration_debt_months(view->migrant.debt[who->row], view->migrant.first_pay[who->row],
                                 world_of(context)->parameters.migration.debt_months_most);
}

/* The person as rule M7 sees it, but for pay. */
static struct stayer stayer_in(size_t channel, bool paid, bool family_here, bool permanent)
{
    return (struct stayer){.out_of_work = !paid && is_channel_of_work(channel),
                           .family_here = family_here && channel != CHANNEL_family,
                           .permanent = permanent};
}

/* Those who owe an employer for their course leave less. */
static double held_back(const struct cor_context *context, const struct chunk_view *view, const struct stay *who)
{
    double clawback = lever_at(context, LEVER_clawback_months, who->country, who->channel, who->occupation);
    bool bound = course_binds(view->migrant.course[who->row], who->months, clawback);
    return bound ? 1.0 - world_of(context)->parameters.migration.clawback_leaving : 1.0;
}

double migration_return_factor(const struct cor_context *context, const struct chunk_view *view, const struct stay *who)
{
    double at_par = wages_level(context, HOME) * migration_macro_of(context)->pay_reference[who->country][who->channel];
    int32_t pay = view->migrant.gross_pay[who->row];
    bool paid = (who->flags & MIGRANT_EMPLOYED) && at_par > 0.0 && pay > 0;
    struct stayer stayer =
        stayer_in(who->channel, paid, who->flags & MIGRANT_FAMILY_HERE, who->flags & MIGRANT_PERMANENT);
    stayer.log_pay_ratio = paid ? cor_log(at_par / (double)pay) : 0.0;
    return cor_exp(migration_return_log_factor(&world_of(context)->parameters.migration, &stayer)) *
           lever_at(context, LEVER_return_factor, who->country, who->channel, who->occupation);
}

double migration_return_probability(const struct cor_context *context, const struct chunk_view *view,
                                    const struct stay *who)
{
    size_t year = migration_exit_year(who->within_term, who->months);
    double hazard = world_of(context)->migration->exit_hazard[who->country][who->channel][year];
    return migration_happens_within_month(hazard * migration_return_factor(context, view, who) *
                                          held_back(context, view, who));
}

static double tie_factor(const struct cor_context *context, const struct chunk_view *view, const struct stay *who)
{
    const struct parameters *p = &world_of(context)->parameters;
    double style =
        course_style(view->migrant.course[who->row])
            ? migration_style_factor(p->migration.style_abscond, p->wages.soft_skills_fade, (double)who->months / 12.0)
            : 1.0;
    return lever_at(context, LEVER_absconding_factor, who->country, who->channel, who->occupation) * style;
}

double migration_overstay_probability(const struct cor_context *context, const struct chunk_view *view,
                                      const struct stay *who)
{
    return migration_overstay(&world_of(context)->parameters.migration, debt_months(context, view, who),
                              tie_factor(context, view, who));
}

double migration_absconding_probability(const struct cor_context *context, const struct chunk_view *view,
                                        const struct stay *who)
{
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    if (!is_tied(who->channel)) {
        return 0.0;
    }
    double tie = tie_factor(context, view, who) * held_back(context, view, who);
    return migration_happens_within_month(migration_absconding(p, debt_months(context, view, who), tie));
}

/* ---- tables of the screen ---- */

/* Once: the factor of return by state, pay as in the first month. */
void migration_prepare_stay_screen(const struct world *world, struct migration_tables *tables)
{
    const struct migration_parameters *p = &world->parameters.migration;
    struct migration_risks *risks = &tables->risks;
    for (size_t h = 0; h < N_CHANNELS; h++) {
        for (unsigned state = 0; state < N_RETURN_STATES; state++) {
            struct stayer stayer = stayer_in(h, state & RETURN_PAID, state & RETURN_FAMILY, state & RETURN_PERMANENT);
            risks->return_state[h][state] = cor_exp(migration_return_log_factor(p, &stayer));
        }
    }
}

static double highest_lever(const struct cor_context *context, enum lever lever, size_t country, size_t channel)
{
    double highest = 0.0;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        double value = lever_at(context, lever, country, channel, k);
        highest = value > highest ? value : highest;
    }
    return highest;
}

void migration_set_bounds(const struct cor_context *context)
{
    const struct migration_tables *tables = world_of(context)->migration;
    struct migration_macro *macro = migration_macro_of(context);
    for (size_t c = HOME + 1; c < world_of(context)->n_countries; c++) {
        for (size_t h = 0; h < N_CHANNELS; h++) {
            double leave = highest_lever(context, LEVER_return_factor, c, h), reference = macro->pay_reference[c][h];
            struct migration_bounds *bounds = &macro->bounds[c][h];
            for (size_t year = 0; year < 5; year++) {
                bounds->return_hazard[year] = (float)(tables->exit_hazard[c][h][year] * leave);
            }
            bounds->pay_at_par = (float)(wages_level(context, HOME) * reference);
            bounds->moves_onward = tables->risks.may_move_onward[c] && is_free_to_move(h);
        }
    }
}
