#include "models/population/cuts.h"
#include "models/state/world.h"
#include "models/population/population_rules.h"

static const uint64_t all_draws = (uint64_t)1 << 32;

/* A rule whose outcome never falls as the draw rises. */
struct rising_rule {
    unsigned (*outcome)(const double *numbers, double u);
    const double *numbers;
};

/* How many draws give an outcome of at most `most`: they are the lowest. */
static uint64_t cut_of(struct rising_rule rule, unsigned most)
{
    uint64_t low = 0, high = all_draws;
    while (low < high) {
        uint64_t middle = (low + high) / 2;
        if (rule.outcome(rule.numbers, cor_unit((uint32_t)middle)) > most) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

static unsigned attainment(const double *shares, double u)
{
    return (unsigned)pick_weighted(shares, N_EDUCATION_LEVELS, u);
}

static unsigned wish(const double *shares, double u)
{
    return (unsigned)pick_weighted(shares, WISH_MOST + 1, u);
}

static unsigned years_at_birth(const double *fertility, double u)
{
    return (unsigned)(age_at_birth(fertility, u) - YOUNGEST_AT_BIRTH);
}

static void cut_attainment(const struct world *world, struct start_cuts *cuts)
{
    for (int age = 0; age <= MAX_AGE; age++) {
        cuts->age_class[age] = (uint8_t)education_age_class(age);
    }
    for (size_t c = 0; c < world->n_countries; c++) {
        for (size_t sex = 0; sex < N_SEXES; sex++) {
            for (size_t class = 0; class < N_AGE_CLASSES; class ++) {
                struct rising_rule rule = {attainment, world->country[c].education[sex][class]};
                for (unsigned e = 0; e < N_EDUCATION_LEVELS; e++) {
                    cuts->attained[c][sex][class][e] = class == 0 ? all_draws : cut_of(rule, e);
                }
            }
        }
    }
}

static void cut_wishes(const struct population_parameters *p, struct start_cuts *cuts)
{
    const double shares[WISH_MOST + 1] = {p->wish_no_child, p->wish_one_child, p->wish_two_children,
                                          p->wish_three_children};
    struct rising_rule rule = {wish, shares};
    for (unsigned n = 0; n <= WISH_MOST; n++) {
        cuts->wish[n] = cut_of(rule, n);
    }
}

/* The guide names the age of the first draw that begins with the same bits. */
static void cut_ages_at_birth(const double fertility[7], struct start_cuts *cuts)
{
    struct rising_rule rule = {years_at_birth, fertility};
    for (unsigned age = 0; age < N_AGES_AT_BIRTH; age++) {
        cuts->birth_age[age] = age + 1 == N_AGES_AT_BIRTH ? all_draws : cut_of(rule, age);
    }
    for (uint32_t i = 0; i < 1u << BIRTH_GUIDE_BITS; i++) {
        uint32_t first_draw = i << (32 - BIRTH_GUIDE_BITS);
        cuts->birth_guide[i] = (uint8_t)pick(cuts->birth_age, N_AGES_AT_BIRTH, first_draw);
    }
}

void population_prepare_cuts(const struct world *world, struct start_cuts *cuts)
{
    const struct population_parameters *p = &world->parameters.population;
    for (size_t sex = 0; sex < N_SEXES; sex++) {
        for (int age = 0; age <= MAX_AGE; age++) {
            cuts->in_union[sex][age] = cor_threshold(share_in_union((enum sex)sex, age));
        }
    }
    cuts->lone_parent = cor_threshold(p->single_parents);
    cuts->adult_child_at_home = cor_threshold(p->adult_child_at_home);
    cuts->elder_co_residence = cor_threshold(p->elder_co_residence);
    cut_wishes(p, cuts);
    cut_ages_at_birth(ages_fertility(world, HOME, (int)cor_month_year(world->first_month)), cuts);
    cut_attainment(world, cuts);
}
