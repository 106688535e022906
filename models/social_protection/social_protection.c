/* Tables from facts and parameters, enrolment of migrants, and the value of protection in the decision to leave. */
#include "models/social_protection/abroad_rules.h"
#include "models/social_protection/rights.h"
#include "models/social_protection/social_protection_world.h"

/* A date in years and twelfths as a month. */
static int32_t month_of_date(double year)
{
    return (int32_t)((year - COR_EPOCH_YEAR) * 12.0 + 0.5);
}

/* Law 71/2006/QH11, too, asked of those who insure alone what it asked of worker and employer together: less before 2014. */
static double own_rate_of(const struct world *world)
{
    const struct country *home = &world->country[HOME];
    double at_home = (home->pension_employee_rate + home->pension_employer_rate) / 100.0;
    double rate = world->parameters.social_protection.overseas_rate;
    return rate < at_home ? rate : at_home;
}

static struct vietnam_law law_from(const struct world *world)
{
    const struct social_protection_parameters *p = &world->parameters.social_protection;
    struct vietnam_law law = {
        .reform_month = month_of_date(p->reform_year),
        .vesting_before = (uint32_t)(12.0 * p->vesting_years_before + 0.5),
        .vesting_after = (uint32_t)(12.0 * p->vesting_years + 0.5),
        .bought = (uint32_t)p->missing_months_bought,
        .rate = p->pension_rate,
        .rate_early = p->pension_rate_early,
        .step_early = p->pension_step_early,
        .step = p->pension_step,
        .rate_max = p->pension_rate_max,
        .treaty_rate = p->treaty_rate,
        .rate_years = {[SEX_female] = p->pension_years_women, [SEX_male] = p->pension_years_men},
        .grant_months = p->grant_months,
        .grant_years = {[SEX_female] = p->grant_years_women, [SEX_male] = p->grant_years_men},
        .lump_months = p->lump_months,
        .lump_months_before = p->lump_months_before,
        .lump_change_month = month_of_date(p->lump_change_year),
        .lump_law_month = month_of_date(p->lump_law_year),
        .lump_months_max = (uint32_t)(12.0 * p->lump_years_max + 0.5),
        .age_2021 = {[SEX_female] = (int32_t)p->pension_age_women_2021, [SEX_male] = (int32_t)p->pension_age_men_2021},
        .age_step = {[SEX_female] = (int32_t)p->pension_age_women_step, [SEX_male] = (int32_t)p->pension_age_men_step},
        .age_final = {[SEX_female] = (int32_t)p->pension_age_women, [SEX_male] = (int32_t)p->pension_age_men},
        .own_rate = own_rate_of(world),
    };
    return law;
}

static double compliance_of(const struct social_protection_parameters *p, enum nest nest, enum channel channel)
{
    double work = nest == NEST_eu_west || nest == NEST_eu_cee ? p->compliance_europe
                  : nest == NEST_east_asia                    ? p->compliance_east_asia
                                                              : p->compliance_other;
    switch (channel) {
    case CHANNEL_family:
        return work * p->compliance_family_factor;
    case CHANNEL_study:
        return work * p->compliance_study_factor;
    case CHANNEL_irregular:
        return 0.0;
    default:
        return work;
    }
}

static void prepare_scheme(const struct social_protection_parameters *p, const struct country *country,
                           struct foreign_scheme *scheme)
{
    scheme->old_age = country->pension_employee_rate + country->pension_employer_rate > 0.0;
    scheme->coordinated = p->eu_coordination >= 0.5 && country->eu_coordinated >= 0.5;
    scheme->exports = country->pension_exportable >= 0.5;
    scheme->qualifying = (uint32_t)(country->qualifying_months + 0.5);
    scheme->pension_rate = millionths(country->pension_employee_rate);
    scheme->all_rate = millionths(country->employee_contribution_rate + country->employer_contribution_rate);
    scheme->refund_wait = country->refund_share > 0.0 ? (int32_t)(country->refund_wait_months + 0.5) : 0;
    scheme->refund_share = country->refund_share;
    scheme->refund_months_most = country->refund_months_most;
    scheme->refund_channels = country->refund_dispatched_only >= 0.5 ? 1u << CHANNEL_contract : (1u << N_CHANNELS) - 1u;
    for (unsigned channel = 0; channel < N_CHANNELS; channel++) {
        scheme->compliance[channel] = compliance_of(p, country->nest, (enum channel)channel);
    }
    scheme->contribution = country->pension_employee_rate / 100.0;
    scheme->pension_value = country->pension_accrual / 100.0 / 12.0 *
                            abroad_pension_months(p->discount_rate, p->years_to_pension, p->years_of_pension);
    scheme->refund_value = scheme->contribution * scheme->refund_share *
                           cor_pow(1.0 + p->discount_rate, -country->refund_wait_months / 12.0);
}

/* VND to tenths of a dollar, for insured pay. */
static uint16_t base_from(double dong, double exchange_rate)
{
    double tenths = dong / exchange_rate * 10.0 + 0.5;
    return tenths < (double)UINT16_MAX ? (uint16_t)tenths : UINT16_MAX;
}

/* Cents per month on a base in VND. */
static int32_t own_contribution(const struct vietnam_law *law, double base, double exchange_rate)
{
    return (int32_t)(vietnam_own_contribution(law, base) / exchange_rate * 100.0 + 0.5);
}

void social_protection_prepare(const struct world *world, struct social_protection_tables *tables)
{
    const struct social_protection_parameters *p = &world->parameters.social_protection;
    double exchange_rate = world->country[HOME].exchange_rate;
    tables->law = law_from(world);
    tables->base_least = base_from(p->reference_level, exchange_rate);
    tables->base_most = base_from(p->reference_level * p->base_levels_max, exchange_rate);
    tables->base_voluntary = base_from(p->voluntary_base, exchange_rate);
    tables->base_overseas = base_from(p->reference_level * p->overseas_levels, exchange_rate);
    tables->employee_rate = millionths(world->country[HOME].employee_contribution_rate);
    tables->employer_rate = millionths(world->country[HOME].employer_contribution_rate);
    tables->employee_pension_rate = millionths(world->country[HOME].pension_employee_rate);
    tables->employer_pension_rate = millionths(world->country[HOME].pension_employer_rate);
    tables->voluntary_contribution = own_contribution(&tables->law, p->voluntary_base, exchange_rate);
    tables->overseas_contribution =
        own_contribution(&tables->law, p->reference_level * p->overseas_levels, exchange_rate);
    tables->social_pension = (int64_t)(p->social_pension / exchange_rate * 100.0 + 0.5);
    for (size_t country = 0; country < world->n_countries; country++) {
        prepare_scheme(p, &world->country[country], &tables->scheme[country]);
    }
}

static uint8_t flag_when(bool condition, uint8_t flags, enum migrant_flag flag)
{
    return (uint8_t)(condition ? flags | (unsigned)flag : flags & ~(unsigned)flag);
}

void social_protection_enrol(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    const struct world *world = world_of(context);
    uint32_t id = view_of(chunk)->person.id[migrant->person[migrant_row]];
    size_t country = migrant->country[migrant_row], channel = migrant->channel[migrant_row];
    size_t occupation = migrant->occupation[migrant_row];
    bool liable = (migrant->flags[migrant_row] & MIGRANT_EMPLOYED) && channel != CHANNEL_irregular;
    double added = lever_at(context, LEVER_contribution_added, country, channel, occupation);
    double pays = world->social_protection->scheme[country].compliance[channel] + added;
    double insures = world->parameters.social_protection.home_insurance +
                     lever_at(context, LEVER_home_insurance_added, country, channel, occupation);
    struct cor_draws employer = draws_of(context, chunk, id, DRAWS_employer_abroad);
    struct cor_draws worker = draws_of(context, chunk, id, DRAWS_insurance_at_home);
    uint8_t flags = migrant->flags[migrant_row];
    flags = flag_when(liable && cor_happens(employer.word[WORD_employer_abroad_contributes], pays), flags,
                      MIGRANT_CONTRIBUTES);
    flags = flag_when(liable && channel == CHANNEL_contract &&
                          cor_happens(worker.word[WORD_insurance_at_home_insures], insures),
                      flags, MIGRANT_HOME_INSURED);
    record_mark(chunk, migrant_row, UINT8_MAX, flags);
    if (liable) {
        book_transfer(context, chunk, TRANSFER_inspection_abroad, country,
                      (int64_t)(100.0 * world->parameters.social_protection.inspection_cost * added + 0.5));
    }
}

void social_protection_insure_at_start(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                                       enum channel channel, double in_job, double earlier)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    const struct foreign_scheme *scheme = &world_of(context)->social_protection->scheme[migrant->country[migrant_row]];
    bool pays = migrant->flags[migrant_row] & MIGRANT_CONTRIBUTES;
    int32_t months = (int32_t)((pays ? in_job : 0.0) + earlier * scheme->compliance[channel] + 0.5);
    if (scheme->old_age && months > 0) {
        double paid = (double)months * abroad_contribution(migrant->first_pay[migrant_row], scheme->pension_rate);
        migrant->insured_country[INSURANCE_SLOTS * migrant_row] = migrant->country[migrant_row];
        migrant->insured_months[INSURANCE_SLOTS * migrant_row] = (uint16_t)months;
        migrant->insured_both[INSURANCE_SLOTS * migrant_row] =
            migrant->flags[migrant_row] & MIGRANT_HOME_INSURED ? (uint16_t)months : 0;
        migrant->insured_paid[INSURANCE_SLOTS * migrant_row] = (int32_t)(paid < 2e9 ? paid : 2e9);
    }
}

static double share_or_one(bool certain, double share)
{
    return certain ? 1.0 : (share < 1.0 ? share : 1.0);
}

double social_protection_usually_contributes(const struct cor_context *context, size_t country, size_t channel)
{
    return channel == CHANNEL_irregular ? 0.0
                                        : world_of(context)->social_protection->scheme[country].compliance[channel];
}

double social_protection_contributes(const struct cor_context *context, size_t country, size_t channel,
                                     size_t occupation)
{
    double added = lever_at(context, LEVER_contribution_added, country, channel, occupation);
    double usual = social_protection_usually_contributes(context, country, channel);
    return channel == CHANNEL_irregular ? 0.0 : share_or_one(false, usual + added);
}

double social_protection_gain(const struct cor_context *context, size_t country, size_t channel, size_t occupation,
                              double stay_months)
{
    const struct social_protection_parameters *p = &world_of(context)->parameters.social_protection;
    const struct foreign_scheme *scheme = &world_of(context)->social_protection->scheme[country];
    double totalised =
        stay_months < p->minimum_period
            ? 0.0
            : social_protection_agreement_share(context, LEVER_totalise_destination, country, channel, occupation);
    double exported = share_or_one(scheme->exports, social_protection_agreement_share(context, LEVER_pension_export,
                                                                                      country, channel, occupation));
    double vests = share_or_one(stay_months >= (double)scheme->qualifying, totalised);
    double added = lever_at(context, LEVER_claim_added, country, channel, occupation);
    struct abroad_prospect prospect = {
        .contributes = social_protection_contributes(context, country, channel, occupation),
        .pension_chance = vests < exported ? vests : exported, /* both hang on the same agreement and the same draw */
        .pension_value = scheme->pension_value * share_or_one(false, p->pension_take_up + added),
        .refund_chance = (1.0 - lever_at(context, LEVER_refund_closed, country, channel, occupation)) *
                         share_or_one(false, p->claim_take_up + added),
        .refund_value = (scheme->refund_channels >> channel) & 1u
                            ? scheme->refund_value * abroad_refund_counts(stay_months, scheme->refund_months_most)
                            : 0.0,
    };
    return abroad_gain(&prospect, stay_months);
}
