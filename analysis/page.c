#include "analysis/page.h"
#include <string.h>
#include "sim/base/sha256.h"

void cor_page_add(struct cor_text *text, const char *plain)
{
    cor_text_add_bytes(text, plain, strlen(plain));
}

void cor_page_add_html(struct cor_text *text, const char *string)
{
    for (; *string != '\0'; string++) {
        switch (*string) {
        case '&':
            cor_page_add(text, "&amp;");
            break;
        case '<':
            cor_page_add(text, "&lt;");
            break;
        case '>':
            cor_page_add(text, "&gt;");
            break;
        case '"':
            cor_page_add(text, "&quot;");
            break;
        case '\'':
            cor_page_add(text, "&#39;");
            break;
        default:
            cor_text_add_bytes(text, string, 1);
        }
    }
}

static unsigned value_of_digit(char digit)
{
    return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

void cor_page_add_assets(struct cor_text *text, const struct cor_page_asset *parts, size_t n_parts)
{
    for (size_t p = 0; p < n_parts; p++) {
        cor_text_add_bytes(text, (const char *)parts[p].bytes, *parts[p].n_bytes);
    }
}

/* 'sha256-...' of the parts together, as a content security policy writes it. */
void cor_page_add_hash(struct cor_text *text, const struct cor_page_asset *parts, size_t n_parts)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char digest[COR_SHA256_TEXT + 2] = {0};
    struct cor_sha256 hash;
    cor_sha256_begin(&hash);
    for (size_t p = 0; p < n_parts; p++) {
        cor_sha256_add(&hash, parts[p].bytes, *parts[p].n_bytes);
    }
    cor_sha256_end(&hash, digest);
    digest[64] = '0'; /* 256 bits are 42 groups of six and four bits more */
    digest[65] = '0';
    cor_page_add(text, "'sha256-");
    for (size_t group = 0; group < 43; group++) { /* three hexadecimal digits are two groups */
        const char *three = digest + group / 2 * 3;
        unsigned bits = value_of_digit(three[0]) << 8 | value_of_digit(three[1]) << 4 | value_of_digit(three[2]);
        cor_text_add(text, "%c", alphabet[group % 2 == 0 ? bits >> 6 : bits & 63]);
    }
    cor_page_add(text, "='");
}
