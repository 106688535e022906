#include "analysis/print.h"
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "sim/base/utf8.h"

static double unit_of(double size)
{
    return size >= 999.5e6 ? 1e9 : size >= 999999.5 ? 1e6 : 1.0;
}

double cor_print_rounded(double number, double step)
{
    return round(number / step) * step;
}

void cor_print_number(double number, double step, char text[COR_PRINT_NUMBER])
{
    double value = cor_print_rounded(number, step) + 0.0, size = fabs(value), unit = unit_of(size);
    if (isnan(number)) {
        snprintf(text, COR_PRINT_NUMBER, "n/a");
        return;
    }
    long decimals = lround(log10(unit / step));
    int length = snprintf(text, COR_PRINT_NUMBER, "%.*f", decimals > 0 ? (int)decimals : 0, value / unit);
    size_t digits = strspn(text + (text[0] == '-'), "0123456789"), comma = (text[0] == '-') + digits - 3;
    if (digits > 3 && length + 1 < COR_PRINT_NUMBER) {
        memmove(text + comma + 1, text + comma, strlen(text + comma) + 1);
        text[comma] = ',';
    }
    length = (int)strlen(text);
    snprintf(text + length, COR_PRINT_NUMBER - (size_t)length, "%s",
             unit > 1e6   ? " billion"
             : unit > 1.0 ? " million"
                          : "");
}

size_t cor_print_plain(const char *name, size_t most, void *stream)
{
    size_t rest = strlen(name), width = 0;
    for (; rest > 0 && width < most; width++) {
        uint32_t code_point = 0;
        size_t length = cor_utf8_decode(name, rest, &code_point);
        bool plain = length > 0 && !cor_utf8_is_control(code_point);
        fprintf(stream, "%.*s", plain ? (int)length : 1, plain ? name : "?");
        length = length > 0 ? length : 1;
        name += length;
        rest -= length;
    }
    return width;
}

double cor_print_step_of_level(double size)
{
    return size >= 999999.5 ? unit_of(size) / 100 : size >= 99.5 ? 1.0 : size >= 9.95 ? 0.1 : 0.01;
}

double cor_print_step_of_difference(double size, double level)
{
    if (!(size > 0.0)) {
        return INFINITY;
    }
    double wanted = pow(10.0, floor(log10(size)) - 1.0);
    double least = level >= 10.0 ? pow(10.0, floor(log10(level)) - 6.0) : 0.01;
    return fmax(fmax(wanted, least), 0.01);
}
