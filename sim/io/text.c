/* The growing text of sim/io/json.h: how the project writes JSON and anything else built from pieces. */
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/base/utf8.h"
#include "sim/io/json.h"

void cor_text_init(struct cor_text *text)
{
    memset(text, 0, sizeof *text);
}

void cor_text_free(struct cor_text *text)
{
    free(text->bytes);
    cor_text_init(text);
}

/* Room for n_more bytes and a closing NUL. */
static bool make_room(struct cor_text *text, size_t n_more)
{
    size_t needed = text->n_bytes + n_more + 1;
    size_t capacity = text->capacity + text->capacity / 2;
    char *bytes;
    if (text->failed || needed <= n_more) {
        text->failed = true;
        return false;
    }
    if (needed <= text->capacity) {
        return true;
    }
    if (capacity < needed) {
        capacity = needed < 64 ? 64 : needed;
    }
    bytes = cor_realloc(text->bytes, capacity, 1);
    if (!bytes) {
        text->failed = true;
        return false;
    }
    text->bytes = bytes;
    text->capacity = capacity;
    return true;
}

void cor_text_add_bytes(struct cor_text *text, const char *bytes, size_t n_bytes)
{
    if (!make_room(text, n_bytes)) {
        return;
    }
    if (n_bytes > 0) {
        memcpy(text->bytes + text->n_bytes, bytes, n_bytes);
    }
    text->n_bytes += n_bytes;
    text->bytes[text->n_bytes] = '\0';
}

void cor_text_add(struct cor_text *text, const char *format, ...)
{
    va_list arguments;
    int length;
    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) {
        text->failed = true;
    } else if (make_room(text, (size_t)length)) {
        va_start(arguments, format);
        vsnprintf(text->bytes + text->n_bytes, (size_t)length + 1, format, arguments);
        va_end(arguments);
        text->n_bytes += (size_t)length;
    }
}

static void add_text(struct cor_text *text, const char *string)
{
    cor_text_add_bytes(text, string, strlen(string));
}

/* Must this code point be escaped? Quotes and controls for JSON; < > & because the text may stand inside a page; all
 * that forges lines or directions because a person may look at the file. */
static bool needs_escape(uint32_t code_point)
{
    return code_point == '"' || code_point == '\\' || code_point == '<' || code_point == '>' || code_point == '&' ||
           cor_utf8_is_control(code_point);
}

static void add_escaped(struct cor_text *text, uint32_t code_point)
{
    switch (code_point) {
    case '"':
        add_text(text, "\\\"");
        break;
    case '\\':
        add_text(text, "\\\\");
        break;
    case '\n':
        add_text(text, "\\n");
        break;
    case '\t':
        add_text(text, "\\t");
        break;
    default: /* none of these lies beyond U+FFFF */
        cor_text_add(text, "\\u%04x", (unsigned)code_point);
    }
}

void cor_text_add_json_string(struct cor_text *text, const char *string)
{
    const char *run = string;
    size_t rest = strlen(string);
    add_text(text, "\"");
    while (rest > 0) {
        uint32_t code_point = 0;
        size_t length = cor_utf8_decode(string, rest, &code_point);
        if (length == 0 || needs_escape(code_point)) {
            cor_text_add_bytes(text, run, (size_t)(string - run));
            add_escaped(text, length == 0 ? 0xfffd : code_point); /* the replacement character for invalid bytes */
            length = length == 0 ? 1 : length;
            run = string + length;
        }
        string += length;
        rest -= length;
    }
    cor_text_add_bytes(text, run, (size_t)(string - run));
    add_text(text, "\"");
}

/* printf writes the decimal mark of the program's locale; whatever it is, it is not one of these. */
static void write_decimal_point(char *digits)
{
    size_t length = strspn(digits, "-+0123456789e");
    if (digits[length] != '\0') {
        digits[length] = '.';
    }
}

void cor_text_add_number(struct cor_text *text, double number)
{
    char digits[40];
    if (!isfinite(number)) {
        add_text(text, "null");
        return;
    }
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, number + 0.0); /* no -0 */
        if (strtod(digits, NULL) == number) {
            break;
        }
    }
    write_decimal_point(digits);
    add_text(text, digits);
}
