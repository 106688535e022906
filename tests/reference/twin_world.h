/* What the files of the twin share about corridors as a whole: what candidates expect of them, and what recruiters do. */
#ifndef TESTS_REFERENCE_TWIN_WORLD_H
#define TESTS_REFERENCE_TWIN_WORLD_H
#include "models/migration/migration_rules.h"
#include "tests/reference/twin.h"

/* What decides about pay abroad besides place, channel, occupation and the individual effect. */
struct worker_abroad {
    unsigned education;
    double months; /* since arrival */
    double language;
    double vocational; /* years */
    bool recognised;
    double style; /* chance of having learnt the industrial working style */
};
/* Gross pay abroad without the individual effect, cents per month. */
double twin_pay_of_worker(const struct twin *t, size_t country, size_t channel, size_t occupation,
                          struct worker_abroad who);
/* The same to a candidate, who counts on the training that policies give. */
double twin_pay_to_expect(const struct twin *t, size_t country, size_t channel, size_t occupation,
                          struct worker_abroad who);
/* What a candidate has to reach in a corridor under the policies of this month, and how long it takes. */
struct training_goal twin_goal_of(const struct twin *t, size_t country, size_t channel);
/* Who pays for preparation. */
struct training_payers twin_payers_of(const struct twin *t, size_t country, size_t channel);
double twin_months_of_language(const struct twin *t, double from, double to);
/* What recruiters charge in the mean, cents, before and after caps and what others bear. */
double twin_fees(const struct twin *t, size_t country, size_t channel);
double twin_expected_cost_of_recruitment(const struct twin *t, size_t country, size_t channel, size_t occupation,
                                         double first_pay);
/* Chance that worker and employer contribute abroad. */
double twin_contributes(const struct twin *t, size_t country, size_t channel, size_t occupation);
size_t twin_commonest_occupation(const double *share);
/* The market of a corridor (twin_market.c, M17 to M20): in the first month, later, and how many are looked for and find a vacancy. */
void twin_begin_market(struct twin *t, size_t country);
void twin_follow_market(struct twin *t, size_t country);
double twin_openings(const struct twin *t, size_t country, size_t channel);
/* What law says of the admissions of a corridor this month (M6). */
struct migration_law twin_law_of(const struct twin *t, size_t country, size_t channel);
/* What the alternatives are worth this month to persons of each education and region (M2). */
void twin_weigh_alternatives(struct twin *t);
double twin_worth_of_law(const struct twin *t, size_t country, size_t channel);
/* The constants of the alternatives, and interest in them, in the first month (M5). */
void twin_set_constants(struct twin *t);
/* Interest to be expected under the attraction of this month. */
void twin_foresee_interest(struct twin *t);
/* What recruiters know and do (twin_intake.c): interest at the start, interest seen of late, persons on the way at the
 * start, and the intake of a corridor. */
void twin_begin_to_watch(struct twin *t);
void twin_remember_interest(struct twin *t);
double twin_pipeline_at_start(const struct twin *t, size_t country, size_t channel);
double twin_recruits_per_place(const struct twin *t, size_t country, size_t channel);
void twin_set_intake(struct twin *t, size_t country, size_t channel);

#endif
