/* Deviations of demand and openness from their trend, month by month. Equations: README.md. */
#include "models/shocks/shocks.h"
#include "models/shocks/shocks_rules.h"
#include "models/shocks/shocks_world.h"
#include "models/facts/history.h"

/* The last year of which a country's table has a row for unemployment, or the first year of the run. */
static int last_observed_year(const struct world *world, size_t c, size_t fact)
{
    int last = (int)cor_month_year(world->first_month);
    struct fact_history series = fact_history_of(&world->history, c, fact);
    for (size_t i = 0; i < series.n; i++) {
        last = series.points[i].year > last ? series.points[i].year : last;
    }
    return last;
}

void shocks_prepare(const struct world *world, struct shocks_tables *tables)
{
    int first = (int)cor_month_year(world->first_month);
    size_t fact = fact_row_at(offsetof(struct country, unemployment_rate));
    for (size_t c = 0; c < world->n_countries; c++) {
        int last = last_observed_year(world, c, fact);
        tables->observed_until[c] = last > first ? cor_month(last + 1, 1) : world->first_month;
    }
}

static bool is_observed(const struct cor_context *context, size_t c)
{
    const struct world *world = world_of(context);
    return context->month < world->shocks->observed_until[c] && country_has_residents(&world->country[c]);
}

/* Standard normal numbers of this month: of a country, or of all when it is MAX_COUNTRIES. */
struct news {
    double demand, openness;
};
static struct news news_of(const struct cor_context *context, size_t c)
{
    struct cor_draws draws = draws_of_world(context, (uint32_t)c, DRAWS_shock);
    return (struct news){.demand = cor_normal_quantile(cor_unit(draws.word[WORD_shock_demand])),
                         .openness = cor_normal_quantile(cor_unit(draws.word[WORD_shock_openness]))};
}

static void draw_demand(const struct cor_context *context, size_t c, double common, double own)
{
    const struct shocks_parameters *p = &world_of(context)->parameters.shocks;
    struct shocks_macro *macro = shocks_macro_of(context);
    double spread = p->shock_demand_size * world_of(context)->country[c].unemployment_spread;
    macro->climate[c] = shocks_step(macro->climate[c], shocks_persistence(p->shock_demand_rho), spread,
                                    shocks_news(common, own, p->shock_demand_common));
    macro->demand[c] = shocks_followed(macro->demand[c], macro->climate[c], p->shock_demand_months);
}

/* Employers have followed what was observed, and the path will go on from there. */
static void follow_observed(const struct cor_context *context, size_t c)
{
    const struct shocks_parameters *p = &world_of(context)->parameters.shocks;
    struct shocks_macro *macro = shocks_macro_of(context);
    macro->demand[c] =
        shocks_corrected(macro->demand[c], macro->unemployment[c],
                         world_of(context)->country[c].unemployment_rate / 100.0, p->shock_observed, p->shock_limit);
    macro->climate[c] = macro->demand[c];
}

void shocks_update(struct cor_context *context)
{
    const struct world *world = world_of(context);
    const struct shocks_parameters *p = &world->parameters.shocks;
    struct shocks_macro *macro = shocks_macro_of(context);
    if (context->month == world->first_month) {
        return;
    }
    struct news common = news_of(context, MAX_COUNTRIES);
    bool known = entries_are_known(world, context->month), january = cor_month_of_year(context->month) == 1;
    double persistence = shocks_persistence(p->shock_openness_rho);
    for (size_t c = 0; c < world->n_countries; c++) {
        struct news own = news_of(context, c);
        if (is_observed(context, c)) {
            follow_observed(context, c);
        } else {
            draw_demand(context, c, common.demand, own.demand);
        }
        macro->openness[c] = shocks_step(macro->openness[c], persistence, p->shock_openness_sd, own.openness);
        if (known) {
            macro->openness_sum[c] = (january ? 0.0 : macro->openness_sum[c]) + macro->openness[c];
        }
    }
    macro->moments = shocks_moments_step(macro->moments, persistence, p->shock_openness_sd, known, january);
}

double shocks_demand(const struct cor_context *context, size_t country)
{
    const struct world *world = world_of(context);
    const struct country *facts = &world->country[country];
    return country_has_residents(facts)
               ? shocks_posts(shocks_macro_of(context)->demand[country], facts->unemployment_rate / 100.0,
                              facts->vacancy_rate / 100.0, world->parameters.labour_market.match_elasticity)
               : 0.0;
}

double shocks_openness(const struct cor_context *context, size_t country)
{
    const struct shocks_macro *macro = shocks_macro_of(context);
    if (entries_are_known(world_of(context), context->month)) {
        return 0.0; /* it is in the entries */
    }
    return shocks_since_known(macro->openness[country], macro->openness_sum[country], &macro->moments);
}

void shocks_tell_unemployment(const struct cor_context *context, size_t country, double rate)
{
    shocks_macro_of(context)->unemployment[country] = rate;
}
