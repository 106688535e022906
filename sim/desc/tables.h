/* Tables of facts: how a model declares its parameters, levers, policies and outputs. One row per fact; reading, range
 * checks, schema, documentation, --set and provenance are derived from the rows. Rows are static constants that the
 * model owns. */
#ifndef COR_DESC_TABLES_H
#define COR_DESC_TABLES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cor_evidence { COR_OBSERVED = 1, COR_ESTIMATED, COR_ASSUMED };
const char *cor_evidence_name(enum cor_evidence status);

/* A parameter: a double in the model's parameter struct. Also what a fact is to a scenario that sets it, without a place. */
struct cor_parameter {
    const char *name; /* "mechanism.name" */
    size_t offset;    /* of the double in the parameter struct */
    double value, min, max;
    double low, high; /* plausible range, which a sweep varies when it is told no other */
    const char *unit;
    const char *source;
    enum cor_evidence status;
    const char *doc;
};

/* What parameters must fulfil together: a number found that may not exceed the number allowed. */
struct cor_consistency {
    const char *name;
    const char *parameters; /* names of those that enter, separated by ", " */
    /* model: of the vocabulary; values: of all parameters, in the order of their table. sides[0]: found, [1]: allowed */
    void (*measure)(const void *model, const double *values, double sides[2]);
    const char *doc; /* what is wrong when it is exceeded */
};

/* How several policies that move one lever combine. */
enum cor_combine {
    COR_ADD = 1,  /* neutral 0: contributions add up */
    COR_MULTIPLY, /* neutral 1: factors multiply; a policy at strength s contributes 1 + s (x - 1) */
    COR_MAX,      /* neutral 0: the largest s * x holds */
    COR_MIN       /* neutral = max: the smallest of 1 / ((1 - s) / neutral + s / x) holds */
};

enum { COR_NO_LEVER = 0xffff };

/* A lever: what policies move. It has a value for every cell (country x channel x occupation) and month. */
struct cor_lever {
    const char *name;
    enum cor_combine combine;
    double neutral, min, max; /* values are clamped to [min, max] after combining */
    const char *unit;
    const char *doc;
    const char *where; /* the cells in which it can act, in words that follow "acts on" */
    size_t needs;      /* lever without which it moves nothing in a cell, or COR_NO_LEVER */
    bool takes_usual;  /* a policy that leaves out the field of the needed lever takes that field's usual value */
    bool shared;       /* what a policy writes is the total of a party, shared out over its cells; COR_ADD only */
    bool undivided; /* what a policy writes counts the items of the last selector together: none of them may be named */
};

/* One field of a policy type: a number that the analyst writes, and the lever that it moves. */
struct cor_policy_field {
    const char *name;
    size_t lever;   /* index of the lever it moves */
    double neutral; /* value when the field is left out: it moves nothing */
    double usual;   /* value that the word `true` stands for; NaN: a number must be written */
    double min, max;
    const char *unit;
    const char *source;
    const char *doc;
    const char *words; /* what the value means, in a sentence: {} stands for the number, {%} for it in percent */
};

/* A policy type: the word an analyst writes in "type". */
struct cor_policy_type {
    const char *name;
    const char *label; /* for readers, at the beginning of a sentence */
    const char *doc;
    const struct cor_policy_field *fields;
    size_t n_fields;
};

enum cor_output_kind {
    COR_STOCK = 1, /* state at the end of the period */
    COR_FLOW,      /* sum over the period */
    COR_RATIO      /* numerator over denominator, both outputs declared before it */
};

enum { COR_MAX_DIMENSIONS = 8 };

/* A dimension of cells; dimension codes count from 0. */
struct cor_output_dimension {
    const char *name;
    size_t n_items;
    const char *const *items;  /* codes as written in files */
    const char *const *labels; /* words for people */
    const char *doc;
};

/* An output series. Accumulated as int64 in units of 1/scale. */
struct cor_output {
    const char *name;
    enum cor_output_kind kind;
    unsigned dimensions; /* bit d: by dimension d of the model */
    const char *unit;
    double scale;                  /* file value = accumulated / scale (ratio: times scale) */
    size_t numerator, denominator; /* COR_RATIO: indices of outputs */
    const char *doc;
};

#endif
