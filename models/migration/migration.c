/* Look-up tables, and the passage between home and abroad that other mechanisms use too. */
#include <string.h>
#include "models/migration/choice_rules.h"
#include "models/migration/family.h"
#include "models/migration/migration_rules.h"
#include "models/labour_market/labour_market.h"
#include "models/recruitment/recruitment.h"
#include "models/migration/migration_world.h"
#include "models/wages/wages.h"

static void prepare_age_terms(struct migration_tables *tables, const struct migration_parameters *p)
{
    double sum = 0.0;
    for (int age = 0; age <= MAX_AGE; age++) {
        tables->age_term[age] = p->aspire_age * choice_age_intensity(age + 0.5, p->aspire_age_decline,
                                                                     p->aspire_age_peak, p->aspire_age_rise);
        sum += age >= 18 && age <= 35 ? tables->age_term[age] : 0.0;
    }
    for (int age = 0; age <= MAX_AGE; age++) {
        tables->age_term[age] -= sum / 18.0;
    }
}

static void prepare_regions(const struct world *world, struct migration_tables *tables)
{
    const struct country *home = &world->country[HOME];
    tables->log_home_prices = cor_log(home->price_level);
    for (size_t r = 0; r < N_REGIONS; r++) {
        double ratio = home->dispatch_ratio[r] > 0.01 ? home->dispatch_ratio[r] : 0.01;
        tables->region_term[r] = world->parameters.migration.aspire_region * cor_log(ratio);
        tables->home_pay[r] = 100.0 * country_mean_wage(home) * home->wage_ratio[r];
    }
}

void migration_occupation_weights(const double *vietnamese_share, const struct migration_parameters *p,
                                  enum occupation_mix mix, double *weight)
{
    memcpy(weight, vietnamese_share, N_OCCUPATIONS * sizeof *weight);
    weight[OCCUPATION_professional] *= mix == MIX_graduate ? p->professional_skilled : p->professional_other;
    scale_to_one(weight, N_OCCUPATIONS);
}

static void prepare_occupations(const struct world *world, struct migration_tables *tables, size_t country)
{
    for (size_t mix = 0; mix < N_MIXES; mix++) {
        migration_occupation_weights(world->country[country].vietnamese_share, &world->parameters.migration,
                                     (enum occupation_mix)mix, tables->occupation_weight[country][mix]);
    }
}

static void prepare_sexes(const struct world *world, struct migration_tables *tables, size_t country)
{
    double interested = world->parameters.migration.interest_female;
    double female = world->country[country].vietnamese_female_share / 100.0;
    tables->female_weight[country][SEX_female] = female / interested;
    tables->female_weight[country][SEX_male] = (1.0 - female) / (1.0 - interested);
}

/* Absconding per month at the debt that contract workers typically have. */
static double typical_absconding(const struct migration_parameters *p)
{
    return migration_absconding(p, p->abscond_debt_typical, 1.0);
}

static double hazard_of_return(const struct world *world, size_t country, size_t channel, int32_t months)
{
    return world->migration->exit_hazard[country][channel][migration_exit_year(has_extensions(channel), months)];
}

static double hazard_of_absconding(const struct world *world, size_t channel)
{
    return is_tied(channel) ? typical_absconding(&world->parameters.migration) : 0.0;
}

/* Per month, within the first term. */
static double hazard_of_leaving(const struct world *world, size_t country, size_t channel)
{
    return hazard_of_return(world, country, channel, 0) + hazard_of_absconding(world, channel);
}

struct migration_fates migration_fates_of_month(const struct world *world, size_t country, size_t channel,
                                                int32_t months)
{
    double home = hazard_of_return(world, country, channel, months), absconds = hazard_of_absconding(world, channel);
    double leaves = migration_happens_within_month(home + absconds), all = home + absconds;
    return (struct migration_fates){.home = all > 0.0 ? leaves * home / all : 0.0,
                                    .irregular = all > 0.0 ? leaves * absconds / all : 0.0};
}

struct migration_fates migration_fates_at_term_end(const struct world *world, size_t country, size_t channel)
{
    const struct migration_tables *tables = world->migration;
    struct term_end end =
        migration_term_end(tables->extension[country][channel], tables->switch_probability[channel], 1.0);
    double overstays = migration_overstay(&world->parameters.migration, 0.0, 1.0);
    return (struct migration_fates){.home = end.leave * (1.0 - overstays),
                                    .irregular = end.leave * overstays,
                                    .skilled = 1.0 - end.leave - end.extend};
}

/* Contract and study: terms and extensions together give the mean stay of the exit table (Little's law with entries).
 */
static void prepare_extensions(const struct world *world, struct migration_tables *tables, size_t country)
{
    const struct migration_parameters *p = &world->parameters.migration;
    const struct country *facts = &world->country[country];
    for (size_t h = 0; h < N_CHANNELS; h++) {
        if (!has_extensions(h)) {
            continue;
        }
        double further = h == CHANNEL_contract ? p->extension_contract_months : p->extension_study_months;
        tables->extension[country][h] = migration_extension(tables->stay_months[country][h], facts->contract_months[h],
                                                            further, hazard_of_leaving(world, country, h));
    }
}

/* Exits from irregular status: what keeps the observed number steady under the inflow that the other rates imply. */
static void prepare_irregular_exit(const struct world *world, struct migration_tables *tables, size_t country)
{
    const struct migration_parameters *p = &world->parameters.migration;
    const struct country *facts = &world->country[country];
    const double *stock = facts->vietnamese_stock, *entries = facts->vietnamese_entries;
    double staying =
        cor_exp(-hazard_of_leaving(world, country, CHANNEL_contract) * facts->contract_months[CHANNEL_contract]);
    double inflow = 12.0 * typical_absconding(p) * (stock[CHANNEL_contract] + stock[CHANNEL_apprenticeship]) +
                    (1.0 - tables->extension[country][CHANNEL_contract]) * entries[CHANNEL_contract] * staying *
                        migration_overstay(p, 0.0, 1.0); /* debts are paid when a term ends */
    double rate = migration_irregular_exit(inflow, stock[CHANNEL_irregular], p->regularise_rate, p->irregular_exit_min,
                                           p->irregular_exit_max, world->exit_rate[CHANNEL_irregular][0]);
    for (size_t year = 0; year < 5; year++) {
        tables->exit_hazard[country][CHANNEL_irregular][year] = migration_monthly_hazard(rate, 1.0);
    }
    tables->stay_months[country][CHANNEL_irregular] = 12.0 / (rate > 0.01 ? rate : 0.01);
}

static void prepare_stays(const struct world *world, struct migration_tables *tables, size_t country)
{
    const struct migration_parameters *p = &world->parameters.migration;
    double factor = world->country[country].exit_multiplier;
    double reference = choice_annuity(p->stay_reference, p->discount_rate);
    for (size_t h = 0; h < N_CHANNELS; h++) {
        for (size_t year = 0; year < 5; year++) {
            tables->exit_hazard[country][h][year] = migration_monthly_hazard(world->exit_rate[h][year], factor);
        }
        tables->stay_months[country][h] = migration_mean_stay(world->exit_rate[h], factor);
    }
    prepare_extensions(world, tables, country);
    prepare_irregular_exit(world, tables, country);
    for (size_t h = 0; h < N_CHANNELS; h++) {
        tables->horizon[country][h] = choice_annuity(tables->stay_months[country][h], p->discount_rate) / reference;
    }
}

/* Where those who move on within Europe go: to the west, in proportion to the Vietnamese who live there. */
static void prepare_onward_moves(const struct world *world, struct migration_tables *tables)
{
    double sum = 0.0, *cumulative = tables->onward_cumulative;
    for (size_t c = 0; c < world->n_countries; c++) {
        const struct country *facts = &world->country[c];
        if (facts->nest == NEST_eu_west && facts->eu) {
            for (size_t h = 0; h < N_CHANNELS; h++) {
                sum += facts->vietnamese_stock[h];
            }
        }
        cumulative[c] = sum;
    }
    for (size_t c = 0; c < world->n_countries; c++) {
        cumulative[c] = sum > 0.0 ? cumulative[c] / sum : 0.0;
    }
}

static double happens_within_month(double yearly)
{
    return migration_happens_within_month(migration_monthly_hazard(yearly, 1.0));
}

static void prepare_risks(const struct world *world, struct migration_tables *tables)
{
    const struct migration_parameters *p = &world->parameters.migration;
    struct migration_risks *risks = &tables->risks;
    risks->regularised = cor_threshold(happens_within_month(p->regularise_rate));
    risks->moves_onward = cor_threshold(happens_within_month(p->onward_rate));
    risks->recognised = cor_threshold(1.0 / p->recognition_months);
    risks->permanent = cor_threshold(p->permanent_rate);
    for (int units = 0; units <= UINT8_MAX; units++) {
        risks->language_gain[units] = migration_language_per_month((uint8_t)units, p->exposure_rate, p->exposure_most);
    }
    for (size_t c = HOME + 1; c < world->n_countries; c++) {
        bool west_exists = tables->onward_cumulative[world->n_countries - 1] > 0.0;
        risks->may_move_onward[c] = world->country[c].nest == NEST_eu_cee && world->country[c].eu && west_exists;
    }
}

void migration_prepare(const struct world *world, struct migration_tables *tables)
{
    const struct migration_parameters *p = &world->parameters.migration;
    memset(tables, 0, sizeof *tables);
    tables->switch_probability[CHANNEL_contract] = p->switch_contract;
    tables->switch_probability[CHANNEL_apprenticeship] = p->switch_apprenticeship;
    tables->switch_probability[CHANNEL_study] = p->switch_study;
    prepare_age_terms(tables, p);
    tables->aspire_logit = cor_logit(p->aspire_share);
    migration_prepare_aspire_screen(world, tables);
    migration_prepare_choice_screen(world, tables);
    prepare_regions(world, tables);
    for (size_t c = HOME + 1; c < world->n_countries; c++) {
        prepare_occupations(world, tables, c);
        prepare_sexes(world, tables, c);
        prepare_stays(world, tables, c);
    }
    prepare_onward_moves(world, tables);
    prepare_risks(world, tables);
    migration_prepare_stay_screen(world, tables);
}

double migration_home_net_pay(const struct world *world, size_t region)
{
    double gross = world->migration->home_pay[region], formal = labour_market_mean_formal_share(world);
    double units = gross / 10.0 < (double)UINT16_MAX ? gross / 10.0 : (double)UINT16_MAX;
    double net = wages_home_net_pay(world, work_make(WORK_EMPLOYED, OCCUPATION_services, true), (uint16_t)units);
    return (1.0 - formal) * gross + formal * net;
}

double migration_capacity_of(const struct cor_context *context, size_t country, size_t channel)
{
    return migration_macro_of(context)->capacity[country][channel];
}

double migration_lever_mean(const struct cor_context *context, size_t lever, size_t country, size_t channel)
{
    const double *share = world_of(context)->migration->occupation_weight[country][MIX_general];
    double base = lever_at(context, (enum lever)lever, country, channel, 0), difference = 0.0;
    for (size_t k = 1; k < N_OCCUPATIONS; k++) {
        difference += share[k] * (lever_at(context, (enum lever)lever, country, channel, k) - base);
    }
    return base + difference; /* exactly the common value when the lever is the same everywhere */
}

double migration_lever_amount(const struct cor_context *context, size_t lever, size_t country, size_t channel)
{
    double sum = 0.0;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        sum += lever_at(context, (enum lever)lever, country, channel, k);
    }
    return sum;
}

static void come_home(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t person_row = migrant->person[migrant_row];
    observe(context, chunk, OUTPUT_returns, observed_migrant(context, chunk, migrant_row), 1);
    totals_of(context)->rows_returned[0]++;
    book_transfer(context, chunk, TRANSFER_savings_brought, migrant->country[migrant_row],
                  migrant->savings[migrant_row]);
    person_comes_home(chunk, migrant_row);
    view_of(chunk)->person.past_country[person_row] = migrant->country[migrant_row];
    view_of(chunk)->person.past_skill[person_row] = migrant->language[migrant_row];
    migrant->flags[migrant_row] =
        (uint8_t)((migrant->flags[migrant_row] & (unsigned)MIGRANT_RECOGNISED) | (unsigned)MIGRANT_REPEAT);
    wages_pay_migrant(context, chunk, migrant_row);
    migrant->contract_end[migrant_row] = NO_MONTH;
    migrant->left_month[migrant_row] = (uint16_t)context->month;
    record_enter(chunk, migrant_row, STAGE_RETURNED, context->month);
    labour_market_enter(context, chunk, person_row);
    record_settle(chunk, migrant_row);
}

void migration_return(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    uint32_t *companions = kin_list(context);
    uint32_t n = migration_list_companions(context, chunk, migrant_row, companions);
    come_home(context, chunk, migrant_row);
    for (uint32_t i = 0; i < n; i++) {
        come_home(context, chunk, companions[i]);
    }
}

/* Of those who have been abroad the language is remembered instead. */
static void keep_training(struct chunk_view *view, uint32_t migrant_row)
{
    uint32_t person_row = view->migrant.person[migrant_row];
    if (view->person.past_country[person_row] == HOME) {
        view->person.past_skill[person_row] = view->migrant.vocational[migrant_row];
    }
}

void migration_give_up(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    observe(context, chunk, OUTPUT_drop_outs, observed_migrant(context, chunk, migrant_row), 1);
    recruitment_forfeit(context, chunk, migrant_row);
    keep_training(view_of(chunk), migrant_row);
    record_enter(chunk, migrant_row, STAGE_RETURNED, context->month);
    record_settle(chunk, migrant_row);
}

void migration_end(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t record = view_of(chunk)->person.migrant[person_row];
    if (record != NO_ROW) {
        totals_of(context)->rows_returned[0] += migrant->stage[record] == STAGE_ABROAD;
    }
}
