#include "models/books/accounts.h"
#include <inttypes.h>
#include <stdio.h>
#include "models/state/world.h"
#include "models/tables/shares.h"
#include "models/training/training.h"

/* The rows of transfers.def. */
static const struct {
    enum party payer, payee;
    enum output output;
} transfers[N_TRANSFERS] = {
#define TRANSFER(name, payer, payee, doc) {PARTY_##payer, PARTY_##payee, OUTPUT_paid_##name},
#include "models/tables/transfers.def"
};
static const enum output balance_output[N_PARTIES] = {
#define PARTY(name, doc) OUTPUT_balance_##name,
#include "models/tables/transfers.def"
};

/* One identity: what is there against what must be there. The first that fails gives the message. */
static void check(struct accounts_macro *books, int32_t month, const char *identity, int64_t found, int64_t expected)
{
    if (found == expected) {
        return;
    }
    if (books->broken == 0) {
        snprintf(books->message, sizeof books->message, "%d-%02d: %s: found %" PRId64 ", expected %" PRId64,
                 cor_month_year(month), cor_month_of_year(month), identity, found, expected);
    }
    books->broken++;
}

static void check_stocks(struct accounts_macro *books, int32_t month, const struct totals *t)
{
    static const char *const kinds[2] = {"persons of Viet Nam", "residents of the destinations"};
    for (size_t kind = 0; kind < 2; kind++) {
        check(books, month, kinds[kind], t->rows_living[kind],
              books->rows_living[kind] + t->rows_born[kind] - t->rows_died[kind] + t->rows_arrived[kind] -
                  t->rows_left[kind]);
    }
    check(books, month, "persons abroad", t->rows_abroad[0],
          books->rows_abroad + t->rows_departed[0] - t->rows_returned[0]);
    check(books, month, "months of insurance in Viet Nam", t->insured_months_stock[0],
          books->insured_months + t->insured_months_credited[0] - t->insured_months_ended[0]);
    check(books, month, "months of insurance abroad", t->foreign_months_stock[0],
          books->foreign_months + t->foreign_months_credited[0] - t->foreign_months_ended[0]);
    check(books, month, "debt", t->debt_stock[0],
          books->debt + t->debt_borrowed[0] + t->debt_interest[0] - t->debt_repaid[0] - t->debt_ended[0]);
    check(books, month, "seats in language courses", t->seats_stock[0],
          books->seats + t->seats_given[0] - t->seats_released[0]);
}

static int64_t *cell_of(struct totals *t, enum transfer transfer, size_t country)
{
    return &t->transfers[(size_t)transfer * MAX_COUNTRIES + country];
}

static int64_t paid(const struct totals *t, enum transfer transfer)
{
    int64_t sum = 0;
    for (size_t c = 0; c < MAX_COUNTRIES; c++) {
        sum += t->transfers[(size_t)transfer * MAX_COUNTRIES + c];
    }
    return sum;
}

int64_t accounts_balance(const struct totals *t, unsigned party, size_t country)
{
    int64_t balance = 0;
    for (size_t i = 0; i < N_TRANSFERS; i++) {
        int64_t cents = t->transfers[i * MAX_COUNTRIES + country];
        balance += (transfers[i].payee == party ? cents : 0) - (transfers[i].payer == party ? cents : 0);
    }
    return balance;
}

static int64_t balance_everywhere(const struct totals *t, unsigned party)
{
    int64_t sum = 0;
    for (size_t c = 0; c < MAX_COUNTRIES; c++) {
        sum += accounts_balance(t, party, c);
    }
    return sum;
}

/* A month of what partner countries spend in Viet Nam, cents; their budgets are in millions of dollars a year. */
static int64_t partners_spend(const struct cor_context *context)
{
    static const enum lever budget[] = {LEVER_partner_technical, LEVER_partner_training, LEVER_partner_inspection,
                                        LEVER_partner_child_labour};
    double millions = 0.0;
    for (size_t i = 0; i < sizeof budget / sizeof *budget; i++) {
        millions += lever_at(context, budget[i], HOME, 0, 0);
    }
    return (int64_t)(millions * 1e8 / 12.0 + 0.5);
}

/* What is paid for the system as a whole: administration in proportion to contributions, seats added by policy, help of
 * partners. */
static void book_overheads(const struct cor_context *context, struct totals *t)
{
    int64_t rate = millionths(100.0 * world_of(context)->parameters.social_protection.administration);
    *cell_of(t, TRANSFER_partners_help, HOME) += partners_spend(context);
    *cell_of(t, TRANSFER_partners_help_spent, HOME) += partners_spend(context);
    for (size_t c = 0; c < world_of(context)->n_countries; c++) {
        int64_t home =
            *cell_of(t, TRANSFER_overseas_insurance, c) + *cell_of(t, TRANSFER_pension_insurance_employee, c) +
            *cell_of(t, TRANSFER_pension_insurance_employer, c) + *cell_of(t, TRANSFER_voluntary_insurance, c);
        int64_t abroad =
            *cell_of(t, TRANSFER_contributions_employee, c) + *cell_of(t, TRANSFER_contributions_employer, c);
        *cell_of(t, TRANSFER_administration_home, c) += part_of(home, rate);
        *cell_of(t, TRANSFER_administration_abroad, c) += part_of(abroad, rate);
        *cell_of(t, TRANSFER_training_seats, c) += c == HOME ? 0 : training_seats_cost(context, c);
    }
}

/* What was paid against what it was paid for: jobs, insured months and savings are counted from the rows themselves. */
static void check_payments(struct accounts_macro *books, int32_t month, const struct totals *t)
{
    int64_t contributed = 0, others = 0, pay_home = months_booked_at_home(month) * t->pay_home_stock[0];
    for (size_t c = 0; c < MAX_COUNTRIES; c++) {
        contributed += t->contributed_abroad[c];
    }
    for (unsigned party = 0; party < N_PARTIES; party++) {
        others += party == PARTY_production ? 0 : balance_everywhere(t, party);
    }
    int64_t by_employers = contributed - paid(t, TRANSFER_contributions_employee) +
                           paid(t, TRANSFER_pension_insurance_employer) + paid(t, TRANSFER_other_insurance_employer);
    check(books, month, "contributions abroad",
          paid(t, TRANSFER_contributions_employee) + paid(t, TRANSFER_contributions_employer), contributed);
    check(books, month, "pay abroad", paid(t, TRANSFER_pay_abroad), t->pay_abroad_stock[0]);
    check(books, month, "pay in Viet Nam", paid(t, TRANSFER_pay_home), pay_home);
    check(books, month, "what all parties have of the output", others,
          t->pay_abroad_stock[0] + pay_home + by_employers);
    if (books->opened) {
        check(books, month, "what migrants keep", balance_everywhere(t, PARTY_worker),
              t->consumed_abroad[0] + t->savings_stock[0] - books->savings);
    }
}

/* The pension fund of Viet Nam earns a yield; destinations hold what migrants have paid in. */
static void close_funds(const struct cor_context *context, struct accounts_macro *books, const struct totals *t)
{
    const struct social_protection_parameters *p = &world_of(context)->parameters.social_protection;
    if (!books->opened) {
        books->fund[HOME] = (int64_t)(100.0 * p->fund_opening);
    }
    books->fund[HOME] +=
        (int64_t)((double)books->fund[HOME] * p->fund_yield / 12.0) + balance_everywhere(t, PARTY_vietnam_fund);
    for (size_t c = HOME + 1; c < world_of(context)->n_countries; c++) {
        books->fund[c] += accounts_balance(t, PARTY_destination_fund, c);
    }
}

static void write_outputs(const struct cor_context *context, const struct accounts_macro *books, const struct totals *t)
{
    for (size_t c = 0; c < world_of(context)->n_countries; c++) {
        struct observed who = {.country = (uint8_t)c};
        for (size_t i = 0; i < N_TRANSFERS; i++) {
            observe_amount(context, transfers[i].output, who, t->transfers[i * MAX_COUNTRIES + c]);
        }
        for (unsigned party = 0; party < N_PARTIES; party++) {
            observe_amount(context, balance_output[party], who, accounts_balance(t, party, c));
        }
        observe_amount(context, OUTPUT_fund_balance, who, context->observe ? books->fund[c] : 0);
    }
}

void accounts_close_month(struct cor_context *context)
{
    struct accounts_macro *books = macro_part(context, PART_accounts);
    struct totals *t = totals_of(context);
    book_overheads(context, t);
    books->broken = 0;
    if (books->opened) {
        check_stocks(books, context->month, t);
    }
    check_payments(books, context->month, t);
    close_funds(context, books, t);
    write_outputs(context, books, t);
    books->opened = 1;
    for (size_t kind = 0; kind < 2; kind++) {
        books->rows_living[kind] = t->rows_living[kind];
    }
    books->rows_abroad = t->rows_abroad[0];
    books->insured_months = t->insured_months_stock[0];
    books->foreign_months = t->foreign_months_stock[0];
    books->debt = t->debt_stock[0];
    books->seats = t->seats_stock[0];
    books->savings = t->savings_stock[0];
}

bool accounts_audit(const struct cor_context *context, char *message, size_t n_message)
{
    const struct accounts_macro *books = macro_part(context, PART_accounts);
    if (books->broken == 0) {
        return true;
    }
    snprintf(message, n_message, "%s", books->message);
    return false;
}
