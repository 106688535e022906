/* Allocation with overflow checks. Kernels never call these; memory is taken before month one or between phases. */
#ifndef COR_BASE_MEMORY_H
#define COR_BASE_MEMORY_H
#include <stddef.h>

/* n items of `size` bytes, zeroed, or NULL (also when n * size overflows). n == 0 gives a non-NULL pointer. */
void *cor_calloc(size_t n, size_t size);
/* The most memory that this process has held at once so far, in bytes. */
size_t cor_memory_peak(void);
/* Resize to n items of `size` bytes; the old block stays valid on failure (NULL). */
void *cor_realloc(void *block, size_t n, size_t size);
/* 64-byte aligned, zeroed; release with free(). NULL on failure. */
void *cor_aligned_calloc(size_t n, size_t size);
/* Copy of a string, or NULL. */
char *cor_strdup(const char *text);
/* printf into a fresh string, or NULL. */
char *cor_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
