/* Before the first month: can the sample and the months asked for tell what readers will look at? */
#include "models/experiment/simulation_internal.h"

/* With fewer agents a group is told from chance by no number of replicates that people run. */
enum { FEW_AGENTS = 30 };

static double migrants_of(const struct country *country)
{
    double n = 0.0;
    for (size_t channel = 0; channel < N_CHANNELS; channel++) {
        n += country->vietnamese_stock[channel];
    }
    return n;
}

/* What the start holds of migrants: those in the European Union, and destinations that have some but less than an agent. */
static void examine_migrants(const struct world *world, double weight, struct cor_diagnostics *list)
{
    double in_union = 0.0;
    size_t n_destinations = 0, n_lost = 0;
    for (size_t c = 0; c < world->n_countries; c++) {
        double n = migrants_of(&world->country[c]);
        in_union += world->country[c].eu ? n : 0.0;
        n_destinations += n > 0.0;
        n_lost += n > 0.0 && n < 0.5 * weight;
    }
    if (in_union < FEW_AGENTS * weight) {
        cor_diagnostics_add(list, COR_WARNING, (struct cor_place){NULL, 0, 0},
                            "the sample is small: %.0f agents stand for the %.0f migrants in the European Union, and "
                            "none for the migrants in %zu of %zu destinations; results for them are chance",
                            in_union / weight, in_union, n_lost, n_destinations);
    }
}

static void examine_months(const struct simulation *simulation, const struct arm *arm, struct cor_diagnostics *list)
{
    int32_t last = simulation_last_month(simulation, arm) - 1;
    if (!simulation->options->monthly && cor_month_of_year(last) != 12) {
        cor_diagnostics_add(list, COR_WARNING, (struct cor_place){arm->scenario->path, 0, 0},
                            "the last year is simulated to %d-%02d only: its flows are not those of a year and are not "
                            "compared with whole years (--until %d-12 ends it, --monthly gives months)",
                            (int)cor_month_year(last), (int)cor_month_of_year(last), (int)cor_month_year(last));
    }
}

void simulation_examine(const struct simulation *simulation, struct cor_diagnostics *list)
{
    for (size_t a = 0; a < simulation->n_arms; a++) {
        examine_months(simulation, &simulation->arms[a], list);
    }
    examine_migrants(simulation->arms[0].world, simulation->arms[0].plan.weight, list);
}
