/* The law of the minimal corridor model: who a person is, with what probability what happens, as integer thresholds on
 * the draws. Pure functions and constant tables; knows no loops over persons. */
#ifndef COR_MINIMAL_CORRIDOR_LAW_H
#define COR_MINIMAL_CORRIDOR_LAW_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sim/base/math.h"
#include "sim/base/random.h"
#include "sim/base/random_paths.h"

enum {
    N_COUNTRIES = 6, /* 0 is home */
    N_DESTINATIONS = N_COUNTRIES - 1,
    N_SKILLS = 3,
    FIRST_AGE = 15 * 12,   /* months */
    PENSION_AGE = 65 * 12, /* from this age on nobody works or leaves */
    LAST_START_AGE = 75 * 12,
    N_AGES = 112,                 /* years of age for which a death probability exists; the last one is certain death */
    LAST_AGE = (N_AGES - 1) * 12, /* months: nobody grows older */
    MAX_MONTHS_AWAY = 120,        /* the return probability is constant from here on */
    N_AGE_GROUPS = 8,             /* see age_group */
    FIRST_SCREENED_AGE = 316,
    AGE_GROUP_SHIFT = 7,
    INCOME_UNITS = 1000, /* per unit of the lowest wage at home */
    N_WORDS = 4          /* draws per person and month */
};

/* What each word of a person's monthly draws decides. */
enum { WORD_DEATH = 0, WORD_JOB, WORD_CHOICE, WORD_RETURN };
enum { PURPOSE_START = 1, PURPOSE_MONTH };

/* Status byte of a person: skill, country of residence, employed or not. */
enum { SKILL_MASK = 0x03, COUNTRY_SHIFT = 2, COUNTRY_MASK = 0x1c, EMPLOYED = 0x20, N_STATUS = 0x40 };

/* Columns of a chunk: 10 bytes per person. */
struct persons {
    uint16_t *age; /* months */
    uint8_t *status;
    uint8_t *months_away;    /* whole months since departure, 0 .. MAX_MONTHS_AWAY; 0 at home */
    uint32_t *income;        /* earned so far, 1 / INCOME_UNITS */
    uint16_t *contributions; /* months */
};

/* Constant during a run. "below" tables: the event happens when the word is smaller. */
struct law {
    bool individual;
    double n_agents;
    uint64_t death_below[N_AGES];               /* by age in years */
    uint32_t job_below[N_STATUS];               /* find (not employed) or lose (employed) a job */
    uint32_t return_below[MAX_MONTHS_AWAY + 1]; /* by months_away at the end of the month */
    uint16_t wage[N_STATUS];                    /* per month in 1 / INCOME_UNITS, 0 when not employed */
    double utility[N_DESTINATIONS][N_SKILLS];   /* without network and income */
    cor_block_words_function *words;            /* how this run makes its draws */
    /* What the vector kernels look at first. A word above a screen makes nothing happen. */
    uint32_t death_screen[N_AGE_GROUPS];
    uint32_t return_screen;
    uint8_t job_top[N_STATUS];                       /* top byte of job_below */
    uint8_t wage_low[N_STATUS], wage_high[N_STATUS]; /* bytes of wage */
};

/* Macro state: rewritten at the end of every month, constant during it. */
struct macro {
    int64_t stock[N_COUNTRIES];
    double weight[N_DESTINATIONS][N_SKILLS];         /* e^V of a person without income, where staying weighs 1 */
    uint32_t choice_below[N_SKILLS][N_DESTINATIONS]; /* cumulative, of a person without income */
    uint32_t leave_screen; /* a word above it makes nobody leave: income only lowers the chance */
};

void law_init(struct law *law, size_t n_agents, bool individual);
/* Weights and chances of the month that follows the given stocks. */
void law_attract(const struct law *law, struct macro *macro);

static inline uint32_t skill_of(uint8_t status)
{
    return status & SKILL_MASK;
}

static inline uint32_t country_of(uint8_t status)
{
    return (uint32_t)(status & COUNTRY_MASK) >> COUNTRY_SHIFT;
}

/* Groups of 128 months, so that a shift finds them; the last one ends beyond certain death. */
static inline uint32_t age_group(uint32_t age)
{
    return age < FIRST_SCREENED_AGE ? 0 : (age - FIRST_SCREENED_AGE) >> AGE_GROUP_SHIFT;
}

static inline bool dies(const struct law *law, uint16_t age, uint32_t word)
{
    return word < law->death_below[age / 12];
}

/* Status after the job market. */
static inline uint8_t status_after_job_draw(const struct law *law, uint8_t status, uint16_t age, uint32_t word)
{
    if (age >= PENSION_AGE) {
        return (uint8_t)(status & ~EMPLOYED);
    }
    return word < law->job_below[status] ? status ^ EMPLOYED : status;
}

/* Cumulative chances of leaving for destination 1, 2, ...; income in 1 / INCOME_UNITS. */
void law_choice(const struct law *law, const struct macro *macro, uint32_t skill, uint32_t income,
                uint32_t choice_below[N_DESTINATIONS]);

/* Where a person at home and below PENSION_AGE goes: 0 stays. */
static inline uint32_t chosen_country(const struct law *law, const struct macro *macro, uint32_t skill, uint32_t income,
                                      uint32_t word)
{
    uint32_t individual[N_DESTINATIONS];
    const uint32_t *below = macro->choice_below[skill];
    if (law->individual) {
        law_choice(law, macro, skill, income, individual);
        below = individual;
    }
    for (uint32_t d = 0; d < N_DESTINATIONS; d++) {
        if (word < below[d]) {
            return d + 1;
        }
    }
    return 0;
}

#endif
