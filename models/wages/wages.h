/* Pay: in Viet Nam by a Mincer equation around occupation and region, abroad by place, assimilation, language,
 * recognition and the wage curve; and what is left of it after contributions and tax. All money in US cents of 2024 at
 * market rates. */
#ifndef MODEL_WAGES_H
#define MODEL_WAGES_H
#include <stdint.h>
#include "models/core/state.h"

struct world;
struct macro;
struct wages_parameters;

enum { WAGES_ABILITY_RANKS = 256 };

/* Factors of pay, made from facts and parameters before the first month; pay is their product. */
struct wages_tables {
    double home_base[N_OCCUPATIONS]; /* 0.1 USD per month, scaled so that the mean over the start's employed is
                                        gross_wage */
    double region[N_REGIONS];
    double experience[N_EDUCATION_LEVELS][MAX_AGE + 1]; /* schooling and potential experience */
    double sex[N_SEXES];
    double formal[2];                    /* informal, formal */
    double returned;                     /* worked abroad and came back */
    double ability[WAGES_ABILITY_RANKS]; /* individual effect in Viet Nam, mean 1 */
    double ability_abroad[WAGES_ABILITY_RANKS];
    double abroad_base[MAX_COUNTRIES][N_CHANNELS][N_OCCUPATIONS]; /* cents per month: place, channel and occupation */
    double entry_gap[MAX_COUNTRIES][N_CHANNELS];                  /* share below comparable workers on arrival */
    double wage_curve[MAX_COUNTRIES];         /* elasticity of pay with respect to unemployment, as a positive number */
    int64_t contribution_rate[MAX_COUNTRIES]; /* millionths of gross pay */
    int64_t tax_rate[MAX_COUNTRIES];          /* millionths of gross pay above the allowance */
    int64_t allowance[MAX_COUNTRIES];         /* cents per month */
};

struct wages_macro {
    double level[MAX_COUNTRIES];                /* real pay relative to 2024: trend growth */
    double curve[MAX_COUNTRIES][N_OCCUPATIONS]; /* factor of the wage curve, 1 at the start's unemployment */
    double slack[MAX_COUNTRIES][N_OCCUPATIONS]; /* log unemployment relative to the start, averaged over months */
};

void wages_prepare(struct world *world);
/* Share by which pay on entry lies below that of comparable workers. */
double wages_entry_gap(enum nest nest, size_t channel, const struct wages_parameters *p);
/* WORLD: trend and wage curve for this month. Before the first, wages_begin sets them to 1. */
void wages_update(struct cor_context *context);
void wages_begin(struct cor_context *context);
/* MAP, origin: at the birthday, pay of those employed follows the equation of this month, at home and abroad. */
void wages_year(struct cor_context *context, struct cor_chunk *chunk);

/* Gross pay in Viet Nam of an employed person this month, 0.1 USD per month, at least 1. */
uint16_t wages_home_pay(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t person_row);
/* Give rows[n] of an origin chunk, all employed, this pay. */
void wages_pay_at_home(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *rows, uint32_t n);
/* Gross monthly pay abroad of a migrant this month, cents, at least 1. */
int32_t wages_abroad_pay(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t migrant_row);
/* Pay a candidate may expect in the first month, cents: language in CEFR levels 0..6. */
double wages_abroad_expected(const struct cor_context *context, size_t country, size_t channel, size_t occupation,
                             unsigned education, double language);
/* Its mean over the occupations of a corridor by their shares (sum 1). */
double wages_abroad_expected_mean(const struct cor_context *context, size_t country, size_t channel,
                                  const double *share, unsigned education, double language);
/* Employee contributions (all branches) and income tax on gross monthly pay, cents. */
int32_t wages_contribution(const struct world *world, size_t country, int32_t gross);
int32_t wages_tax(const struct world *world, size_t country, int32_t gross);
/* Purchasing power in international cents of net monthly pay abroad of which `remitted` is spent in Viet Nam. */
int64_t wages_purchasing_power(const struct world *world, size_t country, int64_t net, int64_t remitted);

#endif
