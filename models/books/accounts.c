#include "models/books/accounts.h"
#include <inttypes.h>
#include <stdio.h>
#include "models/state/world.h"

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

void accounts_close_month(struct cor_context *context)
{
    struct accounts_macro *books = macro_part(context, PART_accounts);
    const struct totals *t = totals_of(context);
    books->broken = 0;
    if (books->opened) {
        check_stocks(books, context->month, t);
    }
    check(books, context->month, "uses of pay abroad", t->wages_abroad_uses[0], t->wages_abroad[0]);
    check(books, context->month, "remittances received", t->remitted_received[0], t->remitted[0]);
    books->opened = 1;
    for (size_t kind = 0; kind < 2; kind++) {
        books->rows_living[kind] = t->rows_living[kind];
    }
    books->rows_abroad = t->rows_abroad[0];
    books->insured_months = t->insured_months_stock[0];
    books->foreign_months = t->foreign_months_stock[0];
    books->debt = t->debt_stock[0];
    books->seats = t->seats_stock[0];
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
