/* The rules of the initial population as pure functions. */
#ifndef MODEL_POPULATION_RULES_H
#define MODEL_POPULATION_RULES_H
#include <stdbool.h>
#include "models/demography/demography_rules.h"
#include "models/population/population.h"
#include "sim/base/math.h"
#include "models/tables/shares.h"
#include "sim/base/random.h"

/* See struct slot in population.h. */
static inline struct slot slot_of_age_cell(size_t cell)
{
    return (struct slot){
        .kind = SLOT_HOME, .sex = (uint8_t)(cell / (MAX_AGE + 1)), .age = (uint8_t)(cell % (MAX_AGE + 1))};
}

static inline struct slot slot_of_cell(size_t cell)
{
    if (cell >= 3 * (size_t)N_CORRIDORS) {
        return slot_of_age_cell(cell - 3 * (size_t)N_CORRIDORS);
    }
    size_t corridor = cell % N_CORRIDORS;
    return (struct slot){.kind = (enum slot_kind)(cell / N_CORRIDORS),
                         .country = (uint8_t)(corridor / N_CHANNELS),
                         .channel = (uint8_t)(corridor % N_CHANNELS)};
}

static inline uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b != 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* The step of a deal of n: next to n over the golden ratio, so that consecutive persons fall far apart and evenly
 * (Weyl 1916), and without a common divisor with n, so that every place is taken once. */
static inline uint64_t golden_step(uint64_t n)
{
    uint64_t step = (uint64_t)((double)n * 0.6180339887498949);
    step = step > 0 ? step : 1;
    while (common_divisor(step, n) != 1) {
        step++;
    }
    return step;
}

/* Point i of the golden sequence in [0, 1) that begins at `start` in [0, 1). */
static inline double golden_point(uint64_t i, double start)
{
    double x = start + (double)(i % 1000003u) * 0.6180339887498949;
    return x - (double)(uint64_t)x;
}

/* Cell of a place: the first whose end exceeds it. */
static inline size_t cell_of_place(const struct population_deal *deal, uint64_t place)
{
    size_t cell = deal->guide[place >> deal->guide_shift];
    while (place >= deal->end[cell]) {
        cell++;
    }
    return cell;
}

/* The same for one of the first n_drawn places, when ends are rounded by `start` in [0, 1): each cell holds its number on
 * the mean over draws, however small that is against an agent (systematic sampling, Madow and Madow 1944). */
static inline size_t cell_of_drawn_place(const struct population_deal *deal, uint64_t place, double start)
{
    size_t cell = place > 0 ? cell_of_place(deal, place - 1) : 0;
    double at = (double)place + start;
    while (at >= deal->exact_end[cell] && cell + 1 < deal->n_drawn_cells) {
        cell++;
    }
    return cell;
}

static inline uint64_t place_of_person(const struct population_deal *deal, uint64_t person)
{
    return person * deal->step % deal->n_persons;
}

/* The place of the person after the one who has `place`. */
static inline uint64_t next_place(const struct population_deal *deal, uint64_t place)
{
    uint64_t next = place + deal->step;
    return next >= deal->n_persons ? next - deal->n_persons : next;
}

/* The first of n cumulated shares that exceeds x, the last if none does. Searched without branches that nobody could
 * guess. */
static inline size_t first_above(const float *cumulative, size_t n, double x)
{
    const float *base = cumulative;
    while (n > 1) {
        size_t half = n / 2;
        base += x >= (double)base[half - 1] ? half : 0;
        n -= half;
    }
    return (size_t)(base - cumulative);
}

/* Months that the present job has lasted, `months` after arrival at most, when it is lost with the chance `lost` in a month:
 * geometric, from a draw u in (0, 1). */
static inline double months_in_job(double u, double lost, double months)
{
    double spell = lost > 0.0 ? cor_log(u) / cor_log(1.0 - (lost < 0.99 ? lost : 0.99)) : months;
    return spell < months ? spell : months;
}

/* Attainment of migrants of a channel, sum 1. False for family, whose attainment is that of their age at home. */
static inline bool population_education_of_channel(const struct population_parameters *p, size_t channel,
                                                   double share[N_EDUCATION_LEVELS])
{
    double tertiary = channel == CHANNEL_skilled                                      ? p->skilled_tertiary
                      : channel == CHANNEL_apprenticeship || channel == CHANNEL_study ? p->apprentice_tertiary
                                                                                      : p->contract_tertiary;
    bool mixed = channel == CHANNEL_contract || channel == CHANNEL_irregular;
    share[EDUCATION_primary] = 0.0;
    share[EDUCATION_tertiary] = tertiary;
    share[EDUCATION_upper_secondary] = mixed && p->contract_upper < 1.0 - tertiary ? p->contract_upper : 1.0 - tertiary;
    share[EDUCATION_lower_secondary] = 1.0 - tertiary - share[EDUCATION_upper_secondary];
    return channel != CHANNEL_family;
}

/* (P15) Of those in a union who live abroad, how many have the partner at home: most in channels into which no family follows; of the
 * skilled those whose family has not followed yet, by the yearly chance of M15; few of the settled. */
static inline double partner_left_share(const struct parameters *p, size_t channel, int months_abroad)
{
    double years = (months_abroad - p->migration.family_wait_months) / 12.0;
    switch (channel) {
    case CHANNEL_skilled:
        return years > 0.0 ? cor_exp(years * cor_log(1.0 - p->migration.family_rate)) : 1.0;
    case CHANNEL_family:
        return p->population.partner_left_settled;
    default:
        return p->population.partner_left_sojourner;
    }
}

/* Age of a mother at birth from a draw u in (0, 1): the age distribution of fertility[7] (ages 15-19 ... 45-49). */
static inline int age_at_birth(const double fertility[7], double u)
{
    double sum = 0.0;
    for (int g = 0; g < 7; g++) {
        sum += fertility[g];
    }
    double rest = u * sum;
    for (int g = 0; g < 7; g++) {
        if (rest < fertility[g]) {
            return 15 + 5 * g + (int)(5.0 * rest / fertility[g]);
        }
        rest -= fertility[g];
    }
    return 27;
}

/* Number of the interval (first, n] that fall on the k-th mark when `total` marks are spread evenly over n_all. */
static inline uint64_t even_share(uint64_t total, uint64_t first, uint64_t n, uint64_t n_all)
{
    double per_person = (double)total / (double)n_all;
    return (uint64_t)((double)(first + n) * per_person + 0.5) - (uint64_t)((double)first * per_person + 0.5);
}

#endif
