/* Finding the few rows of a column that matter this month: vectorised scans that list rows in ascending order. The room for
 * the list is n_rows entries. Every processor lists the same rows. */
#ifndef COR_STATE_ROWS_H
#define COR_STATE_ROWS_H
#include <stdint.h>

/* Rows r < n_rows with (column[r] & mask) == value. Returns how many were listed. */
uint32_t cor_rows_where(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value, uint32_t *rows);

/* Rows r < n_rows with column[r] == value. */
uint32_t cor_rows_equal(const uint16_t *column, uint32_t n_rows, uint16_t value, uint32_t *rows);

/* How many rows r < n_rows have (column[r] & mask) == value. */
uint32_t cor_rows_count(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value);

/* Rows r < n_rows with column[r] % 12 == remainder: those whose month of the year it is. */
uint32_t cor_rows_of_month(const uint16_t *column, uint32_t n_rows, uint16_t remainder, uint32_t *rows);

#endif
