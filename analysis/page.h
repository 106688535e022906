/* Pieces of HTML pages that load nothing: text made harmless, parts that are compiled in, and the hashes by which a content
 * security policy admits them alone. */
#ifndef COR_ANALYSIS_PAGE_H
#define COR_ANALYSIS_PAGE_H
#include <stddef.h>
#include "sim/io/json.h"

/* A part of a page that is compiled in. */
struct cor_page_asset {
    const unsigned char *bytes;
    const size_t *n_bytes;
};

void cor_page_add(struct cor_text *text, const char *plain);
/* Foreign text: & < > and quotation marks as entities. */
void cor_page_add_html(struct cor_text *text, const char *string);
void cor_page_add_assets(struct cor_text *text, const struct cor_page_asset *parts, size_t n_parts);
/* 'sha256-...' of the parts together, as a content security policy writes it. */
void cor_page_add_hash(struct cor_text *text, const struct cor_page_asset *parts, size_t n_parts);

#endif
