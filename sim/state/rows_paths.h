/* The implementations behind sim/state/rows.h, one by one, so that tests can hold them against each other. Not for
 * anybody else: callers use sim/state/rows.h. */
#ifndef COR_STATE_ROWS_PATHS_H
#define COR_STATE_ROWS_PATHS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sim/state/rows.h"

enum { COR_MAX_ROWS_PATHS = 2 };

/* One function per function of rows.h. All but the plain ones work on the first rows as far as whole vectors go, and
 * leave the rest to the plain ones below. */
struct cor_rows_path {
    const char *name;
    uint32_t (*where)(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value, uint32_t *rows);
    uint32_t (*equal)(const uint16_t *column, uint32_t n_rows, uint16_t value, uint32_t *rows);
    uint32_t (*of_month)(const uint16_t *column, uint32_t n_rows, uint16_t remainder, uint32_t *rows);
    uint32_t (*count)(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value);
    void (*tally)(const uint8_t *column, uint32_t n_rows, uint8_t mask, const uint8_t values[COR_TALLY_VALUES],
                  uint32_t counts[COR_TALLY_VALUES]);
    bool (*hold)(const uint32_t *column, uint32_t n_rows, uint32_t wanted);
};

/* The paths this processor can run, slowest first: the plain one is always there. Returns their number. */
size_t cor_rows_paths(struct cor_rows_path paths[COR_MAX_ROWS_PATHS]);

/* The path of AVX2 (rows_avx2.c), if this processor can run it. */
bool cor_rows_path_avx2(struct cor_rows_path *path);

/* Plain, from row `first` on; lists begin at rows[0], tallies are added to. */
uint32_t cor_rows_rest_where(const uint8_t *column, uint32_t first, uint32_t n_rows, uint8_t mask, uint8_t value,
                             uint32_t *rows);
uint32_t cor_rows_rest_equal(const uint16_t *column, uint32_t first, uint32_t n_rows, uint16_t value, uint32_t *rows);
uint32_t cor_rows_rest_of_month(const uint16_t *column, uint32_t first, uint32_t n_rows, uint16_t remainder,
                                uint32_t *rows);
uint32_t cor_rows_rest_count(const uint8_t *column, uint32_t first, uint32_t n_rows, uint8_t mask, uint8_t value);
void cor_rows_rest_tally(const uint8_t *column, uint32_t first, uint32_t n_rows, uint8_t mask,
                         const uint8_t values[COR_TALLY_VALUES], uint32_t counts[COR_TALLY_VALUES]);
bool cor_rows_rest_hold(const uint32_t *column, uint32_t first, uint32_t n_rows, uint32_t wanted);

#endif
