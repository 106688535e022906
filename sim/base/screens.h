/* A screen is an upper bound, cheap to ask, of what a rule accepts: a kernel asks it first and the rule only of those who
 * pass, so that it decides how rows are found and never what is decided. COR_EXACT_RULES lets everybody pass; a test
 * builds the program that way and compares whole result files. */
#ifndef COR_BASE_SCREENS_H
#define COR_BASE_SCREENS_H

#ifdef COR_EXACT_RULES
enum { COR_SCREENS = 0 };
#else
enum { COR_SCREENS = 1 };
#endif

#endif
