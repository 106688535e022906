#include "cli/options.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/clock.h"
#include "sim/base/memory.h"
#include "sim/io/csv.h"

enum { RUN = 1u << VERB_run, COMPARE = 1u << VERB_compare, SWEEP = 1u << VERB_sweep, CHECK = 1u << VERB_check };
enum { BACKTEST = 1u << VERB_backtest, ATTRIBUTE = 1u << VERB_attribute };
enum { DESCRIBE = 1u << VERB_describe, SCHEMA = 1u << VERB_schema, EVERY = (1u << N_VERBS) - 1u };

const struct cli_verb_row cli_verbs[N_VERBS] = {
#define VERB(name, ...) {#name, __VA_ARGS__},
#include "cli/verbs.def"
};

const struct cli_option_row cli_option_rows[] = {
#define OPTION(field, kind, letter, argument, min, max, verbs, doc)                                                    \
    {#field, offsetof(struct cli_options, field), kind, letter, argument, min, max, verbs, doc},
#include "cli/options.def"
};
const size_t cli_n_option_rows = sizeof cli_option_rows / sizeof cli_option_rows[0];

const struct cli_options cli_option_defaults = {.verb = VERB_help,
                                                .sample = 1.0 / 200.0,
                                                .replicates = 8,
                                                .seed = 1,
                                                .checkpoint_every = 12,
                                                .fit_to = 2013,
                                                .score = {2014, 2019}};

static const struct cor_place command_line = {NULL, 0, 0};

struct parser {
    struct cli_options *options;
    struct cor_diagnostics *list;
    char **words;
    int n_words, next;
};

void cli_option_name(const struct cli_option_row *row, char text[CLI_OPTION_NAME])
{
    snprintf(text, CLI_OPTION_NAME, "--%s", row->name);
    for (char *c = text; *c; c++) {
        *c = *c == '_' ? '-' : *c;
    }
}

/* ---- values ---- */

static bool read_count(const char *text, double min, double max, uint32_t *count)
{
    double number = 0.0;
    if (!cor_number_parse(text, &number) || !(number >= min && number <= max)) {
        return false;
    }
    *count = (uint32_t)number;
    return number == (double)*count;
}

/* "3/8": 1/8 to 8/8. */
static bool read_part(const char *text, struct cli_part *part)
{
    char above[16];
    const char *slash = strchr(text, '/');
    size_t length = slash ? (size_t)(slash - text) : sizeof above;
    if (length >= sizeof above) {
        return false;
    }
    memcpy(above, text, length);
    above[length] = '\0';
    return read_count(slash + 1, 1.0, 1e6, &part->n) && read_count(above, 1.0, part->n, &part->i);
}

/* "2014-2019", or one year. */
static bool read_years(const char *text, struct cli_years *years)
{
    size_t length = strspn(text, "0123456789");
    bool is_range = length == 4 && text[4] == '-' && strspn(text + 5, "0123456789") == 4 && text[9] == '\0';
    years->first = (int32_t)strtol(text, NULL, 10);
    years->last = is_range ? (int32_t)strtol(text + 5, NULL, 10) : years->first;
    return (is_range || (length == 4 && text[4] == '\0')) && years->first <= years->last;
}

/* "1/200", "0.005" or "1": above 0, at most 1. */
static bool read_share(const char *text, double *share)
{
    char above[32];
    const char *slash = strchr(text, '/');
    size_t length = slash ? (size_t)(slash - text) : strlen(text);
    double numerator = 0.0, denominator = 1.0;
    if (length >= sizeof above) {
        return false;
    }
    memcpy(above, text, length);
    above[length] = '\0';
    if (!cor_number_parse(above, &numerator) || (slash && !cor_number_parse(slash + 1, &denominator))) {
        return false;
    }
    *share = numerator / denominator;
    return *share > 0.0 && *share <= 1.0;
}

/* "2030-06", or a whole year, "2030". */
static bool read_month(const char *text, int32_t *beyond)
{
    bool is_year = strlen(text) == 4 && strspn(text, "0123456789") == 4;
    *beyond = (is_year ? cor_month((int32_t)strtol(text, NULL, 10), 12) : cor_month_parse(text)) + 1;
    return *beyond > 1;
}

/* The same as a setting of all scenarios, which know the Januaries allowed. */
static bool read_start(const char *text, struct cli_options *options)
{
    bool is_year = strlen(text) == 4 && strspn(text, "0123456789") == 4;
    snprintf(options->from, sizeof options->from, "from=%.10s%s", text, is_year ? "-01" : "");
    options->set[options->n_set++].text = options->from;
    return is_year || cor_month_parse(text) != 0;
}

static bool read_setting(const char *text, struct cli_options *options)
{
    options->set[options->n_set++].text = text;
    return strchr(text, '=') != NULL;
}

static bool read_value(const struct cli_option_row *row, const char *text, struct cli_options *options)
{
    void *field = (char *)options + row->offset;
    switch (row->kind) {
    case SWITCH:
        *(bool *)field = true;
        return true;
    case TEXT:
        *(const char **)field = text;
        return text[0] != '\0';
    case COUNT:
        return read_count(text, row->min, row->max, field);
    case SHARE:
        return read_share(text, field);
    case MONTH:
        return read_month(text, field);
    case START:
        return read_start(text, options);
    case SETTING:
        return read_setting(text, options);
    case PART:
        return read_part(text, field);
    case YEARS:
        return read_years(text, field);
    }
    return false;
}

static void refuse_value(struct parser *parser, const struct cli_option_row *row, const char *text)
{
    char name[CLI_OPTION_NAME], allowed[128] = "";
    cli_option_name(row, name);
    if (row->kind == TEXT) {
        cor_diagnostics_add(parser->list, COR_ERROR, command_line,
                            "%s has an empty value: write %s %s, or leave the option out", name, name, row->argument);
        return;
    }
    if (row->kind == COUNT) {
        snprintf(allowed, sizeof allowed, "a whole number from %.0f to %.0f", row->min, row->max);
    } else if (row->kind == SHARE) {
        snprintf(allowed, sizeof allowed, "a share above 0 and at most 1, such as 1/200 or 0.005");
    } else if (row->kind == MONTH) {
        snprintf(allowed, sizeof allowed, "a month such as 2030-06, or a whole year");
    } else if (row->kind == START) {
        snprintf(allowed, sizeof allowed, "a January such as 2010-01, or its year");
    } else if (row->kind == SETTING) {
        snprintf(allowed, sizeof allowed, "mechanism.parameter=number");
    } else if (row->kind == YEARS) {
        snprintf(allowed, sizeof allowed, "a range of years such as 2014-2019, or one year");
    } else if (row->kind == PART) {
        snprintf(allowed, sizeof allowed,
                 "I/N with I from 1 to N, part I of N: 1/8 for the first of eight parts, 8/8 "
                 "for the last");
    }
    cor_diagnostics_add(parser->list, COR_ERROR, command_line, "%s '%s': allowed is %s", name, text, allowed);
}

/* ---- words ---- */

static const struct cli_option_row *option_of_letter(char letter)
{
    for (size_t i = 0; i < cli_n_option_rows; i++) {
        if (cli_option_rows[i].letter == letter) {
            return &cli_option_rows[i];
        }
    }
    return NULL;
}

/* The option whose long name is the first `length` characters of `word`. */
static const struct cli_option_row *option_of_name(const char *word, size_t length)
{
    char name[CLI_OPTION_NAME];
    for (size_t i = 0; i < cli_n_option_rows; i++) {
        cli_option_name(&cli_option_rows[i], name);
        if (strlen(name) == length && strncmp(name, word, length) == 0) {
            return &cli_option_rows[i];
        }
    }
    return NULL;
}

static void refuse_option(struct parser *parser, const char *word, size_t length)
{
    char names[64][CLI_OPTION_NAME], given[CLI_OPTION_NAME * 2];
    const char *candidates[64];
    size_t n = 0;
    for (size_t i = 0; i < cli_n_option_rows && n < 64; i++) {
        if (cli_option_rows[i].verbs & (1u << parser->options->verb)) {
            cli_option_name(&cli_option_rows[i], names[n]);
            candidates[n] = names[n] + 2;
            n++;
        }
    }
    snprintf(given, sizeof given, "%.*s", (int)length, word);
    /* The hyphens that all begin with are no likeness. */
    size_t hyphens = strspn(given, "-");
    const char *nearest = cor_nearest_name(given + hyphens, candidates, n);
    const char *verb = cli_verbs[parser->options->verb].name;
    if (nearest) {
        cor_diagnostics_add(parser->list, COR_ERROR, command_line,
                            "corridor %s has no option '%s'; did you mean '--%s'?", verb, given, nearest);
    } else {
        cor_diagnostics_add(parser->list, COR_ERROR, command_line, "corridor %s has no option '%s'", verb, given);
    }
}

/* An option that begins at words[next - 1]; `value` is what follows '=' or the letter, or NULL. */
static void take_option(struct parser *parser, const struct cli_option_row *row, const char *value)
{
    char name[CLI_OPTION_NAME];
    cli_option_name(row, name);
    if (!row->argument && value) {
        cor_diagnostics_add(parser->list, COR_ERROR, command_line, "%s takes no value", name);
        return;
    }
    if (row->argument && !value) {
        if (parser->next >= parser->n_words) {
            cor_diagnostics_add(parser->list, COR_ERROR, command_line, "%s needs a value: %s", name, row->argument);
            return;
        }
        value = parser->words[parser->next++];
    }
    if (!read_value(row, value, parser->options)) {
        refuse_value(parser, row, value);
    }
}

static void take_word(struct parser *parser)
{
    const char *word = parser->words[parser->next++];
    const char *equals = strchr(word, '=');
    size_t length = equals ? (size_t)(equals - word) : strlen(word);
    const struct cli_option_row *row = NULL;
    const char *value = equals ? equals + 1 : NULL;
    if (word[0] != '-' || word[1] == '\0') {
        parser->options->files[parser->options->n_files++] = word;
        return;
    }
    if (word[1] == '-') {
        row = option_of_name(word, length);
    } else {
        row = option_of_letter(word[1]);
        value = word[2] ? word + 2 : NULL;
    }
    if (row && row->verbs & (1u << parser->options->verb)) {
        take_option(parser, row, value);
    } else {
        refuse_option(parser, word, length);
    }
}

static void take_words(struct parser *parser)
{
    while (parser->next < parser->n_words) {
        if (strcmp(parser->words[parser->next], "--") == 0) {
            parser->next++;
            while (parser->next < parser->n_words) {
                parser->options->files[parser->options->n_files++] = parser->words[parser->next++];
            }
            return;
        }
        take_word(parser);
    }
}

static void take_verb(struct parser *parser)
{
    const char *word = parser->words[parser->next++], *names[N_VERBS];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        word = "help";
    } else if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        word = "version";
    }
    for (size_t v = 0; v < N_VERBS; v++) {
        names[v] = cli_verbs[v].name;
        if (strcmp(word, names[v]) == 0) {
            parser->options->verb = (enum cli_verb)v;
            return;
        }
    }
    const char *nearest = cor_nearest_name(word, names, N_VERBS);
    if (nearest) {
        cor_diagnostics_add(parser->list, COR_ERROR, command_line, "unknown verb '%s'; did you mean '%s'?", word,
                            nearest);
    } else {
        cor_diagnostics_add(parser->list, COR_ERROR, command_line, "unknown verb '%s'", word);
    }
    parser->next = parser->n_words; /* options of an unknown verb would only add noise */
}

/* ---- what belongs together ---- */

static void check_files(struct parser *parser)
{
    const struct cli_options *options = parser->options;
    const struct cli_verb_row *verb = &cli_verbs[options->verb];
    if (options->n_files < verb->min_files) {
        cor_diagnostics_add(parser->list, COR_ERROR, command_line, "corridor %s needs %s", verb->name, verb->arguments);
    } else if (options->n_files > verb->max_files) {
        cor_diagnostics_add(parser->list, COR_ERROR, command_line, "corridor %s: '%s' is one argument too many",
                            verb->name, options->files[verb->max_files]);
    }
}

static void check_sweep(struct parser *parser)
{
    const struct cli_options *options = parser->options;
    if (options->lhs > 0 && options->n_files > 0) {
        cor_diagnostics_add(parser->list, COR_ERROR, command_line, "a design file or --lhs, not both");
    }
    if (options->lhs == 0 && options->n_files == 0) {
        cor_diagnostics_add(parser->list, COR_ERROR, command_line,
                            "corridor sweep needs a design: DESIGN.csv, or --lhs N with --parameters");
    }
    if ((options->lhs > 0) != (options->parameters != NULL)) {
        cor_diagnostics_add(parser->list, COR_ERROR, command_line, "--lhs and --parameters go together");
    }
    if (options->lhs > 0 && !options->scenario) {
        cor_diagnostics_add(parser->list, COR_ERROR, command_line, "--lhs needs --scenario FILE");
    }
}

bool cli_options_vary_parameters(const struct cli_options *options)
{
    return options->uncertainty && strcmp(options->uncertainty, "parameters") == 0;
}

static void check_uncertainty(struct parser *parser)
{
    const char *word = parser->options->uncertainty;
    if (word && strcmp(word, "parameters") != 0 && strcmp(word, "sampling") != 0) {
        cor_diagnostics_add(parser->list, COR_ERROR, command_line,
                            "--uncertainty '%s': allowed is sampling or parameters", word);
    }
}

static void check_together(struct parser *parser)
{
    const struct cli_options *options = parser->options;
    if (options->help || parser->list->n_errors > 0) {
        return;
    }
    check_files(parser);
    check_uncertainty(parser);
    if (options->verb == VERB_sweep) {
        check_sweep(parser);
    }
    if (options->json && options->markdown) {
        cor_diagnostics_add(parser->list, COR_ERROR, command_line, "--json or --markdown, not both");
    }
}

enum cor_status cli_options_parse(int argc, char **argv, struct cor_diagnostics *list, struct cli_options *options)
{
    struct parser parser = {.options = options, .list = list, .words = argv, .n_words = argc, .next = 1};
    *options = cli_option_defaults;
    options->files = cor_calloc((size_t)argc + 1, sizeof *options->files);
    options->set = cor_calloc((size_t)argc + 2, sizeof *options->set);
    if (!options->files || !options->set) {
        return COR_ERR_MEMORY;
    }
    if (argc > 1) {
        take_verb(&parser);
        take_words(&parser);
        check_together(&parser);
    }
    return list->n_errors > 0 ? COR_ERR_USAGE : COR_OK;
}

void cli_options_free(struct cli_options *options)
{
    free(options->files);
    free(options->set);
    *options = (struct cli_options){0};
}
