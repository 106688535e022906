/* Numbers and names as tables in the terminal show them. */
#ifndef COR_ANALYSIS_PRINT_H
#define COR_ANALYSIS_PRINT_H
#include <stddef.h>

enum { COR_PRINT_NUMBER = 32 }; /* bytes of a number in short form */

double cor_print_rounded(double number, double step);
/* Short form for people, rounded to a power of ten: 12345 -> 12,345; 2 345 678 in steps of 10,000 -> 2.35 million. */
void cor_print_number(double number, double step, char text[COR_PRINT_NUMBER]);

/* Up to `most` characters of a text out of a file to `stream` (FILE *), and how many there were; nothing in it may move the
 * cursor or colour the terminal. */
size_t cor_print_plain(const char *name, size_t most, void *stream);

/* Three digits of a level; of persons and money not less than one. */
double cor_print_step_of_level(double size);
/* Two digits of what is not sure of a difference, but not more than seven of the level. */
double cor_print_step_of_difference(double size, double level);

#endif
