/* The world: everything that is constant during a run. Country tables as read from data/, parameters, and the look-up
 * tables that each mechanism prepares from them before the first month. Owned by the run; kernels see it as const. Knows
 * the names of mechanisms from mechanisms.def and nothing of what is in them. */
#ifndef MODEL_WORLD_H
#define MODEL_WORLD_H
#include <stdbool.h>
#include <stdint.h>
#include "models/tables/dimensions.h"
#include "models/state/draws.h"
#include "models/tables/output_layout.h"
#include "models/tables/parameters.h"
#include "models/state/record.h"
#include "models/state/state.h"

enum country_role { ROLE_ORIGIN, ROLE_DESTINATION, ROLE_REST };

#define FACT_SIZE_scalar
#define FACT_SIZE_occupation [N_OCCUPATIONS]
#define FACT_SIZE_channel [N_CHANNELS]
#define FACT_SIZE_region [N_REGIONS]
#define FACT_SIZE_sex [N_SEXES]

/* One country: the facts of country_facts.def in the units named there (percent stays percent), and its age tables. */
struct country {
    char iso3[4];
    char name[48];
    enum nest nest;
    enum country_role role;
    bool eu;
#define FACT(group, name, ...) double name FACT_SIZE_##group;
#include "models/tables/country_facts.def"
    double population[N_SEXES][MAX_AGE + 1];          /* persons on 1 January of the first year */
    double education[N_SEXES][6][N_EDUCATION_LEVELS]; /* percent, ages 15-24 ... 55-64, 65+ */
};

/* Age tables by calendar year, filled for every year from the first to the last given. */
enum { MAX_TABLE_YEARS = 64, N_FERTILITY_AGES = 7, N_NET_MIGRATION_AGES = 18 };
struct country_ages {
    double population[MAX_TABLE_YEARS][N_SEXES][MAX_AGE + 1]; /* persons, 1 January */
    double mortality[MAX_TABLE_YEARS][N_SEXES][MAX_AGE + 1];  /* probability of dying within a year */
    double fertility[MAX_TABLE_YEARS][N_FERTILITY_AGES];      /* births per woman per year, 15-19 ... 45-49 */
    double net_migration[MAX_TABLE_YEARS][N_SEXES][N_NET_MIGRATION_AGES]; /* persons per year, 0-4 ... 85+ */
};
struct age_tables {
    int first_start, n_starts; /* years of population */
    int first_year, n_years;   /* of the other tables; other years take the nearest */
    struct country_ages country[MAX_COUNTRIES];
};

/* Has the country residents who are simulated? (All but the rest of the world.) */
static inline bool country_has_residents(const struct country *country)
{
    return country->role != ROLE_REST;
}

/* Mean gross pay over the occupations by their employment, plain where that is not known, USD per month. */
static inline double country_mean_wage(const struct country *country)
{
    double sum = 0.0, shares = 0.0, plain = 0.0;
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        sum += country->employment_share[o] * country->gross_wage[o];
        shares += country->employment_share[o];
        plain += country->gross_wage[o] / N_OCCUPATIONS;
    }
    return shares > 0.0 ? sum / shares : plain;
}

#define TABLES(name) struct name##_tables;
#define TABLES_ONCE TABLES
#define NO_TABLES(name)
#define MECHANISM(name, tables, ...) tables(name)
#include "models/mechanisms.def"
#undef TABLES
#undef TABLES_ONCE
struct world_tables;
struct fact_point;
enum { MAX_FACTS = 64, N_EVIDENCE = 3 };

/* Facts by year, in the order of country, fact, item and year; see models/facts/history.h. */
struct fact_history {
    struct fact_point *points; /* [n] owned */
    size_t n, capacity;
};

struct cor_dated_policies;

struct world {
    size_t n_countries;
    struct country country[MAX_COUNTRIES];
    double exit_rate[N_CHANNELS][5]; /* probability per year, by year since arrival 1..5 (5 and later) */
    struct parameters parameters;
    int32_t first_month; /* of the run */
    int32_t first_start, last_start,
        end; /* Januaries in which data/ allows a run to begin; first month beyond its tables */
    struct fact_history history;
    /* Rows of facts by evidence, a series by its weakest: in the order of fact_table and of enum cor_evidence. */
    uint16_t n_facts_by_evidence[MAX_FACTS][N_EVIDENCE];
    uint8_t fact_evidence[MAX_COUNTRIES][MAX_FACTS]; /* the weakest of a country's rows of a fact, in the same order */
    struct cor_dated_policies *dated;                /* shared like the age tables */
    struct age_tables *ages;
    bool owns_ages;         /* the world that was loaded; its copies and those of later years share them */
    uint32_t person_weight; /* persons of Viet Nam that one agent stands for */

    /* What mechanisms look up: NULL before world_prepare. A mechanism sees into its own tables only; others ask its contract. */
#define TABLES(name) const struct name##_tables *name;
#define TABLES_ONCE TABLES
#define MECHANISM(name, tables, ...) tables(name)
#include "models/mechanisms.def"
#undef TABLES
#undef TABLES_ONCE
#undef NO_TABLES
    struct world_tables *tables; /* the same, all together; owned, for world_prepare alone */

    /* The world as facts change it: from month `until` on the next one holds, whose tables are its own. */
    struct world *next; /* owned; NULL: the last */
    int32_t until;
    const struct world *first; /* of the run; NULL: this one */
};

/* The world of the first year: what was solved for it (README M5) is measured against its facts. */
static inline const struct world *world_at_start(const struct world *world)
{
    return world->first ? world->first : world;
}

/* Are the entries of this month taken as known (migration.entries_until)? */
static inline bool entries_are_known(const struct world *world, int32_t month)
{
    return cor_month_year(month) <= (int32_t)world->parameters.migration.entries_until;
}

/* Build the look-up tables of all mechanisms from facts and parameters; COR_ERR_MEMORY without room for them. May be called
 * again after a change. world_free() frees a world, its tables, its history and the worlds of later years, NULL included. */
enum cor_status world_prepare(struct world *world);
void world_free(struct world *world);
void world_free_policies(struct world *world); /* those of data/, which the world that was loaded owns */
/* A fresh world with the facts, parameters and history of another, not prepared; NULL when memory is short. */
struct world *world_copy(const struct world *world);
/* Make a fresh copy the world of a run from first_month to before end: facts of the first year, tables, and worlds of later
 * years where facts that drive the model change. COR_ERR_MEMORY. */
enum cor_status world_begin(struct world *world, int32_t first_month, int32_t end);
/* Age tables of a country in a calendar year; those of the nearest year outside the tables. */
static inline int ages_row(const struct world *world, int year)
{
    int row = year - world->ages->first_year, last = world->ages->n_years - 1;
    return row < 0 ? 0 : (row > last ? last : row);
}
static inline const double (*ages_mortality(const struct world *world, size_t country, int year))[MAX_AGE + 1]
{
    return (const double(*)[MAX_AGE + 1]) world->ages->country[country].mortality[ages_row(world, year)];
}
static inline const double *ages_fertility(const struct world *world, size_t country, int year)
{
    return world->ages->country[country].fertility[ages_row(world, year)];
}
static inline const double *ages_net_migration(const struct world *world, size_t country, int year, enum sex sex)
{
    return world->ages->country[country].net_migration[ages_row(world, year)][sex];
}
/* The world that holds in a month: this one or one of those after it. */
static inline const struct world *world_at(const struct world *world, int32_t month)
{
    while (world->next && month >= world->until) {
        world = world->next;
    }
    return world;
}
/* A person of Viet Nam dies: every mechanism closes its books on what the person held. The rows are freed afterwards. */
void mechanisms_end_person(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row);

/* Macro state: plain data, written by WORLD phases only, read by kernels, checkpointed as it is. It has a part per mechanism,
 * to be asked for by the mechanism's own name_macro_of(), and one for the accounts. */
enum macro_part {
#define MACRO(name) PART_##name,
#define NO_MACRO(name)
#define MECHANISM(name, tables, macro, ...) macro(name)
#include "models/mechanisms.def"
#undef MACRO
#undef NO_MACRO
    PART_accounts,
    N_MACRO_PARTS
};
extern const size_t macro_place[N_MACRO_PARTS]; /* bytes from the beginning of the state */
static inline void *macro_part(const struct cor_context *context, enum macro_part part)
{
    return (unsigned char *)context->state + macro_place[part];
}

static inline const struct world *world_of(const struct cor_context *context)
{
    return context->world;
}
/* For kernels; see struct scratch. */
static inline struct scratch *scratch_of(struct cor_context *context)
{
    return context->scratch;
}

/* Payments and parties of transfers.def. */
enum transfer {
#define TRANSFER(name, ...) TRANSFER_##name,
#include "models/tables/transfers.def"
    N_TRANSFERS
};
enum party {
#define PARTY(name, ...) PARTY_##name,
#include "models/tables/transfers.def"
    N_PARTIES
};

/* Totals: a struct of int64 arrays, one member per row of totals.def. */
struct totals {
#define TOTAL(name, n_cells, doc) int64_t name[n_cells];
#include "models/tables/totals.def"
};
static inline struct totals *totals_of(const struct cor_context *context)
{
    return (struct totals *)(void *)context->totals;
}

/* Somebody pays: cents, not negative, times the chunk's weight. country: the destination concerned, HOME where there is none.
 * WORLD phases come too late for it: their payments are booked where the books are closed. */
static inline void book_transfer(const struct cor_context *context, const struct cor_chunk *chunk,
                                 enum transfer transfer, size_t country, int64_t cents)
{
    totals_of(context)->transfers[(size_t)transfer * MAX_COUNTRIES + country] += cents * (int64_t)chunk->weight;
}
/* Months for which payments at home are booked this month: households close their year in December, with twelve of these. */
static inline int64_t months_booked_at_home(int32_t month)
{
    return cor_month_of_year(month) == 12 ? 12 : 0;
}

/* Levers. */
enum lever {
#define LEVER(name, ...) LEVER_##name,
#include "models/tables/levers.def"
    N_LEVERS
};
/* Neutral values are whole numbers, so that they can stand where a constant must; a test checks it. */
enum lever_neutral {
#define LEVER(name, combine, neutral, ...) NEUTRAL_##name = (int)(neutral),
#include "models/tables/levers.def"
};
enum { N_LEVER_CELLS = MAX_COUNTRIES * N_CHANNELS * N_OCCUPATIONS };
static inline size_t lever_cell(size_t country, size_t channel, size_t occupation)
{
    return (country * N_CHANNELS + channel) * N_OCCUPATIONS + occupation;
}
static inline void levers_set_neutral(double levers[N_LEVERS * N_LEVER_CELLS])
{
    static const int neutral[N_LEVERS] = {
#define LEVER(name, ...) NEUTRAL_##name,
#include "models/tables/levers.def"
    };
    for (size_t i = 0; i < (size_t)N_LEVERS * N_LEVER_CELLS; i++) {
        levers[i] = neutral[i / N_LEVER_CELLS];
    }
}
static inline double lever_at(const struct cor_context *context, enum lever lever, size_t country, size_t channel,
                              size_t occupation)
{
    return context->levers[(size_t)lever * N_LEVER_CELLS + lever_cell(country, channel, occupation)];
}

/* Queues and their cells. */
enum queue { QUEUE_vacancies, QUEUE_admissions, QUEUE_training, N_QUEUES };
static inline uint32_t vacancy_cell(size_t country, size_t occupation)
{
    return (uint32_t)(country * N_OCCUPATIONS + occupation);
}
static inline uint32_t corridor_cell(size_t country, size_t channel)
{
    return (uint32_t)(country * N_CHANNELS + channel);
}

/* Outputs. */
enum output {
#define OUTPUT(name, ...) OUTPUT_##name,
#define RATIO(name, ...) OUTPUT_##name,
#include "models/tables/outputs.def"
    N_OUTPUTS
};

/* Whom an observation is about. Dimensions that an output does not have are ignored. */
struct observed {
    uint8_t country, channel, sex, age_band, skill, occupation, income_class;
};
/* Add an amount that is already in persons (or cents of persons): for WORLD phases. */
static inline void observe_amount(const struct cor_context *context, enum output output, struct observed who,
                                  int64_t amount)
{
    const struct output_place *place = &output_places[output];
    size_t cell = place->offset + (size_t)place->stride[BY_country] * who.country +
                  (size_t)place->stride[BY_channel] * who.channel + (size_t)place->stride[BY_sex] * who.sex +
                  (size_t)place->stride[BY_age_band] * who.age_band + (size_t)place->stride[BY_skill] * who.skill +
                  (size_t)place->stride[BY_occupation] * who.occupation +
                  (size_t)place->stride[BY_income_class] * who.income_class;
    context->outputs[cell] += amount;
}
/* Add `amount` rows (or cents, or units of 1/scale) times the chunk's weight to an output. */
static inline void observe(const struct cor_context *context, const struct cor_chunk *chunk, enum output output,
                           struct observed who, int64_t amount)
{
    observe_amount(context, output, who, amount * (int64_t)chunk->weight);
}
/* The description of a person for observe(): sex, age band and skill from the row; country, channel and occupation from
 * the migrant record if the person lives abroad or `migrant_row` is given, else Viet Nam and the occupation at home. */
struct observed observed_person(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row);
struct observed observed_migrant(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);

#endif
