/* Runs the test suites named on the command line, or all. Suites come from tests/suites.def; there is one file test_NAME.c
 * for each. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUITE(name) Suite *suite_##name(void);
#define SUITE_THREADED(name) SUITE(name)
#define SUITE_LONG(name) SUITE(name)
#include "tests/suites.def"
#undef SUITE
#undef SUITE_THREADED
#undef SUITE_LONG

struct entry {
    const char *name;
    Suite *(*make)(void);
};

static const struct entry entries[] = {
#define SUITE(name) {#name, suite_##name},
#define SUITE_THREADED(name) SUITE(name)
#define SUITE_LONG(name) SUITE(name)
#include "tests/suites.def"
#undef SUITE
#undef SUITE_THREADED
#undef SUITE_LONG
};
enum { N_ENTRIES = sizeof entries / sizeof entries[0] };

static int is_wanted(const char *name, int n_names, char **names)
{
    for (int i = 0; i < n_names; i++) {
        if (strcmp(name, names[i]) == 0) {
            return 1;
        }
    }
    return n_names == 0;
}

int main(int argc, char **argv)
{
    int n_failed = 0, n_found = 0;
    for (size_t i = 0; i < N_ENTRIES; i++) {
        if (is_wanted(entries[i].name, argc - 1, argv + 1)) {
            SRunner *runner = srunner_create(entries[i].make());
            srunner_run_all(runner, CK_ENV);
            n_failed += srunner_ntests_failed(runner);
            srunner_free(runner);
            n_found++;
        }
    }
    if (n_found < argc - 1) {
        fprintf(stderr, "run_tests: %d of %d suites are not known\n", argc - 1 - n_found, argc - 1);
        return EXIT_FAILURE;
    }
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
