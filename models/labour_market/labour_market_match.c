/* The demand side of a month: posts, vacancies, and how many are hired. Runs once for the whole world, from totals. */
#include "models/labour_market/labour_market.h"
#include "models/labour_market/labour_market_internal.h"
#include "models/labour_market/labour_market_rules.h"
#include "models/shocks/shocks.h"
#include "models/wages/wages.h"
#include "models/labour_market/labour_market_world.h"

static double ratio(double now, double start)
{
    return start > 0.0 && now > 0.0 ? now / start : 1.0;
}

/* Posts of the start are those at which the observed rates of unemployment and vacancies hold for the labour force
 * counted: the sampling of the first month's unemployed does not matter. */
static void start_country(const struct cor_context *context, size_t c)
{
    const struct world *world = world_of(context);
    const struct country *country = &world->country[c];
    const struct totals *totals = totals_of(context);
    struct labour_market_macro *macro = labour_market_macro_of(context);
    macro->population_start[c] = (double)totals->population[c];
    macro->working_age_start[c] = macro->working_age[c];
    macro->care_need_start[c] = macro->care_need[c];
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        size_t cell = vacancy_cell(c, o);
        double labour_force = (double)(totals->employed[cell] + totals->unemployed[cell]);
        double employed = labour_force * (1.0 - world->labour_market->unemployment[c][o]);
        macro->labour_force_start[c][o] = labour_force;
        macro->posts_start[c][o] = employed * (1.0 + vacancies_per_employed(country->vacancy_rate / 100.0));
        macro->unfilled[c][o] = macro->posts_start[c][o] - employed;
        macro->tightness[c][o] = 1.0;
    }
}

/* Posts that employers of a country and occupation would like this month relative to the start, were nobody hard to find. */
static double demand(const struct cor_context *context, size_t c, size_t o, double labour_force)
{
    const struct world *world = world_of(context);
    const struct labour_market_parameters *p = &world->parameters.labour_market;
    const struct totals *totals = totals_of(context);
    const struct labour_market_macro *macro = labour_market_macro_of(context);
    double pay = wages_curve(context, c, o);
    double working_age = ratio(macro->working_age[c], macro->working_age_start[c]);
    pay = pay > 0.0 ? pay : 1.0;
    if (c == HOME) {
        return home_growth(ratio(labour_force, macro->labour_force_start[c][o]), working_age, p->home_absorption);
    }
    if (o == OCCUPATION_care) {
        double years = (double)(context->month - world->first_month) / 12.0;
        return care_growth(ratio(macro->care_need[c], macro->care_need_start[c]), p->demand_care, p->care_productivity,
                           years, pay, p->demand_wage);
    }
    double population = ratio((double)totals->population[c], macro->population_start[c]);
    return posts_growth(working_age, population, p->demand_population, pay, p->demand_wage);
}

/* A market of this month after its hires. */
struct after_hires {
    double labour_force, posts, unemployed, vacancies;
};

/* Vacancies per unemployed relative to the usual, averaged over some months. A part of the usual stocks is added to both so
 * that a small sample without unemployed does not blow up. */
static double smoothed_tightness(const struct world *world, size_t c, size_t o, const struct after_hires *market,
                                 double old)
{
    const struct labour_market_parameters *p = &world->parameters.labour_market;
    double idle = world->labour_market->unemployment[c][o] * market->labour_force;
    double open = world->country[c].vacancy_rate / 100.0 * market->posts, now = 1.0;
    if (idle > 0.0 && open > 0.0) {
        now = (market->vacancies / open + p->choice_ballast) / (market->unemployed / idle + p->choice_ballast);
        now = now > p->choice_limit ? p->choice_limit : (now < 1.0 / p->choice_limit ? 1.0 / p->choice_limit : now);
    }
    return averaged(old, now, p->choice_smoothing);
}

/* What the state of the market after its hires makes of choices, recruitment abroad and posts in the months to come. */
static void look_back(const struct cor_context *context, size_t c, size_t o, const struct after_hires *market)
{
    const struct world *world = world_of(context);
    const struct labour_market_parameters *p = &world->parameters.labour_market;
    struct labour_market_macro *macro = labour_market_macro_of(context);
    macro->tightness[c][o] = smoothed_tightness(world, c, o, market, macro->tightness[c][o]);
    macro->unfilled[c][o] = averaged(macro->unfilled[c][o], market->vacancies, p->shortage_months);
    if (market->posts > 0.0 && market->labour_force > 0.0) {
        macro->adjustment[c][o] += posts_adjusted(
            market->unemployed / market->labour_force, world->labour_market->unemployment[c][o], p->posts_opened,
            market->vacancies / market->posts, world->country[c].vacancy_rate / 100.0, p->posts_scrapped);
    }
}

static void match_occupation(const struct cor_context *context, size_t c, size_t o)
{
    const struct world *world = world_of(context);
    struct labour_market_macro *macro = labour_market_macro_of(context);
    size_t cell = vacancy_cell(c, o);
    double employed = (double)totals_of(context)->employed[cell];
    double unemployed = (double)totals_of(context)->unemployed[cell];
    double posts = macro->posts_start[c][o] * demand(context, c, o, employed + unemployed) *
                   cor_exp(macro->adjustment[c][o] + shocks_demand(context, c));
    double vacancies = posts > employed ? posts - employed : 0.0;
    double hires = matches(world->labour_market->efficiency[c][o], unemployed, vacancies,
                           world->parameters.labour_market.match_elasticity);
    macro->employed[c][o] = (int64_t)employed;
    macro->unemployed[c][o] = (int64_t)unemployed;
    macro->vacancies[c][o] = (int64_t)(vacancies + 0.5);
    macro->carry[c][o] += hires;
    macro->seats[c][o] = macro->carry[c][o] > 0.0 ? (int64_t)macro->carry[c][o] : 0;
    look_back(context, c, o,
              &(struct after_hires){.labour_force = employed + unemployed,
                                    .posts = posts,
                                    .unemployed = unemployed - hires,
                                    .vacancies = vacancies - hires});
}

/* Entrants sort into occupations by education as at the start, tilted towards where vacancies are (L14). */
static void tilt_choices(const struct cor_context *context, size_t c)
{
    const struct world *world = world_of(context);
    struct labour_market_macro *macro = labour_market_macro_of(context);
    double pull[N_OCCUPATIONS];
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        pull[o] = cor_pow(macro->tightness[c][o], world->parameters.labour_market.choice_elasticity);
    }
    for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) {
        double share[N_OCCUPATIONS];
        tilted_shares(world->labour_market->occupation_share[c][e], pull, N_OCCUPATIONS, share);
        cuts_of_shares(share, N_OCCUPATIONS, macro->occupation_cut[c][e]);
    }
}

/* The rest of the world has no residents and no queue: only its migrants are counted. */
static void count_rest(const struct cor_context *context, size_t c)
{
    struct labour_market_macro *macro = labour_market_macro_of(context);
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        macro->employed[c][o] = totals_of(context)->employed[vacancy_cell(c, o)];
        macro->unemployed[c][o] = totals_of(context)->unemployed[vacancy_cell(c, o)];
    }
}

static void follow_census(const struct cor_context *context, size_t c)
{
    struct labour_market_macro *macro = labour_market_macro_of(context);
    if (is_census_month(context)) {
        macro->working_age_counted[c] = (double)totals_of(context)->working_age[c];
        macro->care_need_counted[c] = (double)totals_of(context)->care_need[c];
    }
    double months = macro->started ? LABOUR_CENSUS_MONTHS : 1.0;
    macro->working_age[c] = between_censuses(macro->working_age[c], macro->working_age_counted[c], months);
    macro->care_need[c] = between_censuses(macro->care_need[c], macro->care_need_counted[c], months);
}

void labour_market_match(struct cor_context *context)
{
    const struct world *world = world_of(context);
    struct labour_market_macro *macro = labour_market_macro_of(context);
    for (size_t c = 0; c < world->n_countries; c++) {
        if (!country_has_residents(&world->country[c])) {
            count_rest(context, c);
            continue;
        }
        follow_census(context, c);
        if (!macro->started) {
            start_country(context, c);
        }
        for (size_t o = 0; o < N_OCCUPATIONS; o++) {
            match_occupation(context, c, o);
        }
        tilt_choices(context, c);
    }
    macro->started = 1;
}

const int64_t *labour_market_seats(const struct cor_context *context)
{
    return &labour_market_macro_of(context)->seats[0][0];
}

static double country_unemployment(const struct labour_market_macro *macro, size_t c)
{
    int64_t employed = 0, unemployed = 0;
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        employed += macro->employed[c][o];
        unemployed += macro->unemployed[c][o];
    }
    return unemployed > 0 ? (double)unemployed / (double)(employed + unemployed) : 0.0;
}

/* The queue admits whole agents, so that it fills a little more or less than the seats: the difference waits for the
 * next month. Places without applicants lapse. */
void labour_market_close(struct cor_context *context)
{
    const struct cor_queue *queue = &context->queues[QUEUE_vacancies];
    struct labour_market_macro *macro = labour_market_macro_of(context);
    for (size_t c = 0; c < world_of(context)->n_countries; c++) {
        if (!country_has_residents(&world_of(context)->country[c])) {
            continue;
        }
        for (size_t o = 0; o < N_OCCUPATIONS; o++) {
            size_t cell = vacancy_cell(c, o);
            int64_t hired = queue->admitted[cell];
            macro->employed[c][o] += hired;
            macro->unemployed[c][o] -= hired;
            macro->vacancies[c][o] -= hired < macro->vacancies[c][o] ? hired : macro->vacancies[c][o];
            macro->carry[c][o] -= (double)hired;
            if (hired >= queue->applied[cell] && macro->carry[c][o] > 0.0) {
                macro->carry[c][o] = 0.0;
            }
        }
        shocks_tell_unemployment(context, c, country_unemployment(macro, c));
    }
}

double labour_market_unemployment(const struct cor_context *context, size_t country, size_t occupation)
{
    const struct labour_market_macro *macro = labour_market_macro_of(context);
    double unemployed = (double)macro->unemployed[country][occupation];
    double labour_force = (double)macro->employed[country][occupation] + unemployed;
    return labour_force > 0.0 && unemployed > 0.0 ? unemployed / labour_force : 0.0;
}

double labour_market_tightness(const struct cor_context *context, size_t country, size_t occupation)
{
    return labour_market_macro_of(context)->tightness[country][occupation];
}

bool labour_market_has_started(const struct cor_context *context)
{
    return labour_market_macro_of(context)->started;
}

const int64_t *labour_market_vacancies(const struct cor_context *context, size_t country)
{
    return labour_market_macro_of(context)->vacancies[country];
}

const double *labour_market_shortage(const struct cor_context *context, size_t country)
{
    return labour_market_macro_of(context)->unfilled[country];
}

double labour_market_shortage_at_start(const struct cor_context *context, size_t country, size_t occupation)
{
    const struct labour_market_macro *macro = labour_market_macro_of(context);
    return vacancies_at_start(macro->posts_start[country][occupation],
                              world_at_start(world_of(context))->country[country].vacancy_rate / 100.0);
}
