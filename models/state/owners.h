/* Who may write which column: the sources of a mechanism are compiled with OWN_COLUMNS_ONLY and COLUMNS_OF_<mechanism>, so
 * that the columns of all other owners (columns.def) are const to them. A file that writes another's says so with
 * `#define COLUMNS_OF_<other>` before its includes. The start, models/state and tests see all columns writable. */
#ifndef MODEL_OWNERS_H
#define MODEL_OWNERS_H

#if defined(OWN_COLUMNS_ONLY) && !defined(COLUMNS_OF_demography)
#define OWNED_BY_demography const
#else
#define OWNED_BY_demography
#endif

#if defined(OWN_COLUMNS_ONLY) && !defined(COLUMNS_OF_education)
#define OWNED_BY_education const
#else
#define OWNED_BY_education
#endif

#if defined(OWN_COLUMNS_ONLY) && !defined(COLUMNS_OF_labour_market)
#define OWNED_BY_labour_market const
#else
#define OWNED_BY_labour_market
#endif

#if defined(OWN_COLUMNS_ONLY) && !defined(COLUMNS_OF_wages)
#define OWNED_BY_wages const
#else
#define OWNED_BY_wages
#endif

#if defined(OWN_COLUMNS_ONLY) && !defined(COLUMNS_OF_social_protection)
#define OWNED_BY_social_protection const
#else
#define OWNED_BY_social_protection
#endif

#if defined(OWN_COLUMNS_ONLY) && !defined(COLUMNS_OF_migration)
#define OWNED_BY_migration const
#else
#define OWNED_BY_migration
#endif

#if defined(OWN_COLUMNS_ONLY) && !defined(COLUMNS_OF_training)
#define OWNED_BY_training const
#else
#define OWNED_BY_training
#endif

#if defined(OWN_COLUMNS_ONLY) && !defined(COLUMNS_OF_recruitment)
#define OWNED_BY_recruitment const
#else
#define OWNED_BY_recruitment
#endif

#if defined(OWN_COLUMNS_ONLY) && !defined(COLUMNS_OF_remittances)
#define OWNED_BY_remittances const
#else
#define OWNED_BY_remittances
#endif

#endif
