/* Included before every test. Check notes through a file where each assertion holds, to tell where a test crashed. In loops of
 * a million assertions this takes most of the time, under the sanitizers nine tenths of it: lines of a loop are noted once. */
#ifndef TESTS_CHECK_MARKS_H
#define TESTS_CHECK_MARKS_H
#include <check.h>

static inline void mark_line(const char *file, int line)
{
    enum { N_NOTED = 8 };
    static int noted[N_NOTED];
    static unsigned next;
    for (unsigned i = 0; i < N_NOTED; i++) {
        if (noted[i] == line) {
            return;
        }
    }
    noted[next++ % N_NOTED] = line;
    _mark_point(file, line);
}

#define _mark_point(file, line) mark_line(file, line)

#endif
