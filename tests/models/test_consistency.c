/* What parameters must fulfil together: every condition holds at the defaults, can fail within the ranges, and names
 * parameters that are there. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "models/words/consistency.h"
#include "models/state/world.h"
#include "models/facts/world_load.h"

enum { MOST_NAMES = 32 };

Suite *suite_consistency(void);

static double values[1024];
static struct world *world;

static void start(void)
{
    struct cor_diagnostics list;
    char digest[65];
    world = calloc(1, sizeof *world);
    ck_assert_ptr_nonnull(world);
    cor_diagnostics_init(&list);
    ck_assert_int_eq(world_load(world, COR_SOURCE_DIRECTORY "/data", &list, digest), COR_OK);
    cor_diagnostics_free(&list);
    ck_assert_uint_le(n_parameters, sizeof values / sizeof values[0]);
    for (size_t i = 0; i < n_parameters; i++) {
        values[i] = parameter_table[i].value;
    }
}

static void stop(void)
{
    world_free(world);
}

static bool holds(const struct cor_consistency *condition)
{
    double sides[2];
    condition->measure(world, values, sides);
    return sides[0] <= sides[1];
}

/* Indices of the parameters that a condition names. */
static size_t named(const struct cor_consistency *condition, size_t index[MOST_NAMES])
{
    char names[1024];
    size_t n = 0;
    ck_assert_uint_lt(strlen(condition->parameters), sizeof names);
    strcpy(names, condition->parameters);
    for (char *name = strtok(names, ", "); name; name = strtok(NULL, ", ")) {
        size_t i = 0;
        while (i < n_parameters && strcmp(parameter_table[i].name, name) != 0) {
            i++;
        }
        ck_assert_msg(i < n_parameters && n < MOST_NAMES, "%s names %s", condition->name, name);
        index[n++] = i;
    }
    return n;
}

START_TEST(test_the_defaults_go_together)
{
    for (size_t c = 0; c < n_consistency; c++) {
        ck_assert_msg(holds(&consistency_table[c]), "%s", consistency_table[c].name);
    }
}
END_TEST

/* Move one named parameter after the other to the end of its range that brings the condition nearer to failing. */
START_TEST(test_every_condition_can_fail_within_the_ranges_of_what_it_names)
{
    for (size_t c = 0; c < n_consistency; c++) {
        const struct cor_consistency *condition = &consistency_table[c];
        size_t index[MOST_NAMES], n = named(condition, index);
        for (size_t i = 0; i < n; i++) {
            double gap[2], sides[2];
            for (int end = 0; end < 2; end++) {
                values[index[i]] = end == 0 ? parameter_table[index[i]].min : parameter_table[index[i]].max;
                condition->measure(world, values, sides);
                gap[end] = sides[0] - sides[1];
            }
            values[index[i]] = gap[0] > gap[1] ? parameter_table[index[i]].min : parameter_table[index[i]].max;
        }
        ck_assert_msg(!holds(condition), "%s cannot fail", condition->name);
        for (size_t i = 0; i < n; i++) {
            values[index[i]] = parameter_table[index[i]].value;
        }
    }
}
END_TEST

START_TEST(test_what_a_condition_does_not_name_does_not_move_it)
{
    for (size_t c = 0; c < n_consistency; c++) {
        const struct cor_consistency *condition = &consistency_table[c];
        size_t index[MOST_NAMES], n = named(condition, index);
        double before[2], after[2];
        condition->measure(world, values, before);
        for (size_t i = 0; i < n_parameters; i++) {
            bool is_named = false;
            for (size_t k = 0; k < n; k++) {
                is_named |= index[k] == i;
            }
            values[i] = is_named ? values[i] : parameter_table[i].max;
            condition->measure(world, values, after);
            ck_assert_msg(memcmp(before, after, sizeof before) == 0, "%s depends on %s", condition->name,
                          parameter_table[i].name);
            values[i] = parameter_table[i].value;
        }
    }
}
END_TEST

Suite *suite_consistency(void)
{
    Suite *suite = suite_create("consistency");
    TCase *tests = tcase_create("conditions");
    tcase_add_checked_fixture(tests, start, stop);
    tcase_add_test(tests, test_the_defaults_go_together);
    tcase_add_test(tests, test_every_condition_can_fail_within_the_ranges_of_what_it_names);
    tcase_add_test(tests, test_what_a_condition_does_not_name_does_not_move_it);
    suite_add_tcase(suite, tests);
    return suite;
}
