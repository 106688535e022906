/* corridor describe and corridor schema: what the model declares, as text. */
#include <string.h>
#include "cli/cli.h"
#include "models/words/describe.h"
#include "sim/base/diagnostics.h"
#include "sim/io/json.h"

static enum describe_format format_of(const struct cli_options *options)
{
    return options->json ? DESCRIBE_JSON : options->markdown ? DESCRIBE_MARKDOWN : DESCRIBE_TEXT;
}

static void add_table_names(struct cor_text *text)
{
    size_t n_names = 0;
    const char *const *names = describe_names(&n_names);
    cor_text_add(text, "corridor describe TABLE [--json | --markdown], where TABLE is one of\n");
    for (size_t i = 0; i < n_names; i++) {
        cor_text_add(text, "  %s\n", names[i]);
    }
}

static void refuse_table(struct cli *cli, const char *name)
{
    size_t n_names = 0;
    const char *const *names = describe_names(&n_names);
    const char *nearest = cor_nearest_name(name, names, n_names);
    cor_diagnostics_add(&cli->list, COR_ERROR, (struct cor_place){NULL, 0, 0}, "there is no table '%s'; %s%s%s", name,
                        nearest ? "did you mean '" : "corridor describe lists them all", nearest ? nearest : "",
                        nearest ? "'?" : "");
}

/* What is said of the tables that are read, not of what the program declares: `option` goes with one table. */
static enum cor_status describe_data(struct cli *cli, const char *option, const char *table,
                                     void (*write)(const struct world *, enum describe_format, struct cor_text *))
{
    const struct cli_options *options = &cli->options;
    struct simulation_input *input;
    struct cor_text text;
    if (options->n_files != 1 || strcmp(options->files[0], table) != 0) {
        cor_diagnostics_add(&cli->list, COR_ERROR, (struct cor_place){NULL, 0, 0},
                            "--%s goes with %s: corridor describe %s --%s", option, table, table, option);
        return COR_ERR_USAGE;
    }
    enum cor_status status = simulation_open(cli_data_directory(options), NULL, 0, NULL, 0, &cli->list, &input);
    if (status == COR_OK) {
        cor_text_init(&text);
        write(simulation_world(input), format_of(options), &text);
        status = cli_print_text(&text);
        simulation_close(input);
    }
    return status;
}

enum cor_status cli_describe(struct cli *cli)
{
    struct cor_text text;
    if (cli->options.status) {
        return describe_data(cli, "status", "facts", describe_evidence);
    }
    if (cli->options.dated) {
        return describe_data(cli, "dated", "policies", describe_dated);
    }
    cor_text_init(&text);
    if (cli->options.n_files == 0) {
        add_table_names(&text);
    } else if (!describe(cli->options.files[0], format_of(&cli->options), &text)) {
        refuse_table(cli, cli->options.files[0]);
        cor_text_free(&text);
        return COR_ERR_USAGE;
    }
    return cli_print_text(&text);
}

enum cor_status cli_schema(struct cli *cli)
{
    struct cor_text text;
    struct simulation_input *input;
    enum cor_status status = simulation_open(cli_data_directory(&cli->options), NULL, 0, NULL, 0, &cli->list, &input);
    if (status == COR_OK) {
        cor_text_init(&text);
        cor_scenario_schema(simulation_words(input), &text);
        status = cli_print_text(&text);
        simulation_close(input);
    }
    return status;
}
