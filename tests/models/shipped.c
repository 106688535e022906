#include "tests/models/shipped.h"
#include <check.h>
#include <stdlib.h>

void shipped_load(struct world **world, struct model_vocabulary **vocabulary, struct cor_diagnostics *list)
{
    char digest[65];
    *world = calloc(1, sizeof **world);
    ck_assert_ptr_nonnull(*world);
    cor_diagnostics_init(list);
    ck_assert_int_eq(world_load(*world, COR_SOURCE_DIRECTORY "/data", list, digest), COR_OK);
    ck_assert_int_eq(model_vocabulary_create(*world, vocabulary), COR_OK);
}

void shipped_free(struct world *world, struct model_vocabulary *vocabulary, struct cor_diagnostics *list)
{
    model_vocabulary_free(vocabulary);
    cor_diagnostics_free(list);
    world_free(world);
}
