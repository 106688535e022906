/* Totalisation of insurance periods as pure functions, for bilateral treaties and for the coordination of the member
 * states of the European Union (Regulations 883/2004 and 1231/2010). Periods are in months. */
#ifndef MODEL_TOTALISATION_RULES_H
#define MODEL_TOTALISATION_RULES_H
#include <stdbool.h>
#include <stdint.h>

/* Periods of two parties together; months spent in both at once count once. */
static inline uint32_t totalisation_sum(uint32_t here, uint32_t elsewhere, uint32_t overlap)
{
    uint32_t sum = here + elsewhere;
    return overlap < sum ? sum - overlap : 0u;
}

/* Does a scheme owe a pension on its own periods? A qualifying period of 0 means that any month counts. */
static inline bool totalisation_vests_alone(uint32_t months, uint32_t qualifying)
{
    return months > 0 && months >= qualifying;
}

/* Does a scheme owe a pension only because periods elsewhere are added? It must have the least period of its own;
 * shorter periods are absorbed by the other party, that is they count in `total` there. */
static inline bool totalisation_vests(uint32_t months, uint32_t total, uint32_t qualifying, uint32_t minimum_period)
{
    return !totalisation_vests_alone(months, qualifying) && months > 0 && months >= minimum_period &&
           total >= qualifying;
}

/* Pro rata share of the theoretical benefit that a scheme owes: its periods over all (article 52(1)b). */
static inline double totalisation_pro_rata(double theoretical, uint32_t months, uint32_t total)
{
    return total > 0 ? theoretical * (double)months / (double)total : 0.0;
}

#endif
