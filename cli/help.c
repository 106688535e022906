/* corridor help, version and completion: made from the tables of verbs, options, examples and status codes. */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "cli/build.h"
#include "cli/cli.h"
#include "models/tables/version.h"
#include "sim/base/random_paths.h"
#include "sim/engine/parallel.h"
#include "sim/io/results.h"

/* Columns: of the words on the left; of a page, as wide as the terminal within bounds. */
enum { WORDS_WIDTH = 30, PAGE_WIDTH = 100, LEAST_WIDTH = 60 };

static int page_width(void)
{
    struct winsize size;
    bool known = isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return !known || size.ws_col > PAGE_WIDTH ? PAGE_WIDTH : size.ws_col < LEAST_WIDTH ? LEAST_WIDTH : size.ws_col;
}

/* Words from column `at` on, broken before the edge; further lines begin at column `indent`. */
static void print_words(const char *text, int at, int indent)
{
    int width = page_width();
    while (*text) {
        int length = (int)strcspn(text, " ");
        if (at + 1 + length > width) {
            at = printf("\n%*s", indent, "") - 1;
        } else if (at > indent) {
            at += printf(" ");
        }
        at += printf("%.*s", length, text);
        text += length;
        text += strspn(text, " ");
    }
    putchar('\n');
}

struct example {
    enum cli_verb verb;
    const char *command;
};

static const struct example examples[] = {
#define EXAMPLE(verb, command) {VERB_##verb, command},
#include "cli/examples.def"
};
enum { N_EXAMPLES = sizeof examples / sizeof examples[0] };

/* Words on the left, a sentence wrapped on the right. */
static void print_row(const char *left, const char *text)
{
    bool too_long = printf("  %-*s", WORDS_WIDTH, left) > WORDS_WIDTH + 2;
    printf("%s%*s", too_long ? "\n" : "", too_long ? WORDS_WIDTH + 3 : 1, "");
    print_words(text, WORDS_WIDTH + 3, WORDS_WIDTH + 3);
}

static void print_examples(const enum cli_verb *verb)
{
    enum cli_verb last = N_VERBS;
    printf("Examples\n");
    for (size_t i = 0; i < N_EXAMPLES; i++) {
        bool first_of_its_verb = examples[i].verb != last;
        if (verb ? examples[i].verb == *verb : first_of_its_verb) {
            printf("  %s\n", examples[i].command);
        }
        last = examples[i].verb;
    }
}

static bool has_examples(enum cli_verb verb)
{
    for (size_t i = 0; i < N_EXAMPLES; i++) {
        if (examples[i].verb == verb) {
            return true;
        }
    }
    return false;
}

static void print_exit_codes(void)
{
    printf("\nExit codes\n");
#define STATUS(name, code, text)                                                                                       \
    printf("  %3d  ", code);                                                                                           \
    print_words(text, 7, 7);
#include "sim/base/status.def"
#undef STATUS
    printf("  128 + n  ended by signal n, without a checkpoint\n");
}

static void print_verb_help(enum cli_verb verb)
{
    char left[160], name[CLI_OPTION_NAME];
    if (has_examples(verb)) {
        print_examples(&verb);
        putchar('\n');
    }
    snprintf(left, sizeof left, "%s.", cli_verbs[verb].doc);
    print_words(left, 0, 0);
    printf("\nUsage\n  corridor %s %s [options]\n\nOptions\n", cli_verbs[verb].name, cli_verbs[verb].arguments);
    for (size_t i = 0; i < cli_n_option_rows; i++) {
        const struct cli_option_row *row = &cli_option_rows[i];
        if (row->verbs & (1u << verb)) {
            char letter[8] = "    ";
            cli_option_name(row, name);
            if (row->letter) {
                snprintf(letter, sizeof letter, "-%c, ", row->letter);
            }
            snprintf(left, sizeof left, "%s%s%s%s", letter, name, row->argument ? " " : "",
                     row->argument ? row->argument : "");
            print_row(left, row->doc);
        }
    }
}

static void print_help(void)
{
    char left[80];
    print_examples(NULL);
    putchar('\n');
    print_words(
        "Corridor simulates the people of Viet Nam and of the economies they move to, month by month to 2050, "
        "from 2024 or any January since 2010, and compares what agreements, training and social security change.",
        0, 0);
    printf("\nVerbs\n");
    for (size_t v = 0; v < N_VERBS; v++) {
        snprintf(left, sizeof left, "%s %s", cli_verbs[v].name, cli_verbs[v].arguments);
        print_row(left, cli_verbs[v].doc);
    }
    putchar('\n');
    print_words("'corridor VERB --help' shows the options of a verb. Data go to standard output, messages to standard "
                "error. The program connects to nothing and sends nothing.",
                0, 0);
    print_exit_codes();
}

enum cor_status cli_help(struct cli *cli)
{
    const struct cli_options *options = &cli->options;
    const char *names[N_VERBS];
    if (options->verb != VERB_help) {
        print_verb_help(options->verb);
        return COR_OK;
    }
    if (options->n_files == 0) {
        print_help();
        return COR_OK;
    }
    for (size_t v = 0; v < N_VERBS; v++) {
        names[v] = cli_verbs[v].name;
        if (strcmp(options->files[0], names[v]) == 0) {
            print_verb_help((enum cli_verb)v);
            return COR_OK;
        }
    }
    const char *nearest = cor_nearest_name(options->files[0], names, N_VERBS);
    cor_diagnostics_add(&cli->list, COR_ERROR, (struct cor_place){NULL, 0, 0}, "unknown verb '%s'%s%s%s",
                        options->files[0], nearest ? "; did you mean '" : "", nearest ? nearest : "",
                        nearest ? "'?" : "");
    return COR_ERR_USAGE;
}

/* What the build can do and what it uses here: the first questions when two machines disagree. */
enum cor_status cli_version(struct cli *cli)
{
    char hdf5[COR_LIBRARY_VERSION];
    struct cor_random_path paths[COR_MAX_RANDOM_PATHS];
    (void)cli;
    cor_results_library(hdf5);
    printf("corridor %s\nProgram digest %s\n", COR_BUILD, program_digest);
    printf("MPI: %s\n", cli_farm_has_mpi() ? "yes, sweeps run under mpirun" : "no, sweeps are shared with --rows");
    printf("Vector instructions: %s\n", paths[cor_random_paths(paths) - 1].name);
    printf("Threads: %zu processors\n", cor_parallel_processors());
    printf("HDF5: %s\n", hdf5);
    printf("Licence GPL-3.0-or-later: free software, without any warranty.\n");
    return COR_OK;
}

static void print_options_of(enum cli_verb verb)
{
    char name[CLI_OPTION_NAME];
    for (size_t i = 0; i < cli_n_option_rows; i++) {
        if (cli_option_rows[i].verbs & (1u << verb)) {
            cli_option_name(&cli_option_rows[i], name);
            printf(" %s", name);
        }
    }
}

enum cor_status cli_completion(struct cli *cli)
{
    (void)cli;
    printf("# bash and zsh: source <(corridor completion)\n"
           "[ -n \"${ZSH_VERSION-}\" ] && autoload -U +X bashcompinit && bashcompinit\n"
           "_corridor() {\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} words=\n"
           "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        words='");
    for (size_t v = 0; v < N_VERBS; v++) {
        printf("%s%s", v > 0 ? " " : "", cli_verbs[v].name);
    }
    printf("'\n    else\n        case ${COMP_WORDS[1]} in\n");
    for (size_t v = 0; v < N_VERBS; v++) {
        printf("        %s) words='", cli_verbs[v].name);
        print_options_of((enum cli_verb)v);
        printf("' ;;\n");
    }
    printf("        esac\n    fi\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
           "}\n"
           "complete -o default -F _corridor corridor\n");
    return COR_OK;
}
