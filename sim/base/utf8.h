/* UTF-8, one code point at a time, as strict as RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
 * It knows nothing of glyphs, widths or normal forms. */
#ifndef COR_BASE_UTF8_H
#define COR_BASE_UTF8_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Length 1..4 of the code point at the beginning of `bytes` (n_bytes of them) and its number in *code_point; 0 when the
 * bytes are not valid UTF-8 or n_bytes is 0. */
size_t cor_utf8_decode(const char *bytes, size_t n_bytes, uint32_t *code_point);

/* Does the text begin as one in UTF-16 does: with its byte order mark, or with an ASCII character beside a NUL? */
bool cor_utf8_is_utf16(const char *bytes, size_t n_bytes);

/* Would this code point change the meaning of a line of text on a terminal or page (C0, DEL, C1, line separators,
 * direction controls)? */
int cor_utf8_is_control(uint32_t code_point);

#endif
