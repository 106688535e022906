/* Households of a chunk at the start: rows, regions, wealth, and where those abroad belong. */
#include "models/population/families.h"
#include "models/state/kin.h"

enum { CENTS = 100, YOUNGEST_PARENT = 18, OLDEST_PARENT = 45 /* years older than the child */ };

static uint32_t persons_at_home(const struct fill *fill)
{
    uint32_t n = 0;
    for (uint32_t row = 0; row < fill->n; row++) {
        n += fill->slot[row].kind != SLOT_ABROAD;
    }
    return n;
}

static uint32_t households_wanted(const struct fill *fill, uint32_t n_home)
{
    uint32_t n = (uint32_t)(n_home / fill->world->country[HOME].household_size + 0.5);
    uint32_t most = fill->chunk->capacity[TABLE_household];
    n = n > 0 ? n : 1;
    return n < most ? n : most;
}

/* A household row for every root. Families that find no row (the table is as large as the plan foresaw) join the
 * last. */
static void open_households(struct fill *fill, const struct families *families)
{
    struct household_columns *household = &fill->view->household;
    uint16_t row_of_unit[FILL_ROWS];
    uint32_t n = 0;
    rows_begin(fill->chunk, TABLE_household, fill->chunk->capacity[TABLE_household]);
    for (uint16_t u = 0; u < families->n_units; u++) {
        if (families->host[u] == u && families->members[u] > 0) {
            row_of_unit[u] = (uint16_t)n;
            n += n + 1 < fill->chunk->capacity[TABLE_household];
        }
    }
    uint32_t n_rows = 0;
    for (uint32_t row = 0; row < fill->n; row++) {
        if (families->unit[row] == NO_ROW) {
            continue;
        }
        uint16_t h = row_of_unit[population_root_of(families, families->unit[row])];
        fill->view->person.household[row] = h;
        (fill->slot[row].kind == SLOT_ABROAD ? household->abroad : household->size)[h]++;
        n_rows = h + 1u > n_rows ? h + 1u : n_rows;
    }
    fill->chunk->n_rows[TABLE_household] = n_rows > 0 ? n_rows : 1;
}

/* Households that one of a couple has left lie where people leave; the others fill each region up to its share. */
static void place_households(const struct fill *fill, uint8_t region[FILL_ROWS])
{
    const struct country *home = &fill->world->country[HOME];
    const uint8_t *abroad = fill->view->household.abroad;
    uint32_t n = fill->chunk->n_rows[TABLE_household];
    double start =
        cor_unit(draws_of(&fill->context, fill->chunk, 0, DRAWS_start_regions).word[WORD_start_regions_point]);
    double ends[N_REGIONS], room[N_REGIONS];
    for (size_t r = 0; r < N_REGIONS; r++) {
        room[r] = home->population_share[r] * home->dispatch_ratio[r];
    }
    add_up_weights(room, N_REGIONS, ends);
    for (size_t r = 0; r < N_REGIONS; r++) {
        room[r] = home->population_share[r] / 100.0 * n;
    }
    for (uint32_t h = 0; h < n; h++) {
        region[h] = (uint8_t)pick_summed(ends, N_REGIONS, golden_point(h, start));
        room[region[h]] -= abroad[h] > 0 ? 1.0 : 0.0;
    }
    for (size_t r = 0; r < N_REGIONS; r++) {
        room[r] = room[r] > 0.0 ? room[r] : 0.0;
    }
    add_up_weights(room, N_REGIONS, ends);
    for (uint32_t h = 0; h < n; h++) {
        region[h] = abroad[h] > 0 ? region[h] : (uint8_t)pick_summed(ends, N_REGIONS, golden_point(h, start));
    }
}

/* Draws of a household are keyed by its row. */
static void draw_for_households(const struct fill *fill, uint32_t first, uint32_t n, struct draw_block *draws)
{
    for (uint32_t i = 0; i < n; i++) {
        draws->id[i] = first + i;
    }
    draws_of_ids(&fill->context, fill->chunk, n, DRAWS_start_wealth, draws);
}

static void endow_households(const struct fill *fill)
{
    double median = fill->world->country[HOME].household_wealth * CENTS;
    double sigma = fill->world->parameters.population.wealth_sigma;
    struct draw_block draws;
    for (struct piece p = pieces_of_table(fill->chunk->n_rows[TABLE_household]); piece_next(&p);) {
        draw_for_households(fill, p.first, p.n, &draws);
        for (uint32_t i = 0; i < p.n; i++) {
            double wealth =
                median * cor_exp(sigma * cor_normal_quantile(cor_unit(draws.word[WORD_start_wealth_rank][i])));
            fill->view->household.wealth[p.first + i] = (int32_t)(wealth < 2e9 ? wealth : 2e9);
        }
    }
}

/* Rows of households region by region. */
struct households_by_region {
    uint16_t row[FILL_ROWS];
    uint16_t first[N_REGIONS + 1];
};

static void sort_by_region(const struct fill *fill, const uint8_t *region, struct households_by_region *sorted)
{
    uint32_t n_households = fill->chunk->n_rows[TABLE_household];
    uint16_t n = 0, n_of[N_REGIONS] = {0}, next[N_REGIONS];
    for (uint32_t h = 0; h < n_households; h++) {
        n_of[region[h]]++;
    }
    for (size_t r = 0; r < N_REGIONS; r++) {
        sorted->first[r] = next[r] = n;
        n = (uint16_t)(n + n_of[r]);
    }
    sorted->first[N_REGIONS] = n;
    for (uint32_t h = 0; h < n_households; h++) {
        sorted->row[next[region[h]]++] = (uint16_t)h;
    }
}

/* Cumulated shares of the regions in those abroad, of regions that have households here. */
static void add_up_dispatch(const struct fill *fill, const struct households_by_region *sorted, double ends[N_REGIONS])
{
    const struct country *home = &fill->world->country[HOME];
    double weights[N_REGIONS];
    for (size_t r = 0; r < N_REGIONS; r++) {
        bool inhabited = sorted->first[r + 1] > sorted->first[r];
        weights[r] = inhabited ? home->population_share[r] * home->dispatch_ratio[r] : 0.0;
    }
    add_up_weights(weights, N_REGIONS, ends);
}

static uint16_t household_of_migrant(const struct fill *fill, const struct households_by_region *sorted,
                                     const double ends[N_REGIONS], uint32_t row)
{
    struct cor_draws draws = draws_of_start(fill, row, DRAWS_start_origin);
    size_t r = pick_summed(ends, N_REGIONS, cor_unit(draws.word[WORD_start_origin_region]));
    uint16_t n = (uint16_t)(sorted->first[r + 1] - sorted->first[r]);
    return n > 0 ? sorted->row[sorted->first[r] + (size_t)(cor_unit(draws.word[WORD_start_origin_household]) * n)] : 0;
}

/* Those without a partner at home. */
static void attach_those_abroad(struct fill *fill, const struct families *families,
                                const struct households_by_region *sorted)
{
    double ends[N_REGIONS];
    add_up_dispatch(fill, sorted, ends);
    for (uint32_t row = 0; row < fill->n; row++) {
        if (fill->slot[row].kind == SLOT_ABROAD && families->unit[row] == NO_ROW) {
            uint16_t h = household_of_migrant(fill, sorted, ends, row);
            fill->view->person.household[row] = h;
            fill->view->household.abroad[h]++;
        }
    }
}

static void name_regions(struct fill *fill, const uint8_t *region)
{
    struct person_columns *person = &fill->view->person;
    for (uint32_t row = 0; row < fill->n; row++) {
        uint8_t traits = person->traits[row];
        person->traits[row] =
            trait_make(trait_sex(traits), trait_education(traits), false, (enum region)region[person->household[row]]);
    }
}

/* Somebody settled in the child's country who could be its parent by age; the first. */
static uint32_t parent_abroad(const struct fill *fill, uint32_t child, enum sex sex)
{
    for (uint32_t row = 0; row < fill->n; row++) {
        const struct slot *slot = &fill->slot[row];
        int older = fill->age[row] - fill->age[child];
        if (slot->kind == SLOT_ABROAD && slot->country == fill->slot[child].country &&
            (slot->channel == CHANNEL_family || slot->channel == CHANNEL_skilled) &&
            trait_sex(fill->view->person.traits[row]) == sex && older >= YOUNGEST_PARENT && older <= OLDEST_PARENT) {
            return row;
        }
    }
    return NO_ROW;
}

/* Children abroad are in the charge of a woman, else a man, of their country in the chunk; the others of nobody simulated. */
static void find_parents_abroad(const struct fill *fill)
{
    struct person_columns *person = &fill->view->person;
    for (uint32_t child = 0; child < fill->n; child++) {
        if (fill->slot[child].kind != SLOT_ABROAD || fill->age[child] >= ADULT_FROM) {
            continue;
        }
        uint32_t parent = parent_abroad(fill, child, SEX_female);
        parent = parent != NO_ROW ? parent : parent_abroad(fill, child, SEX_male);
        person_has_parent(fill->chunk, child, parent);
        if (parent != NO_ROW) {
            fill->view->household.abroad[person->household[child]]--;
            person->household[child] = person->household[parent];
            fill->view->household.abroad[person->household[child]]++;
        }
    }
}

/* Children ever born: those at home, too few for older women; parity only numbers births. */
static void count_children(struct fill *fill, const struct families *families)
{
    struct person_columns *person = &fill->view->person;
    for (uint16_t u = 0; u < families->n_units; u++) {
        if (families->mother[u] != NO_ROW) {
            person->parity[families->mother[u]] = families->n_children[u];
        }
    }
}

void population_fill_households(struct fill *fill)
{
    struct families families;
    uint8_t region[FILL_ROWS];
    struct households_by_region sorted;
    population_form_families(fill, &families, households_wanted(fill, persons_at_home(fill)));
    open_households(fill, &families);
    place_households(fill, region);
    endow_households(fill);
    sort_by_region(fill, region, &sorted);
    attach_those_abroad(fill, &families, &sorted);
    find_parents_abroad(fill);
    name_regions(fill, region);
    count_children(fill, &families);
}
