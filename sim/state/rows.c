#include "sim/state/rows.h"
#include <string.h>
#include "sim/state/rows_paths.h"

enum { MONTHS_PER_YEAR = 12 };

uint32_t cor_rows_rest_where(const uint8_t *column, uint32_t first, uint32_t n_rows, uint8_t mask, uint8_t value,
                             uint32_t *rows)
{
    uint32_t n = 0;
    for (uint32_t r = first; r < n_rows; r++) {
        rows[n] = r;
        n += (column[r] & mask) == value;
    }
    return n;
}

uint32_t cor_rows_rest_equal(const uint16_t *column, uint32_t first, uint32_t n_rows, uint16_t value, uint32_t *rows)
{
    uint32_t n = 0;
    for (uint32_t r = first; r < n_rows; r++) {
        rows[n] = r;
        n += column[r] == value;
    }
    return n;
}

uint32_t cor_rows_rest_of_month(const uint16_t *column, uint32_t first, uint32_t n_rows, uint16_t remainder,
                                uint32_t *rows)
{
    uint32_t n = 0;
    for (uint32_t r = first; r < n_rows; r++) {
        rows[n] = r;
        n += column[r] % MONTHS_PER_YEAR == remainder;
    }
    return n;
}

uint32_t cor_rows_rest_count(const uint8_t *column, uint32_t first, uint32_t n_rows, uint8_t mask, uint8_t value)
{
    uint32_t n = 0;
    for (uint32_t r = first; r < n_rows; r++) {
        n += (column[r] & mask) == value;
    }
    return n;
}

void cor_rows_rest_tally(const uint8_t *column, uint32_t first, uint32_t n_rows, uint8_t mask,
                         const uint8_t values[COR_TALLY_VALUES], uint32_t counts[COR_TALLY_VALUES])
{
    uint32_t seen[UINT8_MAX + 1] = {0};
    for (uint32_t r = first; r < n_rows; r++) {
        seen[column[r] & mask]++;
    }
    for (unsigned k = 0; k < COR_TALLY_VALUES; k++) {
        counts[k] += seen[values[k]];
    }
}

/* Hits are rare and columns short, so the scan does not stop at the first. */
bool cor_rows_rest_hold(const uint32_t *column, uint32_t first, uint32_t n_rows, uint32_t wanted)
{
    uint32_t n_hits = 0;
    for (uint32_t r = first; r < n_rows; r++) {
        n_hits += column[r] == wanted;
    }
    return n_hits > 0;
}

static uint32_t where_plain(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value, uint32_t *rows)
{
    return cor_rows_rest_where(column, 0, n_rows, mask, value, rows);
}

static uint32_t equal_plain(const uint16_t *column, uint32_t n_rows, uint16_t value, uint32_t *rows)
{
    return cor_rows_rest_equal(column, 0, n_rows, value, rows);
}

static uint32_t of_month_plain(const uint16_t *column, uint32_t n_rows, uint16_t remainder, uint32_t *rows)
{
    return cor_rows_rest_of_month(column, 0, n_rows, remainder, rows);
}

static uint32_t count_plain(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value)
{
    return cor_rows_rest_count(column, 0, n_rows, mask, value);
}

static void tally_plain(const uint8_t *column, uint32_t n_rows, uint8_t mask, const uint8_t values[COR_TALLY_VALUES],
                        uint32_t counts[COR_TALLY_VALUES])
{
    memset(counts, 0, COR_TALLY_VALUES * sizeof *counts);
    cor_rows_rest_tally(column, 0, n_rows, mask, values, counts);
}

static bool hold_plain(const uint32_t *column, uint32_t n_rows, uint32_t wanted)
{
    return cor_rows_rest_hold(column, 0, n_rows, wanted);
}

size_t cor_rows_paths(struct cor_rows_path paths[COR_MAX_ROWS_PATHS])
{
    size_t n_paths = 0;
    paths[n_paths++] =
        (struct cor_rows_path){"plain", where_plain, equal_plain, of_month_plain, count_plain, tally_plain, hold_plain};
    n_paths += cor_rows_path_avx2(&paths[n_paths]);
    return n_paths;
}

static struct cor_rows_path best_path(void)
{
    struct cor_rows_path paths[COR_MAX_ROWS_PATHS];
    size_t n_paths = cor_rows_paths(paths);
    return paths[n_paths - 1];
}

uint32_t cor_rows_where(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value, uint32_t *rows)
{
    return best_path().where(column, n_rows, mask, value, rows);
}

uint32_t cor_rows_equal(const uint16_t *column, uint32_t n_rows, uint16_t value, uint32_t *rows)
{
    return best_path().equal(column, n_rows, value, rows);
}

uint32_t cor_rows_of_month(const uint16_t *column, uint32_t n_rows, uint16_t remainder, uint32_t *rows)
{
    return best_path().of_month(column, n_rows, remainder, rows);
}

uint32_t cor_rows_count(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value)
{
    return best_path().count(column, n_rows, mask, value);
}

void cor_rows_tally(const uint8_t *column, uint32_t n_rows, uint8_t mask, const uint8_t values[COR_TALLY_VALUES],
                    uint32_t counts[COR_TALLY_VALUES])
{
    best_path().tally(column, n_rows, mask, values, counts);
}

bool cor_rows_hold(const uint32_t *column, uint32_t n_rows, uint32_t wanted)
{
    return best_path().hold(column, n_rows, wanted);
}
