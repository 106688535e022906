/* What the sources of education share. */
#ifndef MODEL_EDUCATION_INTERNAL_H
#define MODEL_EDUCATION_INTERNAL_H
#include "models/education/education.h"

/* What a household has per head relative to parameter income_reference, and the share of remittances in it. */
struct means {
    double relative_income, remittance_share;
};
/* months: of this year, whose remittances have been received. */
struct means education_means(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t person_row,
                             int months);
/* Log odds of staying at school that a child of 15 brings from the work that policy has ended, or begun, at 14; 0 where policies
 * leave child labour alone. */
double education_kept_from_work(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t person_row);

#endif
