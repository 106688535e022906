/* What bands over replicates are called, by what the replicates differ by: an attribute of their result file. */
#ifndef COR_ANALYSIS_BANDS_H
#define COR_ANALYSIS_BANDS_H

/* `uncertainty` is the attribute of that name; NULL, of files that do not say, is sampling. */
const char *cor_band_word(const char *uncertainty); /* for tables: "sampling" or "parameters" */
const char *cor_band_name(const char *uncertainty); /* "sampling band" */
const char *
cor_band_meaning(const char *uncertainty); /* what it holds and what it does not, for the end of a sentence */

#endif
