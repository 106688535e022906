#include "analysis/formula.h"

#include <math.h>
#include <string.h>

#include "analysis/series.h"
#include "sim/io/csv.h"

enum { MAX_NAME = 128 };

/* Read over `word` and report whether it was there. */
static bool take_word(const char **text, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*text, word, length) != 0) {
        return false;
    }
    *text += length;
    return true;
}

static bool take_name(const char **text, char name[MAX_NAME])
{
    size_t length = strspn(*text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    if (length == 0 || length >= MAX_NAME) {
        return false;
    }
    memcpy(name, *text, length);
    name[length] = '\0';
    *text += length;
    return true;
}

/* "A + B + C" */
static bool take_terms(const char **text, const struct cor_run_series *run, size_t self, size_t terms[COR_MAX_TERMS],
                       size_t *n_terms)
{
    char name[MAX_NAME];
    *n_terms = 0;
    do {
        if (*n_terms == COR_MAX_TERMS || !take_name(text, name)) {
            return false;
        }
        terms[*n_terms] = cor_run_series_find(run, name);
        if (terms[*n_terms] == run->n_series || terms[*n_terms] == self) {
            return false;
        }
        ++*n_terms;
    } while (take_word(text, " + "));
    return true;
}

bool cor_formula_parse(const char *text, const struct cor_run_series *run, size_t self, struct cor_formula *formula)
{
    memset(formula, 0, sizeof *formula);
    formula->scale = 1;
    if (take_word(&text, "sum of ")) {
        return take_terms(&text, run, self, formula->top, &formula->n_top);
    }
    return take_word(&text, "ratio of ") && take_terms(&text, run, self, formula->top, &formula->n_top) &&
           take_word(&text, " to ") && take_terms(&text, run, self, formula->bottom, &formula->n_bottom) &&
           (!take_word(&text, " times ") || cor_number_parse(text, &formula->scale));
}

static double sum_terms(const size_t *terms, size_t n_terms, const double *first, size_t stride)
{
    double sum = 0;
    for (size_t i = 0; i < n_terms; ++i) {
        sum += first[terms[i] * stride];
    }
    return sum;
}

double cor_formula_value(const struct cor_formula *formula, const double *first, size_t stride)
{
    double top = sum_terms(formula->top, formula->n_top, first, stride), bottom;
    if (formula->n_bottom == 0) {
        return top;
    }
    bottom = sum_terms(formula->bottom, formula->n_bottom, first, stride);
    return bottom != 0 ? formula->scale * top / bottom : NAN;
}

void cor_formula_parts(const struct cor_formula *formula, const double *first, size_t stride, double *top,
                       double *bottom)
{
    *top = formula->scale * sum_terms(formula->top, formula->n_top, first, stride);
    *bottom = sum_terms(formula->bottom, formula->n_bottom, first, stride);
}
