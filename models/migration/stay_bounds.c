/* Bounds of this month's risks abroad, so that few who live abroad need the exact rules. WORLD side of the stay. */
#include "models/migration/migration_internal.h"
#include "models/migration/migration_rules.h"

static double highest_lever(const struct cor_context *context, enum lever lever, size_t country, size_t channel)
{
    double highest = 0.0;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        double value = lever_at(context, lever, country, channel, k);
        highest = value > highest ? value : highest;
    }
    return highest;
}

static double irregular_hazard_most(const struct cor_context *context, size_t country, size_t channel)
{
    if (channel == CHANNEL_irregular) {
        return migration_monthly_hazard(world_of(context)->parameters.migration.regularise_rate, 1.0);
    }
    return is_tied(channel) ? highest_lever(context, LEVER_absconding_factor, country, channel) *
                                  world_of(context)->migration.risks.abscond_most
                            : 0.0;
}

void migration_set_bounds(const struct cor_context *context)
{
    const struct migration_tables *tables = &world_of(context)->migration;
    struct migration_macro *macro = &macro_of(context)->migration;
    for (size_t c = HOME + 1; c < world_of(context)->n_countries; c++) {
        for (size_t h = 0; h < N_CHANNELS; h++) {
            double leave = highest_lever(context, LEVER_return_factor, c, h), reference = macro->pay_reference[c][h];
            struct migration_bounds *bounds = &macro->bounds[c][h];
            for (size_t year = 0; year < 5; year++) {
                bounds->return_hazard[year] = (float)(tables->exit_hazard[c][h][year] * leave);
            }
            bounds->pay_at_par = (float)(macro_of(context)->wages.level[HOME] * reference);
            bounds->irregular_hazard = (float)irregular_hazard_most(context, c, h);
            bounds->moves_onward = tables->risks.may_move_onward[c] && is_free_to_move(h);
        }
    }
}
