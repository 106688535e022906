/* Tables of bounds: they let migration_aspire refuse by a look-up what the exact rules would refuse. */
#include "models/migration/choice_rules.h"
#include "models/migration/migration_internal.h"

static void prepare_aspire_cuts(struct migration_tables *tables)
{
    for (int step = 0; step < N_ASPIRE_STEPS; step++) {
        double upper = ASPIRE_ODDS_LEAST + (step + 1.001) / ASPIRE_STEPS_PER_UNIT;
        tables->aspire_cut[step] =
            step == N_ASPIRE_STEPS - 1 ? (uint64_t)1 << 32 : cor_threshold(cor_logistic(upper)) + 1;
    }
}

/* Those who earn least aspire most. */
static void prepare_pay_terms(struct migration_tables *tables, const struct migration_parameters *p)
{
    for (uint32_t i = 0; i < N_PAY_CLASSES; i++) {
        double least = 10.0 * (i * PAY_PER_CLASS);
        tables->aspire_by_pay[i] =
            aspire_at_most(-p->aspire_pay * cor_log(least > LEAST_HOME_PAY ? least : LEAST_HOME_PAY));
    }
}

static void prepare_taste_edges(struct migration_tables *tables, double lambda)
{
    _Static_assert(N_TASTE_EDGES == N_TASTE_RANGES + 1, "an edge more than ranges");
    for (uint32_t i = 0; i < N_TASTE_EDGES; i++) {
        double gumbel = choice_gumbel(choice_taste_edge(i));
        tables->gumbel_edge[i] = (float)gumbel;
        tables->taste_edge[i] = (float)(lambda * gumbel);
        tables->angle_edge[i] = (float)choice_nest_angle(lambda, choice_taste_edge(i));
    }
}

void migration_prepare_bounds(struct world *world)
{
    struct migration_tables *tables = &world->migration;
    const struct migration_parameters *p = &world->parameters.migration;
    tables->aspire_logit = cor_logit(p->aspire_share);
    prepare_aspire_cuts(tables);
    prepare_pay_terms(tables, p);
    for (int age = 0; age <= MAX_AGE; age++) {
        tables->aspire_by_age[age] = aspire_at_most(tables->age_term[age]);
    }
    prepare_taste_edges(tables, p->nest_dissimilarity);
    for (size_t c = 0; c < world->n_countries; c++) {
        tables->nest[c] = (uint8_t)world->country[c].nest;
    }
}
