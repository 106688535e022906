/* The screen of aspiration (README M1): refuses by a look-up most of those whom the exact rule would refuse. The rule is
 * a sum of terms, so that the sum of its upper bounds by class of traits, age, pay and past bounds it; each table is
 * filled by calling the rule at the edge of the class at which it is largest. */
#include "models/migration/choice_rules.h"
#include "models/migration/migration_internal.h"
#include "models/wages/wages.h"
#include "models/migration/migration_world.h"

/* Log odds as an integer in 1/ASPIRE_UNIT, rounded up: a sum of such numbers bounds the sum of the terms. */
static int32_t rounded_up(double odds)
{
    double limited = odds < -1000.0 ? -1000.0 : (odds > 1000.0 ? 1000.0 : odds);
    return (int32_t)(limited * ASPIRE_UNIT) + 1;
}

/* What a change from the reference person adds to the rule. */
static double added(const struct migration_parameters *p, struct aspirant who)
{
    const struct aspirant reference = {0};
    return choice_aspiration(p, 0.0, &who) - choice_aspiration(p, 0.0, &reference);
}

/* ---- once: age, pay at home, the logistic function ---- */

static void prepare_thresholds(struct migration_tables *tables)
{
    for (int step = 0; step < N_ASPIRE_STEPS; step++) {
        double upper = ASPIRE_ODDS_LEAST + (step + 1.001) / ASPIRE_STEPS_PER_UNIT;
        tables->aspire_cut[step] =
            step == N_ASPIRE_STEPS - 1 ? (uint64_t)1 << 32 : cor_threshold(cor_logistic(upper)) + 1;
    }
}

/* The lowest paid aspire most: aspire_pay is not negative. */
static void prepare_pay(struct migration_tables *tables, const struct migration_parameters *p)
{
    for (uint32_t i = 0; i < N_PAY_CLASSES; i++) {
        double least = 10.0 * (i * PAY_PER_CLASS);
        double log_pay = cor_log(least > LEAST_HOME_PAY ? least : LEAST_HOME_PAY);
        tables->aspire_by_pay[i] = rounded_up(added(p, (struct aspirant){.log_pay_ratio = -log_pay}));
    }
}

void migration_prepare_aspire_screen(const struct world *world, struct migration_tables *tables)
{
    const struct migration_parameters *p = &world->parameters.migration;
    prepare_thresholds(tables);
    prepare_pay(tables, p);
    for (int age = 0; age <= MAX_AGE; age++) {
        tables->aspire_by_age[age] = rounded_up(added(p, (struct aspirant){.age_term = tables->age_term[age]}));
    }
    tables->aspire_by_past = rounded_up(added(p, (struct aspirant){.returned = 1.0}));
}

/* ---- every month: sex, education and region ---- */

/* The rule for people of these traits, own pay at home not yet taken off, of the means at which it is largest. */
static double odds_by_traits(const struct world *world, const struct migration_attraction *attraction, uint8_t traits)
{
    const struct migration_parameters *p = &world->parameters.migration;
    size_t region = trait_region(traits);
    struct aspirant who = {.region_term = world->migration->region_term[region],
                           .log_pay_ratio = attraction->log_pay[trait_education(traits)],
                           .network = attraction->abroad[region],
                           .female = trait_sex(traits) == SEX_female ? 1.0 : 0.0,
                           .education = trait_education(traits)};
    double can_pay = choice_aspiration(p, world->migration->aspire_logit, &who);
    who.cannot_pay = 1.0;
    double cannot_pay = choice_aspiration(p, world->migration->aspire_logit, &who);
    return can_pay > cannot_pay ? can_pay : cannot_pay;
}

void migration_screen_aspirants(const struct world *world, struct migration_attraction *attraction)
{
    for (unsigned traits = 0; traits < N_TRAITS; traits++) {
        if (trait_region((uint8_t)traits) < N_REGIONS) {
            attraction->aspire_by_traits[traits] = rounded_up(odds_by_traits(world, attraction, (uint8_t)traits));
        }
    }
}

/* ---- person by person ---- */

struct aspire_screen migration_aspire_screen(const struct cor_context *context, struct cor_chunk *chunk)
{
    const struct person_columns *person = &view_of(chunk)->person;
    const struct migration_tables *tables = world_of(context)->migration;
    struct aspire_screen screen = {.traits = person->traits,
                                   .work = person->work,
                                   .birth_month = person->birth_month,
                                   .pay = person->pay,
                                   .past_country = person->past_country,
                                   .by_traits = migration_macro_of(context)->attraction.aspire_by_traits,
                                   .by_age = tables->aspire_by_age,
                                   .by_pay = tables->aspire_by_pay,
                                   .by_past = tables->aspire_by_past,
                                   .month = context->month,
                                   .threshold = tables->aspire_cut};
    for (size_t r = 0; r < N_REGIONS; r++) {
        double pay_class = tables->home_pay[r] * wages_level(context, HOME) / (10.0 * PAY_PER_CLASS);
        screen.by_region[r] = screen.by_pay[pay_class < N_PAY_CLASSES - 1 ? (size_t)pay_class : N_PAY_CLASSES - 1];
    }
    return screen;
}

/* Upper bound of the chance to aspire, as a threshold of a word: no logarithm and no exponential. */
static uint64_t upper_bound(const struct aspire_screen *screen, uint32_t row)
{
    uint8_t traits = screen->traits[row];
    uint16_t pay = screen->pay[row];
    int32_t of_pay = screen->by_pay[pay / PAY_PER_CLASS], out_of_work = screen->by_region[trait_region(traits)];
    int32_t odds =
        screen->by_traits[traits % N_TRAITS] + screen->by_age[age_years(screen->birth_month[row], screen->month)];
    bool paid = (work_status(screen->work[row]) == WORK_EMPLOYED) & (pay > 0);
    odds += paid ? of_pay : out_of_work;
    odds += screen->past_country[row] != HOME ? screen->by_past : 0;
    int32_t step = (odds - ASPIRE_ODDS_LEAST * ASPIRE_UNIT) / (1 << ASPIRE_BITS_OF_STEP);
    step = step < 0 ? 0 : step;
    return screen->threshold[step < N_ASPIRE_STEPS ? step : N_ASPIRE_STEPS - 1];
}

uint32_t migration_keep_likely(const struct aspire_screen *screen, uint32_t *rows, uint32_t *words, uint32_t n)
{
    uint32_t n_likely = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i], word = words[i];
        rows[n_likely] = row;
        words[n_likely] = word;
        n_likely += !COR_SCREENS || word < upper_bound(screen, row);
    }
    return n_likely;
}
