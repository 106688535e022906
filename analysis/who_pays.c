#include "analysis/who_pays.h"
#include <math.h>

const struct cor_party cor_parties[] = {
    {"balance_worker", "Workers abroad", false},
    {"balance_household", "Households in Viet Nam", false},
    {"balance_employer", "Employers at the destination", false},
    {"balance_destination_budget", "Budgets of destinations", true},
    {"balance_destination_fund", "Social insurance of destinations", true},
    {"balance_home_employer", "Employers in Viet Nam", false},
    {"balance_vietnam_budget", "Budget of Viet Nam", true},
    {"balance_vietnam_fund", "Pension fund of Viet Nam", true},
    {"balance_vietnam_insurance", "Other insurance in Viet Nam", true},
    {"balance_donor", "Donors", false},
    {"balance_lenders", "Recruiters and lenders", false},
    {"balance_services", "Schools, banks, administrations", false},
};
const size_t cor_n_parties = sizeof cor_parties / sizeof cor_parties[0];
const double cor_discount_rates[COR_N_RATES] = {0.03, 0.05, 0.08};

bool cor_worth_of(const struct cor_differences *differences, const char *series, size_t scenario, double rate,
                  struct cor_worth *worth)
{
    *worth = (struct cor_worth){0.0, 0.0};
    for (size_t t = 0; t < differences->n_periods; t++) {
        double mean, error, factor = pow(1.0 + rate, -differences->years * (double)(t + 1));
        if (!differences->read(differences->source, series, scenario, t, &mean, &error)) {
            return false;
        }
        worth->value += factor * mean;
        worth->error_most += factor * error;
    }
    return differences->n_periods > 0;
}

bool cor_worth_of_all(const struct cor_differences *differences, size_t scenario, double rate, bool public_only,
                      struct cor_worth *worth)
{
    *worth = (struct cor_worth){0.0, 0.0};
    for (size_t p = 0; p < cor_n_parties; p++) {
        struct cor_worth one = {0.0, 0.0};
        if (public_only && !cor_parties[p].is_public) {
            continue;
        }
        if (!cor_worth_of(differences, cor_parties[p].series, scenario, rate, &one)) {
            return false;
        }
        worth->value += one.value;
        worth->error_most += one.error_most;
    }
    return true;
}

bool cor_worth_is_clear(const struct cor_differences *differences, const struct cor_worth *worth)
{
    return fabs(worth->value) > cor_t_quantile(differences->replicates) * worth->error_most;
}

bool cor_cost_of_coverage(const struct cor_differences *differences, size_t scenario, double rate,
                          struct cor_worth *years, struct cor_worth *cost)
{
    struct cor_worth money;
    if (!cor_worth_of(differences, "contributing", scenario, rate, years) ||
        !cor_worth_of_all(differences, scenario, rate, true, &money)) {
        return false;
    }
    years->value *= differences->years;
    years->error_most *= differences->years;
    bool clear = years->value > 0.0 && cor_worth_is_clear(differences, years);
    cost->value = clear ? -money.value / years->value : (double)NAN;
    cost->error_most = clear ? money.error_most / years->value : (double)NAN;
    return true;
}
