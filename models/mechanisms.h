/* What all mechanisms keep, put together: the only place that sees into more than one. For the files that lay out the state
 * and prepare the world, and for tests; never for a mechanism. */
#ifndef MODEL_MECHANISMS_H
#define MODEL_MECHANISMS_H
#include "models/books/accounts.h"
#include "models/state/world.h"
#include "models/demography/demography_world.h"
#include "models/education/education_world.h"
#include "models/labour_market/labour_market_world.h"
#include "models/migration/migration_world.h"
#include "models/recruitment/recruitment_world.h"
#include "models/remittances/remittances_world.h"
#include "models/shocks/shocks_world.h"
#include "models/social_protection/social_protection_world.h"
#include "models/training/training_world.h"
#include "models/wages/wages_world.h"

struct world_tables {
#define TABLES(name) struct name##_tables name;
#define TABLES_ONCE TABLES
#define NO_TABLES(name)
#define MECHANISM(name, tables, ...) tables(name)
#include "models/mechanisms.def"
#undef TABLES
#undef TABLES_ONCE
#undef NO_TABLES
};

struct macro {
#define MACRO(name) struct name##_macro name;
#define NO_MACRO(name)
#define MECHANISM(name, tables, macro, ...) macro(name)
#include "models/mechanisms.def"
#undef MACRO
#undef NO_MACRO
    struct accounts_macro accounts;
};

/* Macro state before the population is built. */
void mechanisms_begin(struct cor_context *context);

#endif
