/* What migrants do with their pay, what their households receive, and household income and wealth in Viet Nam. */
#ifndef MODEL_REMITTANCES_H
#define MODEL_REMITTANCES_H
#include <stdint.h>
#include "models/tables/output_layout.h"
#include "models/state/state.h"

struct world;

/* MAP, origin: the monthly account of every person abroad: gross pay = contributions (abroad and at home) + tax +
 * instalment + remittance + fee + consumption + saving, to the cent. Persons of work channels without work live on
 * savings and on their households, the old on their pensions first. Books all of it; observes pay of migrants. */
void remittances_account(struct cor_context *context, struct cor_chunk *chunk);
/* A person dies: what was saved abroad goes to the household of origin. Called before the row is freed. */
void remittances_end(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row);
/* MAP, origin: in December and in months that are observed: household income (pay of members present, pensions, the
 * monthly mean of the remittances since January), outputs of households and the income histogram; in December wealth is
 * carried over and `received` starts anew. */
void remittances_households(struct cor_context *context, struct cor_chunk *chunk);
/* Class 0..N_INCOME_CLASSES-1 of an income per head in cents per month, and the lower bound of a class in cents per
 * month: class 0 lies below 5 USD, the last one above 5000 USD, the others are equally wide in logarithms. */
uint8_t remittances_income_class(int64_t cents_per_head);
double remittances_income_class_bound(unsigned income_class);
/* The least whole cents per head of every class. */
void remittances_list_income_classes(int64_t from[N_INCOME_CLASSES]);
#endif
