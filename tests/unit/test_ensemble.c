/* Arms x replicates on a toy model: order, equality with single runs, progress, failure, stop and checkpoints. */
#include <check.h>
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sim/run/ensemble.h"
#include "tests/unit/toy.h"

Suite *suite_ensemble(void);

enum { N_ARMS = 3, N_REPLICATES = 5, FIRST = 7, N_RUNS = N_ARMS * N_REPLICATES };
static const char *const names[N_ARMS] = {"short", "long", "seeded"};
static const uint32_t seeds[N_ARMS] = {5, 5, 6};

static struct cor_ensemble_arm arms[N_ARMS];
static struct cor_ensemble ensemble;
static struct cor_ensemble_result result;
static volatile sig_atomic_t stop_now;

static void identify(const void *data, size_t arm, uint32_t replicate, char run[65], char identity[65])
{
    (void)data;
    snprintf(run, 65, "%zu-%u", arm, (unsigned)replicate);
    snprintf(identity, 65, "toy %zu %u", arm, (unsigned)replicate);
}

static void make_ensemble(void)
{
    for (size_t a = 0; a < N_ARMS; a++) {
        arms[a] = (struct cor_ensemble_arm){names[a], toy_spec(99), 10.0 * (double)(a + 1)};
        arms[a].run.key = (struct cor_key){seeds[a], 1234}; /* the ensemble's replicates hold */
    }
    arms[0].run.to = arms[0].run.from + 12;
    stop_now = 0;
    ensemble = (struct cor_ensemble){.arms = arms,
                                     .n_arms = N_ARMS,
                                     .first_replicate = FIRST,
                                     .n_replicates = N_REPLICATES,
                                     .n_side_by_side = 1,
                                     .threads_per_run = 1,
                                     .identify = identify,
                                     .stop = &stop_now};
}

/* What a run gives on its own. */
static void assert_is_alone(size_t a, uint32_t r)
{
    struct cor_run_result alone;
    struct cor_run_spec spec = arms[a].run;
    spec.key.replicate = FIRST + r;
    spec.n_threads = 1;
    ck_assert_int_eq(cor_run(&spec, &alone), COR_OK);
    ck_assert_ptr_nonnull(result.sums[a * N_REPLICATES + r]);
    ck_assert_mem_eq(result.sums[a * N_REPLICATES + r], alone.sums, alone.n_periods * sizeof(int64_t));
    cor_run_result_free(&alone);
}

START_TEST(test_every_run_is_the_one_of_its_arm_and_replicate_however_many_go_side_by_side)
{
    static const size_t side_by_side[] = {1, 4, 1}, threads[] = {1, 1, 3};
    ensemble.n_side_by_side = side_by_side[_i];
    ensemble.threads_per_run = threads[_i];
    ck_assert_int_eq(cor_ensemble_run(&ensemble, &result), COR_OK);
    ck_assert_uint_eq(result.n_runs, N_RUNS);
    for (size_t a = 0; a < N_ARMS; a++) {
        for (uint32_t r = 0; r < N_REPLICATES; r++) {
            assert_is_alone(a, r);
        }
    }
    ck_assert(result.row_months > 0.0 && result.step_seconds > 0.0);
    ck_assert_int_ne(result.sums[1 * N_REPLICATES][0], result.sums[1 * N_REPLICATES + 1][0]); /* replicates differ */
    ck_assert_int_ne(result.sums[1 * N_REPLICATES][0], result.sums[2 * N_REPLICATES][0]);     /* and so do seeds */
    cor_ensemble_result_free(&result);
}
END_TEST

static double last_done, told_total;
static int n_told, n_inside;

static void note_progress(void *data, double done, double total)
{
    ck_assert_ptr_eq(data, &n_told);
    ck_assert_int_eq(++n_inside, 1); /* never from two threads at once */
    ck_assert(done > last_done);
    last_done = done;
    told_total = total;
    n_told++;
    n_inside--;
}

START_TEST(test_progress_rises_month_by_month_to_the_work_of_all_runs)
{
    const double total = N_REPLICATES * (10.0 + 20.0 + 30.0);
    last_done = 0.0;
    n_told = 0;
    ensemble.n_side_by_side = 4;
    ensemble.progress = note_progress;
    ensemble.progress_data = &n_told;
    ck_assert_int_eq(cor_ensemble_run(&ensemble, &result), COR_OK);
    ck_assert_int_eq(n_told, N_REPLICATES * (12 + 24 + 24));
    ck_assert_double_eq_tol(last_done, total, 1e-9);
    ck_assert_double_eq_tol(told_total, total, 1e-9);
    cor_ensemble_result_free(&result);
}
END_TEST

static struct cor_chunk *build_none(const struct cor_context *context, void *data, size_t index)
{
    (void)context;
    (void)data;
    (void)index;
    return NULL;
}

START_TEST(test_after_a_run_that_fails_no_other_begins_and_its_arm_is_named)
{
    arms[1].run.build = build_none;
    ck_assert_int_eq(cor_ensemble_run(&ensemble, &result), COR_ERR_MEMORY);
    ck_assert_ptr_eq(strstr(result.message, "long: "), result.message);
    ck_assert_ptr_nonnull(strstr(result.message, cor_status_text(COR_ERR_MEMORY)));
    ck_assert_ptr_nonnull(result.sums[0]); /* arms of a replicate run close together: this one was first */
    ck_assert_ptr_null(result.sums[1]);
    ck_assert_ptr_null(result.sums[2 * N_REPLICATES]);
    cor_ensemble_result_free(&result);
}
END_TEST

static void stop_soon(void *data, double done, double total)
{
    (void)data;
    stop_now = done > total / 3.0;
}

static size_t n_files(const char *folder)
{
    DIR *directory = opendir(folder);
    size_t n = 0;
    ck_assert_ptr_nonnull(directory);
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        n += entry->d_name[0] != '.';
    }
    closedir(directory);
    return n;
}

START_TEST(test_an_ensemble_that_was_stopped_goes_on_to_the_same_end_and_forgets_its_checkpoints)
{
    char folder[64] = "/tmp/corridor-ensemble-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ensemble.n_side_by_side = 2;
    ensemble.checkpoint_directory = folder;
    ensemble.progress = stop_soon;
    ck_assert_int_eq(cor_ensemble_run(&ensemble, &result), COR_INTERRUPTED);
    cor_ensemble_result_free(&result);
    size_t n_begun = n_files(folder);
    ck_assert(n_begun > 0 && n_begun < N_RUNS);
    ensemble.progress = NULL;
    stop_now = 0;
    ck_assert_int_eq(cor_ensemble_run(&ensemble, &result), COR_OK);
    ck_assert_uint_eq(n_files(folder), N_RUNS);
    for (size_t a = 0; a < N_ARMS; a++) {
        for (uint32_t r = 0; r < N_REPLICATES; r++) {
            assert_is_alone(a, r);
        }
    }
    cor_ensemble_result_free(&result);
    cor_ensemble_forget(&ensemble);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

static pthread_mutex_t count_lock = PTHREAD_MUTEX_INITIALIZER;
static int n_made, n_ended;

/* The second arm has another seed in each replicate; every other run is as it was. */
static enum cor_status begin_run(void *data, size_t arm, uint32_t replicate, struct cor_run_spec *spec, void **made)
{
    ck_assert_ptr_eq(data, &n_made);
    pthread_mutex_lock(&count_lock);
    n_made++;
    pthread_mutex_unlock(&count_lock);
    *made = &n_ended;
    if (arm == 1) {
        spec->key.seed = seeds[1] + replicate;
    }
    return replicate == FIRST + N_REPLICATES ? COR_ERR_MEMORY : COR_OK;
}

static void end_run(void *made)
{
    ck_assert_ptr_eq(made, &n_ended);
    pthread_mutex_lock(&count_lock);
    n_ended++;
    pthread_mutex_unlock(&count_lock);
}

static void give_runs_their_own(void)
{
    n_made = n_ended = 0;
    ensemble.n_side_by_side = 4;
    ensemble.begin_run = begin_run;
    ensemble.end_run = end_run;
    ensemble.run_data = &n_made;
}

START_TEST(test_a_run_may_be_made_from_what_is_its_own)
{
    give_runs_their_own();
    ck_assert_int_eq(cor_ensemble_run(&ensemble, &result), COR_OK);
    ck_assert_int_eq(n_made, N_RUNS);
    ck_assert_int_eq(n_ended, N_RUNS);
    for (uint32_t r = 0; r < N_REPLICATES; r++) {
        assert_is_alone(0, r);
        assert_is_alone(2, r);
        arms[1].run.key.seed = seeds[1] + FIRST + r;
        assert_is_alone(1, r);
        arms[1].run.key.seed = seeds[1];
    }
    cor_ensemble_result_free(&result);
}
END_TEST

START_TEST(test_what_was_made_for_a_run_is_given_up_when_it_cannot_begin)
{
    give_runs_their_own();
    ensemble.first_replicate = FIRST + 1;
    ensemble.n_side_by_side = 1;
    ck_assert_int_eq(cor_ensemble_run(&ensemble, &result), COR_ERR_MEMORY);
    ck_assert_int_eq(n_made, n_ended);
    ck_assert_int_eq(n_made, N_ARMS * (N_REPLICATES - 1) + 1);
    ck_assert_ptr_eq(strstr(result.message, "short: "), result.message);
    cor_ensemble_result_free(&result);
}
END_TEST

START_TEST(test_threads_go_to_many_runs_or_to_one_large_one)
{
    cor_ensemble_share_threads(&ensemble, 4, 1e6);
    ck_assert(ensemble.n_side_by_side == 4 && ensemble.threads_per_run == 1);
    cor_ensemble_share_threads(&ensemble, 4, 4e9); /* more than memory allows */
    ck_assert(ensemble.n_side_by_side == 1 && ensemble.threads_per_run == 4);
    cor_ensemble_share_threads(&ensemble, N_RUNS + 1, 1e6); /* fewer runs than threads */
    ck_assert(ensemble.n_side_by_side == 1 && ensemble.threads_per_run == N_RUNS + 1);
}
END_TEST

Suite *suite_ensemble(void)
{
    Suite *suite = suite_create("ensemble");
    TCase *tests = tcase_create("toy model");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, make_ensemble, NULL);
    tcase_add_loop_test(tests, test_every_run_is_the_one_of_its_arm_and_replicate_however_many_go_side_by_side, 0, 3);
    tcase_add_test(tests, test_progress_rises_month_by_month_to_the_work_of_all_runs);
    tcase_add_test(tests, test_after_a_run_that_fails_no_other_begins_and_its_arm_is_named);
    tcase_add_test(tests, test_an_ensemble_that_was_stopped_goes_on_to_the_same_end_and_forgets_its_checkpoints);
    tcase_add_test(tests, test_a_run_may_be_made_from_what_is_its_own);
    tcase_add_test(tests, test_what_was_made_for_a_run_is_given_up_when_it_cannot_begin);
    tcase_add_test(tests, test_threads_go_to_many_runs_or_to_one_large_one);
    suite_add_tcase(suite, tests);
    return suite;
}
