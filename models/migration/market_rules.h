/* Rules of the corridors as markets: how many workers employers look for in Viet Nam, what a worker costs them, and what
 * recruiters charge. Pure functions. */
#ifndef MODEL_MARKET_RULES_H
#define MODEL_MARKET_RULES_H
#include "models/tables/parameters.h"
#include "sim/base/math.h"

/* Vacancies relative to the first month, between a tenth and ten times: in small samples a market may be without any. 1 where
 * no market is simulated. */
static inline double market_shortage(double now, double start)
{
    double ratio = start > 0.0 ? now / start : 1.0;
    return ratio < 0.1 ? 0.1 : (ratio > 10.0 ? 10.0 : ratio);
}

/* What moves the number of workers looked for in a corridor, each as the log of a ratio to the first month. */
struct market_drivers {
    double shortage; /* vacancies that residents leave unfilled; 0 outside channels of work */
    double pay;      /* in the destination over pay in Viet Nam */
    double stock;    /* Vietnamese who live there: networks and agencies */
    double cost;     /* what a worker costs the employer, relative to neutral levers */
};

/* (M17) Log of the openings that recruiting tends to, relative to the first month: a sum of terms. */
static inline double market_target(const struct migration_parameters *p, const struct market_drivers *by)
{
    double target = p->demand_shortage * by->shortage;
    target += p->demand_pay * by->pay;
    target += p->demand_network * by->stock;
    return target - p->demand_cost * by->cost;
}

/* (M17) The habit of recruiting a month later: a step towards its target (partial adjustment, Nerlove 1958), within the factor
 * habit_most either way. */
static inline double market_habit(const struct migration_parameters *p, double habit, double target)
{
    double most = cor_log(p->habit_most), next = habit + p->habit_speed / 12.0 * (target - habit);
    return next > most ? most : (next < -most ? -most : next);
}

/* (M17) Openings a year: those last known, moved by what the habit of recruiting has changed since and by openness (log
 * deviation). */
static inline double market_openings(double known, double habit, double habit_known, double openness)
{
    return known > 0.0 ? known * cor_exp(habit - habit_known + openness) : 0.0;
}

/* (M18) Share of the openings for workers that meet a vacancy, relative to the last month in which entries were known:
 * openings crowd the vacancies that are open to them.
 *   openings, openings_known  a year, all channels of work of a destination
 *   crowding   one over the vacancies in the occupations of the corridor, in the first month
 *   share_open of these vacancies; shortage, shortage_known: vacancies relative to the first month */
static inline double market_room(double openings, double openings_known, double crowding, double share_open,
                                 double shortage, double shortage_known)
{
    double scale = crowding / (12.0 * share_open);
    return (1.0 + openings_known * scale / shortage_known) / (1.0 + openings * scale / shortage);
}

/* (M19) Cost of a worker to the employer, a month: pay, social contributions, and the fees that the employer bears, over the
 * stay. rate: of the employer, share of pay; borne: cents; stay in months. */
static inline double market_labour_cost(double pay, double rate, double borne, double stay)
{
    return pay * (1.0 + rate) + (stay > 1.0 ? borne / stay : borne);
}

/* (M20) Log of the fee relative to pay in the first month that recruiters tend to: a rent where candidates for a place are more
 * numerous than then. candidates: log of candidates per place, relative to the first month. */
static inline double market_fee(const struct migration_parameters *p, double fee, double candidates)
{
    double target = p->fee_rent * candidates, most = cor_log(p->habit_most);
    double next = fee + (target - fee) / p->fee_months;
    return next > most ? most : (next < -most ? -most : next);
}

/* Log of the Vietnamese in a country relative to the first month. Where they are few agents, as many of them as `ballast` persons
 * change as in the whole nest, so that single agents do not move a corridor.
 *   around  ratio to the first month in the nest */
static inline double market_log_stock(double now, double start, double around, double ballast)
{
    return cor_log((now + around * ballast) / (start + ballast));
}

/* Log of a ratio to the first month, 0 where one of them is nothing. */
static inline double market_log_ratio(double now, double start)
{
    return now > 0.0 && start > 0.0 ? cor_log(now / start) : 0.0;
}

#endif
