/* A hint that memory will be read soon: loops over scattered rows ask for all of them before they work on the first. It
 * changes when a value arrives, never what it is. */
#ifndef COR_BASE_PREFETCH_H
#define COR_BASE_PREFETCH_H

static inline void cor_prefetch(const void *address)
{
#if defined(__GNUC__)
    __builtin_prefetch(address);
#else
    (void)address;
#endif
}

#endif
