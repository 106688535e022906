#include "sim/io/number.h"
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/io/csv.h"

/* The number is 0.d1d2d3... x 10^0 with the point moved: digits x 10^exponent, digits without leading zeros. */
struct literal {
    bool negative, has_exponent;
    char digits[COR_MAX_NUMBER_LENGTH + 1];
    size_t n_digits;
    long exponent;
};

struct characters {
    const char *at, *end;
};

static bool next_is_digit(const struct characters *text)
{
    return text->at < text->end && *text->at >= '0' && *text->at <= '9';
}

static bool take(struct characters *text, char lower, char upper)
{
    if (text->at == text->end || (*text->at != lower && *text->at != upper)) {
        return false;
    }
    text->at++;
    return true;
}

/* Take one or more digits; each moves the exponent by `shift`. False when there is none. */
static bool take_digits(struct characters *text, struct literal *literal, long shift)
{
    if (!next_is_digit(text)) {
        return false;
    }
    for (; next_is_digit(text); text->at++) {
        if (literal->n_digits > 0 || *text->at != '0') {
            literal->digits[literal->n_digits++] = *text->at;
        }
        literal->exponent += shift;
    }
    return true;
}

static bool take_exponent(struct characters *text, struct literal *literal)
{
    const long beyond_any_double = 100000;
    bool negative = take(text, '-', '-');
    long exponent = 0;
    if (!negative) {
        take(text, '+', '+');
    }
    if (!next_is_digit(text)) {
        return false;
    }
    for (; next_is_digit(text); text->at++) {
        exponent = exponent < beyond_any_double ? 10 * exponent + (*text->at - '0') : exponent;
    }
    literal->exponent += negative ? -exponent : exponent;
    literal->has_exponent = true;
    return true;
}

static bool take_literal(struct characters text, struct literal *literal)
{
    bool starts_with_zero;
    const char *first;
    literal->negative = take(&text, '-', '-');
    first = text.at;
    starts_with_zero = text.at < text.end && *text.at == '0';
    if (!take_digits(&text, literal, 0) || (starts_with_zero && text.at - first > 1)) {
        return false;
    }
    if (take(&text, '.', '.') && !take_digits(&text, literal, -1)) {
        return false;
    }
    if (take(&text, 'e', 'E') && !take_exponent(&text, literal)) {
        return false;
    }
    return text.at == text.end;
}

static void drop_trailing_zeros(struct literal *literal)
{
    while (literal->n_digits > 0 && literal->digits[literal->n_digits - 1] == '0') {
        literal->n_digits--;
        literal->exponent++;
    }
    literal->digits[literal->n_digits] = '\0';
}

/* The digits carry no decimal mark, so that the locale has no say in what strtod reads. */
static double nearest_double(const struct literal *literal)
{
    char text[COR_MAX_NUMBER_LENGTH + 32];
    snprintf(text, sizeof text, "%se%ld", literal->digits, literal->exponent);
    return strtod(text, NULL);
}

/* Is `value`, at least 2^53 and therefore whole, exactly the number that was written? */
static bool holds_all_digits(const struct literal *literal, double value)
{
    char expansion[400];
    size_t length = (size_t)snprintf(expansion, sizeof expansion, "%.0f", value);
    if (literal->exponent < 0 || length != literal->n_digits + (size_t)literal->exponent ||
        memcmp(expansion, literal->digits, literal->n_digits) != 0) {
        return false;
    }
    return strspn(expansion + literal->n_digits, "0") == (size_t)literal->exponent;
}

/* The numbers of tables are nearly all of at most 15 digits and without an exponent. Digits and power of ten are then
 * doubles, and the one division rounds to the nearest (Clinger 1990). False leaves the text to the long way. */
static bool read_short(const char *text, size_t length, double *value)
{
    static const double POWER[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const size_t max_digits = sizeof POWER / sizeof *POWER - 1;
    const bool negative = length > 0 && *text == '-';
    const char *first = text + negative, *end = text + length, *at = first;
    uint64_t digits = 0;
    size_t n_decimals = 0;
    if ((size_t)(end - first) > max_digits + 1) {
        return false;
    }
    for (; at < end && *at >= '0' && *at <= '9'; at++) {
        digits = 10 * digits + (uint64_t)(*at - '0');
    }
    if (at == first || (*first == '0' && at - first > 1)) {
        return false;
    }
    if (at < end && *at == '.') {
        for (at++; at < end && *at >= '0' && *at <= '9'; at++) {
            digits = 10 * digits + (uint64_t)(*at - '0');
            n_decimals++;
        }
    }
    if (at < end || at[-1] == '.' || (n_decimals == 0 && at - first > (ptrdiff_t)max_digits)) {
        return false;
    }
    double magnitude = (double)digits / POWER[n_decimals];
    *value = negative && digits > 0 ? -magnitude : magnitude;
    return true;
}

enum cor_number_fault cor_number_read(const char *text, size_t length, double *value)
{
    const double all_integers_below = 0x1p53;
    struct literal literal = {0};
    struct characters characters = {text, text + length};
    double magnitude;
    *value = 0.0;
    if (read_short(text, length, value)) {
        return COR_NUMBER_OK;
    }
    if (length > COR_MAX_NUMBER_LENGTH) {
        return COR_NUMBER_TOO_LONG;
    }
    if (!take_literal(characters, &literal)) {
        return COR_NUMBER_SYNTAX;
    }
    drop_trailing_zeros(&literal);
    if (literal.n_digits == 0) {
        return COR_NUMBER_OK;
    }
    magnitude = nearest_double(&literal);
    if (!isfinite(magnitude)) {
        return COR_NUMBER_TOO_LARGE;
    }
    if (magnitude == 0.0) {
        return COR_NUMBER_TOO_SMALL;
    }
    if (magnitude >= all_integers_below && !literal.has_exponent && !holds_all_digits(&literal, magnitude)) {
        return COR_NUMBER_LOSES_DIGITS;
    }
    *value = literal.negative ? -magnitude : magnitude;
    return COR_NUMBER_OK;
}

const char *cor_number_fault_text(enum cor_number_fault fault)
{
    switch (fault) {
    case COR_NUMBER_TOO_LONG:
        return "has more than 63 characters";
    case COR_NUMBER_TOO_LARGE:
        return "is too large";
    case COR_NUMBER_TOO_SMALL:
        return "is too close to zero";
    case COR_NUMBER_LOSES_DIGITS:
        return "would lose digits: integers are exact up to 9007199254740992";
    case COR_NUMBER_SYNTAX:
        return "is not written as a number (digits, a decimal point, no spaces or thousands marks)";
    case COR_NUMBER_OK:
        break;
    }
    return "is a number";
}

bool cor_number_parse(const char *text, double *value)
{
    double found;
    bool is_number = cor_number_read(text, strlen(text), &found) == COR_NUMBER_OK;
    if (is_number) {
        *value = found;
    }
    return is_number;
}
