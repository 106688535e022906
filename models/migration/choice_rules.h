/* Rules of aspiration and of the choice of destination and channel: pure functions, one draw word per argument. The
 * choice is an exact random-utility model: the joint distribution of the tastes is that of a nested logit (McFadden
 * 1978), built from Gumbel terms and one positive stable term per nest (Cardell 1997), so that an alternative that
 * improves can only attract. */
#ifndef MODEL_CHOICE_RULES_H
#define MODEL_CHOICE_RULES_H
#include <math.h>
#include <stdbool.h>
#include "sim/model.h"

/* sin(pi x), x in (0, 1), the same bits on every machine; error below 1e-13: Taylor series of the sine up to a quarter,
 * of the cosine from there to a half, by Horner's rule; the rest by symmetry. */
static inline double choice_sine_of_pi(double x)
{
    const double pi = 3.14159265358979323846;
    double y = x > 0.5 ? 1.0 - x : x;
    bool cosine = y > 0.25;
    double t = pi * (cosine ? 0.5 - y : y), sum = 1.0;
    for (int n = 14; n >= 2; n -= 2) { /* terms t^2 / (n (n + 1)) of the sine, t^2 / (n (n - 1)) of the cosine */
        sum = 1.0 - t * t / (double)(n * (cosine ? n - 1 : n + 1)) * sum;
    }
    return cosine ? sum : t * sum;
}

/* A standard Gumbel number: distribution exp(-exp(-g)). */
static inline double choice_gumbel(uint32_t word)
{
    return -cor_log(-cor_log(cor_unit(word)));
}

/* What all alternatives of a nest have in common in the taste of one person: lambda ln S, with S positive stable of
 * index lambda (Kanter 1975; Cardell 1997). lambda in (0, 1]; 1 gives 0. Two independent words. */
static inline double choice_nest_taste(double lambda, uint32_t word_angle, uint32_t word_size)
{
    if (lambda >= 1.0) {
        return 0.0;
    }
    double u = cor_unit(word_angle), e = -cor_log(cor_unit(word_size));
    return lambda * cor_log(choice_sine_of_pi(lambda * u)) +
           (1.0 - lambda) * (cor_log(choice_sine_of_pi((1.0 - lambda) * u)) - cor_log(e)) -
           cor_log(choice_sine_of_pi(u));
}

/* What the word of the angle contributes to choice_nest_taste; the word of the size contributes (1 - lambda) times its
 * Gumbel number. Both rise with their words (Zolotarev 1986), which is what makes bounds by
 * ranges of words possible. Equal to choice_nest_taste up to rounding. */
static inline double choice_nest_angle(double lambda, uint32_t word_angle)
{
    double u = cor_unit(word_angle);
    return lambda >= 1.0
               ? 0.0
               : lambda * cor_log(choice_sine_of_pi(lambda * u)) +
                     (1.0 - lambda) * cor_log(choice_sine_of_pi((1.0 - lambda) * u)) - cor_log(choice_sine_of_pi(u));
}

/* Bounds of a function of a word that rises with it: edge[i] is its value at the lowest word of range i, edge[i + 1] at
 * the lowest of the next. Right up to the rounding to float. */
enum { N_TASTE_RANGES = 2048, WORDS_PER_TASTE_RANGE = (1u << 31) / (N_TASTE_RANGES / 2) };
static inline uint32_t choice_taste_range(uint32_t word)
{
    return word / WORDS_PER_TASTE_RANGE;
}
static inline uint32_t choice_taste_edge(uint32_t range)
{
    return range < N_TASTE_RANGES ? range * WORDS_PER_TASTE_RANGE : UINT32_MAX;
}

/* Value of an alternative in units of lambda, with its own taste: V / lambda + Gumbel. The best of a nest, times
 * lambda, plus choice_nest_taste, is what nests compare. */
static inline double choice_within_nest(double value, double lambda, uint32_t word)
{
    return value / lambda + choice_gumbel(word);
}

/* Log intensity of migration by age, up to a constant: Rogers and Castro 1981, labour-force component,
 * -decline (x - peak) - exp(-rise (x - peak)); x in years, decline and rise per year. */
static inline double choice_age_intensity(double age, double decline, double peak, double rise)
{
    return -decline * (age - peak) - cor_exp(-rise * (age - peak));
}

/* Annuity factor, years: value of 1 a year over `months`, discounted at `rate` a year (>= 0). */
static inline double choice_annuity(double months, double rate)
{
    if (rate < 1e-9) {
        return months / 12.0;
    }
    double force = cor_log(1.0 + rate);
    return (1.0 - cor_exp(-force * months / 12.0)) / force;
}

/* Persons per year who would take up a corridor with `places` admissions per year: `least` candidates per place, and
 * more per place where places are few, as sqrt(places scale); places below `floor` count as `floor`. All in persons per
 * year. */
static inline double choice_interest_in(double places, double least, double scale, double floor)
{
    double n = places > floor ? places : floor;
    double many = least * n, few = sqrt(n * scale);
    return many > few ? many : few;
}

#endif
