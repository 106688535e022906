/* Rules of preparation: pure functions. Language is counted in CEFR levels 0 (none) to 6 (C2), in records in 1/32. */
#ifndef MODEL_TRAINING_RULES_H
#define MODEL_TRAINING_RULES_H
#include "sim/model.h"

enum { LANGUAGE_UNITS = 32, LANGUAGE_MOST = 6 * LANGUAGE_UNITS };

/* Teaching units from level `from` to level `to`; units[i]: from level i to i + 1, i = 0..5. */
static inline double training_units_between(const double units[6], double from, double to)
{
    double sum = 0.0;
    for (int level = 0; level < 6; level++) {
        double low = from > level ? from : level, high = to < level + 1 ? to : level + 1;
        sum += high > low ? (high - low) * units[level] : 0.0;
    }
    return sum;
}

/* Level that `hours` further teaching units lead to from level `from`; at most 6. */
static inline double training_level_after(const double units[6], double from, double hours)
{
    double level = from;
    for (int i = (int)from; i < 6 && hours > 0.0; i++) {
        double step = ((double)i + 1.0 - level) * units[i];
        if (hours < step) {
            return level + hours / units[i];
        }
        hours -= step;
        level = i + 1.0;
    }
    return level;
}

/* Whole units gained in a month when `gain` units are expected: the fraction is a chance (README T1). word: draw. */
static inline uint32_t training_whole_units(double gain, uint32_t word)
{
    uint32_t whole = (uint32_t)gain;
    return whole + (cor_happens(word, gain - (double)whole) ? 1u : 0u);
}

/* Speed of learning by rank of ability 0..255, mean 1 (README T1). */
static inline double training_speed(uint8_t ability, double spread)
{
    return 1.0 + spread * (((double)ability + 0.5) / 256.0 - 0.5);
}

/* Probability of passing the exam of a level (README T2): logistic(constant + slope (command - level) + per_education
 * e). */
static inline double training_pass(double command, double level, unsigned education, double constant, double slope,
                                   double per_education)
{
    return cor_logistic(constant + slope * (command - level) + per_education * (double)education);
}

/* Seats offered this month: free ones, or one agent's worth when unused seat-months have added up although the capacity
 * is smaller than one agent (README T3). All in persons. */
static inline int64_t training_free_seats(double capacity, double held, double carry, double weight)
{
    double spare = capacity - held;
    if (capacity > 0.0 && spare < weight && carry > 0.0) {
        spare = weight;
    }
    return spare > 0.0 ? (int64_t)spare : 0;
}

/* Seat-months carried on: a month of capacity less what is held; unused ones do not pile up beyond one month of
 * capacity or one agent. */
static inline double training_carry(double carry, double capacity, double held, double weight)
{
    double most = capacity > weight ? capacity : weight;
    double next = carry + capacity - held;
    return next > most ? most : next;
}

#endif
