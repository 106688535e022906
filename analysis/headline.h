/* Which series readers see first, and in which words. Series that a file does not have are passed over. */
#ifndef COR_ANALYSIS_HEADLINE_H
#define COR_ANALYSIS_HEADLINE_H
#include <stddef.h>

/* A headline number: the last whole year of a series, for the areas that the reader chooses. Printed and in
 * headline.csv: for these areas. */
enum { COR_HEADLINE_AREAS = 2 };
struct cor_headline {
    const char *series, *label;
    const char *areas[COR_HEADLINE_AREAS]; /* NULL: none */
};
extern const struct cor_headline cor_headlines[];
extern const size_t cor_n_headlines;

/* A chart: home is 1 for series about residents of Viet Nam. */
struct cor_key_series {
    const char *series, *label, *group;
    int home;
};
extern const struct cor_key_series cor_key_series[];
extern const size_t cor_n_key_series;

#endif
