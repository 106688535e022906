/* The demand side of the labour market (models/labour_market/README.md, L5 to L9, L14): once a month for every country and
 * occupation, from the counts of persons. */
#include "models/labour_market/labour_market_rules.h"
#include "tests/reference/twin.h"

static double relative(double now, double start)
{
    return start > 0.0 && now > 0.0 ? now / start : 1.0;
}

/* The first month: posts at which the observed rates of unemployment and of vacancies hold. */
static void start_market(struct twin *t, size_t c)
{
    const struct country *country = &t->world->country[c];
    struct labour_market_macro *market = &t->macro.labour_market;
    market->population_start[c] = (double)t->totals.population[c];
    market->working_age_start[c] = market->working_age[c];
    market->care_need_start[c] = market->care_need[c];
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        size_t cell = vacancy_cell(c, o);
        double labour_force = (double)(t->totals.employed[cell] + t->totals.unemployed[cell]);
        double employed = labour_force * (1.0 - t->world->labour_market->unemployment[c][o]);
        market->labour_force_start[c][o] = labour_force;
        market->posts_start[c][o] = employed * (1.0 + vacancies_per_employed(country->vacancy_rate / 100.0));
        market->unfilled[c][o] = market->posts_start[c][o] - employed;
        market->tightness[c][o] = 1.0;
    }
}

/* Posts relative to the start: Viet Nam (L9), care (L8), all others (L7). */
static double growth_of_posts(const struct twin *t, size_t c, size_t o, double labour_force)
{
    const struct labour_market_parameters *p = &t->world->parameters.labour_market;
    const struct labour_market_macro *market = &t->macro.labour_market;
    double working_age = relative(market->working_age[c], market->working_age_start[c]);
    double pay = t->macro.wages.curve[c][o];
    if (c == HOME) {
        return home_growth(relative(labour_force, market->labour_force_start[c][o]), working_age, p->home_absorption);
    }
    if (o == OCCUPATION_care) {
        double years = (double)(t->month - t->world->first_month) / 12.0;
        return care_growth(relative(market->care_need[c], market->care_need_start[c]), p->demand_care,
                           p->care_productivity, years, pay, p->demand_wage);
    }
    return posts_growth(working_age, relative((double)t->totals.population[c], market->population_start[c]),
                        p->demand_population, pay, p->demand_wage);
}

/* Vacancies per unemployed relative to the usual, as a moving mean. */
static double tightness_of(const struct twin *t, size_t c, size_t o, double vacant, double idle)
{
    const struct labour_market_parameters *p = &t->world->parameters.labour_market;
    double now = (vacant + p->choice_ballast) / (idle + p->choice_ballast);
    now = now > p->choice_limit ? p->choice_limit : (now < 1.0 / p->choice_limit ? 1.0 / p->choice_limit : now);
    double before = t->macro.labour_market.tightness[c][o];
    return before + (now - before) / p->choice_smoothing;
}

/* What is left after the hires tells entrants where to go, recruiters what is short, and employers how many posts make sense. */
static void look_back(struct twin *t, size_t c, size_t o, double labour_force, double posts, double unemployed,
                      double vacancies)
{
    const struct labour_market_parameters *p = &t->world->parameters.labour_market;
    struct labour_market_macro *market = &t->macro.labour_market;
    double usually_idle = t->world->labour_market->unemployment[c][o];
    double usually_vacant = t->world->country[c].vacancy_rate / 100.0;
    bool compares = usually_idle * labour_force > 0.0 && usually_vacant * posts > 0.0;
    market->tightness[c][o] = tightness_of(t, c, o, compares ? vacancies / (usually_vacant * posts) : 1.0,
                                           compares ? unemployed / (usually_idle * labour_force) : 1.0);
    market->unfilled[c][o] += (vacancies - market->unfilled[c][o]) / p->shortage_months;
    if (posts > 0.0 && labour_force > 0.0) {
        market->adjustment[c][o] += p->posts_opened * (unemployed / labour_force - usually_idle) -
                                    p->posts_scrapped * (vacancies / posts - usually_vacant);
    }
}

static double deviation_of_posts(const struct twin *t, size_t c)
{
    double eta = t->world->parameters.labour_market.match_elasticity;
    const struct country *facts = &t->world->country[c];
    return t->macro.shocks.demand[c] *
           (facts->unemployment_rate / 100.0 + facts->vacancy_rate / 100.0 * eta / (1.0 - eta));
}

static void match(struct twin *t, size_t c, size_t o)
{
    struct labour_market_macro *market = &t->macro.labour_market;
    size_t cell = vacancy_cell(c, o);
    double employed = (double)t->totals.employed[cell], unemployed = (double)t->totals.unemployed[cell];
    double posts = market->posts_start[c][o] * growth_of_posts(t, c, o, employed + unemployed) *
                   cor_exp(market->adjustment[c][o] + deviation_of_posts(t, c));
    double vacancies = posts > employed ? posts - employed : 0.0;
    double hires = matches(t->world->labour_market->efficiency[c][o], unemployed, vacancies,
                           t->world->parameters.labour_market.match_elasticity);
    market->vacancies[c][o] = (int64_t)(vacancies + 0.5);
    market->carry[c][o] += hires;
    market->seats[c][o] = market->carry[c][o] > 0.0 ? (int64_t)market->carry[c][o] : 0;
    look_back(t, c, o, employed + unemployed, posts, unemployed - hires, vacancies - hires);
}

/* Entrants sort by education as at the start, tilted towards where vacancies are (L14). */
static void tilt_choices(struct twin *t, size_t c)
{
    struct labour_market_macro *market = &t->macro.labour_market;
    for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) {
        const double *usual = t->world->labour_market->occupation_share[c][e];
        double share[N_OCCUPATIONS], sum = 0.0;
        for (size_t o = 0; o < N_OCCUPATIONS; o++) {
            share[o] =
                usual[o] * cor_pow(market->tightness[c][o], t->world->parameters.labour_market.choice_elasticity);
            sum += share[o];
        }
        for (size_t o = 0; o < N_OCCUPATIONS; o++) {
            share[o] = sum > 0.0 ? share[o] / sum : usual[o];
        }
        cuts_of_shares(share, N_OCCUPATIONS, market->occupation_cut[c][e]);
    }
}

void twin_labour_market_match(struct twin *t)
{
    struct labour_market_macro *market = &t->macro.labour_market;
    for (size_t c = 0; c < t->world->n_countries; c++) {
        for (size_t o = 0; o < N_OCCUPATIONS; o++) {
            market->employed[c][o] = t->totals.employed[vacancy_cell(c, o)];
            market->unemployed[c][o] = t->totals.unemployed[vacancy_cell(c, o)];
        }
        if (!country_has_residents(&t->world->country[c])) {
            continue; /* no queue: only its migrants are counted */
        }
        if (is_month_of_census(t)) {
            market->working_age_counted[c] = (double)t->totals.working_age[c];
            market->care_need_counted[c] = (double)t->totals.care_need[c];
        }
        double months = market->started ? 6.0 : 1.0;
        market->working_age[c] = between_censuses(market->working_age[c], market->working_age_counted[c], months);
        market->care_need[c] = between_censuses(market->care_need[c], market->care_need_counted[c], months);
        if (!market->started) {
            start_market(t, c);
        }
        for (size_t o = 0; o < N_OCCUPATIONS; o++) {
            match(t, c, o);
        }
        tilt_choices(t, c);
    }
    market->started = 1;
}

static double rate_of_unemployment(const struct labour_market_macro *market, size_t c)
{
    double unemployed = 0.0, all = 0.0;
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        unemployed += (double)market->unemployed[c][o];
        all += (double)(market->employed[c][o] + market->unemployed[c][o]);
    }
    return unemployed > 0.0 ? unemployed / all : 0.0;
}

/* Hires are booked; the fraction of an agent by which the queue filled more or less than the seats waits for the next
 * month, seats that nobody applied for are lost. */
void twin_labour_market_close(struct twin *t)
{
    struct labour_market_macro *market = &t->macro.labour_market;
    const struct cor_queue *queue = &t->queue[QUEUE_vacancies];
    for (size_t c = 0; c < t->world->n_countries; c++) {
        if (!country_has_residents(&t->world->country[c])) {
            continue;
        }
        for (size_t o = 0; o < N_OCCUPATIONS; o++) {
            int64_t hired = queue->admitted[vacancy_cell(c, o)], left = market->vacancies[c][o] - hired;
            market->employed[c][o] += hired;
            market->unemployed[c][o] -= hired;
            market->vacancies[c][o] = left > 0 ? left : 0;
            market->carry[c][o] -= (double)hired;
            if (hired >= queue->applied[vacancy_cell(c, o)] && market->carry[c][o] > 0.0) {
                market->carry[c][o] = 0.0;
            }
        }
        t->macro.shocks.unemployment[c] = rate_of_unemployment(market, c);
    }
}
