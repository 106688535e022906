/* Inputs changed by keyed draws, without a special compiler.
 *
 *     fuzz TARGET SECONDS             reads changed inputs 0, 1, 2, ... for so long; ends with their number
 *     fuzz TARGET input INDEX         reads that one input in this process, and leaves it in ./fuzz-TARGET-INDEX
 *
 * Input i of a target is always the same. A child reads them, so that a crash, a hang or a leak is told with the number of the
 * input and the others go on. Meant for the sanitized build; elsewhere it finds crashes and hangs only. */
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "sim/base/memory.h"
#include "sim/base/random.h"
#include "tests/fuzz/fuzz.h"

enum { MAX_CHANGES = 6, SECONDS_PER_INPUT = 60, INPUTS_PER_LEAK_CHECK = 64, MAX_FAILURES = 10, GROWTH = 4096 };

int __lsan_do_recoverable_leak_check(void) __attribute__((weak));

/* What the child tells while it lives. */
struct progress {
    volatile uint64_t index, n_leaky;
    volatile uint64_t first_leaky;
};

/* ---- changing ---- */

struct draw {
    uint64_t index;
    uint32_t n;
};

static uint32_t below(struct draw *draw, size_t limit)
{
    struct cor_draws words =
        cor_philox((uint32_t)draw->index, (uint32_t)(draw->index >> 32), draw->n++, 0, (struct cor_key){77, 0});
    return limit > 0 ? (uint32_t)(words.word[0] % limit) : 0;
}

static size_t remove_piece(struct draw *draw, uint8_t *bytes, size_t n)
{
    size_t at = below(draw, n), length = 1 + below(draw, 1u << below(draw, 10));
    length = length < n - at ? length : n - at;
    memmove(bytes + at, bytes + at + length, n - at - length);
    return n - length;
}

/* A piece of `other` goes into the input, in between or over what is there. */
static size_t put_piece(struct draw *draw, uint8_t *bytes, size_t n, size_t room, const struct fuzz_input *other)
{
    size_t from = below(draw, other->n_bytes), at = below(draw, n + 1), length = 1 + below(draw, 1u << below(draw, 10));
    length = length < other->n_bytes - from ? length : other->n_bytes - from;
    if (below(draw, 2) == 0) {
        length = length < n - at ? length : n - at;
        memcpy(bytes + at, other->bytes + from, length);
        return n;
    }
    length = length < room - n ? length : room - n;
    memmove(bytes + at + length, bytes + at, n - at);
    memcpy(bytes + at, other->bytes + from, length);
    return n + length;
}

static void put_number(struct draw *draw, uint8_t *bytes, size_t n)
{
    static const uint64_t numbers[] = {0,
                                       1,
                                       0x7f,
                                       0x80,
                                       0xff,
                                       0x7fff,
                                       0xffff,
                                       0x7fffffff,
                                       0x80000000,
                                       0xffffffff,
                                       UINT64_MAX >> 1,
                                       UINT64_MAX,
                                       (uint64_t)48 << 16};
    uint64_t number = numbers[below(draw, sizeof numbers / sizeof numbers[0])];
    size_t size = (size_t)1 << below(draw, 4), at = below(draw, n);
    memcpy(bytes + at, &number, size < n - at ? size : n - at);
}

static void put_sign(struct draw *draw, uint8_t *bytes, size_t n)
{
    static const char signs[] = "{}[]\",:\\0123456789eE+-. \n\rtfn=/_\xc3\xed\xf4";
    bytes[below(draw, n)] = (uint8_t)signs[below(draw, sizeof signs - 1)];
}

static size_t change(struct draw *draw, uint8_t *bytes, size_t n, size_t room, const struct fuzz_input *other)
{
    if (n == 0) {
        return n;
    }
    switch (below(draw, 7)) {
    case 0:
        bytes[below(draw, n)] ^= (uint8_t)(1u << below(draw, 8));
        return n;
    case 1:
        bytes[below(draw, n)] = (uint8_t)below(draw, 256);
        return n;
    case 2:
        put_number(draw, bytes, n);
        return n;
    case 3:
        return remove_piece(draw, bytes, n);
    case 4:
        return below(draw, 8) == 0 ? below(draw, n) : n; /* cut short */
    case 5:
        put_sign(draw, bytes, n);
        return n;
    default:
        return put_piece(draw, bytes, n, room, other);
    }
}

/* Input `index` into `bytes`, which has room for the largest seed and GROWTH bytes; returns its length. */
static size_t make_input(const struct fuzz_target *target, const struct fuzz_input *seeds, size_t n_seeds,
                         uint64_t index, uint8_t *bytes)
{
    struct draw draw = {index, 0};
    const struct fuzz_input *seed = &seeds[below(&draw, n_seeds)];
    size_t n = seed->n_bytes, n_changes = 1 + below(&draw, MAX_CHANGES);
    memcpy(bytes, seed->bytes, n);
    for (size_t i = 0; i < n_changes && index > 0; i++) { /* the first is as it was given */
        n = change(&draw, bytes, n, seed->n_bytes + GROWTH, &seeds[below(&draw, n_seeds)]);
    }
    if (target->mend && below(&draw, 16) > 0) {
        target->mend(bytes, n);
    }
    return n;
}

/* ---- reading ---- */

static int remove_entry(const char *path, const struct stat *facts, int kind, struct FTW *place)
{
    (void)facts;
    (void)kind;
    (void)place;
    return remove(path);
}

static void leave(const struct fuzz_target *target, uint64_t index, const uint8_t *bytes, size_t n)
{
    char path[128];
    snprintf(path, sizeof path, "fuzz-%s-%llu", target->name, (unsigned long long)index);
    fuzz_write(path, bytes, n);
}

static void note_leaks(struct progress *progress, uint64_t first)
{
    if (__lsan_do_recoverable_leak_check && __lsan_do_recoverable_leak_check() != 0) {
        progress->first_leaky = progress->n_leaky++ == 0 ? first : progress->first_leaky;
    }
}

/* Read inputs from progress->index on, until the time is over; one only when `seconds` is 0. */
static void read_inputs(const struct fuzz_target *target, const char *folder, double seconds, struct progress *progress)
{
    struct fuzz_input seeds[FUZZ_MAX_SEEDS] = {{0}};
    size_t n_seeds = target->begin(folder, seeds), largest = 0;
    time_t end = time(NULL) + (time_t)seconds;
    for (size_t i = 0; i < n_seeds; i++) {
        largest = seeds[i].n_bytes > largest ? seeds[i].n_bytes : largest;
    }
    uint8_t *bytes = cor_calloc(largest + GROWTH, 1);
    fuzz_require(bytes != NULL, "memory");
    uint64_t first = progress->index;
    do {
        size_t n = make_input(target, seeds, n_seeds, progress->index, bytes);
        if (seconds <= 0.0) {
            leave(target, progress->index, bytes, n);
        }
        alarm(SECONDS_PER_INPUT);
        target->run(bytes, n);
        alarm(0);
        progress->index++;
        if (progress->index % INPUTS_PER_LEAK_CHECK == 0) {
            note_leaks(progress, first);
            first = progress->index;
        }
    } while (time(NULL) < end);
    for (size_t i = 0; i < n_seeds; i++) {
        free(seeds[i].bytes);
    }
    free(bytes);
    if (target->end) {
        target->end();
    }
    note_leaks(progress, first);
}

static int read_in_child(const struct fuzz_target *target, double seconds, struct progress *progress)
{
    char folder[] = "/tmp/corridor-fuzz-XXXXXX";
    int how = 0;
    fuzz_require(mkdtemp(folder) != NULL, "temporary folder");
    pid_t child = fork();
    if (child == 0) {
        read_inputs(target, folder, seconds, progress);
        _exit(progress->n_leaky > 0 ? 3 : 0);
    }
    fuzz_require(child > 0 && waitpid(child, &how, 0) == child, "child");
    nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    return how;
}

static int fuzz(const struct fuzz_target *target, double seconds, struct progress *progress)
{
    time_t end = time(NULL) + (time_t)seconds;
    int n_failures = 0;
    do {
        int how = read_in_child(target, difftime(end, time(NULL)), progress);
        if (how == 0) {
            break;
        }
        n_failures++;
        if (progress->n_leaky > 0) {
            fprintf(stderr, "fuzz %s: leak among the %d inputs from %llu on\n", target->name, INPUTS_PER_LEAK_CHECK,
                    (unsigned long long)progress->first_leaky);
            break;
        }
        fprintf(stderr, "fuzz %s: input %llu ends in %s %d\n", target->name, (unsigned long long)progress->index,
                WIFSIGNALED(how) ? "signal" : "exit code", WIFSIGNALED(how) ? WTERMSIG(how) : WEXITSTATUS(how));
        progress->index++;
    } while (time(NULL) < end && n_failures < MAX_FAILURES);
    printf("%s: %llu inputs, %d failures\n", target->name, (unsigned long long)progress->index, n_failures);
    return n_failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    const struct fuzz_target *target = argc > 2 ? fuzz_target_of(argv[1]) : NULL;
    struct progress *progress = mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!target || progress == MAP_FAILED || (argc > 3) != (strcmp(argv[2], "input") == 0)) {
        fprintf(stderr, "usage: fuzz TARGET SECONDS | fuzz TARGET input INDEX\n");
        return 2;
    }
    if (argc > 3) {
        char folder[] = "/tmp/corridor-fuzz-XXXXXX";
        fuzz_require(mkdtemp(folder) != NULL, "temporary folder");
        progress->index = strtoull(argv[3], NULL, 10);
        read_inputs(target, folder, 0.0, progress);
        nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
        return progress->n_leaky > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
    }
    return fuzz(target, strtod(argv[2], NULL), progress);
}
