/* Recruitment cost, who pays it, and the debt that stays. Equations: README.md. */
#include <float.h>
#include "models/state/world.h"
#include "models/recruitment/recruitment_rules.h"
#include "models/recruitment/recruitment_world.h"

void recruitment_prepare(const struct world *world, struct recruitment_tables *tables)
{
    double *node = tables->cost_node, sum = 0.0;
    for (int i = 0; i < N_COST_NODES; i++) {
        node[i] = recruitment_lognormal(1.0, world->parameters.recruitment.cost_variation,
                                        cor_normal_quantile((i + 0.5) / N_COST_NODES));
        sum += node[i] / N_COST_NODES;
    }
    for (int i = 0; i < N_COST_NODES; i++) {
        node[i] /= sum;
    }
}

void recruitment_set_fees(const struct cor_context *context, size_t country, size_t channel, double log_fee)
{
    recruitment_macro_of(context)->log_fee[country][channel] = log_fee;
}

double recruitment_cost_uncapped(const struct cor_context *context, size_t country, size_t channel)
{
    return recruitment_mean_cost(100.0 * world_of(context)->country[country].recruitment_cost[channel],
                                 recruitment_macro_of(context)->log_fee[country][channel]);
}

/* Cap in cents; the lever at its neutral value means that there is none. */
static double cap_of(const struct cor_context *context, size_t country, size_t channel, size_t occupation,
                     double first_pay)
{
    double months = lever_at(context, LEVER_fee_cap_months, country, channel, occupation);
    return months < NEUTRAL_fee_cap_months ? months * first_pay : DBL_MAX;
}

double recruitment_cost_expected(const struct cor_context *context, size_t country, size_t channel, size_t occupation,
                                 double first_pay)
{
    const double *node = world_of(context)->recruitment->cost_node;
    double mean = recruitment_cost_uncapped(context, country, channel), capped = 0.0;
    double cap = cap_of(context, country, channel, occupation, first_pay);
    double kept = lever_at(context, LEVER_fee_cap_enforced, country, channel, occupation);
    double employer = lever_at(context, LEVER_employer_pays, country, channel, occupation);
    for (int i = 0; i < N_COST_NODES; i++) {
        capped += recruitment_paid_by_worker(mean * node[i], true, cap, employer) / N_COST_NODES;
    }
    return kept * capped + (1.0 - kept) * recruitment_paid_by_worker(mean, false, cap, employer);
}

double recruitment_means(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    const struct chunk_view *view = view_of(chunk);
    uint16_t household = view->person.household[person_row];
    return recruitment_funds(&world_of(context)->parameters.recruitment, (double)view->household.wealth[household],
                             (double)view->household.income[household]);
}

/* What is charged for a departure, cents, before it is shared between worker and employer. */
static double drawn_charge(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct chunk_view *view = view_of(chunk);
    const struct migrant_columns *migrant = &view->migrant;
    size_t country = migrant->country[migrant_row], channel = migrant->channel[migrant_row];
    size_t occupation = migrant->occupation[migrant_row];
    struct cor_draws draws = draws_of(context, chunk, view->person.id[migrant->person[migrant_row]], DRAWS_cost);
    double cost = recruitment_lognormal(recruitment_cost_uncapped(context, country, channel),
                                        world_of(context)->parameters.recruitment.cost_variation,
                                        cor_normal_quantile(cor_unit(draws.word[WORD_cost_size])));
    /* Students and others without a job on arrival have no pay that could bound a fee. */
    bool kept = migrant->first_pay[migrant_row] > 0 &&
                cor_happens(draws.word[WORD_cost_cap_kept],
                            lever_at(context, LEVER_fee_cap_enforced, country, channel, occupation));
    return recruitment_paid_by_worker(
        cost, kept, cap_of(context, country, channel, occupation, migrant->first_pay[migrant_row]), 0.0);
}

/* The bill of the household, of which training and loans are parts, and what others bear; all in cents. */
static void book_departure(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                           int32_t training, int32_t borrowed, double by_employer)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    size_t country = migrant->country[migrant_row];
    double visited = migrant->first_pay[migrant_row] > 0
                         ? lever_at(context, LEVER_fee_cap_enforced, country, migrant->channel[migrant_row],
                                    migrant->occupation[migrant_row])
                         : 0.0;
    double visit = 100.0 * world_of(context)->parameters.social_protection.inspection_cost;
    book_transfer(context, chunk, TRANSFER_training_by_household, country, training);
    book_transfer(context, chunk, TRANSFER_recruitment_fees, country, (int64_t)migrant->cost[migrant_row] - training);
    book_transfer(context, chunk, TRANSFER_loans, country, borrowed);
    book_transfer(context, chunk, TRANSFER_recruitment_by_employer, country, (int64_t)(by_employer + 0.5));
    book_transfer(context, chunk, TRANSFER_inspection_home, country, (int64_t)(visited * visit + 0.5));
}

static void observe_cost(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    if (is_channel_of_work(migrant->channel[migrant_row]) && migrant->first_pay[migrant_row] > 0) {
        struct observed who = observed_migrant(context, chunk, migrant_row);
        int64_t cost = migrant->cost[migrant_row];
        observe(context, chunk, OUTPUT_recruitment_cost, who, cost);
        observe(context, chunk, OUTPUT_recruitment_months, who, 100 * cost / migrant->first_pay[migrant_row]);
    }
}

static double share_of_employer(const struct cor_context *context, const struct migrant_columns *migrant, uint32_t row)
{
    return lever_at(context, LEVER_employer_pays, migrant->country[row], migrant->channel[row],
                    migrant->occupation[row]);
}

void recruitment_depart(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    struct chunk_view *view = view_of(chunk);
    struct migrant_columns *migrant = &view->migrant;
    uint16_t household = view->person.household[migrant->person[migrant_row]];
    double charge = drawn_charge(context, chunk, migrant_row);
    double by_worker = recruitment_paid_by_worker(charge, false, 0.0, share_of_employer(context, migrant, migrant_row));
    int32_t training = migrant->cost[migrant_row];
    double total = (double)training + by_worker;
    int32_t cost = (int32_t)(total > 5e8 ? 5e8 : total + 0.5);
    double funds = recruitment_own_funds((double)view->household.wealth[household],
                                         world_of(context)->parameters.recruitment.wealth_used);
    int32_t own = recruitment_part(funds, 1.0, cost);
    int32_t borrowed = cost - own;
    household_receives(chunk, household, -(int64_t)own);
    migrant->cost[migrant_row] = cost;
    migrant->debt[migrant_row] += borrowed;
    totals_of(context)->debt_borrowed[0] += borrowed;
    book_departure(context, chunk, migrant_row, training, borrowed, charge - by_worker);
    observe_cost(context, chunk, migrant_row);
}

void recruitment_owe_at_start(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                              double training, int32_t net, int months, uint32_t word)
{
    struct chunk_view *view = view_of(chunk);
    struct migrant_columns *migrant = &view->migrant;
    const struct recruitment_parameters *p = &world_of(context)->parameters.recruitment;
    uint16_t household = view->person.household[migrant->person[migrant_row]];
    double mean = recruitment_cost_expected(context, migrant->country[migrant_row], migrant->channel[migrant_row],
                                            migrant->occupation[migrant_row], migrant->first_pay[migrant_row]);
    double total = training + recruitment_lognormal(mean, p->cost_variation, cor_normal_quantile(cor_unit(word)));
    int32_t cost = (int32_t)(total > 5e8 ? 5e8 : total + 0.5);
    double wealth = (double)view->household.wealth[household];
    int32_t own = recruitment_part(recruitment_own_funds(wealth, p->wealth_used), 1.0, cost);
    double rate = world_of(context)->country[HOME].informal_loan_rate, most = p->debt_growth_most * (double)cost;
    migrant->cost[migrant_row] = cost;
    migrant->debt[migrant_row] =
        net > 0
            ? recruitment_debt_after(cost - own, rate, most, p->debt_service * (double)net, months)
            : recruitment_debt_after_wealth(cost - own, rate, most, wealth - (double)own, p->returned_wealth, months);
}

void recruitment_charge(struct cor_chunk *chunk, uint32_t migrant_row, int32_t cents)
{
    view_of(chunk)->migrant.cost[migrant_row] += cents;
}

void recruitment_owe(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row, int32_t cents)
{
    recruitment_charge(chunk, migrant_row, cents);
    view_of(chunk)->migrant.debt[migrant_row] += cents;
    totals_of(context)->debt_borrowed[0] += cents;
    book_transfer(context, chunk, TRANSFER_loans, view_of(chunk)->migrant.country[migrant_row], cents);
    book_transfer(context, chunk, TRANSFER_training_owed_back, view_of(chunk)->migrant.country[migrant_row], cents);
}

void recruitment_forfeit(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    struct chunk_view *view = view_of(chunk);
    uint16_t household = view->person.household[view->migrant.person[migrant_row]];
    int32_t lost = recruitment_part((double)view->household.wealth[household], 1.0, view->migrant.cost[migrant_row]);
    household_receives(chunk, household, -(int64_t)lost);
    book_transfer(context, chunk, TRANSFER_training_by_household, view->migrant.country[migrant_row], lost);
    view->migrant.cost[migrant_row] = 0;
}

static void add_interest(const struct cor_context *context, struct migrant_columns *migrant, uint32_t migrant_row)
{
    double most = world_of(context)->parameters.recruitment.debt_growth_most * (double)migrant->cost[migrant_row];
    int32_t interest =
        recruitment_interest(migrant->debt[migrant_row], world_of(context)->country[HOME].informal_loan_rate, most);
    migrant->debt[migrant_row] += interest;
    totals_of(context)->debt_interest[0] += interest;
}

int32_t recruitment_instalment(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                               int32_t net)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    if (migrant->debt[migrant_row] <= 0) {
        return 0;
    }
    add_interest(context, migrant, migrant_row);
    return recruitment_part((double)net, world_of(context)->parameters.recruitment.debt_service,
                            migrant->debt[migrant_row]);
}

void recruitment_repay(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row, int32_t amount)
{
    view_of(chunk)->migrant.debt[migrant_row] -= amount;
    totals_of(context)->debt_repaid[0] += amount;
}

/* Instalments out of the wealth and income of the household. */
static void household_serves_debt(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    struct chunk_view *view = view_of(chunk);
    const struct recruitment_parameters *p = &world_of(context)->parameters.recruitment;
    uint16_t household = view->person.household[view->migrant.person[migrant_row]];
    int32_t from_wealth = recruitment_part((double)view->household.wealth[household], p->returned_wealth,
                                           view->migrant.debt[migrant_row]);
    household_receives(chunk, household, -(int64_t)from_wealth);
    recruitment_repay(context, chunk, migrant_row, from_wealth);
    int32_t from_income = recruitment_part((double)view->household.income[household], p->returned_service,
                                           view->migrant.debt[migrant_row]);
    recruitment_repay(context, chunk, migrant_row, from_income);
    book_transfer(context, chunk, TRANSFER_debt_service_home, view->migrant.country[migrant_row],
                  (int64_t)from_wealth + from_income);
}

static void write_off(const struct cor_context *context, struct migrant_columns *migrant, uint32_t migrant_row)
{
    totals_of(context)->debt_ended[0] += migrant->debt[migrant_row];
    migrant->debt[migrant_row] = 0;
}

/* Rows with a debt that no pay abroad serves. */
static uint32_t find_debtors(const struct cor_chunk *chunk, uint32_t *rows)
{
    const struct migrant_columns *migrant = &const_view_of(chunk)->migrant;
    const int32_t *debt = migrant->debt;
    const uint8_t *stage = migrant->stage, *flags = migrant->flags;
    uint32_t n = 0, n_rows = chunk->n_rows[TABLE_migrant];
    for (uint32_t row = 0; row < n_rows; row++) {
        unsigned paid_abroad = (stage[row] == STAGE_ABROAD) & (flags[row] & (unsigned)MIGRANT_EMPLOYED);
        rows[n] = row;
        n += (debt[row] > 0) & (stage[row] != STAGE_FREE) & (paid_abroad ^ 1u);
    }
    return n;
}

void recruitment_returned(struct cor_context *context, struct cor_chunk *chunk)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    int32_t patience = (int32_t)world_of(context)->parameters.recruitment.write_off_months;
    uint32_t *rows = scratch_of(context)->records, n = find_debtors(chunk, rows);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        bool abroad = migrant->stage[row] == STAGE_ABROAD;
        if (!abroad) { /* those abroad were charged with their monthly account */
            add_interest(context, migrant, row);
        }
        household_serves_debt(context, chunk, row);
        if (!abroad && context->month - migrant->left_month[row] >= patience) {
            write_off(context, migrant, row);
        }
    }
}

void recruitment_end(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t record = view_of(chunk)->person.migrant[person_row];
    if (record != NO_ROW) {
        totals_of(context)->debt_ended[0] += migrant->debt[record];
    }
}
