/* The closed form of the choice (README M4, M5): shares of first choices, and of applications in all rounds. */
#include "models/migration/choice_rules.h"
#include "models/migration/migration_internal.h"

/* A nested logit of one group of people. */
struct nested_logit {
    double pull[MAX_ALTERNATIVES]; /* e^(V/lambda), times the share for whom the alternative counts */
    double inner[N_NESTS];         /* their sums */
    double all;                    /* one plus the sum of inner^lambda */
};

static size_t nest_of(const struct world *world, size_t alternative)
{
    return (size_t)world->country[alternative / N_CHOICE_CHANNELS].nest;
}

static void choose_by_shares(const struct world *world, const double *value, const double *weight,
                             struct nested_logit *logit, double *share)
{
    double lambda = world->parameters.migration.nest_dissimilarity, factor[N_NESTS];
    *logit = (struct nested_logit){.all = 1.0};
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        logit->pull[a] = weight[a] > 0.0 ? weight[a] * cor_exp(value[a] / lambda) : 0.0;
        logit->inner[nest_of(world, a)] += logit->pull[a];
    }
    for (size_t n = 0; n < N_NESTS; n++) {
        factor[n] = logit->inner[n] > 0.0 ? cor_pow(logit->inner[n], lambda - 1.0) : 0.0;
    }
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        share[a] = logit->pull[a] * factor[nest_of(world, a)];
        logit->all += share[a];
    }
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        share[a] /= logit->all;
    }
}

double migration_choice_shares(const struct world *world, const double *value, const double *weight, double *share)
{
    struct nested_logit logit;
    choose_by_shares(world, value, weight, &logit, share);
    return 1.0 / logit.all;
}

/* Shares of second choices: tastes are frozen, so that P(a, then b) = P(b best without a) - P(b best of all). */
static void add_second_choices(const struct world *world, const struct nested_logit *logit, const double *first,
                               const double *intake, double *second)
{
    double lambda = world->parameters.migration.nest_dissimilarity;
    double to_others = 0.0, to_others_of[N_NESTS] = {0}, within[N_NESTS] = {0}, own[MAX_ALTERNATIVES] = {0};
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        size_t n = nest_of(world, a);
        if (first[a] > 0.0) {
            struct choice_gain gain = choice_gain_of_rest(lambda, logit->pull[a], logit->inner[n], logit->all);
            to_others += (1.0 - intake[a]) * gain.others;
            to_others_of[n] += (1.0 - intake[a]) * gain.others;
            own[a] = (1.0 - intake[a]) * gain.nest;
            within[n] += own[a];
        }
    }
    for (size_t b = 0; b < MAX_ALTERNATIVES; b++) {
        size_t n = nest_of(world, b);
        second[b] = first[b] * (to_others - to_others_of[n] + within[n] - own[b]);
    }
}

void migration_application_shares(const struct world *world, const double *value, const double *weight,
                                  const double *intake, double *share)
{
    struct nested_logit logit;
    double second[MAX_ALTERNATIVES], refused = 0.0, refused_again = 0.0;
    choose_by_shares(world, value, weight, &logit, share);
    add_second_choices(world, &logit, share, intake, second);
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        refused += share[a] * (1.0 - intake[a]);
        refused_again += second[a] * (1.0 - intake[a]);
    }
    _Static_assert(CHOICE_ROUNDS == 3, "the third choice is taken to be like the second");
    double third = refused > 0.0 ? refused_again / refused : 0.0;
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        share[a] += second[a] * (1.0 + third);
    }
}
