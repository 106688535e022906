/* Preparation before departure: language courses with a limited number of seats, vocational training, exams, drop-out.
 */
#ifndef MODEL_TRAINING_H
#define MODEL_TRAINING_H
#include <stdint.h>
#include "models/state/state.h"

struct world;
struct training_parameters;

/* MAP, origin: preparing persons without a seat who need language apply to QUEUE_training. Counts seated. */
void training_apply(struct cor_context *context, struct cor_chunk *chunk);
/* WORLD: capacity and free seats. */
void training_offer(struct cor_context *context);
const int64_t *training_seats(const struct cor_context *context);
/* What the seats that policies add cost this month beyond the fees, cents. */
int64_t training_seats_cost(const struct cor_context *context, size_t country);
/* MAP, origin: seats to those admitted; a month of learning, exams, drop-out; who is ready moves to STAGE_QUEUED and
 * gives the seat back. */
void training_progress(struct cor_context *context, struct cor_chunk *chunk);
/* CEFR level of a beginner who has done a share of the teaching units up to `level`. */
double training_level_learnt(const struct world *world, double level, double share);
/* A beginner's way through preparation: months, and the share that gives up each month, failed exams counted in. */
struct training_way {
    double months, drop_out;
};
struct training_way training_way_expected(const struct cor_context *context, size_t country, size_t channel);
/* The same before the tables are prepared, under neutral levers, where the exam asks for a level. */
struct training_way training_way_at_start(const struct training_parameters *parameters, double exam);
/* Expected months of preparation and worker-paid cost (cents) for a candidate with the given language level. */
double training_months_expected(const struct cor_context *context, size_t country, size_t channel, double language);
double training_cost_expected(const struct cor_context *context, size_t country, size_t channel, double language);
/* Command of the language gained by living in the country, in LANGUAGE_UNITS, and lost by moving to another. */
void training_raise_language(struct cor_chunk *chunk, uint32_t migrant_row, uint8_t gain);
void training_forget_language(struct cor_chunk *chunk, uint32_t migrant_row);
/* A year of vocational training for each year of an apprenticeship, in the month-th month of the stay. */
void training_learn_trade(struct cor_chunk *chunk, uint32_t migrant_row, int32_t month);
/* At departure, the occupation set: who has learnt the industrial working style. word: draw. */
void training_depart(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row, uint32_t word);
/* A worker leaves the employer, who may claim back what was paid for the course: as a debt, with output training_owed_back. */
void training_claw_back(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);
/* A person dies: the seat is free again. Called before the record is released. */
void training_end(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row);

#endif
