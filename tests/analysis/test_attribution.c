/* What groups of policies contribute, read from result files: the package is what a comparison of base and package says, the
 * parts add up to it, and a group that changes nothing gets exactly nothing. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "analysis/attribution.h"
#include "analysis/comparison.h"
#include "analysis/headline.h"
#include "tests/analysis/fake_runs.h"

Suite *suite_attribution(void);

enum { SETS = 8, FILES = 4, REPLICATES = 4 };

static char directory[64], paths[2 * FILES + 1][96], tables[3][96], message[COR_MESSAGE_SIZE];
static struct cor_attribution_request request;
static struct cor_attribution attribution;

static void write_run(const char *path, double effect, size_t n_replicates, bool gaps)
{
    const struct fake_run run = {
        .scenario = "set", .n_replicates = n_replicates, .effect = effect, .seed = "7", .gaps = gaps};
    ck_assert(fake_run_write(path, &run));
}

/* Fees and places help each other; four files without gaps, four with gaps, and one of another experiment. */
static void write_runs(void)
{
    static const double effects[FILES] = {0, 0.1, 0.22, 0.45};
    snprintf(directory, sizeof directory, "/tmp/corridor_attribution_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(directory));
    for (size_t i = 0; i < 2 * FILES + 1; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/run%zu.nc", directory, i);
        write_run(paths[i], effects[i % FILES], i < 2 * FILES ? REPLICATES : 1, i >= FILES);
    }
    snprintf(tables[0], sizeof tables[0], "%s/attribution.csv", directory);
    snprintf(tables[1], sizeof tables[1], "%s/groups.csv", directory);
    snprintf(tables[2], sizeof tables[2], "%s/attribution.html", directory);
}

static void remove_runs(void)
{
    for (size_t i = 0; i < 2 * FILES + 1; i++) {
        unlink(paths[i]);
    }
    unlink(tables[0]);
    unlink(tables[1]);
    unlink(tables[2]);
    rmdir(directory);
}

/* Bit 0 fees, bit 1 places; the third group changes nothing. */
static void request_all(bool gaps)
{
    request = (struct cor_attribution_request){
        .base = "base",
        .package = "package",
        .n_groups = 3,
        .groups = {{"fees", "Fees", "A cap."}, {"places", "Places", "More places."}, {"idle", "<Idle>", "=1+1"}},
        .first_year = 2026};
    for (size_t set = 0; set < SETS; set++) {
        request.results[set] = paths[set % FILES + (gaps ? FILES : 0)];
    }
}

static void request_plain(void)
{
    request_all(false);
}

static void release(void)
{
    cor_attribution_free(&attribution);
}

static void build(void)
{
    ck_assert_msg(cor_attribution_build(&request, &attribution, message) == COR_OK, "%s", message);
    ck_assert_uint_gt(attribution.n_rows, 9 * 25);
}

/* The statistics of one effect of a row. */
static const double *effect_of(size_t row, enum cor_effect_kind kind, size_t group, size_t other)
{
    size_t e = 0;
    while (e < attribution.n_effects && (attribution.effects[e].kind != kind || attribution.effects[e].group != group ||
                                         attribution.effects[e].other != other)) {
        e++;
    }
    ck_assert_uint_lt(e, attribution.n_effects);
    return attribution.rows[row].effects[e];
}

START_TEST(test_the_package_is_the_difference_that_a_comparison_tells)
{
    struct cor_comparison comparison;
    request_all(_i == 1);
    build();
    const struct cor_compare_scenario both[] = {{.path = request.results[0], .name = "base"},
                                                {.path = request.results[SETS - 1], .name = "package"}};
    ck_assert_msg(cor_comparison_build(both, 2, &comparison, message) == COR_OK, "%s", message);
    size_t n_clear = 0;
    for (size_t i = 0; i < attribution.n_rows; i++) {
        const struct cor_attribution_row *row = &attribution.rows[i];
        const double *package = effect_of(i, COR_EFFECT_PACKAGE, 3, 3);
        if (row->last > row->first || row->is_missing) {
            continue;
        }
        for (enum cor_statistic k = COR_MEAN; k <= COR_STANDARD_ERROR; k++) {
            double told =
                comparison.differences[cor_comparison_place(&comparison, row->series, 1, k, row->area) + row->first];
            ck_assert_double_le(fabs(package[k] - told), 1e-9 * (fabs(told) + 1e-3));
        }
        n_clear += cor_verdict_of(package) == COR_CLEAR;
    }
    ck_assert_uint_gt(n_clear, 100);
    cor_comparison_free(&comparison);
}
END_TEST

START_TEST(test_parts_add_up_to_the_package_and_in_every_rounding)
{
    static const double step[] = {1000, 1, 0.01, 1e-6};
    build();
    for (size_t i = 0; i < attribution.n_rows; i++) {
        double sum = 0.0, package = effect_of(i, COR_EFFECT_PACKAGE, 3, 3)[COR_MEAN];
        int64_t steps[COR_MOST_EFFECTS];
        for (size_t g = 0; g < 3; g++) {
            sum += effect_of(i, COR_EFFECT_PART, g, 3)[COR_MEAN];
        }
        ck_assert_double_le(fabs(sum - package),
                            4e-16 * 3 * cor_attribution_largest(&attribution, &attribution.rows[i]));
        for (size_t s = 0; s < sizeof step / sizeof *step; s++) {
            cor_attribution_round(&attribution, &attribution.rows[i], step[s], steps);
            ck_assert_int_eq(steps[1] + steps[2] + steps[3], steps[0]);
            ck_assert_int_eq(steps[4] + steps[5] + steps[6] + steps[10], steps[0]);
            ck_assert_double_le(fabs((double)steps[0] * step[s] - package), 0.5001 * step[s] + 1e-15 * fabs(package));
        }
    }
}
END_TEST

START_TEST(test_a_group_that_changes_nothing_gets_exactly_nothing)
{
    build();
    for (size_t i = 0; i < attribution.n_rows; i++) {
        const double *idle[] = {effect_of(i, COR_EFFECT_PART, 2, 3), effect_of(i, COR_EFFECT_ALONE, 2, 3),
                                effect_of(i, COR_EFFECT_LAST, 2, 3), effect_of(i, COR_EFFECT_PAIR, 0, 2)};
        for (size_t k = 0; k < 4; k++) {
            ck_assert(idle[k][COR_MEAN] == 0.0 && idle[k][COR_STANDARD_ERROR] == 0.0);
            ck_assert_int_eq(cor_verdict_of(idle[k]), COR_SAME);
        }
        /* the other two share what they do together beyond each alone */
        double pair = effect_of(i, COR_EFFECT_PAIR, 0, 1)[COR_MEAN];
        ck_assert_double_le(fabs(pair - effect_of(i, COR_EFFECT_INTERACTION, 3, 3)[COR_MEAN]), 1e-9 * (fabs(pair) + 1));
        ck_assert_double_le(fabs(effect_of(i, COR_EFFECT_PART, 0, 3)[COR_MEAN] -
                                 effect_of(i, COR_EFFECT_ALONE, 0, 3)[COR_MEAN] - pair / 2),
                            1e-9 * (fabs(pair) + 1));
    }
}
END_TEST

START_TEST(test_the_order_of_groups_does_not_matter)
{
    static const size_t place[3] = {2, 0, 1};
    const char *results[SETS];
    struct cor_attribution first;
    build();
    first = attribution;
    memcpy(results, request.results, sizeof results);
    for (size_t set = 0; set < SETS; set++) {
        size_t moved = 0;
        for (size_t g = 0; g < 3; g++) {
            moved |= (set >> g & 1u) << place[g];
        }
        request.results[moved] = results[set];
    }
    build();
    for (size_t i = 0; i < first.n_rows; i++) {
        for (size_t g = 0; g < 3; g++) {
            const double *moved = effect_of(i, COR_EFFECT_PART, place[g], 3);
            ck_assert(moved[COR_MEAN] == first.rows[i].effects[1 + g][COR_MEAN]);
            ck_assert(moved[COR_STANDARD_ERROR] == first.rows[i].effects[1 + g][COR_STANDARD_ERROR]);
        }
    }
    cor_attribution_free(&first);
}
END_TEST

START_TEST(test_the_sum_of_a_flow_is_that_of_its_years)
{
    build();
    size_t n_sums = 0;
    for (size_t i = 0; i < attribution.n_rows; i++) {
        const struct cor_attribution_row *sum = &attribution.rows[i];
        if (sum->last == sum->first) {
            continue;
        }
        ck_assert_str_eq(sum->label, "2026-2050");
        double years = 0.0;
        for (size_t other = 0; other < attribution.n_rows; other++) {
            const struct cor_attribution_row *row = &attribution.rows[other];
            if (row->series == sum->series && row->area == sum->area && row->last == row->first) {
                years += effect_of(other, COR_EFFECT_PART, 0, 3)[COR_MEAN];
            }
        }
        ck_assert_double_le(fabs(years - effect_of(i, COR_EFFECT_PART, 0, 3)[COR_MEAN]), 1e-9 * fabs(years));
        ck_assert_double_gt(fabs(years), 0.0);
        n_sums++;
    }
    ck_assert_uint_eq(n_sums, 3); /* departures everywhere and to the Union, remittances */
}
END_TEST

START_TEST(test_files_of_another_experiment_are_refused)
{
    request.results[5] = paths[2 * FILES];
    ck_assert_int_eq(cor_attribution_build(&request, &attribution, message), COR_ERR_INPUT);
    ck_assert_ptr_nonnull(strstr(message, "run8.nc"));
    request.results[5] = directory;
    ck_assert_int_eq(cor_attribution_build(&request, &attribution, message), COR_ERR_IO);
}
END_TEST

START_TEST(test_the_tables_hold_every_effect_and_no_formula)
{
    char *bytes = NULL;
    size_t n_bytes = 0, n_lines = 0;
    build();
    ck_assert_int_eq(cor_attribution_write(&attribution, directory, message), COR_OK);
    ck_assert_int_eq(cor_file_read(tables[0], 1 << 24, &bytes, &n_bytes, message), COR_OK);
    for (size_t i = 0; i < n_bytes; i++) {
        n_lines += bytes[i] == '\n';
    }
    ck_assert_uint_eq(n_lines, 1 + attribution.n_rows * attribution.n_effects);
    ck_assert_ptr_nonnull(strstr(bytes, ",2026-2050,pair,fees,places,"));
    free(bytes);
    ck_assert_int_eq(cor_file_read(tables[1], 1 << 20, &bytes, &n_bytes, message), COR_OK);
    ck_assert_ptr_nonnull(strstr(bytes, "idle,<Idle>,base,package,\"'=1+1\"\n"));
    free(bytes);
}
END_TEST

START_TEST(test_the_page_shows_every_headline_and_loads_nothing)
{
    char *page = NULL;
    size_t n_bytes = 0, n_charts = 0, n_tables = 0;
    build();
    ck_assert_int_eq(cor_attribution_write(&attribution, directory, message), COR_OK);
    ck_assert_int_eq(cor_file_read(tables[2], 1 << 24, &page, &n_bytes, message), COR_OK);
    for (const char *at = page; (at = strstr(at, "<svg ")) != NULL; at++) {
        n_charts++;
    }
    for (const char *at = page; (at = strstr(at, "<table>")) != NULL; at++) {
        n_tables++;
    }
    ck_assert_uint_eq(n_charts, 10);
    ck_assert_uint_eq(n_tables, 10 + 3); /* the last year of each, and the sums of flows */
    ck_assert_ptr_nonnull(strstr(page, "&lt;Idle&gt;"));
    ck_assert_ptr_null(strstr(page, "<Idle>"));
    ck_assert_ptr_nonnull(strstr(page, "style-src 'sha256-"));
    ck_assert(!strstr(page, "http:") && !strstr(page, "https:") && !strstr(page, "<script") && !strstr(page, "nan"));
    free(page);
}
END_TEST

Suite *suite_attribution(void)
{
    Suite *suite = suite_create("attribution");
    TCase *tests = tcase_create("attribution");
    tcase_add_unchecked_fixture(tests, write_runs, remove_runs);
    tcase_add_checked_fixture(tests, request_plain, release);
    tcase_add_loop_test(tests, test_the_package_is_the_difference_that_a_comparison_tells, 0, 2);
    tcase_add_test(tests, test_parts_add_up_to_the_package_and_in_every_rounding);
    tcase_add_test(tests, test_a_group_that_changes_nothing_gets_exactly_nothing);
    tcase_add_test(tests, test_the_order_of_groups_does_not_matter);
    tcase_add_test(tests, test_the_sum_of_a_flow_is_that_of_its_years);
    tcase_add_test(tests, test_files_of_another_experiment_are_refused);
    tcase_add_test(tests, test_the_tables_hold_every_effect_and_no_formula);
    tcase_add_test(tests, test_the_page_shows_every_headline_and_loads_nothing);
    suite_add_tcase(suite, tests);
    return suite;
}
