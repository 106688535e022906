/* Rules of preparation: pure functions. Language is counted in CEFR levels 0 (none) to 6 (C2), in records in 1/32. */
#ifndef MODEL_TRAINING_RULES_H
#define MODEL_TRAINING_RULES_H
#include "models/tables/dimensions.h"
#include "models/tables/parameters.h"
#include "models/training/training.h"
#include "sim/model.h"

enum { LANGUAGE_MOST = 6 * LANGUAGE_UNITS };

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

/* What a candidate has to reach. The occupation abroad is not known yet: levers hold by corridor. */
struct training_goal {
    double exam;     /* CEFR level of the exam, 0 when none is asked for */
    double language; /* CEFR level taught: the exam's and what extra hours add */
    double vocational_months;
};

/* Probability of passing the exam of a level (README T2): logistic(constant + slope (command - level) + per_education
 * e). */
static inline double training_pass(double command, double level, unsigned education, double constant, double slope,
                                   double per_education)
{
    return cor_logistic(constant + slope * (command - level) + per_education * (double)education);
}

/* What a month's exam may bring a person who has been taught all of the course (README T2); the rest goes on. */
struct training_sitting {
    double passes, gives_up;
};
/* first: the course has just ended. Later a place in an exam is found once in exam_wait months. Failing, a share gives up. */
static inline struct training_sitting training_sit(const struct training_parameters *p, double command, double level,
                                                   unsigned education, bool first)
{
    double sits = first || p->exam_wait <= 1.0 ? 1.0 : 1.0 / p->exam_wait;
    double pass = training_pass(command, level, education, p->exam_constant, p->exam_level, p->exam_education);
    return (struct training_sitting){.passes = sits * pass, .gives_up = sits * (1.0 - pass) * p->exam_gives_up};
}

/* What the exams come to for a person of upper secondary school who begins below its level: the share that passes one in
 * the end, and the months until then beyond those of the course. */
struct training_exams {
    double share, months;
};
static inline struct training_exams training_exams_expected(const struct training_parameters *p, double from,
                                                            const struct training_goal *goal)
{
    if (goal->exam <= from) {
        return (struct training_exams){.share = 1.0, .months = 0.0};
    }
    struct training_sitting first = training_sit(p, goal->language, goal->exam, EDUCATION_upper_secondary, true);
    double again = 1.0 - first.passes - first.gives_up;
    double wait = p->exam_wait > 1.0 ? p->exam_wait : 1.0;
    return (struct training_exams){.share = first.passes / (1.0 - again), .months = wait * again / (1.0 - again)};
}

/* Months of preparation from level `from`, that of recruiting included: teaching and, where the exam has not been passed,
 * half a month for what is left of the last month and the exams taken again; vocational training runs beside it, and
 * nothing is quicker than the papers, which are ready base_months after the month of recruiting. */
static inline double training_months(const struct training_parameters *p, const double units[6], double from,
                                     const struct training_goal *goal)
{
    double exams = training_exams_expected(p, from, goal).months;
    double language = training_units_between(units, from, goal->language) / p->units_month;
    language += goal->exam > from ? 0.5 : 0.0;
    double lessons = goal->vocational_months > language ? goal->vocational_months : language;
    return (p->base_months + 1.0 > lessons ? p->base_months + 1.0 : lessons) + exams;
}

/* A beginner's way through preparation, exams counted in. */
static inline struct training_way training_way_of(const struct training_parameters *p, const double units[6],
                                                  const struct training_goal *goal)
{
    double months = training_months(p, units, 0.0, goal), share = training_exams_expected(p, 0.0, goal).share;
    double stays = (1.0 - p->drop_out) * (share < 1.0 ? cor_pow(share, 1.0 / months) : 1.0);
    return (struct training_way){.months = months, .drop_out = 1.0 - stays};
}

/* Units of command that a course leads to: it teaches its own level and nothing beyond. */
static inline uint32_t training_units_of(double level)
{
    double units = LANGUAGE_UNITS * level;
    uint32_t whole = (uint32_t)units;
    whole += units > (double)whole ? 1u : 0u;
    return whole < LANGUAGE_MOST ? whole : LANGUAGE_MOST;
}

/* Who pays for preparation, as shares of its cost; the worker pays the rest (README T5). */
struct training_payers {
    double worker, employer, destination, vietnam, donor;
};
/* Shares that sum to more than one are cut in proportion. */
static inline struct training_payers training_shared(double employer, double destination, double vietnam, double donor)
{
    double others = employer + destination + vietnam + donor;
    double cut = others > 1.0 ? 1.0 / others : 1.0;
    return (struct training_payers){.worker = others < 1.0 ? 1.0 - others : 0.0,
                                    .employer = cut * employer,
                                    .destination = cut * destination,
                                    .vietnam = cut * vietnam,
                                    .donor = cut * donor};
}

/* What an employer has paid for a course, USD in bits of the record, after `cents` more (README T5). */
static inline uint16_t training_paid(uint16_t course, double cents)
{
    unsigned paid = (course & (unsigned)COURSE_PAID) + (unsigned)(cents / 100.0 + 0.5);
    return (uint16_t)((course & (unsigned)COURSE_STYLE) | (paid < COURSE_PAID ? paid : (unsigned)COURSE_PAID));
}

/* Whole units gained in a month when `gain` units are expected: the fraction is a chance (README T1). word: draw. */
static inline uint32_t training_whole_units(double gain, uint32_t word)
{
    uint32_t whole = (uint32_t)gain;
    return whole + (cor_happens(word, gain - (double)whole) ? 1u : 0u);
}

/* Whole units of vocational training in month `month` of an apprenticeship: a year a year, spread evenly over months. */
static inline uint32_t training_trade_learnt(int32_t month)
{
    return (uint32_t)(VOCATIONAL_UNITS * (month + 1) / 12 - VOCATIONAL_UNITS * month / 12);
}

/* Speed of learning by rank of ability 0..255, mean 1 (README T1). */
static inline double training_speed(uint8_t ability, double spread)
{
    return 1.0 + spread * (((double)ability + 0.5) / 256.0 - 0.5);
}

/* Units of language gained in a month of teaching (README T1). units_level: teaching units of the level begun. */
static inline double training_units_learnt(const struct training_parameters *p, double units_level, uint8_t ability)
{
    return LANGUAGE_UNITS * p->units_month / units_level * training_speed(ability, p->ability_spread);
}

/* Agents for whom there are chairs beyond the seats where these are few, and the months that a chair stays taken. */
#define TRAINING_LUMPS_SPARED 3.0
#define TRAINING_COURSE_MONTHS 12.0

/* Seats by which the courses of a country may be fuller than their capacity for a while, so that an agent who stands for
 * more persons than there are seats begins when one person would: some agents where seats are few, nearly nothing where
 * they are many (README T3). All in persons. */
static inline double training_slack(double capacity, double weight)
{
    return capacity > 0.0 ? TRAINING_LUMPS_SPARED * weight * weight / (weight + capacity / 4.0) : 0.0;
}

/* Seats offered this month: free ones, and the slack while the seat-months at hand bear it. */
static inline int64_t training_free_seats(double capacity, double held, double carry, double weight)
{
    double slack = training_slack(capacity, weight);
    double spare = capacity - held + (carry > -TRAINING_COURSE_MONTHS * slack ? slack : 0.0);
    return spare > 0.0 ? (int64_t)(spare + 0.5) : 0;
}

/* Seat-months at hand, negative when drawn on ahead of time: a month of capacity less what is held; unused ones do not
 * pile up beyond one month of capacity and a course of the slack. */
static inline double training_carry(double carry, double capacity, double held, double weight)
{
    double most = capacity + TRAINING_COURSE_MONTHS * training_slack(capacity, weight);
    double next = carry + capacity - held;
    return next > most ? most : next;
}

#endif
