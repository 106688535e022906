/* What the files of the twin share about corridors as a whole: what candidates expect of them, and what recruiters do. */
#ifndef TESTS_REFERENCE_TWIN_WORLD_H
#define TESTS_REFERENCE_TWIN_WORLD_H
#include "tests/reference/twin.h"

/* What decides about pay abroad besides place, channel, occupation and the individual effect. */
struct worker_abroad {
    unsigned education;
    double months; /* since arrival */
    double language;
    bool recognised;
};
/* Gross pay abroad without the individual effect, cents per month. */
double pay_of_worker(const struct twin *t, size_t country, size_t channel, size_t occupation,
                     struct worker_abroad who);
/* What a candidate has to reach in a corridor under the policies of this month, and how long it takes. */
struct training_goal goal_of(const struct twin *t, size_t country, size_t channel);
double months_of_language(const struct twin *t, double from, double to);
/* What the alternatives are worth this month to persons of each education and region (M2). */
void weigh_alternatives(struct twin *t);
/* The constants of the alternatives and interest in them, in the first month (M5). */
void set_constants(struct twin *t);

#endif
