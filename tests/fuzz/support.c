#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sim/base/memory.h"
#include "sim/io/file.h"
#include "tests/fuzz/fuzz.h"

static const struct fuzz_target *const targets[] = {&fuzz_json,   &fuzz_csv,    &fuzz_scenario, &fuzz_policies,
                                                    &fuzz_design, &fuzz_record, &fuzz_results,  &fuzz_checkpoint};

void fuzz_require(int condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "fuzz: the harness failed: %s\n", what);
        exit(EXIT_FAILURE);
    }
}

void fuzz_add_seed(struct fuzz_input *seeds, size_t *n, const void *bytes, size_t n_bytes)
{
    fuzz_require(*n < FUZZ_MAX_SEEDS, "too many seeds");
    seeds[*n].bytes = cor_calloc(n_bytes + 1, 1);
    fuzz_require(seeds[*n].bytes != NULL, "memory");
    memcpy(seeds[*n].bytes, bytes, n_bytes);
    seeds[(*n)++].n_bytes = n_bytes;
}

void fuzz_add_seed_file(struct fuzz_input *seeds, size_t *n, const char *path)
{
    char message[COR_MESSAGE_SIZE], *bytes = NULL;
    size_t n_bytes = 0;
    fuzz_require(cor_file_read(path, FUZZ_MAX_BYTES, &bytes, &n_bytes, message) == COR_OK, path);
    fuzz_add_seed(seeds, n, bytes, n_bytes);
    free(bytes);
}

/* Plainly and without a sync: a thousand times a second. */
void fuzz_write(const char *path, const uint8_t *bytes, size_t n_bytes)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    fuzz_require(descriptor >= 0 && write(descriptor, bytes, n_bytes) == (ssize_t)n_bytes, path);
    close(descriptor);
}

const struct fuzz_target *fuzz_target_of(const char *name)
{
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        if (strcmp(targets[i]->name, name) == 0) {
            return targets[i];
        }
    }
    return NULL;
}

char *fuzz_path;

void fuzz_take_path(const char *folder, const char *name)
{
    fuzz_path = cor_format("%s/%s", folder, name);
    fuzz_require(fuzz_path != NULL, "memory");
}

void fuzz_drop_path(void)
{
    free(fuzz_path);
    fuzz_path = NULL;
}
