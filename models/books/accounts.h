/* The books of the simulation: identities that hold exactly every month (persons, months of insurance, money, seats). */
#ifndef MODEL_ACCOUNTS_H
#define MODEL_ACCOUNTS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cor_context;

/* Stocks at the end of the month before, as summed over all chunks. */
struct accounts_macro {
    int64_t opened; /* 0 until the first month has been counted */
    int64_t rows_living[2], rows_abroad;
    int64_t insured_months, foreign_months, debt, seats;
    int64_t broken; /* number of identities that failed this month */
    char message[240];
};

/* WORLD kernel at the end of a month: compares stocks with flows and opens the next month. */
void accounts_close_month(struct cor_context *context);
/* Model audit for the engine. */
bool accounts_audit(const struct cor_context *context, char *message, size_t n_message);

#endif
