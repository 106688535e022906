/* Who may write which column: the sources of a mechanism are compiled with OWN_COLUMNS_ONLY and COLUMNS_OF_<mechanism>, defined
 * as "0,", so that the columns of all other owners (columns.def) are const to them. What another shall change, its contract
 * offers as a function. The start, models/state and tests see all columns writable. */
#ifndef MODEL_OWNERS_H
#define MODEL_OWNERS_H

#ifdef OWN_COLUMNS_ONLY
/* The second of a list: nothing where the definition of COLUMNS_OF_<owner> puts a comma before it, const otherwise. */
#define OWNED_SECOND(first, second, ...) second
#define OWNED_PICK(...) OWNED_SECOND(__VA_ARGS__, const, 0)
#define OWNED_BY(owner) OWNED_PICK(COLUMNS_OF_##owner)
#else
#define OWNED_BY(owner)
#endif

#endif
