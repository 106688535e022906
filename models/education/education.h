/* School and university: who stays on, and who leaves with which attainment. Yearly, in the month of the birthday. Not
 * for training before departure (models/training). */
#ifndef MODEL_EDUCATION_H
#define MODEL_EDUCATION_H
#include "models/state/state.h"

struct world;

enum { AGE_LOWER_SECONDARY_ENDS = 15, AGE_UPPER_SECONDARY_ENDS = 18, AGE_TERTIARY_ENDS = 22 };

/* MAP, both kinds: transitions at the birthdays 15, 18 and 22; leavers become unemployed or inactive by the rules of
 * the labour market (labour_market_enter). Children and students abroad follow the country of residence. */
void education_year(struct cor_context *context, struct cor_chunk *chunk);
/* MAP, origin: counts children at work and persons in education, in months that are observed. Nothing of child labour is stored:
 * it follows from a rank for life and the chance of the month. */
void education_observe(struct cor_context *context, struct cor_chunk *chunk);
/* For the initial population: attainment and enrolment of rows[n], n <= DRAW_BLOCK, aged 15-24 as if the transitions so
 * far had taken place under these rules. Needs traits (sex), id, birth_month and, in origin chunks, the household. Sets
 * the work status WORK_STUDENT of those who are enrolled; keeps the others in rows, their work status as it was, and
 * returns their number. */
uint32_t education_start(const struct cor_context *context, struct cor_chunk *chunk, uint32_t *rows, uint32_t n);

#endif
