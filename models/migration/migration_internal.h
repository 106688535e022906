/* What the files of this mechanism share. Not for other mechanisms. */
#ifndef MODEL_MIGRATION_INTERNAL_H
#define MODEL_MIGRATION_INTERNAL_H
#include "models/migration/choice_rules.h"
#include "models/migration/migration_rules.h"
#include "models/state/world.h"
#include "models/migration/migration_world.h"

static inline size_t alternative_of(size_t country, size_t channel)
{
    return country * N_CHOICE_CHANNELS + channel;
}
static inline enum occupation_mix mix_of(size_t channel, unsigned education)
{
    return channel == CHANNEL_skilled && education == EDUCATION_tertiary ? MIX_graduate : MIX_general;
}
/* Cents per month: pay at home counts as this much at least. */
#define LEAST_HOME_PAY 100.0

/* What the choice needs to know of a person. */
struct candidate {
    uint32_t row;
    uint32_t id;
    int age;
    enum sex sex;
    unsigned education;
    size_t region;
    double log_pay;   /* of gross pay at home, cents per month */
    double log_power; /* of net pay at home at purchasing power */
    double per_year;  /* one over a year's net pay at home, per cent */
    double means;     /* cents that can be found for a departure */
};
/* The screen of aspiration: what it reads of persons, and its tables (aspire_screen.c). */
struct aspire_screen {
    const uint8_t *traits, *work, *past_country;
    const uint16_t *birth_month, *pay;
    const int32_t *by_traits, *by_age, *by_pay;
    int32_t by_region[N_REGIONS + 2]; /* of pay for those out of work; a region code has three bits */
    int32_t by_past, month;
    const uint64_t *threshold;
};
/* Fill the tables that last for the run; those of the month, from the attraction of the month. */
void migration_prepare_aspire_screen(const struct world *world, struct migration_tables *tables);
void migration_screen_aspirants(const struct world *world, struct migration_attraction *attraction);
/* The screen for the persons of a chunk. */
struct aspire_screen migration_aspire_screen(const struct cor_context *context, struct cor_chunk *chunk);
/* Rows who may aspire, and their words, moved to the front; returns how many there are. Drops nobody whom M1 accepts. */
uint32_t migration_keep_likely(const struct aspire_screen *screen, uint32_t *rows, uint32_t *words, uint32_t n);

/* Words of a person of DRAWS_taste and DRAWS_taste_nest: taste[h] by country, nest[w] by nest. */
struct taste_words {
    uint32_t taste[N_CHOICE_CHANNELS][MAX_COUNTRIES];
    uint32_t nest[4][N_NESTS];
};

/* An alternative that may win. */
struct contender {
    uint32_t alternative, nest, word;
    double value;
};

/* Alternatives of one channel: values, bounds of the utilities, and the highest of either bound. */
struct choice_row {
    double value[MAX_COUNTRIES], lower[MAX_COUNTRIES], upper[MAX_COUNTRIES];
    double best, highest;
};
/* Bounds of the utilities of all alternatives of a person. Rows of channels that are not eligible are not set. */
struct choice_bounds {
    unsigned channels; /* eligible, as bits */
    double home;       /* lower bound of staying */
    struct choice_row row[N_CHOICE_CHANNELS];
};
void migration_bound_utilities(const struct cor_context *context, const struct candidate *who,
                               const struct taste_words *words, struct choice_bounds *bounds);
/* Nobody goes where they were refused. */
void migration_leave_out(const struct world *world, size_t alternative, struct choice_bounds *bounds);
/* Alternatives that may be the person's best, home apart; the best is always among them. Room for MAX_ALTERNATIVES. */
uint32_t migration_list_contenders(const struct world *world, const struct choice_bounds *bounds,
                                   const struct taste_words *words, struct contender *contenders);
void migration_prepare_choice_screen(const struct world *world, struct migration_tables *tables);
/* What would be left of the pay that those out of work could earn in a region, cents per month of 2024: jobs are formal as the
 * mean of all. */
double migration_home_net_pay(const struct world *world, size_t region);
struct candidate migration_candidate(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row);
/* (M1) Probability of aspiring within the year. returned: from an earlier stay abroad. */
double migration_aspiration(const struct cor_context *context, const struct candidate *who, bool returned);
/* The alternative that an aspirant prefers among those not left out, MAX_ALTERNATIVES for staying (README M3, M4). */
size_t migration_chosen_alternative(const struct world *world, const struct choice_bounds *bounds,
                                    const struct taste_words *words);
/* Draw the tastes of this month. */
void migration_draw_tastes(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t id,
                           struct taste_words *words);

/* The occupation with the largest of shares[N_OCCUPATIONS], the first of several. */
static inline size_t migration_commonest_occupation(const double *share)
{
    size_t best = 0;
    for (size_t k = 1; k < N_OCCUPATIONS; k++) {
        best = share[k] > share[best] ? k : best;
    }
    return best;
}

/* Law of this month for a corridor. */
struct migration_law migration_law_of(const struct cor_context *context, size_t country, size_t channel);
/* The market of the corridors (market.c). WORLD side: set in the first month; later every month, before capacities are. */
void migration_begin_market(const struct cor_context *context, size_t country);
void migration_follow_market(const struct cor_context *context, size_t country);

/* Fill the values of all alternatives for this month; capacities and waits of the macro state are up to date. */
void migration_weigh_alternatives(const struct cor_context *context, struct migration_attraction *attraction);
/* Part of an alternative's value that is due to places closed or opened by this month's law. */
double migration_worth_of_law(const struct cor_context *context, size_t country, size_t channel);
/* Set the constants of the alternatives so that interest in each equals choice_interest_in of its places, given the
 * attraction computed with constants 0; interest gets the persons per month. First month only, under neutral levers. */
void migration_set_constants(const struct cor_context *context, struct migration_macro *macro);
/* Persons a month who wish for each alternative, and who apply for it in all rounds, by the closed form, given this month's
 * attraction and last month's intake. */
void migration_predict_interest(const struct cor_context *context);
/* Probabilities of the alternatives by the closed form of the nested logit. weight[MAX_ALTERNATIVES]: 0 for those that
 * do not count, 1 for those open to everybody, between for those open to some; staying at home has the value 0. Fills
 * share[MAX_ALTERNATIVES] and returns the share that stays. */
double migration_choice_shares(const struct world *world, const double *value, const double *weight, double *share);
/* Applications per person for each alternative in all rounds, when a share intake[MAX_ALTERNATIVES] of those who apply is taken
 * on (README M5). */
void migration_application_shares(const struct world *world, const double *value, const double *weight,
                                  const double *intake, double *share);

/* Once a year, in the month of arrival, family may follow. */
static inline bool is_anniversary(const struct cor_context *context, const struct migrant_columns *migrant,
                                  uint32_t migrant_row)
{
    int32_t months = context->month - migrant->arrived[migrant_row];
    return months % 12 == 0 && months > 0;
}
/* Changes of status abroad. */
void migration_becomes_irregular(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);
void migration_moves_onward(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                            uint32_t word);

/* Months from application to visa in a corridor. */
static inline double months_of_processing(const struct cor_context *context, size_t country, size_t channel)
{
    return world_of(context)->country[country].processing_months[channel] *
           migration_lever_mean(context, LEVER_processing_factor, country, channel);
}
/* Twice a year, beginning with the first month: regions are counted, and interest is foreseen anew, for both change
 * slowly. */
static inline bool is_census(const struct cor_context *context)
{
    enum { MONTHS_BETWEEN = 6 };
    return (context->month - world_of(context)->first_month) % MONTHS_BETWEEN == 0;
}

/* What recruiters know and do (intake.c). WORLD side, in this order: interest seen of late, once a month after the first;
 * interest to be expected, with this month's attraction; then by corridor the share of the interested that they take on. */
void migration_remember_interest(const struct cor_context *context);
void migration_expect_interest(const struct cor_context *context);
void migration_set_intake(const struct cor_context *context, size_t country, size_t channel);
/* Persons preparing and waiting at the start of the run, as the capacity of this month wants them. */
double migration_pipeline_at_start(const struct cor_context *context, size_t country, size_t channel);
/* Recruits for each place: as many more as give up on the way. */
double migration_recruits_per_place(const struct cor_context *context, size_t country, size_t channel);

/* Fill the tables of the screen of risks abroad: once, and every month. */
void migration_prepare_stay_screen(const struct world *world, struct migration_tables *tables);
void migration_set_bounds(const struct cor_context *context);

/* Key and eligibility in the queue for admission. */
uint64_t migration_admission_key(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);
bool migration_papers_ready(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);

#endif
