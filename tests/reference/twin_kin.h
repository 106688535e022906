/* Families of the twin: see twin_kin.c (unions and households) and twin_family.c (moving together). */
#ifndef TESTS_REFERENCE_TWIN_KIN_H
#define TESTS_REFERENCE_TWIN_KIN_H
#include "models/state/kin.h"
#include "tests/reference/twin.h"

bool twin_is_minor(const struct twin *t, const struct person *p);
/* The partner in the same stratum, or NULL. */
struct person *twin_partner(const struct twin *t, const struct person *p);
bool twin_is_child_of(const struct twin *t, const struct person *child, const struct person *parent);
/* Who dies leaves children to the partner. */
void twin_leave_family(const struct twin *t, const struct person *p);
void twin_close_if_empty(struct household *household);
/* Abroad for good. */
bool twin_is_settled(const struct migrant *m);

/* Does the person go where somebody else of the family goes? */
bool twin_moves_with_family(const struct twin *t, const struct migrant *m);
/* Those who go where this migrant goes; room for all persons of the stratum. Returns how many. */
uint32_t twin_companions(const struct twin *t, const struct migrant *m, struct migrant **companions);
/* The family follows, if it may: were there any? */
bool twin_family_follows(struct twin *t, struct migrant *m);
uint32_t twin_family_left(const struct twin *t, const struct migrant *m);
bool twin_may_marry_abroad(const struct twin *t, const struct person *p);
/* Once a month. */
void twin_settle_family(struct twin *t);
void twin_open_family(struct twin *t);

#endif
