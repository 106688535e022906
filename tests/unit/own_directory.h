/* A directory of its own for every test of files, and what such tests ask of files. */
#ifndef TESTS_UNIT_OWN_DIRECTORY_H
#define TESTS_UNIT_OWN_DIRECTORY_H
#include <stdbool.h>
#include "sim/io/file.h"

extern char own_directory[64];         /* where the test works */
extern char message[COR_MESSAGE_SIZE]; /* of the last call; empty at the start of a test */

/* Fixtures: make a directory and work in it; remove it with the files out and out.part, which is all that may be left. */
void enter_fresh_directory(void);
void leave_directory(void);
bool is_there(const char *path);
/* The file holds this text and nothing else. */
void ck_holds(const char *path, const char *text);
void put(const char *path, const char *text);

#endif
