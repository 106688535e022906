#include "models/words/describe.h"
#include <string.h>
#include "models/words/describe_sheet.h"
#include "models/facts/facts.h"
#include "models/model.h"
#include "models/words/policies.h"
#include "models/remittances/remittances.h"

static void add_cells(struct sheet *sheet, const char *const *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        sheet_add(sheet, cells[i]);
    }
}

/* All cells of an array of rows. */
#define ADD_ROWS(sheet, rows) add_cells(sheet, &(rows)[0][0], sizeof(rows) / sizeof(rows)[0][0])

static void fill_parameters(struct sheet *sheet)
{
    for (size_t i = 0; i < n_parameters; i++) {
        const struct cor_parameter *row = &parameter_table[i];
        sheet_add(sheet, row->name);
        sheet_add_number(sheet, row->value);
        sheet_add_number(sheet, row->min);
        sheet_add_number(sheet, row->max);
        sheet_add(sheet, row->unit);
        sheet_add(sheet, cor_evidence_name(row->status));
        sheet_add(sheet, row->doc);
        sheet_add(sheet, row->source);
    }
}

static void fill_columns(struct sheet *sheet)
{
    static const char *const ROWS[][8] = {
#define COLUMN(table, name, ctype, type, count, kinds, free, owner, unit, doc)                                         \
    {#table, #name, #ctype, #count, #free, #owner, unit, doc},
#include "models/tables/columns.def"
    };
    ADD_ROWS(sheet, ROWS);
}

/* "C H S" reads "country, channel, sex". */
static void add_dimensions(struct sheet *sheet, const char *letters)
{
    static const char *const NAMES[][2] = {{"C", "country"},     {"H", "channel"}, {"S", "sex"},
                                           {"A", "age_band"},    {"K", "skill"},   {"O", "occupation"},
                                           {"G", "income_class"}};
    struct cor_text text;
    cor_text_init(&text);
    for (; *letters != '\0'; letters++) {
        for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
            if (*letters == NAMES[i][0][0]) {
                cor_text_add(&text, "%s%s", text.n_bytes > 0 ? ", " : "", NAMES[i][1]);
            }
        }
    }
    sheet->failed |= text.failed;
    sheet_add(sheet, text.bytes ? text.bytes : "");
    cor_text_free(&text);
}

static void fill_outputs(struct sheet *sheet)
{
    static const char *const ROWS[][5] = {
#define OUTPUT(name, kind, dimensions, unit, scale, doc) {#name, #kind, #dimensions, unit, doc},
#define RATIO(name, numerator, denominator, unit, scale, doc) {#name, #numerator " / " #denominator, "", unit, doc},
#define INDICATOR(name, axes, unit, doc) {#name, "indicator", #axes, unit, doc},
#include "models/tables/outputs.def"
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        const char *kind = ROWS[i][1];
        sheet_add(sheet, ROWS[i][0]);
        sheet_add(sheet, strcmp(kind, "STOCK") == 0 ? "stock" : strcmp(kind, "FLOW") == 0 ? "flow" : kind);
        add_dimensions(sheet, ROWS[i][2]);
        sheet_add(sheet, ROWS[i][3]);
        sheet_add(sheet, ROWS[i][4]);
    }
}

static void fill_result_files(struct sheet *sheet)
{
    static const char *const ROWS[][4] = {
#define VARIABLE_ATTRIBUTE(name, form, doc) {"variable, attribute", #name, form, doc},
#define RUN_AXIS(name, form, doc) {"NAME.nc, axis", #name, form, doc},
#define RUN_ATTRIBUTE(name, form, doc) {"NAME.nc, attribute", #name, form, doc},
#define COMPARISON_AXIS(name, form, doc) {"comparison.nc, axis", #name, form, doc},
#define COMPARISON_ATTRIBUTE(name, form, doc) {"comparison.nc, attribute", #name, form, doc},
#define STATISTIC(name, form, doc) {"statistic", #name, form, doc},
#define COMPARISON_COLUMN(name, form, doc) {"comparison.csv", #name, form, doc},
#define HEADLINE_COLUMN(name, form, doc) {"headline.csv", #name, form, doc},
#define SCENARIOS_COLUMN(name, form, doc) {"scenarios.csv", #name, form, doc},
#define ATTRIBUTION_COLUMN(name, form, doc) {"attribution.csv", #name, form, doc},
#define GROUPS_COLUMN(name, form, doc) {"groups.csv", #name, form, doc},
#define WHO_PAYS_COLUMN(name, form, doc) {"who_pays.csv", #name, form, doc},
#define BACKTEST_COLUMN(name, form, doc) {"backtest.csv", #name, form, doc},
#define SCORES_COLUMN(name, form, doc) {"scores.csv", #name, form, doc},
#define SWEEP_COLUMN(name, form, doc) {"sweep.csv", #name, form, doc},
#define SWEEP_SCENARIOS_COLUMN(name, form, doc) {"scenarios.csv (sweep)", #name, form, doc},
#define SWEEP_ROW(file, item, form, doc) {file, item, form, doc},
#include "sim/io/result_files.def"
    };
    ADD_ROWS(sheet, ROWS);
}

/* Expressions over the parameters p, as analysts write them. */
static void add_expression(struct sheet *sheet, const char *expression)
{
    struct cor_text text;
    cor_text_init(&text);
    while (*expression != '\0') {
        const char *next = strstr(expression, "p->");
        size_t length = next ? (size_t)(next - expression) : strlen(expression);
        cor_text_add(&text, "%.*s", (int)length, expression);
        expression += length + (next ? strlen("p->") : 0);
    }
    sheet->failed |= text.failed;
    sheet_add(sheet, text.bytes ? text.bytes : "");
    cor_text_free(&text);
}

static void fill_consistency(struct sheet *sheet)
{
    static const char *const ROWS[][4] = {
#define CONSISTENCY(name, found, allowed, parameters, doc) {#name, #allowed, parameters, doc},
#include "models/tables/consistency.def"
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        sheet_add(sheet, ROWS[i][0]);
        sheet_add(sheet, ROWS[i][2]);
        add_expression(sheet, ROWS[i][1]);
        sheet_add(sheet, ROWS[i][3]);
    }
}

static const char *combine_name(enum cor_combine combine)
{
    static const char *const NAMES[] = {
        [COR_ADD] = "sum", [COR_MULTIPLY] = "product", [COR_MAX] = "largest", [COR_MIN] = "smallest"};
    return NAMES[combine];
}

static void fill_levers(struct sheet *sheet)
{
    for (size_t i = 0; i < N_LEVERS; i++) {
        const struct cor_lever *row = &lever_table[i];
        sheet_add(sheet, row->name);
        sheet_add(sheet, combine_name(row->combine));
        sheet_add_number(sheet, row->neutral);
        sheet_add_number(sheet, row->min);
        sheet_add_number(sheet, row->max);
        sheet_add(sheet, row->unit);
        sheet_add(sheet, row->shared ? "total of a party" : row->undivided ? "total of a channel" : "each cell");
        sheet_add(sheet, row->needs != COR_NO_LEVER ? lever_table[row->needs].name : "");
        sheet_add(sheet, row->where);
        sheet_add(sheet, row->doc);
    }
}

/* The row that says what the type is, before those of its fields. */
static void add_policy_type(struct sheet *sheet, const struct cor_policy_type *type)
{
    for (size_t column = 0; column < sheet->n_columns; column++) {
        sheet_add(sheet, column == 0 ? type->name : strcmp(sheet->headings[column], "meaning") == 0 ? type->doc : "");
    }
}

static void fill_policies(struct sheet *sheet)
{
    for (size_t p = 0; p < n_policies; p++) {
        add_policy_type(sheet, &policy_table[p]);
        for (size_t i = 0; i < policy_table[p].n_fields; i++) {
            const struct cor_policy_field *row = &policy_table[p].fields[i];
            sheet_add(sheet, policy_table[p].name);
            sheet_add(sheet, row->name);
            sheet_add(sheet, lever_table[row->lever].name);
            sheet_add_number(sheet, row->usual);
            sheet_add_number(sheet, row->min);
            sheet_add_number(sheet, row->max);
            sheet_add(sheet, row->unit);
            sheet_add(sheet, row->doc);
            sheet_add(sheet, row->source);
        }
    }
}

static const char *asked_of(char who)
{
    switch (who) {
    case 'D':
        return "destinations and rest of the world";
    case 'O':
        return "Viet Nam";
    case 'R':
        return "all but the rest of the world";
    case 'P':
        return "destinations";
    default:
        return "all";
    }
}

static const char *const FACT_TIMES[] = {"constant", "start", "path", "law"}; /* in the order of enum fact_time */

static void fill_facts(struct sheet *sheet)
{
    for (size_t i = 0; i < n_facts; i++) {
        const struct fact *row = &fact_table[i];
        sheet_add(sheet, row->name);
        sheet_add(sheet, row->group ? row->group->name : "");
        sheet_add(sheet, row->unit);
        sheet_add_number(sheet, row->min);
        sheet_add_number(sheet, row->max);
        sheet_add(sheet, asked_of(row->who));
        sheet_add(sheet, FACT_TIMES[row->time]);
        sheet_add(sheet, row->doc);
    }
}

static void fill_purposes(struct sheet *sheet)
{
    static const char *const ROWS[][3] = {
#define PURPOSE(number, name, doc) {#number, #name, doc},
#include "models/tables/purposes.def"
    };
    ADD_ROWS(sheet, ROWS);
}

static void fill_draws(struct sheet *sheet)
{
    static const char *const ROWS[][5] = {
#define WHEN_MONTHLY "monthly"
#define WHEN_FOR_LIFE "once"
#define DRAWS(name, purpose, when, block, ...) {#name, #purpose, WHEN_##when, #block, #__VA_ARGS__},
#define DRAWS_SERIES(name, purpose, when, block, ...) {#name, #purpose, WHEN_##when, "from " #block, #__VA_ARGS__},
#include "models/state/draws.def"
    };
    ADD_ROWS(sheet, ROWS);
}

static void fill_dimensions(struct sheet *sheet)
{
    const struct dimension_items *const dimensions[] = {&channel_items, &occupation_items, &education_items,
                                                        &skill_items,   &sex_items,        &age_band_items,
                                                        &region_items,  &nest_items};
    for (size_t d = 0; d < sizeof dimensions / sizeof dimensions[0]; d++) {
        for (size_t i = 0; i < dimensions[d]->n_items; i++) {
            sheet_add(sheet, dimensions[d]->name);
            sheet_add(sheet, dimensions[d]->items[i]);
            sheet_add(sheet, dimensions[d]->labels[i]);
        }
    }
}

/* A description: its name and an empty sheet with its filler. */
struct description {
    const char *name;
    struct sheet sheet;
    void (*fill)(struct sheet *sheet);
};

static const struct description DESCRIPTIONS[] = {
    {"parameters",
     {.title = "Parameters",
      .introduction =
          "Numbers of the mechanisms. A scenario sets them under \"parameters\", the command line with --set.",
      .n_columns = 8,
      .headings = {"name", "default", "min", "max", "unit", "status", "meaning", "source"},
      .numeric = 0x0e},
     fill_parameters},
    {"consistency",
     {.title = "Conditions between parameters",
      .introduction = "Parameters that violate one of these conditions are rejected before the run.",
      .n_columns = 4,
      .headings = {"name", "parameters", "at most", "refused when"}},
     fill_consistency},
    {"columns",
     {.title = "State",
      .introduction =
          "What the simulation holds of each person, household and migrant. A row that nobody has holds the "
          "free values; the owner is the mechanism that writes the column.",
      .n_columns = 8,
      .headings = {"table", "name", "type", "count", "free", "owner", "unit", "meaning"},
      .numeric = 0x08},
     fill_columns},
    {"outputs",
     {.title = "Outputs",
      .introduction =
          "Series in result files, comparisons and the tables of sweeps: stocks at the end of the period, flows over "
          "it, "
          "ratios of two of them (a ratio is made of sums, never a mean of ratios; it has the dimensions of its "
          "numerator), and other figures.",
      .n_columns = 5,
      .headings = {"name", "kind", "by", "unit", "meaning"}},
     fill_outputs},
    {"result_files",
     {.title = "Files of results",
      .introduction =
          "Contents of the files that a run, a comparison, a back-test and a sweep write. Variables of the netCDF "
          "files are the "
          "outputs ([outputs.md](outputs.md)); comparison.nc has X [scenario, statistic, country, year] and "
          "X_difference "
          "for each of them that can be summed to countries, and months_in_period. Bands are sampling bands: the "
          "spread "
          "over replicates of the simulated sample, not uncertainty about the future, unless the attribute "
          "uncertainty says parameters.",
      .n_columns = 4,
      .headings = {"file", "item", "form", "meaning"}},
     fill_result_files},
    {"levers",
     {.title = "Levers",
      .introduction = "Quantities that policies change, per country, channel and occupation, and how several policies "
                      "combine. s is the "
                      "strength of a policy: `intensity`, in equal steps over `ramp_months`. A policy of value x adds "
                      "s x to a sum, multiplies "
                      "a product by 1 + s (x - 1) and enters the largest with s x, the smallest with 1 / ((1 - s) / "
                      "neutral + s / x): a limit "
                      "carried out to s holds as one of about x / s.",
      .n_columns = 10,
      .headings = {"name", "combined by", "neutral", "min", "max", "unit", "a policy writes", "needs", "acts on",
                   "meaning"},
      .numeric = 0x1c},
     fill_levers},
    {"policies",
     {.title = "Policy types",
      .introduction = "The words of a scenario. A field left out has no effect; `true` stands for the usual value.",
      .n_columns = 9,
      .headings = {"type", "field", "lever", "usual", "min", "max", "unit", "meaning", "source"},
      .numeric = 0x38},
     fill_policies},
    {"facts",
     {.title = "Country facts",
      .introduction = "Rows of data/<ISO3>/facts.csv: one value, or one per item of the group.",
      .n_columns = 8,
      .headings = {"name", "group", "unit", "min", "max", "needed for", "time", "meaning"},
      .numeric = 0x18},
     fill_facts},
    {"purposes",
     {.title = "Purposes of random draws",
      .introduction = "Numbers that separate draws by purpose. They never change.",
      .n_columns = 3,
      .headings = {"number", "name", "meaning"},
      .numeric = 0x01},
     fill_purposes},
    {"draws",
     {.title = "Random draws",
      .introduction = "The words of every draw: up to four independent numbers from one block of a purpose.",
      .n_columns = 5,
      .headings = {"draw", "purpose", "drawn", "block", "words"}},
     fill_draws},
    {"dimensions",
     {.title = "Dimensions",
      .introduction = "Names of items in scenarios, data and results.",
      .n_columns = 3,
      .headings = {"dimension", "item", "meaning"}},
     fill_dimensions},
};

enum { N_DESCRIPTIONS = sizeof DESCRIPTIONS / sizeof DESCRIPTIONS[0] };

const char *const *describe_names(size_t *n_names)
{
    static const char *const NAMES[] = {"parameters", "consistency", "columns",  "outputs", "result_files", "levers",
                                        "policies",   "facts",       "purposes", "draws",   "dimensions"};
    _Static_assert(sizeof NAMES / sizeof NAMES[0] == N_DESCRIPTIONS, "one name per description");
    *n_names = N_DESCRIPTIONS;
    return NAMES;
}

static void add_evidence(struct sheet *sheet, const char *name, const unsigned n[N_EVIDENCE])
{
    sheet_add(sheet, name);
    for (size_t e = 0; e < N_EVIDENCE; e++) {
        sheet_add_number(sheet, n[e]);
    }
}

void describe_evidence(const struct world *world, enum describe_format format, struct cor_text *text)
{
    struct sheet sheet = {.title = "Evidence of facts",
                          .introduction =
                              "Rows of data/<ISO3>/facts.csv by status; a series counts once, by its weakest row.",
                          .n_columns = 1 + N_EVIDENCE,
                          .headings = {"fact", "observed", "estimated", "assumed"},
                          .numeric = 0xe};
    unsigned all[N_EVIDENCE] = {0};
    for (size_t i = 0; i < n_facts; i++) {
        unsigned n[N_EVIDENCE];
        for (size_t e = 0; e < N_EVIDENCE; e++) {
            n[e] = world->n_facts_by_evidence[i][e];
            all[e] += n[e];
        }
        add_evidence(&sheet, fact_table[i].name, n);
    }
    add_evidence(&sheet, "all", all);
    sheet_write(&sheet, format, text);
    sheet_free(&sheet);
}

bool describe(const char *what, enum describe_format format, struct cor_text *text)
{
    for (size_t i = 0; i < N_DESCRIPTIONS; i++) {
        if (strcmp(DESCRIPTIONS[i].name, what) == 0) {
            struct sheet sheet = DESCRIPTIONS[i].sheet;
            DESCRIPTIONS[i].fill(&sheet);
            sheet_write(&sheet, format, text);
            sheet_free(&sheet);
            return true;
        }
    }
    return false;
}
