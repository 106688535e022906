#include "analysis/compare.h"
#include <stdio.h>
#include <stdlib.h>
#include "analysis/compare_parts.h"
#include "sim/base/memory.h"

typedef enum cor_status part_writer(const struct cor_comparison *comparison, const char *path, char *message);

static enum cor_status write_part(const struct cor_comparison *comparison, const char *directory, const char *name,
                                  part_writer *write, char *message)
{
    char *path = cor_format("%s/%s", directory, name);
    enum cor_status status;
    if (!path) {
        snprintf(message, COR_MESSAGE_SIZE, "not enough memory to write '%s'", name);
        return COR_ERR_MEMORY;
    }
    status = write(comparison, path, message);
    free(path);
    return status;
}

enum cor_status cor_compare_write(const struct cor_compare_scenario *scenarios, size_t n_scenarios,
                                  const char *directory, char message[COR_MESSAGE_SIZE])
{
    static const struct {
        const char *name;
        part_writer *write;
    } parts[] = {{"comparison.nc", cor_compare_write_dataset}, {"comparison.csv", cor_compare_write_csv},
                 {"headline.csv", cor_compare_write_headline}, {"scenarios.csv", cor_compare_write_scenarios},
                 {"who_pays.csv", cor_compare_write_who_pays}, {"report.html", cor_compare_write_report}};
    struct cor_comparison comparison;
    enum cor_status status = cor_comparison_build(scenarios, n_scenarios, &comparison, message);
    if (status != COR_OK) {
        return status;
    }
    status = cor_directory_create(directory, message);
    for (size_t p = 0; status == COR_OK && p < sizeof parts / sizeof *parts; p++) {
        status = write_part(&comparison, directory, parts[p].name, parts[p].write, message);
    }
    cor_comparison_free(&comparison);
    return status;
}
