/* Social insurance in Viet Nam and abroad: contributions, qualifying periods, totalisation, export, refund, lump sum,
 * and coverage by the ILO's steps (legal, affiliated, contributing, protected). */
#ifndef MODEL_SOCIAL_PROTECTION_H
#define MODEL_SOCIAL_PROTECTION_H
#include <stdbool.h>
#include <stdint.h>
#include "models/state/state.h"
#include "models/social_protection/vietnam_rules.h"

struct world;

/* MAP, origin: months of insurance of this month: at home for the formally employed, the voluntarily insured and those
 * abroad who insure at home; abroad for migrants who contribute. Counts insured_months_credited,
 * foreign_months_credited and contributions_abroad. */
void social_protection_contribute(struct cor_context *context, struct cor_chunk *chunk);
/* MAP, origin: claims. At the birthday: average base, voluntary membership, pensions and lump sums in Viet Nam; after
 * return: refunds and forfeiture; returned persons without rights, debt and savings give their record back. */
void social_protection_claims(struct cor_context *context, struct cor_chunk *chunk);
/* MAP, origin: in observed months the outputs of coverage and vesting; every month the stocks of months for the
 * accounts. */
void social_protection_observe(struct cor_context *context, struct cor_chunk *chunk);

/* At arrival or hire abroad: does the employer contribute (sets or clears MIGRANT_CONTRIBUTES), and does the worker
 * insure at home (MIGRANT_HOME_INSURED)? */
void social_protection_enrol(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);
/* For the start: months of work in a channel of the country of the record become months of insurance there, as the
 * employers of the present job (MIGRANT_CONTRIBUTES) and, by compliance, of earlier ones have paid on first_pay. */
void social_protection_insure_at_start(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                                       enum channel channel, double in_job, double earlier);
/* For the start: what a person who has returned has claimed in the months until this one. Refunds are in the wealth of the
 * household already; months that ended are for the caller to clear from the totals. */
void social_protection_claims_before(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);
/* For the start, when all months are known: who holds months from before the reform. */
void social_protection_remember_members_at_start(const struct cor_context *context, struct cor_chunk *chunk);
/* May the person draw a pension in Viet Nam this month by age, or does so already? */
bool social_protection_of_pension_age(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row);
/* A person dies: months end in the accounts. Called before the row is freed. */
void social_protection_end(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row);
/* Chance that a worker of the corridor and the employer contribute to the scheme abroad, 0..1. */
double social_protection_contributes(const struct cor_context *context, size_t country, size_t channel,
                                     size_t occupation);
/* The same under a neutral lever contribution_added. */
double social_protection_usually_contributes(const struct cor_context *context, size_t country, size_t channel);
/* Expected present value of social protection earned abroad over the stay, in months of first pay. */
double social_protection_gain(const struct cor_context *context, size_t country, size_t channel, size_t occupation,
                              double stay_months);

/* What a person at home of this work status and gross pay (0.1 USD per month) pays for insurance in Viet Nam, cents per month:
 * in a formal job the employee's part of all branches, as a voluntary member the whole contribution; 0 without insurance. */
int32_t social_protection_home_contribution(const struct world *world, uint8_t work, uint16_t pay);
/* Contributions in formal jobs in Viet Nam, cents, in proportion to what employees pay for all branches together. */
struct home_insurance social_protection_home_insurance(const struct world *world, int64_t employee);
/* Contributions of employee and employer to all branches of a scheme abroad on gross pay, cents. */
int32_t social_protection_all_contributions(const struct world *world, size_t country, int32_t gross);
/* Contribution to the scheme of Viet Nam that a person abroad pays this month, cents; 0 for most. */
int32_t social_protection_overseas_contribution(const struct cor_context *context, struct cor_chunk *chunk,
                                                uint32_t migrant_row);
/* Pensions, of Viet Nam and of other countries, that a person abroad without work draws, cents per month; 0 for most.
 * Books them. */
int32_t social_protection_pension_abroad(const struct cor_context *context, struct cor_chunk *chunk,
                                         uint32_t migrant_row);
/* Adds the pensions of all persons of a chunk to the income of their households, cents per month. For kernels that have
 * no list of persons at work: it takes theirs. Books what they are paid. */
void social_protection_add_pensions(struct cor_context *context, struct cor_chunk *chunk, int64_t *income);

#endif
