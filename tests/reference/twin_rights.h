/* What the files of the twin on social protection share. */
#ifndef TESTS_REFERENCE_TWIN_RIGHTS_H
#define TESTS_REFERENCE_TWIN_RIGHTS_H
#include "tests/reference/twin.h"

/* Rights in the scheme of one country: vested on its own periods, or only because periods are totalised; periods kept by a
 * treaty; a pension paid in Viet Nam; contributions paid back on application. */
struct right_abroad {
    bool alone, totalised, preserved, payable, refundable;
};
struct right_at_home {
    bool alone, totalised, claimed;
};

/* Share of persons whom an agreement reaches as far as a lever is concerned. */
double twin_share_reached(const struct twin *t, enum lever lever, size_t country, size_t channel, size_t occupation);
struct right_abroad twin_right_abroad(const struct twin *t, const struct migrant *m, unsigned slot);
struct right_at_home twin_right_at_home(const struct twin *t, const struct person *p);
bool twin_claims_from(const struct twin *t, const struct migrant *m, size_t country, double take_up);
/* months: for how many of them they are paid and booked now. */
int64_t twin_pensions_of(struct twin *t, const struct person *p, int64_t months);
bool twin_is_of_pension_age(const struct twin *t, const struct person *p);
bool twin_is_insured_at_home(const struct person *p);
bool twin_contributes_there(const struct migrant *m);

#endif
