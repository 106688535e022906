/* Labour markets by country and occupation group: participation, separation, job search, matching, retirement, and the
 * vacancies that ageing and replacement open. Migrants search beside residents. */
#ifndef MODEL_LABOUR_MARKET_H
#define MODEL_LABOUR_MARKET_H
#include <stdint.h>
#include "models/core/draws.h"
#include "models/core/state.h"

struct world;
struct macro;

enum {
    LABOUR_WORK_CODES = 256,    /* values of the work byte */
    LABOUR_AGE_CODES = 256,     /* ages of rows, free rows (born in 1900) included */
    LABOUR_LANGUAGE_CODES = 256 /* values of a migrant's language */
};

/* Cuts per year: informal jobs in Viet Nam become formal (without lever), formal ones informal. */
struct formality_cuts {
    uint64_t change[2][N_EDUCATION_LEVELS][N_OCCUPATIONS]; /* by what the job is: informal, formal */
};

/* Made from facts and parameters before the first month. "Cut" is a threshold for a draw of 32 bits: an event happens
 * when word < cut; cuts of several outcomes are cumulative. Rates are per month. */
struct labour_market_tables {
    uint64_t participation[MAX_COUNTRIES][N_SEXES][MAX_AGE + 1]; /* cut for the frozen rank, by age */
    int retirement_age[MAX_COUNTRIES];
    double occupation_share[MAX_COUNTRIES][N_EDUCATION_LEVELS][N_OCCUPATIONS]; /* of a level of education, sums to 1 */
    uint64_t occupation_cut[MAX_COUNTRIES][N_EDUCATION_LEVELS][N_OCCUPATIONS]; /* these shares as cuts */
    double education_share[MAX_COUNTRIES][N_OCCUPATIONS][N_EDUCATION_LEVELS];  /* of an occupation, sums to 1 */
    double formal_share[N_EDUCATION_LEVELS][N_OCCUPATIONS];                    /* of the employed in Viet Nam */
    double mean_formal_share;                                                  /* over all of them */
    uint64_t formal_hire[N_EDUCATION_LEVELS][N_OCCUPATIONS]; /* cut: a new job in Viet Nam is formal */
    double tenure_scale[MAX_COUNTRIES]
                       [LABOUR_WORK_CODES]; /* 1 / ln(1 - chance of losing the job) by work byte; 0: never */
    double separation_rate[MAX_COUNTRIES][N_OCCUPATIONS]; /* loss of job, mean of the occupation */
    double unemployment[MAX_COUNTRIES][N_OCCUPATIONS];    /* share of the labour force at which the start is steady */
    uint64_t unemployed_at_start[MAX_COUNTRIES][N_OCCUPATIONS];                     /* cut: the same share */
    double efficiency[MAX_COUNTRIES][N_OCCUPATIONS];                                /* of matching, per month */
    uint64_t farm_exit, occupation_change, rest_job_finding, student_participation; /* cuts: the parameters so named */
    double formalisation[N_EDUCATION_LEVELS][N_OCCUPATIONS];                        /* chance per year, without lever */
    struct formality_cuts formality;
    double abroad_separation[N_CHANNELS]; /* loss of job of migrants relative to residents */
    uint64_t abroad_job_loss[MAX_COUNTRIES][N_CHANNELS][N_OCCUPATIONS]; /* cut, without training in working style */
    uint64_t search_reaches[2][LABOUR_LANGUAGE_CODES]; /* cut, by recognition and language: employers are reached */
    double exit_rate[MAX_COUNTRIES];                   /* leaving the labour force by age or death */
    uint64_t age_counts[N_SEXES][LABOUR_AGE_CODES];    /* packed: care need, working age, old age */
};

/* The market by country and occupation, persons: before the month's hires from match to close, after them otherwise. */
struct labour_market_macro {
    int64_t started; /* 0 until the first match has set what is called start below */
    int64_t employed[MAX_COUNTRIES][N_OCCUPATIONS];
    int64_t unemployed[MAX_COUNTRIES][N_OCCUPATIONS];
    int64_t vacancies[MAX_COUNTRIES][N_OCCUPATIONS];
    int64_t seats[MAX_COUNTRIES][N_OCCUPATIONS];      /* hires of this month */
    double carry[MAX_COUNTRIES][N_OCCUPATIONS];       /* fraction of a hire left from the months before */
    double posts_start[MAX_COUNTRIES][N_OCCUPATIONS]; /* posts (employed + vacant) in the first month, 0 before */
    double labour_force_start[MAX_COUNTRIES][N_OCCUPATIONS];
    double working_age[MAX_COUNTRIES],
        care_need[MAX_COUNTRIES]; /* persons at the last census, see LABOUR_CENSUS_MONTHS */
    double population_start[MAX_COUNTRIES], working_age_start[MAX_COUNTRIES], care_need_start[MAX_COUNTRIES];
    double matching_efficiency[MAX_COUNTRIES][N_OCCUPATIONS];
    double unemployment_start[MAX_COUNTRIES];       /* rate, share */
    double tightness[MAX_COUNTRIES][N_OCCUPATIONS]; /* vacancies per unemployed relative to the start, smoothed */
    uint64_t occupation_cut[MAX_COUNTRIES][N_EDUCATION_LEVELS][N_OCCUPATIONS]; /* what entrants look for this month */
};

void labour_market_prepare(struct world *world);

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
/* A job begins, or changes its kind: draw the month in which it will end (geometric with the chance of the work byte).
 * exposed_from: first month in which it may end; tenure: DRAWS_tenure_*, one for each kind of beginning within a month. */
void labour_market_begin_job(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row,
                             int32_t exposed_from, enum draws tenure);
/* The same for rows[n], n <= DRAW_BLOCK. */
void labour_market_begin_jobs(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *rows,
                              uint32_t n, int32_t exposed_from, enum draws tenure);
/* Unemployment rate of a country and occupation at the end of last month, share 0..1; 0 before the first month. */
double labour_market_unemployment(const struct macro *macro, size_t country, size_t occupation);

/* Does a resident of this sex and age take part in the labour force? The rank is that of the person's
 * DRAWS_participation. Students are for the caller to leave out. */
bool labour_market_participates(const struct world *world, size_t country, enum sex sex, int age, uint32_t rank);
/* Occupation in the mix of the start, of a labour-force member with this education; word: any draw. */
enum occupation labour_market_occupation(const struct world *world, size_t country, unsigned education, uint32_t word);
/* Is the holder of this migrant record abroad, without work and looking for it? */
bool labour_market_seeks_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);

#endif
