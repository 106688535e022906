/* What migration keeps: its look-up tables and its macro state. Private to this folder; others ask its contract, migration.h. */
#ifndef MODEL_MIGRATION_WORLD_H
#define MODEL_MIGRATION_WORLD_H
#include "models/state/world.h"
#include "models/migration/migration.h"

/* Upper edges of the logistic function in steps of its argument, for a quick bound of the chance to aspire; classes of
 * pay at home for the same; ranges of words for bounds of tastes (choice_rules.h). */
enum {
    ASPIRE_ODDS_LEAST = -14,
    ASPIRE_STEPS_PER_UNIT = 16,
    N_ASPIRE_STEPS = 320,
    ASPIRE_BITS_OF_STEP = 12,
    ASPIRE_UNIT = ASPIRE_STEPS_PER_UNIT << ASPIRE_BITS_OF_STEP /* log odds of bounds are integers in this unit */
};

enum { PAY_PER_CLASS = 64, N_PAY_CLASSES = (UINT16_MAX + 1) / PAY_PER_CLASS }; /* in 0.1 USD per month */

enum { N_TRAITS = 128, N_TASTE_EDGES = 2048 + 1 };

/* What moves the hazard of return besides pay: combinations of these. */
enum { RETURN_PAID = 1, RETURN_FAMILY = 2, RETURN_PERMANENT = 4, N_RETURN_STATES = 8 };

/* Risks of a month abroad: what parameters say once and for all, so that most months need no exponential (stay.c). */
struct migration_risks {
    uint64_t regularised, moves_onward, recognised, permanent; /* thresholds of a month's chance */
    double return_state[N_CHANNELS][N_RETURN_STATES];          /* factors of the hazard of return, but for pay */
    double language_gain[UINT8_MAX + 1];                       /* units a month by exposure, by units known */
    bool may_move_onward[MAX_COUNTRIES]; /* central and eastern Europe, where there is a west to move to */
};

/* Made once from facts and parameters. */
struct migration_tables {
    struct migration_risks risks;
    double aspire_logit; /* log odds of parameter aspire_share */
    uint64_t
        aspire_cut[N_ASPIRE_STEPS]; /* threshold of the chance at the upper edge of a step; the last never refuses */
    int32_t aspire_by_pay[N_PAY_CLASSES];                        /* upper bounds of the log odds by pay at home ... */
    int32_t aspire_by_age[MAX_AGE + 1], aspire_by_past;          /* ... by age, and of those who have been abroad */
    float gumbel_edge[N_TASTE_EDGES], angle_edge[N_TASTE_EDGES]; /* choice_gumbel, choice_nest_angle */
    float taste_edge[N_TASTE_EDGES];                             /* lambda choice_gumbel */
    uint8_t nest[MAX_COUNTRIES];
    double age_term[MAX_AGE + 1];                 /* log odds of aspiration by age, mean 0 over 18-35 */
    double region_term[N_REGIONS];                /* log odds of aspiration by region */
    double log_home_prices;                       /* log of the price level of Viet Nam */
    double home_pay[N_REGIONS];                   /* cents per month: what those out of work could earn, in 2024 */
    double female_weight[MAX_COUNTRIES][N_SEXES]; /* chance of being recruited relative to the mean of both sexes */
    double occupation_weight[MAX_COUNTRIES][N_MIXES][N_OCCUPATIONS]; /* shares, sum 1 */
    double stay_months[MAX_COUNTRIES][N_CHANNELS];                   /* mean stay by the exit table */
    double horizon[MAX_COUNTRIES][N_CHANNELS];        /* annuity factor of that stay over that of the reference stay */
    double exit_hazard[MAX_COUNTRIES][N_CHANNELS][5]; /* per month, by year since arrival */
    double extension[MAX_COUNTRIES][N_CHANNELS];      /* probability of a further term, contract and study */
    double onward_cumulative[MAX_COUNTRIES]; /* shares of western Europe's Vietnamese, cumulated over countries */
    double switch_probability[N_CHANNELS];   /* to the skilled channel at the end of the term */
};

/* What alternatives are worth this month, up to what differs between persons (README M2). By channel and country: those
 * who choose go through the countries of a channel. */
struct migration_attraction {
    double value[N_EDUCATION_LEVELS][N_CHOICE_CHANNELS][MAX_COUNTRIES]; /* without home pay, money and networks */
    double money[N_EDUCATION_LEVELS][N_CHOICE_CHANNELS][MAX_COUNTRIES]; /* cents: weighted protection less cost */
    double cost[N_EDUCATION_LEVELS][N_CHOICE_CHANNELS][MAX_COUNTRIES];  /* cents to be found before departure; more than
                                                                           anybody has where nobody is admitted */
    double home_weight[N_CHOICE_CHANNELS][MAX_COUNTRIES];               /* of the log of pay at home */
    double network[N_REGIONS][MAX_COUNTRIES];
    double abroad[N_REGIONS];            /* share of the region's population abroad, all destinations */
    double log_pay[N_EDUCATION_LEVELS];  /* mean log of gross monthly pay abroad in cents, by capacity */
    double cheapest[N_EDUCATION_LEVELS]; /* cents */
    int32_t aspire_by_traits[N_TRAITS];  /* upper bounds of the log odds of aspiration by sex, education and region */
    uint8_t open[MAX_ALTERNATIVES];      /* 1 when somebody is admitted */
    uint8_t ready;                       /* 0 before the first month has been counted */
};

/* Most that can befall somebody abroad in a corridor this month, over all occupations, so that few need the exact rule
 * (stay.c). Small, because it is looked up for everybody abroad. */
struct migration_bounds {
    float return_hazard[5]; /* per month at pay as in the first month, by year since arrival */
    float pay_at_par;       /* cents: pay abroad that is worth as much against pay at home as in the first month */
    uint32_t moves_onward;  /* 1 when some move on to another country */
};

/* Those who may bring family, by what is left at home of it. */
enum { SPONSOR_skilled, SPONSOR_settled, N_SPONSORS };

/* The market of each corridor (README M17 to M20). Logs are of ratios to the first month of the run. */
struct migration_market {
    double known[MAX_COUNTRIES][N_CHANNELS]; /* entries a year of the last month in which they are taken as known */
    double habit[MAX_COUNTRIES][N_CHANNELS]; /* log of the number of workers employers are used to look for */
    double habit_known[MAX_COUNTRIES][N_CHANNELS]; /* the same in that last month */
    double openings[MAX_COUNTRIES][N_CHANNELS];    /* workers looked for, a year, before law and vacancies limit them */
    double fee[MAX_COUNTRIES][N_CHANNELS];         /* log of fees relative to pay */
    double shortage[MAX_COUNTRIES];                /* vacancies in the occupations of the corridor, relative */
    double shortage_known[MAX_COUNTRIES];          /* the same in the last month in which entries are known */
    double shortage_start[MAX_COUNTRIES], pay_start[MAX_COUNTRIES], stock_start[MAX_COUNTRIES]; /* of the first month */
    double crowding[MAX_COUNTRIES];  /* one over the vacancies that an opening meets, first month */
    double wished[MAX_ALTERNATIVES]; /* persons a month whose first choice it is, closed form */
    double wished_start[MAX_ALTERNATIVES];
    double capacity_start[MAX_COUNTRIES][N_CHANNELS]; /* admissions per year for which wished_start was asked */
};

/* Stocks and queues at the end of last month, persons. */
struct migration_macro {
    struct migration_market market;
    int64_t region_population[N_REGIONS]; /* persons present, at the last count */
    int64_t stock[MAX_COUNTRIES][N_CHANNELS];
    double network[MAX_COUNTRIES][N_REGIONS]; /* persons abroad per head of the region's population */
    int64_t queued[MAX_COUNTRIES][N_CHANNELS];
    double capacity[MAX_COUNTRIES][N_CHANNELS]; /* admissions per year this month */
    int64_t seats[MAX_COUNTRIES][N_CHANNELS];   /* admissions this month, persons */
    double carry[MAX_COUNTRIES][N_CHANNELS];    /* places at hand, negative when drawn on ahead of time, persons */
    double planned[MAX_COUNTRIES][N_CHANNELS];  /* persons on the way that recruiters have planned for */
    double wait[MAX_COUNTRIES][N_CHANNELS];     /* expected months in the queue */
    double turn[MAX_COUNTRIES][N_CHANNELS];     /* months after the papers are ready until a person's turn */
    double predicted[MAX_ALTERNATIVES];         /* persons a month who apply in all rounds of choice, closed form */
    double seen[MAX_COUNTRIES][N_CHANNELS];     /* those who did, smoothed */
    double foreseen[MAX_COUNTRIES][N_CHANNELS]; /* predicted, smoothed alike */
    double interest[MAX_COUNTRIES][N_CHANNELS]; /* predicted, by what was seen of late */
    double intake[MAX_COUNTRIES][N_CHANNELS];   /* share of them that recruiters take on */
    double pay_reference[MAX_COUNTRIES][N_CHANNELS]; /* cents: expected first pay in the first month of the run */
    int64_t singles[N_SEXES];                        /* at home, of the age to marry abroad, at the last count */
    double family_expected[MAX_COUNTRIES];           /* persons a year who follow the sponsors of the start */
    double family_follows[MAX_COUNTRIES];            /* chance that a sponsor's family follows in a year */
    double marriages_cumulated[MAX_COUNTRIES];       /* per year, with residents, cumulated over countries */
    double marries_abroad[N_SEXES];                  /* chance of a single person within a year */
    double constant[MAX_ALTERNATIVES]; /* kappa: set in the first month under neutral levers, constant afterwards */
    struct migration_attraction attraction;
    struct migration_bounds bounds[MAX_COUNTRIES][N_CHANNELS];
};

/* Fill the tables before the first month. */
void migration_prepare(const struct world *world, struct migration_tables *tables);

static inline struct migration_macro *migration_macro_of(const struct cor_context *context)
{
    return macro_part(context, PART_migration);
}

#endif
