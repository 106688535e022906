/* The price of leaving: recruitment fees by corridor, caps and their enforcement, who pays, and the debt that stays. */
#ifndef MODEL_RECRUITMENT_H
#define MODEL_RECRUITMENT_H
#include <stdint.h>
#include "models/state/state.h"

struct world;

/* Mean worker-paid recruitment cost in cents under this month's rules; first_pay in cents per month. */
double recruitment_cost_expected(const struct cor_context *context, size_t country, size_t channel, size_t occupation,
                                 double first_pay);
/* WORLD: log of the mean fees of a corridor relative to the first month, which is 0 before it is set. */
void recruitment_set_fees(const struct cor_context *context, size_t country, size_t channel, double log_fee);
/* Mean cost in cents before caps and what others bear. */
double recruitment_cost_uncapped(const struct cor_context *context, size_t country, size_t channel);
/* What a household can find for a departure, cents: part of its wealth, borrowing against its income, policy loan. */
double recruitment_means(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row);
/* At departure: draw the cost actually paid, take it from household wealth, borrow the rest. Adds it to the cost of
 * training that the record holds; sets cost and debt, counts debt_borrowed and, in channels of work, the outputs of
 * recruitment cost. first_pay and gross_pay are set before. */
void recruitment_depart(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);
/* Adds cents of training to the cost of the stay that is being prepared. */
void recruitment_charge(struct cor_chunk *chunk, uint32_t migrant_row, int32_t cents);
/* Cents of training that a migrant now owes after all: cost, debt and debt_borrowed. */
void recruitment_owe(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row, int32_t cents);
/* At giving up: the household pays the cost of training so far out of its wealth, as far as that goes. Sets cost 0. */
void recruitment_forfeit(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);
/* Interest of one month added to the debt; returns the instalment due out of `net` cents of pay (0 <= instalment <=
 * debt). The caller books the payment with recruitment_repay. */
int32_t recruitment_instalment(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                               int32_t net);
void recruitment_repay(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                       int32_t amount);
/* MAP, origin: debt of those at home (returned, or preparing to leave again): interest, instalments out of household
 * wealth and income, write-off. For those abroad without pay the household pays as well. */
void recruitment_returned(struct cor_context *context, struct cor_chunk *chunk);
/* A person dies: debt and savings end in the accounts. Called before the record is released. */
void recruitment_end(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row);

/* What a migrant at the start paid for leaving, and owes `months` after arrival by the rules of borrowing and repayment: sets cost
 * and debt of the record. training: cents. net: pay a month out of which it is repaid, cents; 0: the household's wealth serves it. word: a draw of
 * the size of the cost. */
void recruitment_owe_at_start(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                              double training, int32_t net, int months, uint32_t word);

#endif
