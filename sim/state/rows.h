/* Finding the few rows of a column that matter this month, and counting: vectorised scans. Lists are in ascending order,
 * and need room for n_rows entries. Every processor finds the same. */
#ifndef COR_STATE_ROWS_H
#define COR_STATE_ROWS_H
#include <stdbool.h>
#include <stdint.h>

/* Rows r < n_rows with (column[r] & mask) == value. Returns how many were listed. */
uint32_t cor_rows_where(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value, uint32_t *rows);

/* Rows r < n_rows with column[r] == value. */
uint32_t cor_rows_equal(const uint16_t *column, uint32_t n_rows, uint16_t value, uint32_t *rows);

/* How many rows r < n_rows have (column[r] & mask) == value. */
uint32_t cor_rows_count(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value);

/* Rows r < n_rows with column[r] % 12 == remainder: those whose month of the year it is. */
uint32_t cor_rows_of_month(const uint16_t *column, uint32_t n_rows, uint16_t remainder, uint32_t *rows);

enum { COR_TALLY_VALUES = 8 };

/* Several values counted in one pass: counts[k] is how many rows r < n_rows have (column[r] & mask) == values[k]. */
void cor_rows_tally(const uint8_t *column, uint32_t n_rows, uint8_t mask, const uint8_t values[COR_TALLY_VALUES],
                    uint32_t counts[COR_TALLY_VALUES]);

/* Is there a row r < n_rows with column[r] == wanted? */
bool cor_rows_hold(const uint32_t *column, uint32_t n_rows, uint32_t wanted);

#endif
