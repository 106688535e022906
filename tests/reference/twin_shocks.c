/* Demand for labour and openness against their trend (models/shocks/README.md): once a month for every country. */
#include "models/shocks/shocks_rules.h"
#include "tests/reference/twin.h"

/* Word 0 is about demand, word 1 about openness; country MAX_COUNTRIES stands for what all have in common. */
static double normal_number(const struct twin *t, size_t country, int word)
{
    struct cor_draws draws =
        cor_person_draws(t->context.key, (uint32_t)country, 0, (uint32_t)t->month, PURPOSE_shock, 0);
    return cor_normal_quantile(cor_unit(draws.word[word]));
}

static bool is_observed(const struct twin *t, size_t c)
{
    return t->month < t->world->shocks->observed_until[c] && country_has_residents(&t->world->country[c]);
}

static double autoregressive(double before, double yearly, double spread, double news)
{
    double kept = yearly > 0.0 ? cor_pow(yearly, 1.0 / 12.0) : 0.0;
    return kept * before + spread * sqrt(1.0 - kept * kept) * news;
}

void twin_shocks_update(struct twin *t)
{
    const struct shocks_parameters *p = &t->world->parameters.shocks;
    struct shocks_macro *shocks = &t->macro.shocks;
    bool known = cor_month_year(t->month) <= (int32_t)t->world->parameters.migration.entries_until;
    bool january = t->month % 12 == 0;
    double kept = p->shock_openness_rho > 0.0 ? cor_pow(p->shock_openness_rho, 1.0 / 12.0) : 0.0;
    if (t->month > t->world->first_month) {
        shocks->moments = shocks_moments_step(shocks->moments, kept, p->shock_openness_sd, known, january);
    }
    for (size_t c = 0; t->month > t->world->first_month && c < t->world->n_countries; c++) {
        shocks->openness[c] =
            autoregressive(shocks->openness[c], p->shock_openness_rho, p->shock_openness_sd, normal_number(t, c, 1));
        shocks->openness_sum[c] =
            known ? (january ? 0.0 : shocks->openness_sum[c]) + shocks->openness[c] : shocks->openness_sum[c];
        if (is_observed(t, c)) {
            double observed = t->world->country[c].unemployment_rate / 100.0;
            shocks->demand[c] = shocks_corrected(shocks->demand[c], shocks->unemployment[c], observed,
                                                 p->shock_observed, p->shock_limit);
            shocks->climate[c] = shocks->demand[c];
        } else {
            double news = sqrt(p->shock_demand_common) * normal_number(t, MAX_COUNTRIES, 0) +
                          sqrt(1.0 - p->shock_demand_common) * normal_number(t, c, 0);
            shocks->climate[c] = autoregressive(shocks->climate[c], p->shock_demand_rho,
                                                p->shock_demand_size * t->world->country[c].unemployment_spread, news);
            shocks->demand[c] += (shocks->climate[c] - shocks->demand[c]) / p->shock_demand_months;
        }
    }
}
