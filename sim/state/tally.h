/* Counting how often several values stand in a column: one pass for all of them, vectorised. Every processor counts the
 * same. */
#ifndef COR_STATE_TALLY_H
#define COR_STATE_TALLY_H
#include <stdint.h>

enum { COR_TALLY_VALUES = 8 };

/* counts[k]: how many rows r < n_rows have (column[r] & mask) == values[k]. */
void cor_rows_tally(const uint8_t *column, uint32_t n_rows, uint8_t mask, const uint8_t values[COR_TALLY_VALUES],
                    uint32_t counts[COR_TALLY_VALUES]);

#endif
