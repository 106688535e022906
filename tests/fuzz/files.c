/* Files that the program writes and reads back: results, records of sweeps, checkpoints. Their checksums are mended. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "cli/record.h"
#include "models/experiment/simulation_internal.h"
#include "sim/base/crc.h"
#include "sim/base/memory.h"
#include "sim/io/results.h"
#include "sim/io/results_seal.h"
#include "tests/fuzz/fuzz.h"

/* ---- results ---- */

static size_t begin_results(const char *folder, struct fuzz_input *seeds)
{
    static const char *const codes[] = {"VNM", "DEU", "JPN"};
    static const int32_t years[] = {2024, 2025};
    static const double values[] = {1.0, 2.5, -3.0, 4.0, 5.0, 6.0};
    const struct cor_dimension dimensions[] = {
        {.name = "replicate", .n_items = 1, .long_name = "Replicate"},
        {.name = "year", .n_items = 2, .numbers = years, .unit = "year", .long_name = "Year"},
        {.name = "country", .n_items = 3, .items = codes, .labels = codes, .long_name = "Country"}};
    const struct cor_variable variables[] = {{"departures",
                                              3,
                                              {0, 1, 2},
                                              values,
                                              "persons",
                                              "Departures",
                                              {[COR_VARIABLE_kind] = "ratio", [COR_VARIABLE_scale] = "2"}},
                                             {"gini", 2, {0, 1}, values, "ratio", "Gini", {NULL}}};
    const struct cor_attribute attributes[] = {
        {"title", "Fuzz", COR_ATTRIBUTE_TEXT}, {"seed", "1", COR_ATTRIBUTE_INTEGER}, {"note", "", COR_ATTRIBUTE_TEXT}};
    const struct cor_dataset dataset = {dimensions, 3, variables, 2, attributes, 3};
    char message[COR_MESSAGE_SIZE];
    size_t n = 0;
    fuzz_take_path(folder, "results.nc");
    fuzz_require(cor_results_write(fuzz_path, &dataset, message) == COR_OK, message);
    fuzz_add_seed_file(seeds, &n, fuzz_path);
    return n;
}

static void mend_results(uint8_t *bytes, size_t n_bytes)
{
    char digest[COR_SHA256_TEXT];
    if (n_bytes >= COR_RESULTS_SEAL_BYTES) {
        size_t n_image = n_bytes - COR_RESULTS_SEAL_BYTES;
        cor_sha256(bytes, n_image, digest);
        memcpy(bytes + n_image, COR_RESULTS_SEAL, sizeof COR_RESULTS_SEAL - 1);
        memcpy(bytes + n_image + sizeof COR_RESULTS_SEAL - 1, digest, sizeof digest - 1);
        bytes[n_bytes - 1] = '\n';
    }
}

static void run_results(const uint8_t *bytes, size_t n_bytes)
{
    char message[COR_MESSAGE_SIZE];
    struct cor_dataset *dataset = NULL;
    fuzz_write(fuzz_path, bytes, n_bytes);
    cor_results_read(fuzz_path, &dataset, message);
    cor_results_free(dataset);
}

/* ---- records ---- */

static struct cli_record_key key;

static size_t begin_record(const char *folder, struct fuzz_input *seeds)
{
    static const char text[] = "{\"checksum\":\"................................................................\","
                               "\"record\":{\"format\":\"corridor sweep record 1\",\"identity\":\"aa\",\"run\":1,"
                               "\"years\":[2024],\"outputs\":[{\"name\":\"x\",\"unit\":\"1\",\"area\":\"ALL\","
                               "\"values\":[1.5]}]}}\n";
    char *records = cor_format("%s/records", folder);
    size_t n = 0;
    fuzz_require(records && (mkdir(records, 0700) == 0), "folder of records");
    free(records);
    key = (struct cli_record_key){.folder = folder, .identity = "aa"};
    fuzz_path = cli_record_path(&key, "json");
    fuzz_add_seed(seeds, &n, text, sizeof text - 1);
    return n;
}

static void mend_record(uint8_t *bytes, size_t n_bytes)
{
    enum { CHECKSUM_AT = 13, BODY_AT = 13 + 64 + 11 };
    char digest[COR_SHA256_TEXT];
    if (n_bytes > BODY_AT + 2) {
        cor_sha256(bytes + BODY_AT, n_bytes - BODY_AT - 2, digest);
        memcpy(bytes + CHECKSUM_AT, digest, sizeof digest - 1);
    }
}

static void run_record(const uint8_t *bytes, size_t n_bytes)
{
    enum cli_record_state state = CLI_RECORD_MISSING;
    struct cor_json *document = NULL;
    fuzz_write(fuzz_path, bytes, n_bytes);
    cli_record_read(&key, &state, &document);
    cor_json_free(document);
}

/* ---- checkpoints: read, and two more months run ---- */

enum { MONTHS_BEFORE = 6, MONTHS_AFTER = 2 };
static struct simulation_options options;
static struct simulation simulation;
static struct simulation_input *input;
static char failure[COR_MESSAGE_SIZE];
static volatile sig_atomic_t stop;
static int months_left;

static void stop_when_due(void *data, double done, double total)
{
    (void)data;
    (void)done;
    (void)total;
    stop = --months_left == 0;
}

static enum cor_status run_once(void)
{
    struct cor_ensemble_result result;
    enum cor_status status = cor_ensemble_run(&simulation.ensemble, &result);
    cor_ensemble_result_free(&result);
    return status;
}

static void find_checkpoint(const char *folder)
{
    DIR *directory = opendir(folder);
    fuzz_require(directory != NULL, folder);
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        if (strstr(entry->d_name, ".checkpoint")) {
            fuzz_take_path(folder, entry->d_name);
        }
    }
    closedir(directory);
}

static size_t begin_checkpoint(const char *folder, struct fuzz_input *seeds)
{
    struct cor_diagnostics list;
    size_t n = 0;
    cor_diagnostics_init(&list);
    options = (struct simulation_options){.sample = 1.0 / 40000.0,
                                          .resident_sample = 1.0 / 400000.0,
                                          .seed = 1,
                                          .n_replicates = 1,
                                          .n_threads = 1,
                                          .until = cor_month(2024, 1) + MONTHS_BEFORE + MONTHS_AFTER,
                                          .checkpoint_directory = folder,
                                          .stop = &stop,
                                          .progress = stop_when_due};
    const char *scenario = COR_SOURCE_DIRECTORY "/scenarios/combined.json";
    fuzz_require(simulation_open(COR_SOURCE_DIRECTORY "/data", &scenario, 1, NULL, 0, &list, &input) == COR_OK, "data");
    const struct simulation_arm arm = {simulation_scenario(input, 0), ""};
    simulation = (struct simulation){.input = input, .options = &options, .message = failure};
    fuzz_require(simulation_prepare(&simulation, &arm, 1) == COR_OK, "plan");
    cor_diagnostics_free(&list);
    months_left = MONTHS_BEFORE;
    fuzz_require(run_once() == COR_INTERRUPTED, "the run was not stopped");
    find_checkpoint(folder);
    fuzz_require(fuzz_path != NULL, "there is no checkpoint");
    fuzz_add_seed_file(seeds, &n, fuzz_path);
    stop = 0;
    return n;
}

/* Blocks of a length, as many bytes and their CRC. */
static void mend_checkpoint(uint8_t *bytes, size_t n_bytes)
{
    size_t at = 0;
    while (n_bytes - at >= sizeof(uint64_t) + sizeof(uint32_t)) {
        uint64_t length;
        uint32_t crc;
        memcpy(&length, bytes + at, sizeof length);
        at += sizeof length;
        if (length > n_bytes - at - sizeof crc) {
            return;
        }
        crc = cor_crc32c(0, bytes + at, (size_t)length);
        memcpy(bytes + at + length, &crc, sizeof crc);
        at += (size_t)length + sizeof crc;
    }
}

static void run_checkpoint(const uint8_t *bytes, size_t n_bytes)
{
    months_left = 0;
    fuzz_write(fuzz_path, bytes, n_bytes);
    run_once();
}

static void end_checkpoint(void)
{
    simulation_release(&simulation);
    simulation_close(input);
    fuzz_drop_path();
}

const struct fuzz_target fuzz_results = {"results", begin_results, run_results, mend_results, fuzz_drop_path};
const struct fuzz_target fuzz_record = {"record", begin_record, run_record, mend_record, fuzz_drop_path};
const struct fuzz_target fuzz_checkpoint = {"checkpoint", begin_checkpoint, run_checkpoint, mend_checkpoint,
                                            end_checkpoint};
