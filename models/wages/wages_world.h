/* What wages keeps: its look-up tables and its macro state. Private to this folder; others ask its contract, wages.h. */
#ifndef MODEL_WAGES_WORLD_H
#define MODEL_WAGES_WORLD_H
#include "models/state/world.h"
#include "models/wages/wages.h"

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
    double trained[UINT8_MAX + 1];       /* vocational training for a departure that came to nothing, 1/32 years */
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
    double level[MAX_COUNTRIES]; /* real pay relative to the start: trend growth */
    double curve[MAX_COUNTRIES]
                [N_OCCUPATIONS]; /* factor of the market: wage curve and shortage; 1 at the usual rates */
    double slack[MAX_COUNTRIES][N_OCCUPATIONS];    /* log unemployment relative to the start, averaged over months */
    double shortage[MAX_COUNTRIES][N_OCCUPATIONS]; /* log of what shortage adds to pay */
};

/* Fill the tables before the first month. */
void wages_prepare(const struct world *world, struct wages_tables *tables);

static inline struct wages_macro *wages_macro_of(const struct cor_context *context)
{
    return macro_part(context, PART_wages);
}

#endif
