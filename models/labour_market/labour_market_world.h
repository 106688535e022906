/* What labour market keeps: its look-up tables and its macro state. Private to this folder; others ask its contract, labour_market.h. */
#ifndef MODEL_LABOUR_MARKET_WORLD_H
#define MODEL_LABOUR_MARKET_WORLD_H
#include "models/state/world.h"
#include "models/labour_market/labour_market.h"

enum {
    LABOUR_WORK_CODES = 256,    /* values of the work byte */
    LABOUR_LANGUAGE_CODES = 256 /* values of a migrant's language */
};

/* Persons, or what one person adds: need of care in thousandths, 15 to 64 years old, 65 and older. */
struct age_counts {
    int64_t care_need, working_age, old_age;
};

/* Cuts per year: informal jobs in Viet Nam become formal, formal ones informal. */
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
    struct formality_cuts formality;
    double abroad_separation[N_CHANNELS];              /* loss of job of migrants relative to residents */
    uint64_t search_reaches[2][LABOUR_LANGUAGE_CODES]; /* cut, by recognition and language: employers are reached */
    double exit_rate[MAX_COUNTRIES];                   /* leaving the labour force by age or death */
    double entry_rate[MAX_COUNTRIES];                  /* entering it, per member */
    struct age_counts age_counts[N_SEXES][MAX_AGE + 1];
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
    double unfilled[MAX_COUNTRIES]
                   [N_OCCUPATIONS]; /* vacancies after the month's hires, averaged over shortage_months */
    double working_age_counted[MAX_COUNTRIES], care_need_counted[MAX_COUNTRIES]; /* persons at the last census ... */
    double working_age[MAX_COUNTRIES], care_need[MAX_COUNTRIES]; /* ... and this month, see between_censuses() */
    double population_start[MAX_COUNTRIES], working_age_start[MAX_COUNTRIES], care_need_start[MAX_COUNTRIES];
    double tightness[MAX_COUNTRIES][N_OCCUPATIONS];  /* vacancies per unemployed relative to the usual, smoothed */
    double adjustment[MAX_COUNTRIES][N_OCCUPATIONS]; /* log of posts opened for the idle, less posts scrapped */
    uint64_t occupation_cut[MAX_COUNTRIES][N_EDUCATION_LEVELS][N_OCCUPATIONS]; /* what entrants look for this month */
};

/* Fill the tables before the first month. */
void labour_market_prepare(const struct world *world, struct labour_market_tables *tables);

static inline struct labour_market_macro *labour_market_macro_of(const struct cor_context *context)
{
    return macro_part(context, PART_labour_market);
}

#endif
