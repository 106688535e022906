/* Preparation before departure: language courses with a limited number of seats, vocational training, exams, drop-out.
 */
#ifndef MODEL_TRAINING_H
#define MODEL_TRAINING_H
#include <stdint.h>
#include "models/core/state.h"

struct world;
struct macro;

enum { N_LANGUAGE_LEVELS = 6 };

struct training_tables {
    double units_level[N_LANGUAGE_LEVELS]; /* teaching units from level i to i + 1 for speakers of Vietnamese */
    double seats_needed[MAX_COUNTRIES];    /* seats that steady entries of 2024 fill, persons */
};

/* What a candidate has to reach. The occupation abroad is not known yet: levers hold by corridor. */
struct training_goal {
    double exam;     /* CEFR level of the exam, 0 when none is asked for */
    double language; /* CEFR level taught: the exam's and what extra hours add */
    double vocational_months;
};

struct training_macro {
    struct training_goal goal[MAX_COUNTRIES][N_CHANNELS]; /* of this month, from training_offer on */
    double subsidy[MAX_COUNTRIES][N_CHANNELS];            /* share of the fees that others bear */
    int64_t seats[MAX_COUNTRIES];                         /* free seats offered this month, persons */
    int64_t held[MAX_COUNTRIES];                          /* seats held at the end of last month, persons */
    double capacity[MAX_COUNTRIES];                       /* seats in all, persons */
    double carry[MAX_COUNTRIES];     /* seat-months that stayed unused, less those used beyond capacity */
    double expansion[MAX_COUNTRIES]; /* seats relative to 2024 without public seats; 0 before the first month */
};

void training_prepare(struct world *world);
/* MAP, origin: preparing persons without a seat who need language apply to QUEUE_training. Counts seated. */
void training_apply(struct cor_context *context, struct cor_chunk *chunk);
/* WORLD: capacity and free seats. */
void training_offer(struct cor_context *context);
const int64_t *training_seats(const struct cor_context *context);
/* MAP, origin: seats to those admitted; a month of learning, exams, drop-out; who is ready moves to STAGE_QUEUED and
 * gives the seat back. */
void training_progress(struct cor_context *context, struct cor_chunk *chunk);
/* Expected months of preparation and worker-paid cost (cents) for a candidate with the given language level. */
double training_months_expected(const struct cor_context *context, size_t country, size_t channel, size_t occupation,
                                double language);
/* The first of them before the tables are prepared: of a beginner under neutral levers, where the exam asks for a level. */
double training_months_at_start(const struct training_parameters *parameters, double exam);
double training_cost_expected(const struct cor_context *context, size_t country, size_t channel, size_t occupation,
                              double language);
/* A person dies: the seat is free again. Called before the record is released. */
void training_end(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row);

#endif
