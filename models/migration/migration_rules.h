/* Rules of the corridors and of the stay abroad: admission, contract end, return, irregular status, recognition,
 * language by exposure. Pure functions; draws are arguments of the callers' comparisons. */
#ifndef MODEL_MIGRATION_RULES_H
#define MODEL_MIGRATION_RULES_H
#include <stdbool.h>
#include <stdint.h>
#include "models/tables/dimensions.h"
#include "models/tables/parameters.h"
#include "models/tables/shares.h"
#include "sim/model.h"

/* Hazard per month of a yearly probability (0..1) times a factor (>= 0). */
static inline double migration_monthly_hazard(double yearly, double factor)
{
    double p = yearly < 0.0 ? 0.0 : (yearly > 0.999 ? 0.999 : yearly);
    return -cor_log(1.0 - p) * factor / 12.0;
}

/* Probability that an event of a hazard per month happens within the month. */
static inline double migration_happens_within_month(double hazard)
{
    return hazard > 0.0 ? 1.0 - cor_exp(-hazard) : 0.0;
}

/* False only where an event of at most the hazard `most` per month cannot happen under this word: 1 - exp(-h) <= h. The
 * margin covers rounding. Spares the exponential of the exact rule. */
static inline bool migration_might_happen(uint32_t word, double most)
{
    return !COR_SCREENS || (double)word < most * (4294967296.0 * 1.00001);
}

/* What law says of the admissions of a corridor: levers quota_factor, quota_limit and quota_added. */
struct migration_law {
    double factor, limit, added;
};
/* Part of the openings that a limit leaves. */
static inline double migration_left_by_limit(double openings, double limit)
{
    return openings > limit ? limit / openings : 1.0;
}
/* (M6) Admissions per year: openings, at most quota_limit, times quota_factor, and quota_fill of what agreements add. */
static inline double migration_capacity(double openings, const struct migration_law *law, double quota_fill)
{
    return (openings < law->limit ? openings : law->limit) * law->factor + quota_fill * law->added;
}

/* What the hazard of return depends on beside the exit table. */
struct stayer {
    double log_pay_ratio; /* log of pay at home over own pay abroad, relative to the first month; 0 without pay */
    bool out_of_work;     /* in a channel of work without a job */
    bool family_here, permanent;
};

/* (M7) Log of what moves the hazard of return up or down: a sum of terms. */
static inline double migration_return_log_factor(const struct migration_parameters *p, const struct stayer *who)
{
    double log_factor = 0.0;
    log_factor += p->return_pay * who->log_pay_ratio;
    log_factor += who->out_of_work ? p->return_unemployed : 0.0;
    log_factor -= who->family_here ? p->return_family : 0.0;
    return log_factor - (who->permanent ? p->return_permanent : 0.0);
}

/* (M7) Year of the exit table, 0..4: channels with contract or permit terms stay in the first year's row until the term
 * ends, the others count years since arrival. */
static inline size_t migration_exit_year(bool within_term, int32_t months)
{
    int32_t years = within_term ? 0 : months / 12;
    return years > 4 ? 4 : (size_t)years;
}

/* (M8) What follows the end of a term: probabilities of another term and of leaving; the rest changes to skilled work. */
struct term_end {
    double extend, leave;
};
/* extension: probability of another term, 0 for those who may not have one; change: of skilled work for those who are not
 * extended; return_factor: as (M7). */
static inline struct term_end migration_term_end(double extension, double change, double return_factor)
{
    double leave = (1.0 - extension) * (1.0 - change) * return_factor;
    double others = extension + (1.0 - extension) * change;
    leave = leave > 1.0 || !(others > 0.0) ? 1.0 : leave;
    return (struct term_end){.extend = others > 0.0 ? (1.0 - leave) * extension / others : 0.0, .leave = leave};
}

/* (M9) Probability of staying on without a permit among those who should leave. debt_months: debt in months of first
 * pay; tie: lever absconding_factor. */
static inline double migration_overstay(const struct migration_parameters *p, double debt_months, double tie)
{
    return cor_logistic(p->overstay_constant + p->overstay_debt * debt_months) * tie;
}

/* (M9, M10) Factor of overstaying and absconding for those trained in industrial working style, `years` after arrival. */
static inline double migration_style_factor(double effect, double fade, double years)
{
    return cor_exp(-effect * cor_exp(-fade * years));
}

/* (M10) Hazard per month of absconding from a tied job. debt_months, tie: as (M9). */
static inline double migration_absconding(const struct migration_parameters *p, double debt_months, double tie)
{
    return migration_monthly_hazard(p->abscond_rate, tie) *
           cor_exp(p->abscond_debt * (debt_months - p->abscond_debt_reference));
}

/* Never below x^r but for rounding: the tangent at 1 where the power is concave in x, else x times that of x^(r - 1).
 * x > 0, r in [0, 2]. */
static inline double migration_power_most(double x, double r)
{
    return r <= 1.0 ? 1.0 + r * (x - 1.0) : x * (1.0 + (r - 1.0) * (x - 1.0));
}

/* Mean stay in months when year y (1..5, then as year 5) has the probability rate[y-1] of leaving, times `factor`. The
 * year of leaving counts half (actuarial rule). */
static inline double migration_mean_stay(const double rate[5], double factor)
{
    double alive = 1.0, years = 0.0;
    for (int year = 0; year < 200 && alive > 1e-9; year++) {
        double p = rate[year < 4 ? year : 4] * factor;
        p = p > 0.99 ? 0.99 : (p < 0.0 ? 0.0 : p);
        years += alive * (1.0 - p / 2.0);
        alive *= 1.0 - p;
    }
    return 12.0 * years;
}

/* Expected months lived in the next `months` under a constant hazard per month. */
static inline double migration_months_lived(double hazard, double months)
{
    return hazard > 1e-9 ? (1.0 - cor_exp(-hazard * months)) / hazard : months;
}

/* Probability of extension x that gives the mean stay T (months) in a status with first term L, further terms R, and
 * hazard h of leaving within a term: T = A(L) + s(L) x A(R) / (1 - s(R) x), A(n) = (1 - s(n)) / h, s(n) = exp(-h n)
 * (README M8). 0 when the first term alone is longer than T. Result in [0, 0.95]. */
static inline double migration_extension(double mean_stay, double first, double further, double hazard)
{
    double missing = mean_stay - migration_months_lived(hazard, first);
    if (missing <= 0.0) {
        return 0.0;
    }
    double x = missing / (cor_exp(-hazard * first) * migration_months_lived(hazard, further) +
                          missing * cor_exp(-hazard * further));
    return x > 0.95 ? 0.95 : x;
}

/* Debt in months of first pay, between 0 and `most`. */
static inline double migration_debt_months(int32_t debt, int32_t first_pay, double most)
{
    double months = first_pay > 0 ? (double)debt / (double)first_pay : (debt > 0 ? most : 0.0);
    return months < 0.0 ? 0.0 : (months > most ? most : months);
}

/* Key of a first-come queue: the month in which the wait began, then a lottery of 48 bits. */
static inline uint64_t migration_queue_key(uint16_t since, uint32_t word_high, uint32_t word_low)
{
    return ((uint64_t)since << 48) | ((uint64_t)(word_high & 0xffffu) << 32) | word_low;
}

/* Agents by which the places of a corridor may be drawn on ahead of time or left for later, and those that recruiters see
 * in the time in which they correct a gap. */
#define MIGRATION_LUMPS_SPARED 3.0
#define MIGRATION_LUMPS_CORRECTED 2.0

/* How far places may be drawn on ahead of time, or left for later, so that an agent who stands for more persons than a
 * quarter's places goes when one person would: some agents where the corridor is small, nearly nothing where it is large.
 * capacity per year, weight = persons of one agent. In persons. */
static inline double migration_slack(double capacity, double weight)
{
    return MIGRATION_LUMPS_SPARED * weight * weight / (weight + capacity / 4.0);
}

/* Places at hand from month to month, negative when drawn on ahead: what was admitted is taken off, a month's capacity put
 * on; unused places do not pile up beyond two months and the slack. Without capacity there are none, and `start` stands
 * for the fraction of an agent with which the corridor will open. */
static inline double migration_carry(double carry, int64_t admitted, double capacity, double weight, double start)
{
    if (!(capacity > 0.0)) {
        return start;
    }
    double most = capacity / 6.0 + migration_slack(capacity, weight);
    double next = carry - (double)admitted + capacity / 12.0;
    return next > most ? most : next;
}

/* Seats offered: those whose turn it is, within the slack of the places at hand; where the slack is nothing, the places.
 * due: persons who have waited as long as recruiters plan for. */
static inline double migration_offer(double carry, double due, double slack)
{
    double least = carry - slack, most = carry + slack;
    return due < least ? least : (due > most ? most : due);
}

/* Agents that weigh as much as what was expected of them. */
#define MIGRATION_LUMPS_REMEMBERED 10.0

/* Months over which recruiters average in the month-th of a run, the first being 0: as many as they have seen, at most
 * `most`. */
static inline double migration_memory(int32_t month, double most)
{
    return (double)month < most ? (double)month : most;
}

/* Interested persons relative to those foreseen, both a month and smoothed over `memory` months: what was seen, and
 * `around`, the ratio elsewhere, as far as few agents were to be seen. Half an agent more keeps the mean of what is divided
 * by it. */
static inline double migration_interest_ratio(double seen, double foreseen, double around, double memory, double weight)
{
    double prior = MIGRATION_LUMPS_REMEMBERED * weight;
    return (memory * seen + around * prior + 0.5 * weight) / (memory * foreseen + prior);
}

/* What recruiters see of a corridor, and how they answer. All in persons and months. */
struct migration_pipeline {
    double steady;             /* recruits a month that keep the corridor at its capacity */
    double preparing, waiting; /* persons in the pipeline at that, after a month's recruits and before its admissions */
    double planned;            /* of both, the ones already recruited for: follows them within months */
    double persons;            /* persons in it */
    double places;             /* at hand beyond this month's, negative when drawn on ahead */
};

/* Persons in a stage that `leaving` persons a month leave at its end, when it takes `months` and a share `drop_out`
 * gives up each month: the mean of its beginning and its end, whose ratio is (1 - drop_out)^months. */
static inline double migration_persons_in_stage(double leaving, double months, double drop_out)
{
    return leaving * months * 0.5 * (1.0 + cor_pow(1.0 - drop_out, -months));
}

/* The pipeline that brings `monthly` persons to admission (README M5): `preparation` months with a share drop_out giving
 * up each month, then `waiting` months with queue_drop_out. planned: persons that recruiters plan for. */
static inline struct migration_pipeline migration_pipeline_of(double monthly, double preparation, double drop_out,
                                                              double waiting, double queue_drop_out, double planned)
{
    double ready = monthly / cor_pow(1.0 - queue_drop_out, waiting);
    double steady = ready / cor_pow(1.0 - drop_out, preparation);
    return (struct migration_pipeline){
        .steady = steady,
        .preparing = migration_persons_in_stage(ready, preparation, drop_out),
        .waiting = migration_persons_in_stage(monthly, waiting, queue_drop_out),
        .planned = planned,
    };
}

/* Persons who are recruited this month so that the plan comes up to what is wanted; negative when it is too long. A
 * corridor that closes forgets its plan. */
static inline double migration_replan(const struct migration_pipeline *line, double adjust, double surge)
{
    if (!(line->steady > 0.0)) {
        return -line->planned;
    }
    double change = (line->preparing + line->waiting - line->planned) / adjust, most = (surge - 1.0) * line->steady;
    return change > most ? most : (change < -line->steady ? -line->steady : change);
}

/* Persons that recruiters take on this month so that the pipeline feeds the corridor (README M5). A change of what is
 * wanted is answered within `adjust` months; a gap between plan and pipeline as well, or where it is only because an
 * agent comes or goes, in the time in which some agents are recruited. surge: most, relative to steady intake. */
static inline double migration_intake(const struct migration_pipeline *line, double adjust, double surge, double weight)
{
    if (!(line->steady > 0.0)) {
        return 0.0;
    }
    double patience = adjust + MIGRATION_LUMPS_CORRECTED * weight / line->steady;
    double wanted = line->steady + migration_replan(line, adjust, surge) +
                    (line->planned - line->persons + line->places) / patience;
    return wanted < 0.0 ? 0.0 : (wanted > surge * line->steady ? surge * line->steady : wanted);
}

/* Months after the papers are ready until a person's turn comes: those that recruiters plan for, fewer when places are
 * left, more when they have been drawn on ahead. places: at hand, negative when drawn on. */
static inline double migration_turn(double planned, double places, double weight)
{
    double factor = 1.0 - places / weight;
    return planned * (factor < 0.0 ? 0.0 : (factor > 2.0 ? 2.0 : factor));
}

/* Units of 1/32 level learnt by exposure in a month: `rate` levels a year without knowledge, falling to nothing at
 * level `most`. */
static inline double migration_language_per_month(uint8_t language, double rate, double most)
{
    double remaining = 1.0 - (double)language / (LANGUAGE_UNITS * most);
    return remaining <= 0.0 ? 0.0 : rate * LANGUAGE_UNITS / 12.0 * remaining;
}

/* Whole units learnt in month `month` of the stay, spread evenly over months. */
static inline uint8_t migration_language_gain(double per_month, int32_t month)
{
    return (uint8_t)((int64_t)(per_month * (double)(month + 1)) - (int64_t)(per_month * (double)month));
}

/* Probability that a qualification is recognisable: logistic(constant + language (l - 3) + vocational v) plus what
 * policy adds. l: CEFR level; v: years of vocational training. */
static inline double migration_recognisable(double level, double vocational_years, double constant, double language,
                                            double vocational, double added)
{
    double p = cor_logistic(constant + language * (level - 3.0) + vocational * vocational_years) + added;
    return p > 1.0 ? 1.0 : p;
}

/* Yearly rate of leaving irregular status that keeps the observed stock steady (Little's law), less regularisation;
 * within [least, most]. stock 0 gives `fallback`. */
static inline double migration_irregular_exit(double inflow_per_year, double stock, double regularised, double least,
                                              double most, double fallback)
{
    if (!(stock > 0.0)) {
        return fallback;
    }
    double rate = inflow_per_year / stock - regularised;
    return rate < least ? least : (rate > most ? most : rate);
}

/* (M15) Chance within a year that a sponsor's family follows: `rate`, lowered where the sponsors of the start would bring more persons
 * than were observed, times the lever quota_factor. */
static inline double migration_family_chance(double rate, double observed, double expected, double quota_factor)
{
    double chance = rate * (expected > observed ? observed / expected : 1.0) * quota_factor;
    return chance < 1.0 ? chance : 1.0;
}

/* (M16) Persons a year who leave to marry a resident: what the sponsors of the start do not explain of the family entries of the first
 * year, as a share of those of this year, with the levers quota_factor and quota_added. */
static inline double migration_marriages(double entries, double observed, double expected, double quota_factor,
                                         double added)
{
    double share = observed > expected ? 1.0 - expected / observed : 0.0;
    return entries * quota_factor * share + added;
}

#endif
