/* The command line as values. One table of verbs (verbs.def) and one of options (options.def) drive parsing, help and
 * completion. Texts point into argv; only the lists are owned. Knows words and ranges, not what verbs do. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sim/base/diagnostics.h"
#include "sim/base/status.h"
#include "sim/run/scenario.h"

enum cli_verb {
#define VERB(name, ...) VERB_##name,
#include "cli/verbs.def"
    N_VERBS
};

struct cli_verb_row {
    const char *name, *arguments;
    size_t min_files, max_files;
    const char *doc;
};
extern const struct cli_verb_row cli_verbs[N_VERBS];

/* Part i of n, i from 1; n 0: the whole. */
struct cli_part {
    uint32_t i, n;
};

/* Whole years, both included. */
struct cli_years {
    int32_t first, last;
};

struct cli_options {
    enum cli_verb verb;
    const char **files; /* owned list: the arguments that are no options */
    size_t n_files;
    struct cor_override *set; /* owned list */
    size_t n_set;
    const char *output, *scenario, *parameters, *data, *checkpoint, *uncertainty, *groups; /* NULL when not given */
    double sample, residents; /* residents 0: follows sample */
    uint32_t replicates, seed, checkpoint_every;
    uint32_t threads; /* 0: all processors */
    uint32_t lhs;     /* 0: not given */
    int32_t until;    /* first month beyond the last; 0: not given */
    char from[24];    /* "from=YYYY-01", among the settings when given */
    char known[40];   /* of a back-test, the first of the settings: the last year of known entries */
    struct cli_part rows;
    uint32_t fit_to;
    struct cli_years score;
    bool monthly, resume, replace, dry_run, status, dated, json, markdown, quiet, help;
};
/* What holds where an option is not given; docs in options.def. */
extern const struct cli_options cli_option_defaults;

enum cli_option_kind { SWITCH, TEXT, COUNT, SHARE, MONTH, START, SETTING, PART, YEARS };

struct cli_option_row {
    const char *name; /* of the field; on the command line with hyphens */
    size_t offset;    /* of the field */
    enum cli_option_kind kind;
    char letter;          /* 0: none */
    const char *argument; /* NULL: a switch */
    double min, max;      /* of a COUNT */
    unsigned verbs;       /* bit per verb */
    const char *doc;
};
extern const struct cli_option_row cli_option_rows[];
extern const size_t cli_n_option_rows;

/* Does --uncertainty ask for draws of parameters? */
bool cli_options_vary_parameters(const struct cli_options *options);

/* The long name of an option, "--checkpoint-every", into `text`. */
enum { CLI_OPTION_NAME = 32 };
void cli_option_name(const struct cli_option_row *row, char text[CLI_OPTION_NAME]);

/* Parse argv[1 .. argc-1]. Problems go to the list: COR_ERR_USAGE. COR_ERR_MEMORY; COR_OK. Free in every case. No words at
 * all ask for help. */
enum cor_status cli_options_parse(int argc, char **argv, struct cor_diagnostics *list, struct cli_options *options);
void cli_options_free(struct cli_options *options);

#endif
