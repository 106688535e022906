/* The golden results: what small runs of the shipped scenarios must give, on every compiler and in every kind of build.
 *
 *     golden DATA SCENARIOS             prints one line per scenario: its name and the digest of its numbers
 *     golden DATA SCENARIOS EXPECTED    compares with such lines in a file
 *
 * The digest covers names, shapes and values of all variables; attributes, which name program and data, do not enter. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sim/base/clock.h"
#include "sim/base/memory.h"
#include "sim/base/sha256.h"
#include "sim/io/json.h"
#include "sim/io/results.h"
#include "tests/one_run.h"

static const char *const SCENARIOS[] = {"baseline",         "bilateral_agreements",
                                        "training_support", "social_security_agreements",
                                        "combined",         "skill_partnership_germany"};
enum { N_SCENARIOS = sizeof SCENARIOS / sizeof SCENARIOS[0], MAX_EXPECTED = 1 << 16 };

static void add_value(struct cor_sha256 *hash, double value)
{
    uint64_t word = 0; /* one NaN is as good as another */
    uint8_t bytes[8];
    if (isnan(value)) {
        word = UINT64_MAX;
    } else {
        memcpy(&word, &value, sizeof word);
    }
    for (unsigned i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(word >> (8u * i));
    }
    cor_sha256_add(hash, bytes, sizeof bytes);
}

static void digest_of(const struct cor_dataset *dataset, char digest[COR_SHA256_TEXT])
{
    struct cor_sha256 hash;
    cor_sha256_begin(&hash);
    for (size_t v = 0; v < dataset->n_variables; v++) {
        const struct cor_variable *variable = &dataset->variables[v];
        size_t n_values = cor_variable_size(dataset, variable);
        cor_sha256_add(&hash, variable->name, strlen(variable->name) + 1);
        for (size_t d = 0; d < variable->n_dimensions; d++) {
            const struct cor_dimension *dimension = &dataset->dimensions[variable->dimensions[d]];
            cor_sha256_add(&hash, dimension->name, strlen(dimension->name) + 1);
            add_value(&hash, (double)dimension->n_items);
        }
        for (size_t i = 0; i < n_values; i++) {
            add_value(&hash, variable->values[i]);
        }
    }
    cor_sha256_end(&hash, digest);
}

static enum cor_status simulate(const char *data, const char *scenario, const char *result,
                                char message[COR_MESSAGE_SIZE])
{
    const struct simulation_options options = {.sample = 1.0 / 4000.0,
                                               .resident_sample = 1.0 / 80000.0,
                                               .seed = 1,
                                               .n_replicates = 1,
                                               .n_threads = 2,
                                               .until = cor_month(2032, 1)};
    struct simulation_facts facts;
    return one_run(data, scenario, result, &options, &facts, message);
}

/* Add the line of one scenario; `folder` is for its result file. */
static enum cor_status add_line(struct cor_text *lines, const char *data, const char *scenarios, const char *name,
                                const char *folder, char message[COR_MESSAGE_SIZE])
{
    char *scenario = cor_format("%s/%s.json", scenarios, name), *result = cor_format("%s/%s.nc", folder, name);
    struct cor_dataset *dataset = NULL;
    char digest[COR_SHA256_TEXT];
    enum cor_status status = scenario && result ? simulate(data, scenario, result, message) : COR_ERR_MEMORY;
    if (status == COR_OK) {
        status = cor_results_read(result, &dataset, message);
        unlink(result);
    }
    if (status == COR_OK) {
        digest_of(dataset, digest);
        cor_text_add(lines, "%s %s\n", name, digest);
    }
    cor_results_free(dataset);
    free(scenario);
    free(result);
    return status;
}

static int compare(const struct cor_text *lines, const char *path, char message[COR_MESSAGE_SIZE])
{
    char *expected = NULL;
    size_t n_bytes = 0;
    if (cor_file_read(path, MAX_EXPECTED, &expected, &n_bytes, message) != COR_OK) {
        fprintf(stderr, "golden: %s\n", message);
        return EXIT_FAILURE;
    }
    bool same = n_bytes == lines->n_bytes && memcmp(expected, lines->bytes, n_bytes) == 0;
    if (!same) {
        fprintf(stderr,
                "Results have changed. When that is meant, tools/golden.sh writes the new digests and the commit says "
                "what changed and why.\nexpected (%s):\n%sfound:\n%s",
                path, expected, lines->bytes);
    }
    free(expected);
    return same ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    char folder[] = "/tmp/corridor-golden-XXXXXX", message[COR_MESSAGE_SIZE] = "";
    struct cor_text lines;
    int code = EXIT_SUCCESS;
    if ((argc != 3 && argc != 4) || !mkdtemp(folder)) {
        fprintf(stderr, "usage: golden DATA SCENARIOS [EXPECTED]\n");
        return 2;
    }
    cor_text_init(&lines);
    for (size_t i = 0; i < N_SCENARIOS && code == EXIT_SUCCESS; i++) {
        enum cor_status status = add_line(&lines, argv[1], argv[2], SCENARIOS[i], folder, message);
        if (status != COR_OK) {
            fprintf(stderr, "golden: %s: %s\n", cor_status_text(status), message);
            code = EXIT_FAILURE;
        }
    }
    if (code == EXIT_SUCCESS && argc == 4) {
        code = compare(&lines, argv[3], message);
    } else if (code == EXIT_SUCCESS) {
        fputs(lines.bytes, stdout);
    }
    cor_text_free(&lines);
    rmdir(folder);
    return code;
}
