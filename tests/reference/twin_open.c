#include "tests/reference/twin.h"
void twin_migration_open(struct twin *t)
{
    migration_open(&t->context);
}
