/* The implementations behind sim/state/rows.h, one by one, so that tests can hold them against each other. Not for
 * anybody else: callers use sim/state/rows.h. */
#ifndef COR_STATE_ROWS_PATHS_H
#define COR_STATE_ROWS_PATHS_H
#include <stddef.h>
#include <stdint.h>

enum { COR_MAX_ROWS_PATHS = 2 };

struct cor_rows_path {
    const char *name;
    uint32_t (*where)(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value, uint32_t *rows);
    uint32_t (*equal)(const uint16_t *column, uint32_t n_rows, uint16_t value, uint32_t *rows);
    uint32_t (*count)(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value);
    uint32_t (*of_month)(const uint16_t *column, uint32_t n_rows, uint16_t remainder, uint32_t *rows);
};

/* The paths this processor can run, slowest first: the plain one is always there. Returns their number. */
size_t cor_rows_paths(struct cor_rows_path paths[COR_MAX_ROWS_PATHS]);

#endif
