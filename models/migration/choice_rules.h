/* Rules of aspiration and of the choice of destination and channel: pure functions, one draw word per argument. The
 * choice is an exact random-utility model: the joint distribution of the tastes is that of a nested logit (McFadden
 * 1978), built from Gumbel terms and one positive stable term per nest (Cardell 1997), so that an alternative that
 * improves can only attract. */
#ifndef MODEL_CHOICE_RULES_H
#define MODEL_CHOICE_RULES_H
#include <math.h>
#include <stdbool.h>
#include "models/tables/dimensions.h"
#include "models/tables/parameters.h"
#include "sim/model.h"

/* Whoever is refused applies to the next best alternative, with the same tastes, until so many have refused. */
enum { CHOICE_ROUNDS = 3 };

/* What the wish to leave depends on: of one person, or of a group's mean person, for whom conditions are shares. The
 * zero of the struct is the reference person without a gain in pay and without neighbours abroad. */
struct aspirant {
    double age_term, region_term; /* log odds by age (Rogers and Castro 1981) and by region */
    double log_pay_ratio;         /* mean log pay abroad less log of own pay at home */
    double network;               /* share of the region's population that lives abroad, 0..1 */
    double cannot_pay;            /* 1 when the cheapest corridor is out of reach */
    double female, returned;      /* 1 for women; 1 for those who have been abroad */
    unsigned education;           /* enum education */
};

/* (M1) Log odds of aspiring to leave within a year: a sum of terms. logit_share: log odds of aspire_share. */
static inline double choice_aspiration(const struct migration_parameters *p, double logit_share,
                                       const struct aspirant *who)
{
    double odds = logit_share + who->age_term + who->region_term +
                  p->aspire_pay * (who->log_pay_ratio - p->aspire_pay_reference) +
                  p->aspire_network * (who->network - p->aspire_network_reference) +
                  p->aspire_education * ((double)who->education - (double)EDUCATION_upper_secondary);
    odds -= p->aspire_finance * who->cannot_pay;
    odds += p->aspire_female * who->female;
    odds += p->aspire_returned * who->returned;
    return odds;
}

/* What a destination and channel are worth to everybody of one education. */
struct alternative_terms {
    double constant;      /* kappa */
    double settlement;    /* 1 when the channel leads to permanent residence */
    double places;        /* worth of places relative to the base year, see choice_worth_of_places */
    double level;         /* CEFR level asked for, 0..6 */
    double wait_months;   /* expected in the queue */
    double horizon;       /* H: annuity factor of the stay over that of the reference stay */
    double log_pay_power; /* log of expected net pay at purchasing power, cents per month */
};

/* (M2), the part that does not differ between persons of one education. */
static inline double choice_value_to_all(const struct migration_parameters *p, const struct alternative_terms *of)
{
    double common = of->constant + p->settlement_weight * of->settlement + of->places - p->language_weight * of->level -
                    p->wait_weight * of->wait_months / 12.0;
    return common + p->pay_elasticity * of->horizon * of->log_pay_power;
}

/* (M2), money in cents that counts against a year's pay at home: what protection is worth over the stay less cost. */
static inline double choice_money(const struct migration_parameters *p, double protection, double cost)
{
    return p->protection_weight * protection - p->cost_weight * cost;
}

/* (M2), worth of the network: share abroad of the region's population in the destination, per 100,000. */
static inline double choice_worth_of_network(const struct migration_parameters *p, double share_abroad)
{
    return p->network_elasticity * cor_log(1.0 + 1e5 * share_abroad);
}

/* (M2), the whole value to a person. value, network, money: as above; per_year: one over a year's own net pay at home,
 * per cent; home_weight: beta_y H; log_home_power: log of own net pay at home at purchasing power. */
static inline double choice_value(double value, double network, double money, double per_year, double home_weight,
                                  double log_home_power)
{
    return value + network + money * per_year - home_weight * log_home_power;
}

/* What the shares of other alternatives gain, relatively, when one drops out of a nested logit (M4): of other nests, and of
 * the same nest. */
struct choice_gain {
    double others, nest;
};
/* pull: e^(V/lambda) of the one that drops out; inner: the sum of its nest; all: one plus the sum of inner^lambda. */
static inline struct choice_gain choice_gain_of_rest(double lambda, double pull, double inner, double all)
{
    double left = inner - pull;
    if (!(left > 1e-12 * inner)) {
        return (struct choice_gain){all / (all - cor_pow(inner, lambda)) - 1.0, 0.0};
    }
    double before = cor_pow(inner, lambda), after = cor_pow(left, lambda);
    double others = all / (all - before + after);
    return (struct choice_gain){others - 1.0, others * (after / left) / (before / inner) - 1.0};
}

/* Channels that schooling and age open, as a set of bits 1 << channel: contract work to all, skilled work from upper
 * secondary schooling, apprenticeship and study besides only up to age_last_young. */
static inline unsigned choice_eligible_channels(unsigned education, bool young)
{
    bool schooled = education >= EDUCATION_upper_secondary;
    return (1u << CHANNEL_contract) | (schooled ? 1u << CHANNEL_skilled : 0u) |
           (young && schooled ? (1u << CHANNEL_apprenticeship) | (1u << CHANNEL_study) : 0u);
}

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

/* The constants are found when interest differs from (M5) by no more than this in logs; the larger of a difference and the size of
 * another. */
#define CHOICE_INTEREST_IS_MET 1e-7
static inline double choice_larger(double off, double gap)
{
    double size = gap < 0.0 ? -gap : gap;
    return size > off ? size : off;
}

#endif
