/* Pay of persons at home and abroad, and the macro level of pay. */
#include "models/wages/wages.h"
#include "models/wages/wages_rules.h"
#include "models/labour_market/labour_market.h"
#include "models/social_protection/social_protection.h"
#include "models/wages/wages_world.h"

/* Macro factors are zero before the first update, when the population is made. */
static double macro_factor(const struct cor_context *context, size_t country, size_t occupation)
{
    const struct wages_macro *macro = wages_macro_of(context);
    return macro->level[country] > 0.0 ? macro->level[country] * macro->curve[country][occupation] : 1.0;
}

static void update_curve(const struct cor_context *context, size_t c, size_t o)
{
    const struct world *world = world_of(context);
    const struct wages_parameters *p = &world->parameters.wages;
    struct wages_macro *macro = wages_macro_of(context);
    double start = labour_market_unemployment_at_start(world, c, o);
    double now = labour_market_unemployment(context, c, o);
    if (country_has_residents(&world->country[c]) && start > 0.0 && labour_market_has_started(context)) {
        macro->slack[c][o] = wage_curve_slack(macro->slack[c][o], now, start, p->curve_limit, p->curve_months);
        macro->shortage[c][o] = shortage_pay(macro->shortage[c][o], labour_market_tightness(context, c, o),
                                             p->shortage_pay, p->shortage_fade);
    }
    macro->curve[c][o] =
        wage_curve_factor(world->wages->wage_curve[c], macro->slack[c][o]) * cor_exp(macro->shortage[c][o]);
}

void wages_update(struct cor_context *context)
{
    const struct world *world = world_of(context);
    double months = context->month > world->first_month ? 1.0 : 0.0; /* growth of this year, from the first month on */
    for (size_t c = 0; c < world->n_countries; c++) {
        wages_macro_of(context)->level[c] *= trend_factor(world->country[c].real_wage_growth, months / 12.0);
        for (size_t o = 0; o < N_OCCUPATIONS; o++) {
            update_curve(context, c, o);
        }
    }
}

void wages_begin(struct cor_context *context)
{
    for (size_t c = 0; c < world_of(context)->n_countries; c++) {
        wages_macro_of(context)->level[c] = 1.0;
    }
    wages_update(context);
}

double wages_level(const struct cor_context *context, size_t country)
{
    return wages_macro_of(context)->level[country];
}

double wages_curve(const struct cor_context *context, size_t country, size_t occupation)
{
    return wages_macro_of(context)->curve[country][occupation];
}

/* Has the person been abroad and come back? */
static bool is_returned(const struct chunk_view *view, uint32_t person_row)
{
    return view->person.past_country[person_row] != HOME;
}

/* Pay in an occupation in Viet Nam this month before region and person. */
static double home_place(const struct cor_context *context, size_t occupation)
{
    return world_of(context)->wages->home_base[occupation] * macro_factor(context, HOME, occupation);
}

/* What all workers of a month share: the factor of vocational schools and the age up to which it holds (W12). */
struct schools {
    double factor;
    int until;
};

static struct schools vocational_schools(const struct cor_context *context)
{
    const struct wages_parameters *p = &world_of(context)->parameters.wages;
    return (struct schools){vocational_factor(p, lever_at(context, LEVER_vocational_added, HOME, 0, 0),
                                              lever_at(context, LEVER_partner_training, HOME, 0, 0)),
                            (int)p->vocational_until};
}

/* place: home_place() of the person's occupation. */
static inline uint16_t home_pay(const struct wages_tables *tables, const struct chunk_view *view, uint32_t person_row,
                                int32_t month, double place, struct schools schools)
{
    uint8_t traits = view->person.traits[person_row], work = view->person.work[person_row];
    int age = age_years(view->person.birth_month[person_row], month);
    double pay = place * tables->region[trait_region(traits)] *
                 tables->experience[trait_education(traits)][age < 0 ? 0 : (age > MAX_AGE ? MAX_AGE : age)] *
                 tables->sex[trait_sex(traits)] * tables->formal[work & WORK_FORMAL ? 1 : 0] *
                 tables->ability[view->person.ability[person_row]];
    pay *= is_returned(view, person_row) ? tables->returned : tables->trained[view->person.past_skill[person_row]];
    if (age < schools.until && trait_education(traits) == EDUCATION_upper_secondary) {
        pay *= schools.factor;
    }
    return pay < 1.0 ? 1u : (pay >= 65535.0 ? UINT16_MAX : (uint16_t)(pay + 0.5));
}

uint16_t wages_home_pay(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t person_row)
{
    const struct chunk_view *view = const_view_of(chunk);
    double place = home_place(context, work_occupation(view->person.work[person_row]));
    return home_pay(world_of(context)->wages, view, person_row, context->month, place, vocational_schools(context));
}

/* Pay of a place without the worker's skill, cents per month. */
static double place_abroad(const struct cor_context *context, size_t c, size_t channel, size_t o)
{
    return world_of(context)->wages->abroad_base[c][channel][o] * macro_factor(context, c, o);
}

static double entry_factor(const struct cor_context *context, size_t c, size_t channel, size_t o, double years)
{
    const struct world *world = world_of(context);
    double gap = world->wages->entry_gap[c][channel] * lever_at(context, LEVER_entry_gap_factor, c, channel, o);
    return assimilation_factor(gap, world->parameters.wages.assimilation, years);
}

/* Gross pay abroad without the individual effect, cents per month. Training pay does not depend on the person. */
static double abroad_pay(const struct cor_context *context, size_t c, size_t channel, size_t o, double months,
                         double skill)
{
    double place = place_abroad(context, c, channel, o);
    return channel == CHANNEL_apprenticeship ? place
                                             : place * entry_factor(context, c, channel, o, months / 12.0) * skill;
}

int32_t wages_abroad_pay(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct chunk_view *view = const_view_of(chunk);
    const struct migrant_columns *migrant = &view->migrant;
    uint32_t person_row = migrant->person[migrant_row];
    size_t channel = migrant->channel[migrant_row];
    int32_t months = context->month - (int32_t)migrant->arrived[migrant_row];
    struct worker_skills who = {.education = trait_education(view->person.traits[person_row]),
                                .months = months > 0 ? (double)months : 0.0,
                                .language = level_of_units(migrant->language[migrant_row]),
                                .vocational = (double)migrant->vocational[migrant_row] / VOCATIONAL_UNITS,
                                .recognised = migrant->flags[migrant_row] & MIGRANT_RECOGNISED};
    size_t country = migrant->country[migrant_row], occupation = migrant->occupation[migrant_row];
    double skill =
        skill_abroad(&world_of(context)->parameters.wages, who, course_style(migrant->course[migrant_row]) ? 1.0 : 0.0);
    double pay = abroad_pay(context, country, channel, occupation, who.months, cor_exp(skill));
    if (channel != CHANNEL_apprenticeship) {
        pay *= world_of(context)->wages->ability_abroad[view->person.ability[person_row]];
    }
    return pay < 1.0 ? 1 : (pay >= 1e8 ? 100000000 : (int32_t)(pay + 0.5));
}

double wages_abroad_expected(const struct cor_context *context, size_t country, size_t channel, size_t occupation,
                             unsigned education, double language)
{
    struct worker_skills who = {.education = education,
                                .language = language,
                                .vocational =
                                    lever_at(context, LEVER_vocational_months, country, channel, occupation) / 12.0};
    double skill = skill_abroad(&world_of(context)->parameters.wages, who,
                                lever_at(context, LEVER_soft_skills, country, channel, occupation));
    return abroad_pay(context, country, channel, occupation, 0.0, cor_exp(skill));
}

double wages_abroad_expected_mean(const struct cor_context *context, size_t country, size_t channel,
                                  const double *share, unsigned education, double language)
{
    double mean = 0.0;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        mean +=
            share[k] > 0.0 ? share[k] * wages_abroad_expected(context, country, channel, k, education, language) : 0.0;
    }
    return mean;
}

void wages_pay_at_home(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *rows, uint32_t n)
{
    const struct chunk_view *view = view_of(chunk);
    const struct wages_tables *tables = world_of(context)->wages;
    const int32_t month = context->month;
    const struct schools schools = vocational_schools(context);
    double place[N_OCCUPATIONS];
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        place[o] = home_place(context, o);
    }
    for (uint32_t i = 0; i < n; i++) {
        size_t occupation = work_occupation(view->person.work[rows[i]]);
        view->person.pay[rows[i]] = home_pay(tables, view, rows[i], month, place[occupation], schools);
    }
}

void wages_end_pay(struct cor_chunk *chunk, uint32_t person_row)
{
    if (chunk->kind == KIND_ORIGIN) {
        view_of(chunk)->person.pay[person_row] = 0;
    }
}

void wages_pay_migrant(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    bool employed = migrant->flags[migrant_row] & MIGRANT_EMPLOYED;
    int32_t gross = employed ? wages_abroad_pay(context, chunk, migrant_row) : 0;
    migrant->gross_pay[migrant_row] = gross;
    if (migrant->first_pay[migrant_row] == 0) {
        migrant->first_pay[migrant_row] = gross;
    }
}

static void pay_abroad(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *rows, uint32_t n)
{
    const struct chunk_view *view = view_of(chunk);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t record = view->person.migrant[rows[i]];
        if (record != NO_ROW && view->migrant.flags[record] & MIGRANT_EMPLOYED) {
            wages_pay_migrant(context, chunk, record);
        }
    }
}

/* Piece by piece, those whom it concerns are listed first: their status follows no order that could be guessed. */
void wages_year(struct cor_context *context, struct cor_chunk *chunk)
{
    const uint8_t *work = view_of(chunk)->person.work;
    const struct scratch *scratch = scratch_of(context);
    for (struct piece p = pieces_of_persons(scratch->birthdays, scratch->n_birthdays); piece_next(&p);) {
        uint32_t home[DRAW_BLOCK], abroad[DRAW_BLOCK], n_home = 0, n_abroad = 0;
        for (uint32_t i = 0; i < p.n; i++) {
            uint32_t row = p.rows[i];
            enum work_status status = work_status(work[row]);
            home[n_home] = abroad[n_abroad] = row;
            n_home += status == WORK_EMPLOYED;
            n_abroad += status == WORK_ABROAD;
        }
        wages_pay_at_home(context, chunk, home, n_home);
        pay_abroad(context, chunk, abroad, n_abroad);
    }
}

double wages_gain_on_entry(const struct cor_context *context, size_t country, size_t channel, double entry_gap_factor)
{
    double gap = world_of(context)->wages->entry_gap[country][channel];
    double speed = world_of(context)->parameters.wages.assimilation;
    return assimilation_factor(gap * entry_gap_factor, speed, 0.0) / assimilation_factor(gap, speed, 0.0);
}

int32_t wages_contribution(const struct world *world, size_t country, int32_t gross)
{
    return (int32_t)part_of(gross, world->wages->contribution_rate[country]);
}

int32_t wages_tax(const struct world *world, size_t country, int32_t gross)
{
    return (int32_t)income_tax(gross, world->wages->allowance[country], world->wages->tax_rate[country]);
}

int32_t wages_home_tax(const struct world *world, uint8_t work, int32_t gross)
{
    return work_is_formal_job(work) ? wages_tax(world, HOME, gross) : 0;
}

int32_t wages_home_net_pay(const struct world *world, uint8_t work, uint16_t pay)
{
    int32_t gross = 10 * (int32_t)pay;
    return net_of(gross, social_protection_home_contribution(world, work, pay), wages_home_tax(world, work, gross));
}

int64_t wages_purchasing_power(const struct world *world, size_t country, int64_t net, int64_t remitted)
{
    double here = world->country[country].price_level, there = world->country[HOME].price_level;
    double cents = purchasing_power((double)net, (double)remitted, here > 0.0 ? here : 1.0, there > 0.0 ? there : 1.0);
    return cents < 0.0 ? (int64_t)(cents - 0.5) : (int64_t)(cents + 0.5);
}
