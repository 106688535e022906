#include "analysis/backtest.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/backtest_parts.h"
#include "sim/base/memory.h"

static const struct cor_dimension *dimension_of(const struct cor_dataset *dataset, const char *name)
{
    for (size_t d = 0; d < dataset->n_dimensions; d++) {
        if (strcmp(dataset->dimensions[d].name, name) == 0) {
            return &dataset->dimensions[d];
        }
    }
    return NULL;
}

/* Replicates, years and countries of the file. False when it is no result of a run by years that knows Viet Nam. */
static bool describe(struct cor_backtest *test)
{
    const struct cor_dimension *replicate = dimension_of(test->result, "replicate");
    const struct cor_dimension *year = dimension_of(test->result, "year");
    const struct cor_dimension *country = dimension_of(test->result, "country");
    if (!replicate || !year || !year->numbers || !country || !country->items || year->n_items == 0) {
        return false;
    }
    test->n_replicates = replicate->n_items;
    test->n_years = year->n_items;
    test->first_year = year->numbers[0];
    test->n_areas = country->n_items;
    test->areas = country->items;
    test->area_names = country->labels ? country->labels : country->items;
    while (test->home < test->n_areas && strcmp(test->areas[test->home], "VNM") != 0) {
        test->home++;
    }
    return test->home < test->n_areas;
}

static void backtest_free(struct cor_backtest *test)
{
    cor_results_free(test->result);
    cor_observations_free(&test->observed);
    free(test->simulated);
    free(test->scores);
}

static enum cor_status build(struct cor_backtest *test, struct cor_diagnostics *list, char message[COR_MESSAGE_SIZE])
{
    const struct cor_backtest_request *request = test->request;
    enum cor_status status = cor_results_read(request->result, &test->result, message);
    if (status == COR_OK && !describe(test)) {
        snprintf(message, COR_MESSAGE_SIZE, "'%.240s' is not the result of a run by years", request->result);
        status = COR_ERR_INPUT;
    }
    if (status == COR_OK) {
        status = cor_observations_read(request->data, test->areas, test->n_areas, test->first_year, test->n_years, list,
                                       &test->observed);
    }
    if (status == COR_OK) {
        status = cor_backtest_simulate(test) ? cor_backtest_score(test) : COR_ERR_MEMORY;
    }
    return status;
}

enum cor_status cor_backtest_write(const struct cor_backtest_request *request, struct cor_diagnostics *list,
                                   char message[COR_MESSAGE_SIZE])
{
    static const struct {
        const char *name;
        enum cor_status (*write)(const struct cor_backtest *test, const char *path, char message[COR_MESSAGE_SIZE]);
    } parts[] = {{"backtest.csv", cor_backtest_write_csv},
                 {"scores.csv", cor_backtest_write_scores},
                 {"backtest.html", cor_backtest_write_page}};
    struct cor_backtest test = {.request = request};
    message[0] = '\0';
    enum cor_status status = build(&test, list, message);
    for (size_t p = 0; status == COR_OK && p < sizeof parts / sizeof *parts; p++) {
        char *path = cor_format("%s/%s", request->directory, parts[p].name);
        status = path ? parts[p].write(&test, path, message) : COR_ERR_MEMORY;
        free(path);
    }
    backtest_free(&test);
    return status;
}
