#include "cli/experiment.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sim/base/clock.h"
#include "sim/base/memory.h"

static const struct cor_place command_line = {NULL, 0, 0};

/* ---- files that are there ---- */

enum { MAX_NEIGHBOURS = 1000 };

/* The name in the folder of `path` that is nearest to it, as a fresh text; NULL when none is near. */
static char *nearest_file(const char *path)
{
    const char *slash = strrchr(path, '/');
    int n_folder = slash ? (int)(slash - path) + 1 : 0;
    char *folder = n_folder > 0 ? cor_format("%.*s", n_folder, path) : cor_strdup("."), *answer = NULL;
    char **names = cor_calloc(MAX_NEIGHBOURS, sizeof *names);
    DIR *directory = folder && names ? opendir(folder) : NULL;
    size_t n = 0;
    for (struct dirent *entry; directory && n < MAX_NEIGHBOURS && (entry = readdir(directory)) != NULL;) {
        names[n] = entry->d_name[0] == '.' ? NULL : cor_strdup(entry->d_name);
        n += names[n] != NULL;
    }
    const char *nearest = n > 0 ? cor_nearest_name(path + n_folder, (const char *const *)names, n) : NULL;
    if (nearest) {
        answer = cor_format("%.*s%s", n_folder, path, nearest);
    }
    for (size_t i = 0; i < n; i++) {
        free(names[i]);
    }
    if (directory) {
        closedir(directory);
    }
    free(names);
    free(folder);
    return answer;
}

static bool find_file(struct cli *cli, const char *path, bool folder)
{
    struct stat facts;
    if (stat(path, &facts) == 0 && S_ISDIR(facts.st_mode) == folder) {
        return true;
    }
    char *nearest = nearest_file(path);
    cor_diagnostics_add(&cli->list, COR_ERROR, command_line, "there is no %s '%s'%s%s%s", folder ? "folder" : "file",
                        path, nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    free(nearest);
    return false;
}

enum cor_status cli_find_files(struct cli *cli)
{
    const struct cli_options *options = &cli->options;
    bool found = true;
    for (size_t i = 0; i < options->n_files; i++) {
        found = find_file(cli, options->files[i], false) && found;
    }
    found = (!options->scenario || find_file(cli, options->scenario, false)) && found;
    found = (!options->data || find_file(cli, options->data, true)) && found;
    return found ? COR_OK : COR_ERR_IO;
}

bool cli_is_result(const char *path)
{
    static const char signature[] = "\x89HDF\r\n\x1a\n";
    char beginning[sizeof signature - 1], message[COR_MESSAGE_SIZE];
    int descriptor = -1;
    if (cor_file_open(path, &descriptor, message) != COR_OK || descriptor < 0) {
        return false;
    }
    bool is_result = read(descriptor, beginning, sizeof beginning) == (ssize_t)sizeof beginning &&
                     memcmp(beginning, signature, sizeof beginning) == 0;
    close(descriptor);
    return is_result;
}

static void refuse_result(struct cli *cli, const char *path)
{
    if (cli_is_result(path)) {
        cor_diagnostics_add(&cli->list, COR_ERROR, (struct cor_place){path, 0, 0},
                            "this is a result, not a scenario: give the scenario file (.json) here; 'corridor compare "
                            "BASE.nc OTHER.nc' compares results");
    }
}

enum cor_status cli_refuse_results(struct cli *cli)
{
    const struct cli_options *options = &cli->options;
    for (size_t i = 0; i < options->n_files; i++) {
        refuse_result(cli, options->files[i]);
    }
    if (options->scenario) {
        refuse_result(cli, options->scenario);
    }
    return cli->list.n_errors > 0 ? COR_ERR_INPUT : COR_OK;
}

/* ---- scenarios ---- */

int32_t cli_experiment_end(const struct cli_options *options, const struct cor_scenario *scenario)
{
    return options->until > scenario->from && options->until < scenario->to ? options->until : scenario->to;
}

enum { MONTH_TEXT = 24 };

static void write_last_month(int32_t beyond, char text[MONTH_TEXT])
{
    int32_t last = beyond - 1;
    snprintf(text, MONTH_TEXT, "%d-%02d", (int)cor_month_year(last), (int)cor_month_of_year(last));
}

void cli_refuse_other_horizons(struct cli *cli, const struct simulation_input *input, size_t n_scenarios)
{
    const struct cli_options *options = &cli->options;
    bool differ = false;
    for (size_t i = 1; i < n_scenarios; i++) {
        const struct cor_scenario *scenario = simulation_scenario(input, i), *first = simulation_scenario(input, 0);
        differ |= scenario->from != first->from ||
                  cli_experiment_end(options, scenario) != cli_experiment_end(options, first);
    }
    for (size_t i = 0; differ && i < n_scenarios; i++) {
        const struct cor_scenario *scenario = simulation_scenario(input, i);
        char first[MONTH_TEXT], last[MONTH_TEXT];
        write_last_month(scenario->from + 1, first);
        write_last_month(cli_experiment_end(options, scenario), last);
        cor_diagnostics_add(
            &cli->list, COR_ERROR, (struct cor_place){scenario->path, 0, 0},
            "this scenario covers %s to %s; scenarios that are compared begin and end in the same months "
            "(--from and --until set them for all)",
            first, last);
    }
}

/* Do all policies begin after --until? Reading the scenario has told those that begin after its own end. */
static bool is_all_late(const struct cli_options *options, const struct cor_scenario *scenario)
{
    int32_t end = cli_experiment_end(options, scenario);
    size_t n_late = 0;
    for (size_t p = 0; p < scenario->n_policies; p++) {
        n_late += scenario->policies[p].from >= end;
    }
    return end != scenario->to && n_late > 0 && n_late == scenario->n_policies;
}

/* One warning for all scenarios without effect, at the first of them; one for each other scenario with late policies. */
static void warn_of_late_policies(struct cli *cli, const struct simulation_input *input, size_t n_scenarios)
{
    const struct cor_scenario *first = NULL;
    size_t n_without_effect = 0;
    for (size_t i = 0; i < n_scenarios; i++) {
        const struct cor_scenario *scenario = simulation_scenario(input, i);
        int32_t end = cli_experiment_end(&cli->options, scenario);
        if (is_all_late(&cli->options, scenario)) {
            first = first ? first : scenario;
            n_without_effect++;
        } else if (end != scenario->to) {
            cor_scenario_warn_of_end(scenario, end, &cli->list);
        }
    }
    if (first) {
        char month[MONTH_TEXT], more[64] = "this scenario has";
        write_last_month(cli_experiment_end(&cli->options, first), month);
        if (n_without_effect > 1) {
            snprintf(more, sizeof more, "this scenario and %zu more (%zu scenarios) have", n_without_effect - 1,
                     n_without_effect);
        }
        cor_diagnostics_add(&cli->list, COR_WARNING, (struct cor_place){first->path, 0, 0},
                            "all policies begin after the last month simulated, %s: %s no effect on the results", month,
                            more);
    }
}

/* Does --until end the run after it begins and within the tables? */
static void check_until(struct cli *cli, const struct cor_vocabulary *words, const struct cor_scenario *scenario)
{
    int32_t until = cli->options.until;
    char month[MONTH_TEXT], first[MONTH_TEXT], last[MONTH_TEXT];
    if (until == 0 || (until > scenario->from && until <= words->end)) {
        return;
    }
    write_last_month(until, month);
    write_last_month(scenario->from + 1, first);
    write_last_month(words->end, last);
    cor_diagnostics_add(&cli->list, COR_ERROR, (struct cor_place){scenario->path, 0, 0},
                        "--until %s: this scenario can end from %s to %s", month, first, last);
}

enum cor_status cli_input_read_scenarios(struct cli *cli, const char *const *paths, size_t n_paths,
                                         struct simulation_input *input)
{
    const struct cli_options *options = &cli->options;
    enum cor_status status = simulation_read_scenarios(input, paths, n_paths, options->set, options->n_set, &cli->list);
    for (size_t i = 0; status == COR_OK && i < n_paths; i++) {
        check_until(cli, simulation_words(input), simulation_scenario(input, i));
    }
    if (status == COR_OK) {
        warn_of_late_policies(cli, input, n_paths);
    }
    return status == COR_OK && cli->list.n_errors > 0 ? COR_ERR_INPUT : status;
}

enum cor_status cli_input_open(struct cli *cli, const char *const *paths, size_t n_paths,
                               struct simulation_input **input)
{
    enum cor_status status = simulation_open(cli_data_directory(&cli->options), NULL, 0, NULL, 0, &cli->list, input);
    if (status == COR_OK) {
        status = cli_input_read_scenarios(cli, paths, n_paths, *input);
    }
    if (status != COR_OK) {
        simulation_close(*input);
        *input = NULL;
    }
    return status;
}

/* ---- what is read ---- */

static void add_id(struct cli_inputs *inputs, struct cor_file_id id)
{
    if (inputs->n == inputs->room) {
        size_t room = 2 * inputs->room + 64;
        struct cor_file_id *ids = cor_realloc(inputs->ids, room, sizeof *ids);
        if (!ids) {
            inputs->failed = true;
            return;
        }
        inputs->ids = ids;
        inputs->room = room;
    }
    inputs->ids[inputs->n++] = id;
}

void cli_inputs_add_scenario(struct cli_inputs *inputs, const struct cor_scenario *scenario)
{
    for (size_t i = 0; i < scenario->n_files; i++) {
        add_id(inputs, scenario->files[i]);
    }
}

void cli_inputs_add_file(struct cli_inputs *inputs, const char *path)
{
    struct cor_file_id id;
    if (cor_file_identify(path, &id)) {
        add_id(inputs, id);
    }
}

static void add_entries(struct cli_inputs *inputs, const char *folder, int depth)
{
    enum { MAX_DEPTH = 2 }; /* a folder per country */
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory && (entry = readdir(directory)) != NULL;) {
        struct stat facts;
        char *path = entry->d_name[0] == '.' ? NULL : cor_format("%s/%s", folder, entry->d_name);
        if (path && stat(path, &facts) == 0 && S_ISDIR(facts.st_mode) && depth < MAX_DEPTH) {
            add_entries(inputs, path, depth + 1);
        } else if (path) {
            cli_inputs_add_file(inputs, path);
        }
        free(path);
    }
    if (directory) {
        closedir(directory);
    }
}

void cli_inputs_add_folder(struct cli_inputs *inputs, const char *folder)
{
    add_entries(inputs, folder, 1);
}

void cli_inputs_free(struct cli_inputs *inputs)
{
    free(inputs->ids);
    *inputs = (struct cli_inputs){0};
}

void cli_refuse_overwriting(struct cli *cli, const struct cli_inputs *inputs, const char *output)
{
    struct cor_file_id id;
    if (!cor_file_identify(output, &id)) {
        return;
    }
    for (size_t i = 0; i < inputs->n; i++) {
        if (inputs->ids[i].device == id.device && inputs->ids[i].inode == id.inode) {
            cor_diagnostics_add(&cli->list, COR_ERROR, command_line,
                                "'%s' is read by this command; the result would overwrite it: choose another name "
                                "with -o",
                                output);
            return;
        }
    }
}

/* Cut the last name off a path; false when there is none left. */
static bool cut_name(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash && slash > path) {
        *slash = '\0';
        return true;
    }
    bool is_top = slash != NULL || strcmp(path, ".") == 0;
    snprintf(path, 2, "%s", slash ? "/" : ".");
    return !is_top;
}

bool cli_refuse_among_data(struct cli *cli, const char *output)
{
    if (cli->list.n_errors > 0) {
        return true; /* a table of it, which has been told */
    }
    const char *folder = cli_data_directory(&cli->options);
    char *data = realpath(folder, NULL), *path = cor_format("./%s", output), *found = NULL;
    if (path && output[0] == '/') {
        memmove(path, path + 2, strlen(path) - 1);
    }
    bool enough = path != NULL, more = enough;
    while (more && !found) {
        found = realpath(path, NULL); /* the part of the path that exists */
        more = !found && cut_name(path);
    }
    size_t length = data ? strlen(data) : 0;
    if (found && length > 1 && strncmp(found, data, length) == 0 && (found[length] == '/' || found[length] == '\0')) {
        cor_diagnostics_add(&cli->list, COR_ERROR, command_line,
                            "'%s' lies in the data folder '%s', where only tables belong: choose another place with -o",
                            output, folder);
    }
    free(found);
    free(path);
    free(data);
    return enough;
}

bool cli_refuse_overwriting_in(struct cli *cli, const struct cli_inputs *inputs, const char *folder, const char *name,
                               const char *suffix)
{
    char *path = cor_format("%s/%s%s", folder, name, suffix);
    if (path) {
        cli_refuse_overwriting(cli, inputs, path);
    }
    free(path);
    return path != NULL;
}
