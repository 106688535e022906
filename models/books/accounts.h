/* The books of the simulation: identities that hold exactly every month (persons, months of insurance, money, seats), and
 * the balances of all who pay or are paid (models/tables/transfers.def). */
#ifndef MODEL_ACCOUNTS_H
#define MODEL_ACCOUNTS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "models/tables/dimensions.h"

struct cor_context;
struct totals;

/* Stocks at the end of the month before, as summed over all chunks. */
struct accounts_macro {
    int64_t opened; /* 0 until the first month has been counted */
    int64_t rows_living[2], rows_abroad;
    int64_t insured_months, foreign_months, debt, seats, savings;
    int64_t fund[MAX_COUNTRIES]; /* cents: Viet Nam's pension fund; of each destination what it holds of migrants */
    int64_t broken;              /* number of identities that failed this month */
    char message[240];
};

/* WORLD kernel at the end of a month: books what no single person causes, compares stocks with flows, what was paid with what
 * it was paid for, writes the outputs of payments, balances and funds, and opens the next month. */
void accounts_close_month(struct cor_context *context);
/* What a party (enum party) has been paid this month less what it has paid, cents, in a country. */
int64_t accounts_balance(const struct totals *totals, unsigned party, size_t country);
/* Model audit for the engine. */
bool accounts_audit(const struct cor_context *context, char *message, size_t n_message);

#endif
