/* Looking for one number in a column of draw ids, so that the newborn get ids that nobody in the chunk has. Every
 * processor finds the same. */
#ifndef COR_STATE_IDS_H
#define COR_STATE_IDS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Is `wanted` among id[0 .. n-1]? Picks the processor's best implementation. */
bool cor_ids_contain(const uint32_t *id, uint32_t n, uint32_t wanted);

/* The implementations behind it, for tests: those that this processor can run, slowest first; the plain one is always
 * there. Returns their number. */
enum { COR_MAX_IDS_PATHS = 3 };
typedef bool cor_ids_function(const uint32_t *id, uint32_t n, uint32_t wanted);
size_t cor_ids_paths(cor_ids_function *paths[COR_MAX_IDS_PATHS]);

#endif
