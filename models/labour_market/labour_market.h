/* Labour markets by country and occupation group: participation, separation, job search, matching, retirement, and the
 * vacancies that ageing and replacement open. Migrants search beside residents. */
#ifndef MODEL_LABOUR_MARKET_H
#define MODEL_LABOUR_MARKET_H
#include <stdbool.h>
#include <stdint.h>
#include "models/state/draws.h"
#include "models/state/state.h"

struct world;

/* MAP, both kinds: at the birthday: participation, retirement, change of occupation and formality. */
void labour_market_year(struct cor_context *context, struct cor_chunk *chunk);
/* MAP, both kinds: loss of jobs, at home and of migrants abroad. */
void labour_market_separate(struct cor_context *context, struct cor_chunk *chunk);
/* MAP, both kinds: the unemployed, at home and abroad, apply to QUEUE_vacancies; counts employed, unemployed,
 * population, working_age, old_age and care_need into the totals (care_need: sum of 1000 x probability of need by age
 * and sex). */
void labour_market_search(struct cor_context *context, struct cor_chunk *chunk);
/* WORLD: posts, vacancies and this month's hires from the totals (matching function). */
void labour_market_match(struct cor_context *context);
const int64_t *labour_market_seats(const struct cor_context *context);
/* MAP, both kinds: those admitted from the queue take up work. */
void labour_market_hire(struct cor_context *context, struct cor_chunk *chunk);
/* WORLD, at the last barrier of the month: books the hires that the queue made; what could not be filled for want of
 * whole agents is carried to the next month. */
void labour_market_close(struct cor_context *context);

/* A person enters (or re-enters after a stay abroad) the labour market of the chunk's country: employed never,
 * unemployed with an occupation by education when the person participates, else inactive or retired by age. Somebody
 * whose migrant record shows a job abroad keeps that occupation; below 15 the person becomes a minor. */
void labour_market_enter(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row);
/* A person of working age stays in education. */
void labour_market_study(struct cor_chunk *chunk, uint32_t person_row);
/* A job begins, or changes its kind: draw the month in which it will end (geometric with the chance of the work byte).
 * exposed_from: first month in which it may end; tenure: DRAWS_tenure_*, one for each kind of beginning within a month. */
void labour_market_begin_job(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row,
                             int32_t exposed_from, enum draws tenure);
/* The same for rows[n], n <= DRAW_BLOCK. */
void labour_market_begin_jobs(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *rows,
                              uint32_t n, int32_t exposed_from, enum draws tenure);
/* Unemployment rate of a country and occupation at the end of last month, share 0..1; 0 before the first month. */
double labour_market_unemployment(const struct cor_context *context, size_t country, size_t occupation);
/* Vacancies per unemployed relative to the usual, averaged over `choice_smoothing` months; once the first month has been matched. */
double labour_market_tightness(const struct cor_context *context, size_t country, size_t occupation);
/* Has the first month been matched? */
bool labour_market_has_started(const struct cor_context *context);
/* Vacancies of a country by occupation this month, persons. */
const int64_t *labour_market_vacancies(const struct cor_context *context, size_t country);

/* Vacancies by occupation of a country that the month's hires leave unfilled, persons: averaged over `shortage_months`. Before the
 * first month 0. */
const double *labour_market_shortage(const struct cor_context *context, size_t country);
/* The same of the first month, at the observed vacancy rate. */
double labour_market_shortage_at_start(const struct cor_context *context, size_t country, size_t occupation);

/* What facts and parameters make of the start. Share of a sex and age in the labour force; age of retirement. */
double labour_market_participation(const struct world *world, size_t country, size_t sex, int age);
int labour_market_retirement_age(const struct world *world, size_t country);
/* Share of those in an occupation who have an education, and of their jobs in Viet Nam that are formal. */
double labour_market_education_share(const struct world *world, size_t country, size_t occupation, size_t education);
double labour_market_formal_share(const struct world *world, size_t education, size_t occupation);
/* The same of all jobs in Viet Nam. */
double labour_market_mean_formal_share(const struct world *world);
/* Unemployment at which the start is steady, share 0..1; is a member of the labour force without work then? word: any draw. */
double labour_market_unemployment_at_start(const struct world *world, size_t country, size_t occupation);
bool labour_market_idle_at_start(const struct world *world, size_t country, size_t occupation, uint32_t word);

/* Does a resident of this sex and age take part in the labour force? The rank is that of the person's
 * DRAWS_participation. Students are for the caller to leave out. */
bool labour_market_participates(const struct world *world, size_t country, enum sex sex, int age, uint32_t rank);
/* Occupation in the mix of the start, of a labour-force member with this education; word: any draw. */
enum occupation labour_market_occupation(const struct world *world, size_t country, unsigned education, uint32_t word);
/* Does a person abroad take part in the labour force of the country of residence? Family by rank and age, students by
 * rank, all others until the retirement age. */
bool labour_market_migrant_participates(const struct cor_context *context, struct cor_chunk *chunk,
                                        uint32_t migrant_row);
/* Work abroad in a steady market for a member of the labour force with this migrant record: chance of having a job, and of
 * losing it in a month. */
struct work_abroad {
    double held, lost;
};
struct work_abroad labour_market_work_abroad(const struct cor_context *context, const struct cor_chunk *chunk,
                                             uint32_t migrant_row);
/* Does the holder of a migrant record work at the start, given place, channel, occupation, language and recognition? A
 * member of the labour force does in a steady market with the share that finds and loses jobs; word: any draw. */
bool labour_market_works_abroad_at_start(const struct cor_context *context, struct cor_chunk *chunk,
                                         uint32_t migrant_row, uint32_t word);
/* Is the holder of this migrant record abroad, without work and looking for it? */
bool labour_market_seeks_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);

#endif
