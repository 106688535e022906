/* The staged funnel of migration: aspiration, choice of destination and channel, admission under the capacity of the
 * corridor, departure; then contract end, return, overstay, onward move, family reunion. Preparation is training's. */
#ifndef MODEL_MIGRATION_H
#define MODEL_MIGRATION_H
#include <stdbool.h>
#include <stdint.h>
#include "models/state/state.h"

struct world;
struct migration_parameters;

/* Channels that can be chosen: contract, apprenticeship, skilled, study, the first four of enum channel. An alternative
 * is a destination and one of these; its index is country * N_CHOICE_CHANNELS + channel. */
enum { N_CHOICE_CHANNELS = CHANNEL_study + 1, MAX_ALTERNATIVES = MAX_COUNTRIES * N_CHOICE_CHANNELS };
/* Occupations open to graduates in the skilled channel, and to all others. */
enum occupation_mix { MIX_general, MIX_graduate, N_MIXES };

/* Shares of the occupations among those who leave, sum 1: those of the Vietnamese workers of the country (percent), with
 * the graduates' own mix for graduates in skilled work. weight[N_OCCUPATIONS]. */
void migration_occupation_weights(const double *vietnamese_share, const struct migration_parameters *p,
                                  enum occupation_mix mix, double *weight);
/* MAP, origin: at the birthday: aspiration; aspirants choose by a nested logit with frozen tastes; those whom
 * recruiters take on get a migrant record in STAGE_PREPARING. Counts interested into the totals. */
void migration_aspire(struct cor_context *context, struct cor_chunk *chunk);
/* MAP, origin: those in STAGE_QUEUED whose papers are ready apply to QUEUE_admissions, first come first served;
 * drop-out; in the first month family_left is counted, and twice a year singles. Counts queued, preparing, stock_abroad, stock_region and
 * region_population into the totals. At most one application per migrant record. */
void migration_apply(struct cor_context *context, struct cor_chunk *chunk);
/* WORLD: networks, capacities, seats, expected waits, intake, and what the alternatives are worth next month. */
void migration_open(struct cor_context *context);
const int64_t *migration_seats(const struct cor_context *context);
/* MAP, origin: the admitted leave: occupation, pay, cost, contract, insurance. */
void migration_depart(struct cor_context *context, struct cor_chunk *chunk);
/* MAP, origin: a month abroad: contract end (extension, change of status, return, overstay), return, absconding,
 * regularisation, onward move, recognition, permanent residence, family reunion, language by exposure. */
void migration_stay(struct cor_context *context, struct cor_chunk *chunk);

/* MAP, origin: single persons leave to marry a resident of a destination, at the birthday. */
void migration_marry(struct cor_context *context, struct cor_chunk *chunk);
/* Bring a person home, with those of the family who go where this one goes: stage, labour market, household counters, outputs. The record is released when no rights and no
 * debt hang on it. */
void migration_return(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);
/* What becomes of the mean person abroad in a channel, as chances under neutral levers; the rest goes on there. The stays of
 * the initial population are made by them. */
struct migration_fates {
    double home, irregular, skilled;
};
/* In a month other than by the end of a term, `months` after arrival. */
struct migration_fates migration_fates_of_month(const struct world *world, size_t country, size_t channel,
                                                int32_t months);
/* When a contract or permit ends; debts are paid by then. */
struct migration_fates migration_fates_at_term_end(const struct world *world, size_t country, size_t channel);
/* Workers looked for in a corridor, a year, who find a vacancy (README M17, M18). */
double migration_openings(const struct cor_context *context, size_t country, size_t channel);
/* Admissions per year to a corridor this month, persons. */
double migration_capacity_of(const struct cor_context *context, size_t country, size_t channel);
/* Mean of a lever (enum lever) over the occupations of a corridor, by the shares of its Vietnamese workers. */
double migration_lever_mean(const struct cor_context *context, size_t lever, size_t country, size_t channel);
/* Amount of a lever that is shared out over cells (enum lever, in persons or seats per year): the sum over the occupations
 * of a corridor. */
double migration_lever_amount(const struct cor_context *context, size_t lever, size_t country, size_t channel);
/* A person in STAGE_PREPARING or STAGE_QUEUED gives up: output drop_outs, the household bears the cost of training so
 * far, the record is released or, when rights or debt hang on it, goes back to STAGE_RETURNED. */
void migration_give_up(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);
/* A person dies: one fewer is abroad. Called before the record is released. */
void migration_end(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row);

#endif
