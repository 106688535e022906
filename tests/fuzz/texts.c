/* Texts that people write: JSON, tables, scenarios, policies by date, designs of sweeps. */
#include <stdlib.h>
#include <string.h>
#include "cli/design.h"
#include "models/state/world.h"
#include "models/facts/world_load.h"
#include "sim/base/memory.h"
#include "sim/io/csv.h"
#include "sim/io/json.h"
#include "sim/run/scenario.h"
#include "tests/fuzz/fuzz.h"

static struct world *world;
static struct model_vocabulary *vocabulary;

static size_t begin_json(const char *folder, struct fuzz_input *seeds)
{
    static const char odd[] =
        "{\"a\":[1e-300,-0.0,9007199254740993,\"\\ud83d\\ude00\\u0001\",true,null,{}],\"A\":{\"a\":[[]]}}";
    size_t n = 0;
    (void)folder;
    fuzz_add_seed(seeds, &n, odd, sizeof odd - 1);
    fuzz_add_seed_file(seeds, &n, COR_SOURCE_DIRECTORY "/scenarios/combined.json");
    return n;
}

static void run_json(const uint8_t *bytes, size_t n_bytes)
{
    struct cor_diagnostics list;
    struct cor_json *document = NULL;
    cor_diagnostics_init(&list);
    if (cor_json_parse("fuzz", (const char *)bytes, n_bytes, &list, &document) == COR_OK) {
        cor_json_member(cor_json_root(document), "a");
    }
    cor_json_free(document);
    cor_diagnostics_free(&list);
}

static size_t begin_csv(const char *folder, struct fuzz_input *seeds)
{
    static const char quoted[] = "\xef\xbb\xbfiso3,name,nest\r\n\"DEU\",\"a \"\"b\"\", c\",1e-3\r\nFRA,,\r\n";
    size_t n = 0;
    fuzz_take_path(folder, "table.csv");
    fuzz_add_seed(seeds, &n, quoted, sizeof quoted - 1);
    fuzz_add_seed_file(seeds, &n, COR_SOURCE_DIRECTORY "/data/countries.csv");
    return n;
}

static void run_csv(const uint8_t *bytes, size_t n_bytes)
{
    static const char *const columns[] = {"iso3", "name", "nest", "eu", "role", "source", "status"};
    struct cor_diagnostics list;
    struct cor_csv table;
    double value = 0.0;
    cor_diagnostics_init(&list);
    fuzz_write(fuzz_path, bytes, n_bytes);
    if (cor_csv_read(fuzz_path, columns, sizeof columns / sizeof columns[0], &list, &table) == COR_OK) {
        for (size_t row = 0; row < table.n_rows; row++) {
            cor_csv_number(&table, row, table.n_columns - 1, -1.0, 1.0, &list, &value);
        }
        cor_csv_free(&table);
    }
    cor_diagnostics_free(&list);
}

static void open_words(void)
{
    struct cor_diagnostics list;
    char digest[65];
    cor_diagnostics_init(&list);
    world = cor_calloc(1, sizeof *world);
    fuzz_require(world && world_load(world, COR_SOURCE_DIRECTORY "/data", &list, digest) == COR_OK &&
                     model_vocabulary_create(world, &vocabulary) == COR_OK,
                 "data");
    cor_diagnostics_free(&list);
}

static void close_words(void)
{
    model_vocabulary_free(vocabulary);
    world_free(world);
    fuzz_drop_path();
}

static size_t begin_scenario(const char *folder, struct fuzz_input *seeds)
{
    static const char *const files[] = {"baseline", "combined", "training_support", "social_security_agreements"};
    size_t n = 0;
    fuzz_take_path(folder, "scenario.json");
    open_words();
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char *name = cor_format(COR_SOURCE_DIRECTORY "/scenarios/%s.json", files[i]);
        char *copy = cor_format("%s/%s.json", folder, files[i]); /* what the mutants extend */
        fuzz_require(name && copy, "memory");
        fuzz_add_seed_file(seeds, &n, name);
        fuzz_write(copy, seeds[n - 1].bytes, seeds[n - 1].n_bytes);
        free(name);
        free(copy);
    }
    return n;
}

static void run_scenario(const uint8_t *bytes, size_t n_bytes)
{
    struct cor_diagnostics list;
    struct cor_scenario scenario;
    cor_diagnostics_init(&list);
    fuzz_write(fuzz_path, bytes, n_bytes);
    if (cor_scenario_load(fuzz_path, model_vocabulary_words(vocabulary), NULL, 0, &list, &scenario) == COR_OK) {
        cor_scenario_free(&scenario);
    }
    cor_diagnostics_free(&list);
}

static size_t begin_policies(const char *folder, struct fuzz_input *seeds)
{
    size_t n = 0;
    (void)folder;
    open_words();
    fuzz_add_seed_file(seeds, &n, COR_SOURCE_DIRECTORY "/data/policies.json");
    return n;
}

static void run_policies(const uint8_t *bytes, size_t n_bytes)
{
    static const char *const sources[] = {"border_rules_2020", "eps_suspension"};
    struct cor_diagnostics list;
    struct cor_dated_policies dated;
    cor_diagnostics_init(&list);
    cor_dated_policies_read("fuzz", (const char *)bytes, n_bytes, model_vocabulary_words(vocabulary), sources, 2, &list,
                            &dated);
    cor_dated_policies_free(&dated);
    cor_diagnostics_free(&list);
}

static size_t begin_design(const char *folder, struct fuzz_input *seeds)
{
    static const char table[] = "scenario,migration.age_first,DEU.living_cost.factor@2030\nbaseline.json,18,0.5\n"
                                "\"baseline.json\",20,1e-1\n";
    size_t n = 0;
    char *copy = cor_format("%s/baseline.json", folder);
    fuzz_take_path(folder, "design.csv");
    open_words();
    fuzz_require(copy != NULL, "memory");
    fuzz_write(copy, (const uint8_t *)"{}", 2);
    free(copy);
    fuzz_add_seed(seeds, &n, table, sizeof table - 1);
    return n;
}

static void run_design(const uint8_t *bytes, size_t n_bytes)
{
    struct cor_diagnostics list;
    struct cli_design design;
    cor_diagnostics_init(&list);
    memset(&design, 0, sizeof design);
    fuzz_write(fuzz_path, bytes, n_bytes);
    cli_design_read(fuzz_path, NULL, model_vocabulary_words(vocabulary), &list, &design);
    cli_design_free(&design);
    cor_diagnostics_free(&list);
}

const struct fuzz_target fuzz_json = {"json", begin_json, run_json, NULL, NULL};
const struct fuzz_target fuzz_csv = {"csv", begin_csv, run_csv, NULL, fuzz_drop_path};
const struct fuzz_target fuzz_scenario = {"scenario", begin_scenario, run_scenario, NULL, close_words};
const struct fuzz_target fuzz_policies = {"policies", begin_policies, run_policies, NULL, close_words};
const struct fuzz_target fuzz_design = {"design", begin_design, run_design, NULL, close_words};
