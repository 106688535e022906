/* Hostile input: every reader of files as a target that takes bytes. A target gives good inputs to begin with, reads what it
 * is given in whatever way the program reads such files, and can mend the checksums of a changed input so that it gets
 * past them. mutate.c changes inputs by keyed draws; libfuzzer.c lets clang's fuzzer do so. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H
#include <stddef.h>
#include <stdint.h>

enum { FUZZ_MAX_SEEDS = 8, FUZZ_MAX_BYTES = 1 << 22 };

struct fuzz_input {
    uint8_t *bytes; /* owned */
    size_t n_bytes;
};

struct fuzz_target {
    const char *name;
    /* Prepare, and fill seeds[FUZZ_MAX_SEEDS]; returns how many. `folder` is for files. */
    size_t (*begin)(const char *folder, struct fuzz_input *seeds);
    void (*run)(const uint8_t *bytes, size_t n_bytes);
    void (*mend)(uint8_t *bytes, size_t n_bytes); /* NULL where nothing is summed */
    void (*end)(void);                            /* NULL for none */
};

extern const struct fuzz_target fuzz_json, fuzz_csv, fuzz_scenario, fuzz_policies, fuzz_design, fuzz_record,
    fuzz_results, fuzz_checkpoint;

/* For targets: end with a message when the harness itself fails; copies; files. */
void fuzz_require(int condition, const char *what);
void fuzz_add_seed(struct fuzz_input *seeds, size_t *n, const void *bytes, size_t n_bytes);
void fuzz_add_seed_file(struct fuzz_input *seeds, size_t *n, const char *path);
/* The file that a target reads: named in `folder` by its begin, or set; freed by its end. */
extern char *fuzz_path;
void fuzz_take_path(const char *folder, const char *name);
void fuzz_drop_path(void);
void fuzz_write(const char *path, const uint8_t *bytes, size_t n_bytes);
/* Target by name, or NULL. */
const struct fuzz_target *fuzz_target_of(const char *name);

#endif
