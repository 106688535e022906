/* What each of several groups of policies contributes to the difference between a package and its base: Shapley values of
 * the headline series, from the result files of every set of groups (same replicates, common random numbers). Sees files
 * only, never the simulation. */
#ifndef COR_ANALYSIS_ATTRIBUTION_H
#define COR_ANALYSIS_ATTRIBUTION_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "analysis/period.h"
#include "analysis/series.h"
#include "analysis/shapley.h"
#include "analysis/statistics.h"
#include "sim/base/status.h"
#include "sim/io/file.h"

struct cor_attribution_group {
    const char *name, *title;
    const char *policies; /* one a line, plain words with dates */
};

/* Borrowed as long as the attribution lives. */
struct cor_attribution_request {
    const char *base, *package; /* names of the scenarios */
    size_t n_groups;            /* 1 to COR_SHAPLEY_GROUPS */
    struct cor_attribution_group groups[COR_SHAPLEY_GROUPS];
    const char *results[COR_SHAPLEY_SETS]; /* of every set of groups: bit g of its number, group g is in force */
    int32_t first_year;                    /* in which the first policy begins: before it all sets are alike */
};

/* What is told of a headline number; names as they stand in attribution.csv. */
enum cor_effect_kind {
    COR_EFFECT_PACKAGE,     /* all groups together, less the base */
    COR_EFFECT_PART,        /* Shapley value of a group: the parts add up to the package */
    COR_EFFECT_ALONE,       /* a group alone, less the base */
    COR_EFFECT_LAST,        /* the package less all other groups: what the group adds when it comes last */
    COR_EFFECT_INTERACTION, /* the package less every group alone */
    COR_EFFECT_PAIR,        /* Shapley interaction index of two groups */
    COR_N_EFFECT_KINDS
};
extern const char *const cor_effect_names[COR_N_EFFECT_KINDS];

struct cor_effect {
    enum cor_effect_kind kind;
    size_t group, other; /* n_groups: none */
};
enum { COR_MOST_EFFECTS = 2 + 3 * COR_SHAPLEY_GROUPS + COR_SHAPLEY_GROUPS * (COR_SHAPLEY_GROUPS - 1) / 2 };

/* A headline series of an area in one period, or its sum over the periods from `first` to `last`. */
struct cor_attribution_row {
    size_t headline, series, area, first, last;
    char label[2 * COR_PERIOD_LABEL];
    bool is_missing; /* a ratio that has no denominator in some set */
    /* [n_effects] mean, standard error, replicates and agents of every effect; the others NaN. */
    double (*effects)[COR_N_STATISTICS];
};

struct cor_attribution {
    const struct cor_attribution_request *request;
    size_t n_effects;
    struct cor_effect effects[COR_MOST_EFFECTS]; /* in the order of kinds, then of groups */
    struct cor_run_series run;                   /* of the base: names, periods, attributes; without values */
    struct cor_attribution_row *rows;            /* by headline and area, periods in order, then the sum */
    size_t n_rows;
};

/* Read the files. COR_ERR_INPUT when they are not of one experiment; otherwise as reading. On failure nothing is left to
 * free. */
enum cor_status cor_attribution_build(const struct cor_attribution_request *request,
                                      struct cor_attribution *attribution, char message[COR_MESSAGE_SIZE]);
void cor_attribution_free(struct cor_attribution *attribution);

/* Is the row one that readers see first: of the last whole year, or a sum that ends with it? */
bool cor_attribution_is_shown(const struct cor_attribution *attribution, const struct cor_attribution_row *row);

/* The effects of a row in whole steps: the parts add up to the package, and the groups alone with the interaction as well. */
void cor_attribution_round(const struct cor_attribution *attribution, const struct cor_attribution_row *row,
                           double step, int64_t steps[COR_MOST_EFFECTS]);
/* The largest effect of a row, without its sign. */
double cor_attribution_largest(const struct cor_attribution *attribution, const struct cor_attribution_row *row);

/* The power of ten in which people are shown a row. */
double cor_attribution_step(const struct cor_attribution *attribution, const struct cor_attribution_row *row);

/* Write DIRECTORY/attribution.csv, groups.csv and attribution.html. */
enum cor_status cor_attribution_write(const struct cor_attribution *attribution, const char *directory,
                                      char message[COR_MESSAGE_SIZE]);
/* attribution.html alone. */
enum cor_status cor_attribution_write_page(const struct cor_attribution *attribution, const char *path,
                                           char message[COR_MESSAGE_SIZE]);
/* The headline numbers of the last whole year, and the sums, as text: to `stream` (FILE *). */
void cor_attribution_print(const struct cor_attribution *attribution, void *stream);

#endif
