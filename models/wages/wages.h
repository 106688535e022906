/* Pay: in Viet Nam by a Mincer equation around occupation and region, abroad by place, assimilation, language,
 * recognition and the wage curve; and what is left of it after contributions and tax. All money in US cents of 2024 at
 * market rates. */
#ifndef MODEL_WAGES_H
#define MODEL_WAGES_H
#include <stdint.h>
#include "models/state/state.h"

struct world;
struct wages_parameters;

/* Share by which pay on entry lies below that of comparable workers. */
double wages_entry_gap(enum nest nest, size_t channel, const struct wages_parameters *p);
/* WORLD: trend and wage curve for this month. Before the first, wages_begin sets them to 1. */
void wages_update(struct cor_context *context);
void wages_begin(struct cor_context *context);
/* Pay relative to 2024 by the trend of a country, and the factor of the wage curve of an occupation; 0 before wages_begin. */
double wages_level(const struct cor_context *context, size_t country);
double wages_curve(const struct cor_context *context, size_t country, size_t occupation);
/* MAP, origin: at the birthday, pay of those employed follows the equation of this month, at home and abroad. */
void wages_year(struct cor_context *context, struct cor_chunk *chunk);

/* Gross pay in Viet Nam of an employed person this month, 0.1 USD per month, at least 1. */
uint16_t wages_home_pay(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t person_row);
/* Give rows[n] of an origin chunk, all employed, this pay. */
void wages_pay_at_home(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *rows, uint32_t n);
/* No pay in Viet Nam any more; in a resident chunk, where none is kept, nothing. */
void wages_end_pay(struct cor_chunk *chunk, uint32_t person_row);
/* Give a migrant the pay of this month, or none without employment; the first of a stay is remembered. */
void wages_pay_migrant(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);
/* Gross monthly pay abroad of a migrant this month, cents, at least 1. */
int32_t wages_abroad_pay(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t migrant_row);
/* Pay a candidate may expect in the first month, cents: language in CEFR levels 0..6. */
double wages_abroad_expected(const struct cor_context *context, size_t country, size_t channel, size_t occupation,
                             unsigned education, double language);
/* Its mean over the occupations of a corridor by their shares (sum 1). */
double wages_abroad_expected_mean(const struct cor_context *context, size_t country, size_t channel,
                                  const double *share, unsigned education, double language);
/* Pay on entry to a corridor relative to what it is under a neutral lever entry_gap_factor. */
double wages_gain_on_entry(const struct cor_context *context, size_t country, size_t channel, double entry_gap_factor);
/* Employee contributions (all branches) and income tax on gross monthly pay, cents. */
int32_t wages_contribution(const struct world *world, size_t country, int32_t gross);
int32_t wages_tax(const struct world *world, size_t country, int32_t gross);
/* Income tax on gross pay in Viet Nam, cents per month: on formal jobs only. */
int32_t wages_home_tax(const struct world *world, uint8_t work, int32_t gross);
/* What is left of gross pay in Viet Nam (0.1 USD per month) of an employed person after contributions and, in a formal job,
 * income tax; cents per month, at least 0. */
int32_t wages_home_net_pay(const struct world *world, uint8_t work, uint16_t pay);
/* Purchasing power in international cents of net monthly pay abroad of which `remitted` is spent in Viet Nam. */
int64_t wages_purchasing_power(const struct world *world, size_t country, int64_t net, int64_t remitted);

#endif
