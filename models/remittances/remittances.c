/* The monthly account of migrants. */
#include "models/remittances/remittances.h"
#include "models/state/world.h"
#include "models/remittances/remittances_rules.h"
#include "models/labour_market/labour_market.h"
#include "models/recruitment/recruitment.h"
#include "models/social_protection/social_protection.h"
#include "models/wages/wages.h"
#include "models/remittances/remittances_world.h"

void remittances_prepare(const struct world *world, struct remittances_tables *tables)
{
    const struct remittances_parameters *p = &world->parameters.remittances;
    const double base[N_CHANNELS] = {
        [CHANNEL_contract] = p->share_contract, [CHANNEL_apprenticeship] = p->share_apprenticeship,
        [CHANNEL_skilled] = p->share_skilled,   [CHANNEL_study] = p->share_study,
        [CHANNEL_family] = p->share_family,     [CHANNEL_irregular] = p->share_irregular,
    };
    for (unsigned channel = 0; channel < N_CHANNELS; channel++) {
        double decay = channel == CHANNEL_contract ? 0.0 : p->decay;
        for (int year = 0; year <= REMITTANCE_YEARS; year++) {
            tables->share[channel][year] = base[channel] * cor_exp(-decay * year);
        }
    }
    for (size_t country = 0; country < world->n_countries; country++) {
        double cents = world->country[country].living_cost * 100.0;
        tables->living_cost[country] = (int32_t)(cents + 0.5);
        tables->idle_cost[country] = (int32_t)(cents * p->idle_consumption + 0.5);
    }
    remittances_list_income_classes(tables->class_from);
}

static int32_t room_of(int32_t a, int32_t b)
{
    return INT32_MAX - (a > b ? a : b);
}

static struct use_plan plan_of(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                               bool need)
{
    const struct chunk_view *view = view_of(chunk);
    const struct migrant_columns *migrant = &view->migrant;
    const struct remittances_parameters *p = &world_of(context)->parameters.remittances;
    const struct remittances_tables *tables = world_of(context)->remittances;
    uint32_t person_row = migrant->person[migrant_row];
    int32_t years = (context->month - (int32_t)migrant->arrived[migrant_row]) / 12;
    years = years < 0 ? 0 : (years > REMITTANCE_YEARS ? REMITTANCE_YEARS : years);
    int32_t received = view->household.received[view->person.household[person_row]];
    struct use_plan plan = {
        .living_cost = tables->living_cost[migrant->country[migrant_row]],
        .sent = remittance_share(tables->share[migrant->channel[migrant_row]][years],
                                 migrant->flags[migrant_row] & MIGRANT_FAMILY_HERE, p->family_here_reduction, need,
                                 p->shock_response),
        .fee = p->fee,
        .saved = p->saving_share,
        .room = room_of(received, migrant->savings[migrant_row]),
    };
    return plan;
}

/* Deductions from gross pay, cents, and what the employer adds. */
struct deductions {
    int32_t contributions, tax, overseas, instalment;
    int32_t employer; /* contributions on top of it */
};

static int32_t at_most(int32_t amount, int32_t limit)
{
    return amount < limit ? amount : limit;
}

/* Contributions and tax fall on declared work only; the debt is served before anything is spent. */
static struct deductions deduct(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                                int32_t gross)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    struct deductions d = {0, 0, 0, 0, 0};
    bool declared =
        (migrant->flags[migrant_row] & MIGRANT_CONTRIBUTES) && migrant->channel[migrant_row] != CHANNEL_irregular;
    if (declared) {
        size_t country = migrant->country[migrant_row];
        d.contributions = at_most(wages_contribution(world_of(context), country, gross), gross);
        d.tax = at_most(wages_tax(world_of(context), country, gross), gross - d.contributions);
        d.employer = social_protection_all_contributions(world_of(context), country, gross) - d.contributions;
    }
    int32_t left = gross - d.contributions - d.tax;
    d.overseas = at_most(social_protection_overseas_contribution(context, chunk, migrant_row), left);
    if (migrant->debt[migrant_row] > 0) {
        d.instalment = recruitment_instalment(context, chunk, migrant_row, left - d.overseas);
        d.instalment = at_most(at_most(d.instalment, left - d.overseas), migrant->debt[migrant_row]);
        recruitment_repay(context, chunk, migrant_row, d.instalment);
    }
    return d;
}

static void observe_pay(const struct cor_context *context, struct cor_chunk *chunk, struct observed who, int32_t gross,
                        int32_t net, int32_t remitted)
{
    observe(context, chunk, OUTPUT_migrants_employed, who, 1);
    observe(context, chunk, OUTPUT_migrant_labour_force, who, 1);
    observe(context, chunk, OUTPUT_migrant_gross_pay, who, gross);
    observe(context, chunk, OUTPUT_migrant_net_pay, who, net);
    observe(context, chunk, OUTPUT_migrant_ppp_income, who,
            wages_purchasing_power(world_of(context), who.country, net, remitted));
}

/* What migrants do with what they have; savings are on their records. */
static void book_uses(const struct cor_context *context, struct cor_chunk *chunk, size_t country,
                      const struct uses *uses)
{
    book_transfer(context, chunk, TRANSFER_remitted, country, uses->remitted);
    book_transfer(context, chunk, TRANSFER_remittance_fees, country, uses->fee);
    totals_of(context)->consumed_abroad[0] += (int64_t)uses->consumption * chunk->weight;
}

/* What an employer pays, and what the worker does with it. */
static void book_pay(const struct cor_context *context, struct cor_chunk *chunk, size_t country, int32_t gross,
                     const struct deductions *d, const struct uses *uses)
{
    book_transfer(context, chunk, TRANSFER_output_abroad, country, (int64_t)gross + d->employer);
    book_transfer(context, chunk, TRANSFER_pay_abroad, country, gross);
    book_transfer(context, chunk, TRANSFER_contributions_employee, country, d->contributions);
    book_transfer(context, chunk, TRANSFER_contributions_employer, country, d->employer);
    book_transfer(context, chunk, TRANSFER_tax_abroad, country, d->tax);
    book_transfer(context, chunk, TRANSFER_overseas_insurance, country, d->overseas);
    book_transfer(context, chunk, TRANSFER_debt_service_abroad, country, d->instalment);
    book_uses(context, chunk, country, uses);
}

static void account_employed(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                             bool need)
{
    struct chunk_view *view = view_of(chunk);
    uint32_t person_row = view->migrant.person[migrant_row];
    int32_t gross = view->migrant.gross_pay[migrant_row];
    struct deductions d = deduct(context, chunk, migrant_row, gross);
    int32_t net = gross - d.contributions - d.tax;
    struct use_plan plan = plan_of(context, chunk, migrant_row, need);
    struct uses uses = remittance_uses(net - d.overseas - d.instalment, &plan);
    view->migrant.savings[migrant_row] += uses.saving;
    view->household.received[view->person.household[person_row]] += uses.remitted;
    book_pay(context, chunk, view->migrant.country[migrant_row], gross, &d, &uses);
    struct observed who = {.country = view->migrant.country[migrant_row],
                           .channel = view->migrant.channel[migrant_row],
                           .sex = (uint8_t)trait_sex(view->person.traits[person_row])};
    observe(context, chunk, OUTPUT_remittances, who, uses.remitted);
    if (context->observe) {
        observe_pay(context, chunk, observed_migrant(context, chunk, migrant_row), gross, net, uses.remitted);
    }
}

/* Pensions of the old are used as pay is, but for the lower cost of living without work. Returns what they cover of that. */
static int32_t use_pension(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                           int32_t idle_cost)
{
    struct chunk_view *view = view_of(chunk);
    uint32_t person_row = view->migrant.person[migrant_row];
    int32_t pension = social_protection_pension_abroad(context, chunk, migrant_row);
    if (pension == 0) {
        return 0;
    }
    struct use_plan plan = plan_of(context, chunk, migrant_row, false);
    plan.living_cost = idle_cost;
    struct uses uses = remittance_uses(pension, &plan);
    view->migrant.savings[migrant_row] += uses.saving;
    view->household.received[view->person.household[person_row]] += uses.remitted;
    book_uses(context, chunk, view->migrant.country[migrant_row], &uses);
    struct observed who = {.country = view->migrant.country[migrant_row],
                           .channel = view->migrant.channel[migrant_row],
                           .sex = (uint8_t)trait_sex(view->person.traits[person_row])};
    observe(context, chunk, OUTPUT_remittances, who, uses.remitted);
    return at_most(pension, idle_cost);
}

/* Persons who went abroad to settle with their family live on it, children too; others on savings and on those at home. All
 * live on their pensions first. */
static void account_idle(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    struct chunk_view *view = view_of(chunk);
    struct migrant_columns *migrant = &view->migrant;
    int32_t idle_cost = world_of(context)->remittances->idle_cost[migrant->country[migrant_row]];
    if (migrant->debt[migrant_row] > 0) {
        recruitment_instalment(context, chunk, migrant_row, 0); /* interest runs on */
    }
    int32_t covered = use_pension(context, chunk, migrant_row, idle_cost);
    if (migrant->channel[migrant_row] != CHANNEL_family) {
        int32_t *wealth = &view->household.wealth[view->person.household[migrant->person[migrant_row]]];
        struct support support = remittance_support(idle_cost - covered, migrant->savings[migrant_row], *wealth,
                                                    world_of(context)->parameters.remittances.support_share);
        migrant->savings[migrant_row] -= support.from_savings;
        *wealth -= support.from_household;
        book_transfer(context, chunk, TRANSFER_support, migrant->country[migrant_row], support.from_household);
        totals_of(context)->consumed_abroad[0] +=
            ((int64_t)support.from_savings + support.from_household) * chunk->weight;
    }
}

/* Migrants of one piece of the table. */
struct account_piece {
    uint32_t n_employed, n_idle;
    uint32_t employed[DRAW_BLOCK], idle[DRAW_BLOCK]; /* records */
    uint32_t persons[DRAW_BLOCK];                    /* of the employed */
    uint32_t words[DRAW_BLOCK];                      /* their draws: is the household in need? */
};

static void list_abroad(const struct migrant_columns *migrant, uint32_t first, uint32_t end,
                        struct account_piece *piece)
{
    uint32_t n_employed = 0, n_idle = 0;
    for (uint32_t row = first; row < end; row++) {
        bool abroad = migrant->stage[row] == STAGE_ABROAD, employed = migrant->flags[row] & MIGRANT_EMPLOYED;
        piece->employed[n_employed] = row;
        n_employed += abroad & employed;
        piece->idle[n_idle] = row;
        n_idle += abroad & !employed;
    }
    piece->n_employed = n_employed;
    piece->n_idle = n_idle;
}

/* Households lie scattered: they are asked for before the first account begins. */
static void fetch_households(const struct chunk_view *view, struct account_piece *piece)
{
    for (uint32_t i = 0; i < piece->n_employed; i++) {
        piece->persons[i] = view->migrant.person[piece->employed[i]];
        cor_prefetch(&view->household.received[view->person.household[piece->persons[i]]]);
    }
    for (uint32_t i = 0; i < piece->n_idle; i++) {
        cor_prefetch(&view->household.wealth[view->person.household[view->migrant.person[piece->idle[i]]]]);
    }
}

static void account_piece(const struct cor_context *context, struct cor_chunk *chunk, struct account_piece *piece)
{
    uint64_t shock = cor_threshold(world_of(context)->parameters.remittances.shock_chance);
    fetch_households(view_of(chunk), piece);
    words_of_rows(context, chunk, piece->persons, piece->n_employed, DRAWS_need, piece->words);
    for (uint32_t i = 0; i < piece->n_employed; i++) {
        account_employed(context, chunk, piece->employed[i], piece->words[i] < shock);
    }
    for (uint32_t i = 0; i < piece->n_idle; i++) {
        account_idle(context, chunk, piece->idle[i]);
        if (context->observe && labour_market_seeks_abroad(context, chunk, piece->idle[i])) {
            struct observed who = observed_migrant(context, chunk, piece->idle[i]);
            observe(context, chunk, OUTPUT_migrants_unemployed, who, 1);
            observe(context, chunk, OUTPUT_migrant_labour_force, who, 1);
        }
    }
}

void remittances_account(struct cor_context *context, struct cor_chunk *chunk)
{
    struct account_piece piece;
    for (struct piece p = pieces_of_table(chunk->n_rows[TABLE_migrant]); piece_next(&p);) {
        list_abroad(&view_of(chunk)->migrant, p.first, p.first + p.n, &piece);
        account_piece(context, chunk, &piece);
    }
}

void remittances_end(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    struct chunk_view *view = view_of(chunk);
    uint32_t record = view->person.migrant[person_row];
    if (record != NO_ROW) {
        book_transfer(context, chunk, TRANSFER_savings_left, view->migrant.country[record],
                      view->migrant.savings[record]);
        household_receives(chunk, view->person.household[person_row], view->migrant.savings[record]);
        view->migrant.savings[record] = 0;
    }
}
