/* Arrival and departure of residents of the destinations other than from Viet Nam, and of Viet Nam other than through the
 * corridors. */
#include "models/demography/demography_internal.h"
#include "models/labour_market/labour_market.h"
#include "models/demography/demography_world.h"

static void observe_mover(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row, int64_t persons)
{
    enum sex sex = trait_sex(view_of(chunk)->person.traits[row]);
    observe(context, chunk, OUTPUT_other_migration,
            (struct observed){.country = (uint8_t)chunk->group, .sex = (uint8_t)sex}, persons);
}

static void join_household(struct cor_chunk *chunk, uint32_t row, uint32_t neighbour)
{
    struct chunk_view *view = view_of(chunk);
    uint16_t household = view->person.household[neighbour];
    view->person.household[row] = household;
    view->person.ability[row] = view->person.ability[neighbour];
    view->household.size[household]++;
}

/* A person of the same age, sex, education and work arrives in the country. Returns the row or NO_ROW. */
static uint32_t arrive_beside(const struct cor_context *context, struct cor_chunk *chunk, uint32_t neighbour)
{
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t id = demography_unique_id(chunk, mix_ids(person->id[neighbour], (uint32_t)context->month));
    uint32_t row =
        person_open(chunk, id, person->birth_month[neighbour], person->traits[neighbour], person->work[neighbour]);
    if (row != NO_ROW && chunk->kind == KIND_ORIGIN) {
        join_household(chunk, row, neighbour);
    }
    if (row != NO_ROW) {
        labour_market_begin_job(context, chunk, row, context->month, DRAWS_tenure_arrived);
        totals_of(context)->rows_arrived[chunk->kind]++;
        observe_mover(context, chunk, row, 1);
    }
    return row;
}

static double chance_of_class(const struct cor_context *context, size_t country, enum sex sex, int age_class, int year)
{
    return migration_chance(ages_net_migration(world_of(context), country, year, sex)[age_class],
                            (double)demography_macro_of(context)->residents[country][sex][age_class]);
}

/* Chances of a country in a month, as thresholds. */
static void set_mobility(const struct cor_context *context, size_t country, int32_t month)
{
    struct mobility *mobility = &demography_macro_of(context)->mobility[country];
    for (unsigned sex = 0; sex < N_SEXES; sex++) {
        for (int age = 0; age <= OLDEST_BIRTHDAY; age++) {
            double chance =
                chance_of_class(context, country, (enum sex)sex, migration_age_class(age), cor_month_year(month));
            mobility->arrival[sex][age] = threshold_32(chance);
            mobility->departure[sex][age] = threshold_32(-chance);
        }
    }
}

void demography_begin(struct cor_context *context)
{
    const struct world *world = world_of(context);
    struct demography_macro *macro = demography_macro_of(context);
    for (size_t c = 0; c < world->n_countries; c++) {
        for (unsigned sex = 0; sex < N_SEXES; sex++) {
            for (int age = 0; age <= MAX_AGE; age++) {
                macro->residents[c][sex][migration_age_class(age + 1)] +=
                    (int64_t)world->country[c].population[sex][age];
            }
        }
        set_mobility(context, c, world->first_month);
    }
}

/* Chances change with the count and with the year of the tables. */
void demography_count(struct cor_context *context)
{
    struct demography_macro *macro = demography_macro_of(context);
    if (cor_month_of_year(context->month) != MONTHS_PER_YEAR) {
        return;
    }
    memcpy(macro->residents, totals_of(context)->residents_by_age, sizeof macro->residents);
    for (size_t c = 0; c < world_of(context)->n_countries; c++) {
        set_mobility(context, c, context->month + 1);
    }
}

double demography_migration_chance(const struct cor_context *context, size_t country, enum sex sex, int age_reached)
{
    return chance_of_class(context, country, sex, migration_age_class(age_reached),
                           (int)cor_month_year(context->month));
}

/* Positions in rows[n] of persons who leave, and of persons whose likeness arrives. */
static uint32_t list_movers(const struct cor_context *context, struct cor_chunk *chunk, const struct mobility *mobility,
                            const uint32_t *rows, uint32_t n, const uint32_t *words, uint32_t *positions)
{
    const uint16_t *birth_month = view_of(chunk)->person.birth_month;
    const uint8_t *traits = view_of(chunk)->person.traits;
    int32_t month = context->month;
    uint32_t n_listed = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t age = age_of_table(birth_month[rows[i]], month);
        enum sex sex = trait_sex(traits[rows[i]]);
        bool moves = (words[i] < mobility->arrival[sex][age]) | (words[i] < mobility->departure[sex][age]);
        positions[n_listed] = i;
        n_listed += (uint32_t)(moves && demography_may_move(chunk, rows[i]));
    }
    return n_listed;
}

static bool leaves(const struct cor_context *context, const struct person_columns *person,
                   const struct mobility *mobility, uint32_t row, uint32_t word)
{
    uint32_t age = age_of_table(person->birth_month[row], context->month);
    return word < mobility->departure[trait_sex(person->traits[row])][age];
}

/* Into an ascending list of n rows. */
static void insert_row(uint32_t *list, uint32_t n, uint32_t row)
{
    uint32_t at = n;
    while (at > 0 && list[at - 1] > row) {
        list[at] = list[at - 1];
        at--;
    }
    list[at] = row;
}

void demography_resident_migration(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct person_columns *person = &view_of(chunk)->person;
    struct scratch *scratch = scratch_of(context);
    const struct mobility *mobility = &demography_macro_of(context)->mobility[chunk->group];
    struct thinning staying = {.list = scratch->birthdays};
    uint32_t words[DRAW_BLOCK], positions[DRAW_BLOCK], *arrived = scratch->persons, n_arrived = 0;
    struct piece p = pieces_of_persons(scratch->birthdays, scratch->n_birthdays);
    while (piece_words(context, chunk, &p, DRAWS_residence, words)) {
        uint32_t n = list_movers(context, chunk, mobility, p.rows, p.n, words, positions);
        for (uint32_t i = 0; i < n; i++) {
            uint32_t row = p.rows[positions[i]];
            if (leaves(context, person, mobility, row, words[positions[i]])) {
                totals_of(context)->rows_left[chunk->kind]++;
                observe_mover(context, chunk, row, -1);
                demography_remove_person(context, chunk, row);
                take_off(&staying, p.first + positions[i]);
            } else {
                arrived[n_arrived] = arrive_beside(context, chunk, row);
                n_arrived += arrived[n_arrived] != NO_ROW;
            }
        }
    }
    keep_until(&staying, scratch->n_birthdays);
    for (uint32_t i = 0; i < n_arrived; i++) {
        insert_row(scratch->birthdays, staying.n_kept + i, arrived[i]);
    }
    scratch->n_birthdays = staying.n_kept + n_arrived;
}
