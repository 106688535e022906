/* Numbers as text, for the JSON and CSV readers: JSON's grammar, no locale, and a reason for every refusal. Not for
 * writing, and not for numbers on the command line with units or marks. */
#ifndef COR_IO_NUMBER_H
#define COR_IO_NUMBER_H
#include <stddef.h>

enum { COR_MAX_NUMBER_LENGTH = 63 };

enum cor_number_fault {
    COR_NUMBER_OK,
    COR_NUMBER_SYNTAX,      /* not -?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)? */
    COR_NUMBER_TOO_LONG,    /* more than COR_MAX_NUMBER_LENGTH characters */
    COR_NUMBER_TOO_LARGE,   /* beyond the largest double */
    COR_NUMBER_TOO_SMALL,   /* not zero, but the nearest double is */
    COR_NUMBER_LOSES_DIGITS /* written in full (no exponent), beyond 2^53, and not what a double can hold */
};

/* The nearest double to the `length` characters at `text`, all of them; -0 gives 0. *value is 0 after a fault. */
enum cor_number_fault cor_number_read(const char *text, size_t length, double *value);

/* What is wrong, to follow "number 'x' ", static storage. */
const char *cor_number_fault_text(enum cor_number_fault fault);

#endif
