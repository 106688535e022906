#include "sim/base/memory.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { ALIGNMENT = 64 };

/* n * size, at least 1 so that an empty array is not mistaken for a failure; false when the product does not fit. */
static int block_bytes(size_t n, size_t size, size_t *n_bytes)
{
    if (__builtin_mul_overflow(n, size, n_bytes) || *n_bytes > PTRDIFF_MAX) {
        return 0;
    }
    if (*n_bytes == 0) {
        *n_bytes = 1;
    }
    return 1;
}

void *cor_calloc(size_t n, size_t size)
{
    size_t n_bytes;
    return block_bytes(n, size, &n_bytes) ? calloc(1, n_bytes) : NULL;
}

/* Of this program as the kernel counts it: what getrusage says includes the process that it was started from. */
static size_t high_water_mark(void)
{
    char line[128];
    unsigned long kibibytes = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status)) {
        if (strncmp(line, "VmHWM:", 6) == 0) {
            kibibytes = strtoul(line + 6, NULL, 10);
            break;
        }
    }
    if (status) {
        fclose(status);
    }
    return (size_t)kibibytes * 1024u;
}

size_t cor_memory_peak(void)
{
    struct rusage usage;
    size_t peak = high_water_mark();
    return peak > 0 ? peak : getrusage(RUSAGE_SELF, &usage) == 0 ? (size_t)usage.ru_maxrss * 1024u : 0u;
}

void *cor_realloc(void *block, size_t n, size_t size)
{
    size_t n_bytes;
    return block_bytes(n, size, &n_bytes) ? realloc(block, n_bytes) : NULL;
}

void *cor_aligned_calloc(size_t n, size_t size)
{
    size_t n_bytes;
    void *block = NULL;
    if (!block_bytes(n, size, &n_bytes) || posix_memalign(&block, ALIGNMENT, n_bytes) != 0) {
        return NULL;
    }
    memset(block, 0, n_bytes);
    return block;
}

char *cor_strdup(const char *text)
{
    size_t n_bytes = strlen(text) + 1;
    char *copy = malloc(n_bytes);
    if (copy) {
        memcpy(copy, text, n_bytes);
    }
    return copy;
}

char *cor_format(const char *format, ...)
{
    va_list arguments;
    char *text = NULL;
    int length;
    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length >= 0 && (text = malloc((size_t)length + 1)) != NULL) {
        va_start(arguments, format);
        vsnprintf(text, (size_t)length + 1, format, arguments);
        va_end(arguments);
    }
    return text;
}
