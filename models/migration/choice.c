/* Aspiration and the choice of destination and channel, person by person, at the birthday. */
#include "models/migration/choice_rules.h"
#include "models/migration/migration_internal.h"
#include "models/recruitment/recruitment.h"

/* Words of PURPOSE_aspiration: does the person aspire; do recruiters take the person on. PURPOSE_taste: one block per
 * country, one word per channel. PURPOSE_taste_nest: one block per nest. */
enum { WORD_ASPIRES = 0, WORD_RECRUITED = 1 };
enum { WORD_ANGLE = 0, WORD_SIZE = 1, WORD_HOME = 2 };

/* What the choice needs to know of a person. */
struct candidate {
    uint32_t row;
    int age;
    enum sex sex;
    unsigned education;
    size_t region;
    double log_pay;   /* of pay at home, cents per month */
    double log_power; /* the same at purchasing power */
    double per_year;  /* one over a year's pay at home, per cent */
    double means;     /* cents that can be found for a departure */
};

static bool may_plan_to_leave(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row, int age)
{
    const struct chunk_view *view = view_of(chunk);
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    enum work_status status = work_status(view->person.work[row]);
    uint16_t record = view->person.migrant[row];
    return age >= (int)p->age_first && age <= (int)p->age_last && status != WORK_ABROAD && status != WORK_RETIRED &&
           status != WORK_FREE && (record == NO_ROW || view->migrant.stage[record] == STAGE_RETURNED);
}

static struct candidate candidate_of(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row, int age)
{
    const struct person_columns *person = &view_of(chunk)->person;
    const struct world *world = world_of(context);
    struct candidate who = {.row = row,
                            .age = age,
                            .sex = trait_sex(person->traits[row]),
                            .education = trait_education(person->traits[row]),
                            .region = trait_region(person->traits[row])};
    bool employed = work_status(person->work[row]) == WORK_EMPLOYED && person->pay[row] > 0;
    double pay = employed ? 10.0 * person->pay[row]
                          : world->migration.home_pay[who.region] * macro_of(context)->wages.level[HOME];
    pay = pay > 100.0 ? pay : 100.0;
    who.log_pay = cor_log(pay);
    who.log_power = who.log_pay - world->migration.log_home_prices;
    who.per_year = 1.0 / (12.0 * pay);
    who.means = recruitment_means(context, chunk, row);
    return who;
}

/* Share of the region's population abroad, all destinations. */
static void sum_networks(const struct cor_context *context, double share[N_REGIONS])
{
    const struct migration_macro *macro = &macro_of(context)->migration;
    for (size_t r = 0; r < N_REGIONS; r++) {
        share[r] = 0.0;
        for (size_t c = HOME + 1; c < world_of(context)->n_countries; c++) {
            share[r] += macro->network[c][r];
        }
    }
}

/* Probability of aspiring within the year (README M1). */
static double aspiration(const struct cor_context *context, const struct candidate *who, const double *networks,
                         bool returned)
{
    const struct world *world = world_of(context);
    const struct migration_parameters *p = &world->parameters.migration;
    const struct migration_attraction *attraction = &macro_of(context)->migration.attraction;
    double odds = world->migration.aspire_logit + world->migration.age_term[who->age] +
                  world->migration.region_term[who->region] +
                  p->aspire_pay * (attraction->log_pay[who->education] - who->log_pay - p->aspire_pay_reference) +
                  p->aspire_network * (networks[who->region] - p->aspire_network_reference) +
                  p->aspire_education * ((double)who->education - (double)EDUCATION_upper_secondary);
    odds -= who->means < attraction->cheapest[who->education] ? p->aspire_finance : 0.0;
    odds += who->sex == SEX_female ? p->aspire_female : 0.0;
    odds += returned ? p->aspire_returned : 0.0;
    return cor_logistic(odds);
}

/* Channels open to a person by schooling and age. */
static unsigned eligible_channels(const struct migration_parameters *p, const struct candidate *who)
{
    bool young = who->age <= (int)p->age_last_young, schooled = who->education >= EDUCATION_upper_secondary;
    return (1u << CHANNEL_contract) | (schooled ? 1u << CHANNEL_skilled : 0u) |
           (young && schooled ? (1u << CHANNEL_apprenticeship) | (1u << CHANNEL_study) : 0u);
}

/* Best alternative of each nest so far, in units of lambda. */
struct nest_best {
    double utility;
    size_t alternative;
};

/* Channels of a country that are open, for which the person is eligible, and that the person can pay: one bit each. */
static unsigned feasible_channels(const struct migration_attraction *attraction, const struct candidate *who,
                                  size_t country, unsigned channels)
{
    unsigned feasible = 0;
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        size_t a = alternative_of(country, h);
        bool can = ((channels >> h) & 1u) && attraction->open[a] && attraction->cost[a][who->education] <= who->means;
        feasible |= can ? 1u << h : 0u;
    }
    return feasible;
}

static void weigh_country(const struct cor_context *context, const struct cor_chunk *chunk, const struct candidate *who,
                          uint32_t id, size_t country, unsigned channels, struct nest_best *best)
{
    const struct world *world = world_of(context);
    const struct migration_parameters *p = &world->parameters.migration;
    const struct migration_attraction *attraction = &macro_of(context)->migration.attraction;
    struct cor_draws tastes = draws_of(context, chunk, id, PURPOSE_taste, (uint32_t)country);
    struct nest_best *nest = &best[world->country[country].nest];
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        size_t a = alternative_of(country, h);
        if (!((channels >> h) & 1u)) {
            continue;
        }
        double value = attraction->value[a][who->education] + attraction->network[country][who->region] +
                       attraction->money[a][who->education] * who->per_year -
                       p->pay_elasticity * world->migration.horizon[country][h] * who->log_power;
        if (nest->alternative != MAX_ALTERNATIVES &&
            choice_certainly_below(tastes.word[h], nest->utility - value / p->nest_dissimilarity)) {
            continue;
        }
        double utility = choice_within_nest(value, p->nest_dissimilarity, tastes.word[h]);
        if (nest->alternative == MAX_ALTERNATIVES || utility > nest->utility) {
            *nest = (struct nest_best){utility, a};
        }
    }
}

/* The alternative that an aspirant prefers, MAX_ALTERNATIVES for staying (README M3, M4). */
static size_t chosen_alternative(const struct cor_context *context, const struct cor_chunk *chunk,
                                 const struct candidate *who, uint32_t id)
{
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    struct nest_best best[N_NESTS];
    unsigned channels = eligible_channels(p, who);
    for (size_t n = 0; n < N_NESTS; n++) {
        best[n] = (struct nest_best){0.0, MAX_ALTERNATIVES};
    }
    for (size_t c = HOME + 1; c < world_of(context)->n_countries; c++) {
        unsigned feasible = feasible_channels(&macro_of(context)->migration.attraction, who, c, channels);
        if (feasible) {
            weigh_country(context, chunk, who, id, c, feasible, best);
        }
    }
    size_t chosen = MAX_ALTERNATIVES;
    double most = choice_gumbel(draws_of(context, chunk, id, PURPOSE_taste_nest, NEST_home).word[WORD_HOME]);
    for (size_t n = 0; n < N_NESTS; n++) {
        if (best[n].alternative == MAX_ALTERNATIVES) {
            continue;
        }
        struct cor_draws draws = draws_of(context, chunk, id, PURPOSE_taste_nest, (uint32_t)n);
        double utility = p->nest_dissimilarity * best[n].utility +
                         choice_nest_taste(p->nest_dissimilarity, draws.word[WORD_ANGLE], draws.word[WORD_SIZE]);
        if (utility > most) {
            most = utility;
            chosen = best[n].alternative;
        }
    }
    return chosen;
}

static void open_record(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row, size_t country,
                        size_t channel)
{
    struct chunk_view *view = view_of(chunk);
    struct migrant_columns *migrant = &view->migrant;
    uint32_t record = view->person.migrant[person_row];
    bool same_country = record != NO_ROW && migrant->country[record] == country;
    if (record == NO_ROW) {
        record = row_take_migrant(chunk);
        if (record == NO_ROW) {
            return;
        }
        row_clear_migrant(chunk, record);
        migrant->person[record] = (uint16_t)person_row;
        view->person.migrant[person_row] = (uint16_t)record;
    }
    migrant->language[record] = same_country ? migrant->language[record] : 0;
    migrant->flags[record] = (uint8_t)(migrant->flags[record] &
                                       ((unsigned)MIGRANT_REPEAT | (same_country ? (unsigned)MIGRANT_RECOGNISED : 0u)));
    migrant->stage[record] = STAGE_PREPARING;
    migrant->country[record] = (uint8_t)country;
    migrant->channel[record] = (uint8_t)channel;
    migrant->since[record] = (uint16_t)context->month;
    migrant->contract_end[record] = NO_MONTH;
    migrant->gross_pay[record] = 0;
    migrant->first_pay[record] = 0;
    migrant->cost[record] = 0;
}

static void choose(struct cor_context *context, struct cor_chunk *chunk, const struct candidate *who, uint32_t id,
                   uint32_t word_recruited)
{
    size_t a = chosen_alternative(context, chunk, who, id);
    if (a == MAX_ALTERNATIVES) {
        return;
    }
    size_t country = a / N_CHOICE_CHANNELS, channel = a % N_CHOICE_CHANNELS;
    double preferred = world_of(context)->migration.female_weight[country][who->sex];
    totals_of(context)->interested[corridor_cell(country, channel)] += (int64_t)(preferred * chunk->weight + 0.5);
    if (cor_happens(word_recruited, preferred * macro_of(context)->migration.intake[country][channel])) {
        open_record(context, chunk, who->row, country, channel);
    }
}

/* No more than the natural logarithm of x >= 1, and at most ln 2 below it. */
static double log_at_least(double x)
{
    return 0.6931471805599453 * (63 - __builtin_clzll((unsigned long long)x));
}

/* A bound of the chance to aspire that costs no logarithm and no exponential: the terms that can only lower it are left
 * out, pay enters by its power of two, and the logistic function by a table of upper edges. */
static uint64_t aspires_at_most(const struct cor_context *context, const struct person_columns *person,
                                const double *networks, uint32_t row)
{
    const struct world *world = world_of(context);
    const struct migration_tables *tables = &world->migration;
    const struct migration_parameters *p = &world->parameters.migration;
    const struct migration_attraction *attraction = &macro_of(context)->migration.attraction;
    size_t region = trait_region(person->traits[row]), education = trait_education(person->traits[row]);
    bool employed = work_status(person->work[row]) == WORK_EMPLOYED && person->pay[row] > 0;
    double pay = employed ? 10.0 * person->pay[row] : tables->home_pay[region] * macro_of(context)->wages.level[HOME];
    double odds = tables->aspire_logit_most + tables->age_term[age_years(person->birth_month[row], context->month)] +
                  tables->region_term[region] +
                  p->aspire_pay * (attraction->log_pay[education] - log_at_least(pay > 100.0 ? pay : 100.0) -
                                   p->aspire_pay_reference) +
                  p->aspire_network * (networks[region] - p->aspire_network_reference) +
                  p->aspire_education * ((double)education - (double)EDUCATION_upper_secondary);
    double step = (odds - ASPIRE_ODDS_LEAST) * ASPIRE_STEPS_PER_UNIT;
    return tables->aspire_cut[step < 0.0 ? 0 : step >= N_ASPIRE_STEPS - 1 ? N_ASPIRE_STEPS - 1 : (size_t)step];
}

static void consider(struct cor_context *context, struct cor_chunk *chunk, const double *networks, uint32_t row)
{
    const struct person_columns *person = &view_of(chunk)->person;
    struct candidate who = candidate_of(context, chunk, row, age_years(person->birth_month[row], context->month));
    struct cor_draws draws = draws_of(context, chunk, person->id[row], PURPOSE_aspiration, 0);
    if (cor_happens(draws.word[WORD_ASPIRES], aspiration(context, &who, networks, person->migrant[row] != NO_ROW))) {
        choose(context, chunk, &who, person->id[row], draws.word[WORD_RECRUITED]);
    }
}

/* The next rows of the birthday list whose persons may plan to leave, at most n_most; *next moves on. */
static uint32_t gather_planners(const struct cor_context *context, struct cor_chunk *chunk, uint32_t *next,
                                uint32_t n_most, uint32_t *rows)
{
    const struct person_columns *person = &view_of(chunk)->person;
    const struct scratch *scratch = scratch_of(context);
    uint32_t n = 0;
    for (; *next < scratch->n_birthdays && n < n_most; ++*next) {
        uint32_t row = scratch->birthdays[*next];
        if (may_plan_to_leave(context, chunk, row, age_years(person->birth_month[row], context->month))) {
            rows[n++] = row;
        }
    }
    return n;
}

void migration_aspire(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct person_columns *person = &view_of(chunk)->person;
    double networks[N_REGIONS];
    uint32_t next = 0;
    if (!macro_of(context)->migration.attraction.ready) {
        return;
    }
    sum_networks(context, networks);
    while (next < scratch_of(context)->n_birthdays) {
        uint32_t rows[DRAW_BLOCK], words[DRAW_BLOCK];
        uint32_t n = gather_planners(context, chunk, &next, DRAW_BLOCK, rows);
        words_of_rows(context, chunk, rows, n, context->month, PURPOSE_aspiration, words);
        for (uint32_t i = 0; i < n; i++) {
            if (words[i] < aspires_at_most(context, person, networks, rows[i])) {
                consider(context, chunk, networks, rows[i]);
            }
        }
    }
}
