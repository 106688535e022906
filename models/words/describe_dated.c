/* Policy and law by date, as read from data/policies.json. */
#include "models/state/world.h"
#include "models/words/describe_sheet.h"
#include "sim/run/scenario.h"

/* "2020-04", or nothing for an open end. */
static void add_month(struct sheet *sheet, int32_t month)
{
    char text[16] = "";
    if (month != INT32_MAX) {
        snprintf(text, sizeof text, "%d-%02d", (int)cor_month_year(month), (int)cor_month_of_year(month));
    }
    sheet_add(sheet, text);
}

static void add_row(struct sheet *sheet, const struct cor_dated_policy *row)
{
    const struct cor_policy *policy = &row->policy;
    sheet_add(sheet, policy->name);
    add_month(sheet, policy->from);
    add_month(sheet, policy->to == INT32_MAX ? INT32_MAX : policy->to - 1);
    sheet_add(sheet, policy->words);
    sheet_add(sheet, row->source);
    sheet_add(sheet, cor_evidence_name(row->status));
    sheet_add(sheet, row->note);
}

void describe_dated(const struct world *world, enum describe_format format, struct cor_text *text)
{
    struct sheet sheet = {
        .title = "Policies by date",
        .introduction =
            "What was in force at its time in every scenario (data/policies.json). A scenario leaves an event out by "
            "its name (`without`). A record moves nothing itself: the facts named carry its effect.",
        .n_columns = 7,
        .headings = {"name", "from", "to", "what", "source", "status", "note"}};
    for (size_t i = 0; i < world->dated->n; i++) {
        add_row(&sheet, &world->dated->rows[i]);
    }
    sheet_write(&sheet, format, text);
    sheet_free(&sheet);
}
