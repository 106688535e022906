/* The kernels of social protection on a handful of persons. */
#include <check.h>
#include "models/migration/migration.h"
#include "models/social_protection/abroad_rules.h"
#include "models/social_protection/rights.h"
#include "tests/models/fixture.h"

static struct fixture fixture;

static void set_up(void)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 64);
    fixture.world->parameters.social_protection.pension_take_up = 1.0;
}

static void tear_down(void)
{
    fixture_free(&fixture);
}

static struct chunk_view *view(void)
{
    return view_of(fixture.chunk);
}

static uint32_t add_worker(uint32_t months, bool formal)
{
    uint32_t row = fixture_person(&fixture, SEX_female, 33, EDUCATION_upper_secondary, WORK_EMPLOYED, NO_ROW);
    view()->person.work[row] = work_make(WORK_EMPLOYED, OCCUPATION_manufacturing, formal);
    view()->person.insured_months[row] = (uint16_t)months;
    view()->person.insured_base[row] = 2500;
    return row;
}

static uint32_t add_migrant(enum stage stage, size_t country, enum channel channel)
{
    uint32_t person_row = fixture_person(&fixture, SEX_male, 27, EDUCATION_upper_secondary, WORK_INACTIVE, NO_ROW);
    uint32_t row = fixture_migrant(&fixture, person_row, stage, country, channel);
    if (stage == STAGE_ABROAD) {
        view()->migrant.flags[row] = MIGRANT_EMPLOYED | MIGRANT_CONTRIBUTES;
        view()->migrant.gross_pay[row] = 240000;
    }
    return row;
}

static void set_slot(uint32_t migrant_row, unsigned slot, size_t country, uint16_t months, int32_t paid)
{
    view()->migrant.insured_country[3 * migrant_row + slot] = (uint8_t)country;
    view()->migrant.insured_months[3 * migrant_row + slot] = months;
    view()->migrant.insured_paid[3 * migrant_row + slot] = paid;
}

static void claim(void)
{
    demography_birthdays_again(&fixture.context, fixture.chunk);
    social_protection_claims(&fixture.context, fixture.chunk);
}

START_TEST(test_only_formal_and_voluntary_workers_at_home_gain_a_month)
{
    uint32_t formal = add_worker(10, true), informal = add_worker(10, false), voluntary = add_worker(10, false);
    uint32_t retired = add_worker(10, true);
    view()->person.work[voluntary] |= WORK_VOLUNTARY;
    view()->person.work[retired] = work_make(WORK_RETIRED, OCCUPATION_care, true) | WORK_VOLUNTARY;
    uint32_t full = add_worker(60000, true);
    social_protection_contribute(&fixture.context, fixture.chunk);
    const uint16_t *months = view()->person.insured_months;
    ck_assert_uint_eq(months[formal], 11);
    ck_assert_uint_eq(months[informal], 10);
    ck_assert_uint_eq(months[voluntary], 11);
    ck_assert_uint_eq(months[retired], 10);
    ck_assert_uint_eq(months[full], 60000);
    ck_assert_int_eq(fixture.totals->insured_months_credited[0], 2);
}
END_TEST

START_TEST(test_a_month_abroad_is_credited_and_paid)
{
    uint32_t row = add_migrant(STAGE_ABROAD, FIXTURE_DEU, CHANNEL_contract);
    social_protection_contribute(&fixture.context, fixture.chunk);
    social_protection_contribute(&fixture.context, fixture.chunk);
    ck_assert_uint_eq(view()->migrant.insured_country[3 * row], FIXTURE_DEU);
    ck_assert_uint_eq(view()->migrant.insured_months[3 * row], 2);
    ck_assert_int_eq(view()->migrant.insured_paid[3 * row], 2 * 22320);
    ck_assert_int_eq(fixture.totals->foreign_months_credited[0], 2);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_contributions_abroad), 100 * 2 * 97440);
}
END_TEST

START_TEST(test_irregular_or_idle_migrants_gain_nothing)
{
    uint32_t irregular = add_migrant(STAGE_ABROAD, FIXTURE_DEU, CHANNEL_irregular);
    uint32_t idle = add_migrant(STAGE_ABROAD, FIXTURE_DEU, CHANNEL_contract);
    view()->migrant.flags[idle] = MIGRANT_CONTRIBUTES | MIGRANT_HOME_INSURED;
    social_protection_contribute(&fixture.context, fixture.chunk);
    ck_assert_uint_eq(view()->migrant.insured_months[3 * irregular] + view()->migrant.insured_months[3 * idle], 0);
    ck_assert_int_eq(fixture.totals->insured_months_credited[0], 0);
}
END_TEST

START_TEST(test_contract_workers_may_insure_at_home_from_abroad)
{
    uint32_t row = add_migrant(STAGE_ABROAD, FIXTURE_JPN, CHANNEL_contract);
    view()->migrant.flags[row] |= MIGRANT_HOME_INSURED;
    social_protection_contribute(&fixture.context, fixture.chunk);
    ck_assert_uint_eq(view()->person.insured_months[view()->migrant.person[row]], 1);
    ck_assert_int_eq(fixture.totals->insured_months_credited[0], 1);
    ck_assert_int_eq(social_protection_overseas_contribution(&fixture.context, fixture.chunk, row), 2072);
}
END_TEST

START_TEST(test_a_fourth_scheme_takes_the_place_of_the_smallest)
{
    uint32_t row = add_migrant(STAGE_ABROAD, FIXTURE_DEU, CHANNEL_contract);
    set_slot(row, 0, FIXTURE_JPN, 30, 500);
    set_slot(row, 1, FIXTURE_ROW, 7, 300);
    set_slot(row, 2, 9, 20, 400);
    social_protection_contribute(&fixture.context, fixture.chunk);
    ck_assert_uint_eq(view()->migrant.insured_country[3 * row + 1], FIXTURE_DEU);
    ck_assert_uint_eq(view()->migrant.insured_months[3 * row + 1], 1);
    ck_assert_int_eq(fixture.totals->foreign_months_ended[0], 7);
}
END_TEST

/* Months of insurance before and after a month of all kernels agree with what was credited and ended. */
START_TEST(test_months_of_insurance_balance)
{
    uint32_t returned = add_migrant(STAGE_RETURNED, FIXTURE_DEU, CHANNEL_contract);
    set_slot(returned, 0, FIXTURE_ROW, 8, 12300);
    view()->migrant.left_month[returned] = (uint16_t)fixture.context.month;
    add_migrant(STAGE_ABROAD, FIXTURE_DEU, CHANNEL_contract);
    uint32_t lapsed = add_worker(31, false);
    add_worker(17, true);
    view()->person.birth_month[lapsed] = (uint16_t)(fixture.context.month - 33 * 12);
    person_lapses(fixture.chunk, lapsed, true);
    fixture.world->parameters.social_protection.lump_hazard = 1.0;
    fixture.world->parameters.social_protection.voluntary_join = 0.0;
    fixture.world->country[FIXTURE_ROW].refund_share = 0.0;
    fixture.world->country[FIXTURE_ROW].qualifying_months = 180;
    social_protection_prepare(fixture.world, &fixture.world->tables->social_protection);
    social_protection_observe(&fixture.context, fixture.chunk);
    int64_t home = fixture.totals->insured_months_stock[0], abroad = fixture.totals->foreign_months_stock[0];
    fixture_month(&fixture, fixture.context.month);
    social_protection_contribute(&fixture.context, fixture.chunk);
    claim();
    social_protection_observe(&fixture.context, fixture.chunk);
    const struct totals *t = fixture.totals;
    ck_assert_int_eq(t->insured_months_ended[0], 31);
    ck_assert_int_eq(t->foreign_months_ended[0], 8);
    ck_assert_int_eq(t->insured_months_stock[0], home + t->insured_months_credited[0] - t->insured_months_ended[0]);
    ck_assert_int_eq(t->foreign_months_stock[0], abroad + t->foreign_months_credited[0] - t->foreign_months_ended[0]);
}
END_TEST

START_TEST(test_a_lump_sum_pays_the_household_and_ends_the_months)
{
    uint32_t row = add_worker(36, false);
    view()->person.birth_month[row] = (uint16_t)(fixture.context.month - 33 * 12);
    person_lapses(fixture.chunk, row, true);
    fixture.world->parameters.social_protection.lump_hazard = 1.0;
    fixture.world->parameters.social_protection.voluntary_join = 0.0;
    int32_t before = view()->household.wealth[view()->person.household[row]];
    claim();
    ck_assert_uint_eq(view()->person.insured_months[row], 0);
    ck_assert_int_eq(view()->household.wealth[view()->person.household[row]], before + 6 * 2500 * 10);
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_vietnam_fund), -6 * 2500 * 10);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_lump_sums), 100);
}
END_TEST

START_TEST(test_a_lump_sum_needs_a_year_without_insurance)
{
    fixture.world->parameters.social_protection.lump_hazard = 1.0;
    fixture.world->parameters.social_protection.voluntary_join = 0.0;
    fixture.world->parameters.social_protection.lump_reform_effect = 0.0;
    uint32_t row = add_worker(36, false);
    view()->person.birth_month[row] = (uint16_t)(fixture.context.month - 33 * 12);
    claim();
    ck_assert_uint_eq(view()->person.insured_months[row], 36);
    fixture_month(&fixture, fixture.context.month + 12);
    claim();
    ck_assert_uint_eq(view()->person.insured_months[row], 0);
}
END_TEST

/* One was insured before July 2025, one only since; both left insurance years later. */
START_TEST(test_members_of_before_the_reform_keep_their_lump_sum)
{
    fixture.world->parameters.social_protection.lump_hazard = 1.0;
    fixture.world->parameters.social_protection.lump_reform_effect = 0.0;
    fixture.world->parameters.social_protection.voluntary_join = 0.0;
    fixture_month(&fixture, cor_month(2025, 6));
    uint32_t early = add_worker(1, true), late = add_worker(0, true);
    claim();
    fixture_month(&fixture, cor_month(2036, 1));
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t row = i ? late : early;
        view()->person.insured_months[row] = 60; /* fewer than have passed since */
        view()->person.birth_month[row] = (uint16_t)(fixture.context.month - 44 * 12);
        view()->person.work[row] = work_make(WORK_EMPLOYED, OCCUPATION_care, false);
        person_lapses(fixture.chunk, row, true);
    }
    claim();
    ck_assert_uint_eq(view()->person.insured_months[early], 0);
    ck_assert_uint_eq(view()->person.insured_months[late], 60);
    ck_assert_uint_eq(view()->person.parity[early], 0); /* who enters again is a new member */
}
END_TEST

START_TEST(test_vested_persons_of_pension_age_retire_with_a_pension)
{
    fixture_month(&fixture, cor_month(2030, 1));
    uint32_t row = fixture_person(&fixture, SEX_female, 60, EDUCATION_primary, WORK_EMPLOYED, NO_ROW);
    view()->person.birth_month[row] = (uint16_t)(fixture.context.month - 60 * 12);
    view()->person.insured_months[row] = 16 * 12 + 4;
    view()->person.insured_base[row] = 2000;
    view()->person.pay[row] = 3000;
    claim();
    ck_assert_int_eq(work_status(view()->person.work[row]), WORK_RETIRED);
    ck_assert_uint_eq(view()->person.pay[row], 0);
    ck_assert_int_eq(fixture_pension(&fixture, row), 9600); /* .48 of 200 USD */
    fixture.context.observe = true;
    social_protection_observe(&fixture.context, fixture.chunk);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_pensioners), 100);
}
END_TEST

/* 11 years and a treaty: 24.75 % of a base of 20 USD, or of 400; pay is 300. */
START_TEST(test_a_tiny_pension_does_not_end_work)
{
    fixture_month(&fixture, cor_month(2030, 1));
    fixture_lever(&fixture, LEVER_totalise_origin, 1.0);
    uint32_t row[2];
    for (uint32_t i = 0; i < 2; i++) {
        row[i] = fixture_person(&fixture, SEX_female, 60, EDUCATION_primary, WORK_EMPLOYED, NO_ROW);
        view()->person.birth_month[row[i]] = (uint16_t)(fixture.context.month - 60 * 12);
        view()->person.insured_months[row[i]] = 11 * 12;
        view()->person.insured_base[row[i]] = i ? 4000 : 200;
        view()->person.pay[row[i]] = 3000;
        set_slot(fixture_migrant(&fixture, row[i], STAGE_RETURNED, FIXTURE_DEU, CHANNEL_contract), 0, FIXTURE_DEU, 48,
                 1);
    }
    claim();
    ck_assert_int_eq(work_status(view()->person.work[row[0]]), WORK_EMPLOYED);
    ck_assert_uint_eq(view()->person.pay[row[0]], 3000);
    ck_assert_uint_eq(view()->person.insured_months[row[0]], 11 * 12);
    ck_assert_int_eq(work_status(view()->person.work[row[1]]), WORK_RETIRED);
    person_stops_work(fixture.chunk, row[0], WORK_RETIRED); /* later, by age */
    ck_assert_int_eq(fixture_pension(&fixture, row[0]), 495);
}
END_TEST

START_TEST(test_totalised_months_vest_a_pension_of_viet_nam_only_under_a_treaty)
{
    fixture_month(&fixture, cor_month(2030, 1));
    uint32_t row = add_migrant(STAGE_RETURNED, FIXTURE_DEU, CHANNEL_contract);
    uint32_t person_row = view()->migrant.person[row];
    set_slot(row, 0, FIXTURE_DEU, 48, 1000);
    view()->person.insured_months[person_row] = 11 * 12;
    view()->person.insured_base[person_row] = 2000;
    ck_assert(!social_protection_home_right(&fixture.context, fixture.chunk, person_row).totalised);
    fixture_lever(&fixture, LEVER_totalise_origin, 1.0);
    struct home_right right = social_protection_home_right(&fixture.context, fixture.chunk, person_row);
    ck_assert(right.totalised && !right.alone);
    ck_assert_int_eq(social_protection_home_pension(&fixture.context, fixture.chunk, person_row, right),
                     4950); /* .2475 of 200 USD */
    view()->migrant.insured_months[3 * row] = 47;
    ck_assert(!social_protection_home_right(&fixture.context, fixture.chunk, person_row).totalised);
}
END_TEST

START_TEST(test_months_insured_in_both_countries_count_once_after_the_return_too)
{
    fixture_month(&fixture, cor_month(2030, 1));
    fixture_lever(&fixture, LEVER_totalise_origin, 1.0);
    uint32_t row = add_migrant(STAGE_ABROAD, FIXTURE_DEU, CHANNEL_contract);
    uint32_t person_row = view()->migrant.person[row];
    view()->migrant.flags[row] |= MIGRANT_HOME_INSURED;
    view()->person.insured_months[person_row] = 12 * 12;
    for (int month = 0; month < 24; month++) {
        social_protection_contribute(&fixture.context, fixture.chunk);
    }
    ck_assert_uint_eq(view()->person.insured_months[person_row], 14 * 12);
    ck_assert_uint_eq(view()->migrant.insured_both[3 * row], 24);
    ck_assert(!social_protection_home_right(&fixture.context, fixture.chunk, person_row).totalised);
    migration_return(&fixture.context, fixture.chunk, row);
    ck_assert(!social_protection_home_right(&fixture.context, fixture.chunk, person_row).totalised);
    view()->migrant.insured_months[3 * row] += 12; /* a year of work there without insurance at home */
    ck_assert(social_protection_home_right(&fixture.context, fixture.chunk, person_row).totalised);
}
END_TEST

START_TEST(test_totalisation_for_the_destination_needs_its_own_switch)
{
    uint32_t row = add_migrant(STAGE_RETURNED, FIXTURE_DEU, CHANNEL_contract);
    set_slot(row, 0, FIXTURE_DEU, 48, 1000);
    view()->person.insured_months[view()->migrant.person[row]] = 12;
    fixture_lever(&fixture, LEVER_totalise_origin, 1.0);
    ck_assert(!social_protection_foreign_right(&fixture.context, fixture.chunk, row, 0).totalised);
    fixture_lever(&fixture, LEVER_totalise_destination, 1.0);
    struct foreign_right right = social_protection_foreign_right(&fixture.context, fixture.chunk, row, 0);
    ck_assert(right.totalised && right.preserved && right.payable && !right.alone);
}
END_TEST

START_TEST(test_member_states_that_the_regulation_binds_totalise_among_themselves_without_a_treaty)
{
    struct world *world = fixture.world;
    world->country[FIXTURE_JPN].eu = true;
    world->country[FIXTURE_JPN].eu_coordinated = 1;
    social_protection_prepare(world, &world->tables->social_protection);
    uint32_t row = add_migrant(STAGE_RETURNED, FIXTURE_DEU, CHANNEL_contract);
    set_slot(row, 0, FIXTURE_DEU, 36, 1000);
    set_slot(row, 1, FIXTURE_JPN, 24, 1000);
    ck_assert(social_protection_foreign_right(&fixture.context, fixture.chunk, row, 0).totalised);
    ck_assert(social_protection_foreign_right(&fixture.context, fixture.chunk, row, 1).totalised);
    world->country[FIXTURE_JPN].eu_coordinated = 0; /* a member that takes no part, as Denmark */
    social_protection_prepare(world, &world->tables->social_protection);
    ck_assert(!social_protection_foreign_right(&fixture.context, fixture.chunk, row, 0).totalised);
}
END_TEST

static uint32_t add_returned(int32_t months_ago)
{
    uint32_t row = add_migrant(STAGE_RETURNED, FIXTURE_DEU, CHANNEL_contract);
    set_slot(row, 0, FIXTURE_DEU, 36, 669600);
    view()->migrant.left_month[row] = (uint16_t)(fixture.context.month - months_ago);
    return row;
}

START_TEST(test_a_refund_is_paid_after_the_wait_once)
{
    fixture.world->parameters.social_protection.claim_take_up = 1.0;
    uint32_t row = add_returned(23), person_row = view()->migrant.person[row];
    int32_t before = view()->household.wealth[view()->person.household[person_row]];
    claim();
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_refunds), 0);
    fixture_month(&fixture, fixture.context.month + 1);
    claim();
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_refunds), 66960000);
    ck_assert_int_eq(fixture.totals->foreign_months_ended[0], 36);
    ck_assert_int_eq(view()->household.wealth[view()->person.household[person_row]], before + 669600);
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_destination_fund), -669600);
    ck_assert_uint_eq(view()->person.migrant[person_row], NO_ROW); /* nothing left: the record is given back */
    ck_assert_uint_eq(view()->migrant.stage[row], STAGE_FREE);
}
END_TEST

/* Korea pays both parts to contract workers alone, Japan at most 60 months. */
START_TEST(test_refunds_are_those_of_the_law_of_the_country)
{
    struct country *country = &fixture.world->country[FIXTURE_DEU];
    fixture.world->parameters.social_protection.claim_take_up = 1.0;
    uint32_t contract = add_returned(24), family = add_returned(24);
    view()->migrant.channel[family] = CHANNEL_family;
    country->refund_share = 2;
    country->refund_dispatched_only = 1;
    social_protection_prepare(fixture.world, &fixture.world->tables->social_protection);
    claim();
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_refunds), 2 * 66960000);
    ck_assert_uint_eq(view()->migrant.stage[contract], STAGE_FREE);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_forfeited), 66960000);
    country->refund_share = 1;
    country->refund_dispatched_only = 0;
    country->refund_months_most = 24;
    social_protection_prepare(fixture.world, &fixture.world->tables->social_protection);
    fixture_month(&fixture, fixture.context.month + 12);
    claim();
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_refunds), 66960000 * 24 / 36);
}
END_TEST

START_TEST(test_refunds_of_earlier_years_are_in_the_wealth_of_the_household)
{
    fixture.world->parameters.social_protection.claim_take_up = 1.0;
    uint32_t early = add_returned(60), late = add_returned(20);
    uint32_t household = view()->person.household[view()->migrant.person[early]];
    int32_t before = view()->household.wealth[household];
    social_protection_claims_before(&fixture.context, fixture.chunk, early);
    social_protection_claims_before(&fixture.context, fixture.chunk, late);
    ck_assert_uint_eq(view()->migrant.insured_months[3 * early], 0);
    ck_assert_uint_eq(view()->migrant.insured_months[3 * late], 36);
    ck_assert_int_eq(view()->household.wealth[household], before);
}
END_TEST

START_TEST(test_months_at_the_start_are_those_that_employers_paid)
{
    uint32_t row = add_migrant(STAGE_ABROAD, FIXTURE_DEU, CHANNEL_contract);
    double compliance = fixture.world->parameters.social_protection.compliance_europe;
    view()->migrant.first_pay[row] = 200000;
    social_protection_insure_at_start(&fixture.context, fixture.chunk, row, CHANNEL_contract, 10, 100);
    ck_assert_uint_eq(view()->migrant.insured_months[3 * row], (unsigned)(10 + 100 * compliance + 0.5));
    ck_assert_uint_eq(view()->migrant.insured_country[3 * row], FIXTURE_DEU);
    ck_assert_int_eq(view()->migrant.insured_paid[3 * row] / view()->migrant.insured_months[3 * row], 18600);
    view()->migrant.flags[row] = MIGRANT_EMPLOYED;
    social_protection_insure_at_start(&fixture.context, fixture.chunk, row, CHANNEL_contract, 10, 100);
    ck_assert_uint_eq(view()->migrant.insured_months[3 * row], (unsigned)(100 * compliance + 0.5));
}
END_TEST

START_TEST(test_forgotten_refunds_are_claimed_when_claiming_becomes_easier)
{
    fixture.world->parameters.social_protection.claim_take_up = 0.0;
    uint32_t row = add_returned(24);
    claim();
    ck_assert_uint_eq(view()->migrant.stage[row], STAGE_RETURNED);
    ck_assert_int_eq(view()->migrant.insured_paid[3 * row], 669600);
    fixture_month(&fixture, fixture.context.month + 12);
    fixture_lever(&fixture, LEVER_claim_added, 1.0);
    claim();
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_refunds), 66960000);
}
END_TEST

START_TEST(test_an_agreement_that_only_closes_refunds_forfeits_contributions)
{
    fixture_lever(&fixture, LEVER_refund_closed, 1.0);
    uint32_t row = add_returned(24);
    claim();
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_forfeited), 66960000);
    ck_assert_uint_eq(view()->migrant.insured_months[3 * row], 36); /* a later treaty may add them up */
    fixture_month(&fixture, fixture.context.month + 12);
    claim();
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_forfeited), 0);
}
END_TEST

/* Refunds close and open again, or a treaty comes: what was forfeited is paid, and no longer counted as lost. */
START_TEST(test_forfeited_rights_revive_with_their_money)
{
    fixture.world->parameters.social_protection.claim_take_up = 1.0;
    fixture_lever(&fixture, LEVER_refund_closed, 1.0);
    uint32_t reopened = add_returned(24), worker = add_returned(24), treaty = add_returned(24);
    view()->person.insured_months[view()->migrant.person[treaty]] = 12 * 12;
    claim();
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_forfeited), 3 * 66960000);
    fixture_month(&fixture, fixture.context.month + 12);
    fixture_lever(&fixture, LEVER_totalise_destination, 1.0); /* the treaty reaches the months at home of one */
    view()->migrant.left_month[reopened] = view()->migrant.left_month[worker] = (uint16_t)fixture.context.month;
    claim();
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_forfeited), -66960000);
    ck_assert_int_eq(view()->migrant.insured_paid[3 * treaty], 669600);
    fixture_lever(&fixture, LEVER_totalise_destination, 0.0);
    record_begin(fixture.chunk, view()->migrant.person[worker], STAGE_ABROAD, FIXTURE_DEU, CHANNEL_contract,
                 fixture.context.month);
    view()->migrant.flags[worker] = MIGRANT_EMPLOYED | MIGRANT_CONTRIBUTES;
    view()->migrant.gross_pay[worker] = 240000;
    social_protection_contribute(&fixture.context, fixture.chunk);
    ck_assert_int_eq(view()->migrant.insured_paid[3 * worker], 669600 + 22320);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_forfeited), -2 * 66960000);
    fixture_lever(&fixture, LEVER_refund_closed, 0.0);
    fixture_month(&fixture, fixture.context.month + 24);
    claim();
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_refunds) % 66960000, 0);
    ck_assert_uint_eq(view()->migrant.stage[reopened], STAGE_FREE);
}
END_TEST

/* A right that was forfeited and that a treaty makes payable pays what any other does. */
START_TEST(test_a_right_without_money_is_no_right)
{
    fixture_month(&fixture, cor_month(2045, 1));
    uint32_t person_row = fixture_person(&fixture, SEX_female, 62, EDUCATION_primary, WORK_RETIRED, NO_ROW);
    uint32_t row = fixture_migrant(&fixture, person_row, STAGE_RETURNED, FIXTURE_DEU, CHANNEL_contract);
    set_slot(row, 0, FIXTURE_DEU, 84, -1562400);
    fixture_lever(&fixture, LEVER_refund_closed, 1.0);
    ck_assert(social_protection_foreign_right(&fixture.context, fixture.chunk, row, 0).payable);
    int64_t pension = fixture_pension(&fixture, person_row);
    ck_assert_int_eq(pension, abroad_pension(1562400, 9.3, 1.02));
    ck_assert_int_gt(pension, 0);
}
END_TEST

START_TEST(test_totalised_periods_are_not_forfeited_when_refunds_close)
{
    fixture_lever(&fixture, LEVER_refund_closed, 1.0);
    fixture_lever(&fixture, LEVER_totalise_destination, 1.0);
    add_returned(24);
    claim();
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_forfeited), 0);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_refunds), 0);
}
END_TEST

START_TEST(test_records_with_debt_or_savings_are_kept)
{
    uint32_t debtor = add_migrant(STAGE_RETURNED, FIXTURE_DEU, CHANNEL_contract);
    uint32_t saver = add_migrant(STAGE_RETURNED, FIXTURE_DEU, CHANNEL_contract);
    uint32_t free = add_migrant(STAGE_RETURNED, FIXTURE_DEU, CHANNEL_contract);
    view()->migrant.debt[debtor] = 1;
    view()->migrant.savings[saver] = 1;
    claim();
    ck_assert_uint_eq(view()->migrant.stage[debtor], STAGE_RETURNED);
    ck_assert_uint_eq(view()->migrant.stage[saver], STAGE_RETURNED);
    ck_assert_uint_eq(view()->migrant.stage[free], STAGE_FREE);
}
END_TEST

START_TEST(test_death_ends_all_months)
{
    uint32_t row = add_returned(3), person_row = view()->migrant.person[row];
    view()->person.insured_months[person_row] = 50;
    social_protection_end(&fixture.context, fixture.chunk, person_row);
    ck_assert_int_eq(fixture.totals->insured_months_ended[0], 50);
    ck_assert_int_eq(fixture.totals->foreign_months_ended[0], 36);
}
END_TEST

START_TEST(test_irregular_workers_are_never_enrolled)
{
    fixture_lever(&fixture, LEVER_contribution_added, 1.0);
    fixture_lever(&fixture, LEVER_home_insurance_added, 1.0);
    uint32_t irregular = add_migrant(STAGE_ABROAD, FIXTURE_DEU, CHANNEL_irregular);
    uint32_t contract = add_migrant(STAGE_ABROAD, FIXTURE_DEU, CHANNEL_contract);
    uint32_t skilled = add_migrant(STAGE_ABROAD, FIXTURE_DEU, CHANNEL_skilled);
    uint32_t idle = add_migrant(STAGE_ABROAD, FIXTURE_DEU, CHANNEL_contract);
    view()->migrant.flags[idle] = 0;
    social_protection_enrol(&fixture.context, fixture.chunk, irregular);
    social_protection_enrol(&fixture.context, fixture.chunk, contract);
    social_protection_enrol(&fixture.context, fixture.chunk, skilled);
    social_protection_enrol(&fixture.context, fixture.chunk, idle);
    ck_assert_uint_eq(view()->migrant.flags[irregular], MIGRANT_EMPLOYED);
    ck_assert_uint_eq(view()->migrant.flags[contract], MIGRANT_EMPLOYED | MIGRANT_CONTRIBUTES | MIGRANT_HOME_INSURED);
    ck_assert_uint_eq(view()->migrant.flags[skilled], MIGRANT_EMPLOYED | MIGRANT_CONTRIBUTES);
    ck_assert_uint_eq(view()->migrant.flags[idle], 0);
}
END_TEST

START_TEST(test_each_step_of_coverage_lies_within_the_one_before)
{
    add_migrant(STAGE_ABROAD, FIXTURE_DEU, CHANNEL_irregular);
    uint32_t unregistered = add_migrant(STAGE_ABROAD, FIXTURE_DEU, CHANNEL_contract);
    uint32_t lapsed = add_migrant(STAGE_ABROAD, FIXTURE_DEU, CHANNEL_contract);
    uint32_t settled = add_migrant(STAGE_ABROAD, FIXTURE_DEU, CHANNEL_family);
    add_migrant(STAGE_ABROAD, FIXTURE_DEU, CHANNEL_contract); /* newcomer */
    view()->migrant.flags[unregistered] = MIGRANT_EMPLOYED;
    view()->migrant.flags[lapsed] = MIGRANT_EMPLOYED;
    set_slot(lapsed, 0, FIXTURE_DEU, 5, 1000);
    view()->migrant.arrived[settled] = (uint16_t)(fixture.context.month - 70);
    fixture.context.observe = true;
    social_protection_observe(&fixture.context, fixture.chunk);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_covered_by_law), 400);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_affiliated), 300);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_contributing), 200);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_protected), 100);
}
END_TEST

/* One has a German pension of his own and one of Viet Nam by totalisation, one only the former, one nothing. */
START_TEST(test_a_person_with_two_rights_to_a_pension_is_counted_once)
{
    fixture_month(&fixture, cor_month(2030, 1));
    uint32_t both = add_migrant(STAGE_RETURNED, FIXTURE_DEU, CHANNEL_contract);
    uint32_t foreign = add_migrant(STAGE_RETURNED, FIXTURE_DEU, CHANNEL_contract);
    add_migrant(STAGE_RETURNED, FIXTURE_DEU, CHANNEL_contract);
    set_slot(both, 0, FIXTURE_DEU, 80, 1000);
    set_slot(foreign, 0, FIXTURE_DEU, 80, 1000);
    view()->person.insured_months[view()->migrant.person[both]] = 10 * 12;
    fixture_lever(&fixture, LEVER_totalise_origin, 1.0);
    fixture.context.observe = true;
    social_protection_observe(&fixture.context, fixture.chunk);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_vested_abroad), 200);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_vested_by_totalisation), 100);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_pension_rights), 200);
}
END_TEST

/* 50 persons hold 7 years in Germany and 12 at home, which a treaty completes. */
START_TEST(test_rights_are_law_for_all_and_pensions_for_those_who_claim)
{
    enum { N = 50 };
    int64_t paid[3] = {0}, totalised[3] = {0};
    fixture_month(&fixture, cor_month(2045, 1));
    fixture_lever(&fixture, LEVER_totalise_origin, 1.0);
    uint32_t person_row[N];
    for (uint32_t i = 0; i < N; i++) {
        person_row[i] = fixture_person(&fixture, SEX_female, 62, EDUCATION_primary, WORK_RETIRED, NO_ROW);
        uint32_t row = fixture_migrant(&fixture, person_row[i], STAGE_RETURNED, FIXTURE_DEU, CHANNEL_contract);
        set_slot(row, 0, FIXTURE_DEU, 84, 1562400);
        view()->person.insured_months[person_row[i]] = 12 * 12;
        view()->person.insured_base[person_row[i]] = 2000;
    }
    fixture.world->parameters.social_protection.pension_take_up = 0.5;
    for (int step = 0; step < 3; step++) {
        fixture_lever(&fixture, LEVER_claim_added, 0.25 * step);
        for (uint32_t i = 0; i < N; i++) {
            struct home_right right = social_protection_home_right(&fixture.context, fixture.chunk, person_row[i]);
            int64_t pension = fixture_pension(&fixture, person_row[i]);
            totalised[step] += right.totalised;
            paid[step] += pension > 0;
            ck_assert(pension == 0 || pension == 14280 + 5400); /* .27 of 200 USD */
        }
    }
    ck_assert(totalised[0] == N && totalised[1] == N && totalised[2] == N);
    ck_assert(paid[0] > 15 && paid[0] < 35 && paid[1] > paid[0]);
    ck_assert_int_eq(paid[2], N);
}
END_TEST

START_TEST(test_an_agreement_in_operation_is_law_for_all)
{
    struct world *world = fixture.world;
    const struct cor_context *context = &fixture.context;
    world->country[FIXTURE_DEU].social_security_agreement_year = 2026;
    ck_assert_double_eq(
        social_protection_agreement_share(context, LEVER_totalise_origin, FIXTURE_DEU, CHANNEL_contract, 0), 0);
    fixture_month(&fixture, cor_month(2026, 1));
    ck_assert_double_eq(
        social_protection_agreement_share(context, LEVER_totalise_origin, FIXTURE_DEU, CHANNEL_contract, 0), 1);
    ck_assert_double_eq(
        social_protection_agreement_share(context, LEVER_refund_closed, FIXTURE_DEU, CHANNEL_contract, 0), 0);
}
END_TEST

START_TEST(test_gain_falls_when_the_refund_closes_and_rises_with_easier_claims)
{
    const struct cor_context *context = &fixture.context;
    double base = social_protection_gain(context, FIXTURE_DEU, CHANNEL_contract, OCCUPATION_care, 36);
    ck_assert_double_gt(base, 0.0); /* what is paid in is taken off pay, not here */
    fixture_lever(&fixture, LEVER_claim_added, .3);
    double easier = social_protection_gain(context, FIXTURE_DEU, CHANNEL_contract, OCCUPATION_care, 36);
    ck_assert_double_gt(easier, base);
    fixture_lever(&fixture, LEVER_claim_added, 0);
    fixture_lever(&fixture, LEVER_refund_closed, 1);
    ck_assert_double_lt(social_protection_gain(context, FIXTURE_DEU, CHANNEL_contract, OCCUPATION_care, 36), base);
    ck_assert_double_eq(social_protection_gain(context, FIXTURE_DEU, CHANNEL_irregular, OCCUPATION_care, 36), 0);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, test_only_formal_and_voluntary_workers_at_home_gain_a_month);
    tcase_add_test(tests, test_a_month_abroad_is_credited_and_paid);
    tcase_add_test(tests, test_irregular_or_idle_migrants_gain_nothing);
    tcase_add_test(tests, test_contract_workers_may_insure_at_home_from_abroad);
    tcase_add_test(tests, test_a_fourth_scheme_takes_the_place_of_the_smallest);
    tcase_add_test(tests, test_months_of_insurance_balance);
    tcase_add_test(tests, test_a_lump_sum_pays_the_household_and_ends_the_months);
    tcase_add_test(tests, test_a_lump_sum_needs_a_year_without_insurance);
    tcase_add_test(tests, test_members_of_before_the_reform_keep_their_lump_sum);
    tcase_add_test(tests, test_vested_persons_of_pension_age_retire_with_a_pension);
    tcase_add_test(tests, test_a_tiny_pension_does_not_end_work);
    tcase_add_test(tests, test_totalised_months_vest_a_pension_of_viet_nam_only_under_a_treaty);
    tcase_add_test(tests, test_totalisation_for_the_destination_needs_its_own_switch);
    tcase_add_test(tests, test_member_states_that_the_regulation_binds_totalise_among_themselves_without_a_treaty);
    tcase_add_test(tests, test_a_refund_is_paid_after_the_wait_once);
    tcase_add_test(tests, test_refunds_are_those_of_the_law_of_the_country);
    tcase_add_test(tests, test_refunds_of_earlier_years_are_in_the_wealth_of_the_household);
    tcase_add_test(tests, test_months_at_the_start_are_those_that_employers_paid);
    tcase_add_test(tests, test_forgotten_refunds_are_claimed_when_claiming_becomes_easier);
    tcase_add_test(tests, test_an_agreement_that_only_closes_refunds_forfeits_contributions);
    tcase_add_test(tests, test_months_insured_in_both_countries_count_once_after_the_return_too);
    tcase_add_test(tests, test_forfeited_rights_revive_with_their_money);
    tcase_add_test(tests, test_a_right_without_money_is_no_right);
    tcase_add_test(tests, test_totalised_periods_are_not_forfeited_when_refunds_close);
    tcase_add_test(tests, test_records_with_debt_or_savings_are_kept);
    tcase_add_test(tests, test_death_ends_all_months);
    tcase_add_test(tests, test_irregular_workers_are_never_enrolled);
    tcase_add_test(tests, test_each_step_of_coverage_lies_within_the_one_before);
    tcase_add_test(tests, test_a_person_with_two_rights_to_a_pension_is_counted_once);
    tcase_add_test(tests, test_rights_are_law_for_all_and_pensions_for_those_who_claim);
    tcase_add_test(tests, test_an_agreement_in_operation_is_law_for_all);
    tcase_add_test(tests, test_gain_falls_when_the_refund_closes_and_rises_with_easier_claims);
}

Suite *suite_social_protection(void);
Suite *suite_social_protection(void)
{
    Suite *suite = suite_create("social_protection");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    add_tests(tests);
    suite_add_tcase(suite, tests);
    return suite;
}
