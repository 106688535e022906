/* Couples, children and elders: a light synthesis of families, after the census. Marriage matches women and men by age
 * rank; a child goes to a mother whose age at its birth follows the fertility of today; a share of those over 60 lives
 * with a couple that could be their children. */
#include "models/population/families.h"
#include <string.h>
#include "models/state/kin.h"

enum {
    ADULT = 20,
    LONE_PARENT_BEGINS = 25,
    GROWN_CHILD_ENDS = 30,
    UNMARRIED_CHILD_ENDS = 50,
    ELDER = 60,
    LAST_MOTHER_AT_HOME = 69
};

static bool is_at_home(const struct fill *fill, uint32_t row)
{
    return fill->slot[row].kind != SLOT_ABROAD;
}

static uint16_t new_unit(const struct fill *fill, struct families *f, uint32_t head)
{
    uint16_t unit = (uint16_t)f->n_units++;
    f->host[unit] = unit;
    f->head[unit] = (uint16_t)head;
    f->head_age[unit] = fill->age[head];
    f->members[unit] = 0;
    f->mother[unit] = NO_ROW;
    f->n_children[unit] = 0;
    f->n_elders[unit] = 0;
    f->crowding[unit] = WISH_MOST;
    return unit;
}

/* A partner abroad belongs to the household, but does not live there. */
static void join_unit(const struct fill *fill, struct families *f, uint32_t row, uint16_t unit)
{
    f->unit[row] = unit;
    f->members[unit] = (uint16_t)(f->members[unit] + is_at_home(fill, row));
}

uint16_t population_root_of(const struct families *f, uint16_t unit)
{
    while (f->host[unit] != unit) {
        unit = f->host[unit];
    }
    return unit;
}

/* Of those abroad who are in a union some have the partner at home; the others' are elsewhere. */
static bool partner_is_at_home(struct fill *fill, const struct families *f, uint32_t row, uint64_t cut)
{
    const struct slot *slot = &fill->slot[row];
    double share = partner_left_share(&fill->world->parameters, slot->channel, fill->months_abroad[row]);
    bool left = f->draws.word[WORD_start_family_in_union][row] < (uint64_t)(share * (double)cut);
    if (!left) {
        person_weds_elsewhere(fill->chunk, row);
    }
    return left;
}

static uint32_t list_those_in_union(struct fill *fill, const struct families *f, uint16_t rows[FILL_ROWS])
{
    const uint8_t *traits = fill->view->person.traits;
    const struct start_cuts *cuts = &fill->plan->cuts;
    uint32_t n = 0;
    for (uint32_t row = 0; row < fill->n; row++) {
        uint64_t cut = cuts->in_union[trait_sex(traits[row])][fill->age[row]];
        rows[n] = (uint16_t)row;
        n += (uint32_t)(f->draws.word[WORD_start_family_in_union][row] < cut &&
                        (is_at_home(fill, row) || partner_is_at_home(fill, f, row, cut)));
    }
    return n;
}

/* Rows of each sex in a union by rising age. */
static void sort_those_in_union(struct fill *fill, struct families *f)
{
    const uint8_t *traits = fill->view->person.traits;
    uint16_t first[N_SEXES][MAX_AGE + 2] = {{0}}, rows[FILL_ROWS];
    uint32_t n = list_those_in_union(fill, f, rows);
    for (uint32_t i = 0; i < n; i++) {
        first[trait_sex(traits[rows[i]])][fill->age[rows[i]] + 1]++;
    }
    for (size_t sex = 0; sex < N_SEXES; sex++) {
        for (int age = 0; age <= MAX_AGE; age++) {
            first[sex][age + 1] = (uint16_t)(first[sex][age + 1] + first[sex][age]);
        }
        f->n_sorted[sex] = first[sex][MAX_AGE + 1];
    }
    for (uint32_t i = 0; i < n; i++) {
        enum sex sex = trait_sex(traits[rows[i]]);
        f->sorted[sex][first[sex][fill->age[rows[i]]]++] = rows[i];
    }
}

/* Both sexes by rank of age; where one has more in a union than the other, some are passed over evenly. */
static void marry(const struct fill *fill, struct families *f)
{
    uint32_t n_women = f->n_sorted[SEX_female], n_men = f->n_sorted[SEX_male];
    uint32_t n_couples = n_women < n_men ? n_women : n_men;
    for (uint32_t k = 0; k < n_couples; k++) {
        uint16_t woman = f->sorted[SEX_female][(uint64_t)k * n_women / n_couples];
        uint16_t man = f->sorted[SEX_male][(uint64_t)k * n_men / n_couples];
        if (!is_at_home(fill, woman) && !is_at_home(fill, man)) {
            continue; /* they stay single, to marry others */
        }
        uint16_t unit = new_unit(fill, f, woman);
        f->mother[unit] = woman;
        join_unit(fill, f, woman, unit);
        join_unit(fill, f, man, unit);
        person_weds(fill->chunk, woman, man);
    }
}

static bool lives_as_child(const struct fill *fill, const struct families *f, uint32_t row)
{
    return fill->age[row] < GROWN_CHILD_ENDS ||
           (fill->age[row] < UNMARRIED_CHILD_ENDS &&
            f->draws.word[WORD_start_family_child_or_lone_parent][row] < fill->plan->cuts.adult_child_at_home);
}

static bool is_lone_parent(const struct fill *fill, const struct families *f, uint32_t row)
{
    return trait_sex(fill->view->person.traits[row]) == SEX_female && fill->age[row] >= LONE_PARENT_BEGINS &&
           fill->age[row] < ELDER &&
           ~f->draws.word[WORD_start_family_child_or_lone_parent][row] < fill->plan->cuts.lone_parent;
}

static void list_singles(const struct fill *fill, struct families *f)
{
    uint32_t n = 0;
    for (uint32_t row = 0; row < fill->n; row++) {
        f->single[n] = (uint16_t)row;
        n += (uint32_t)(is_at_home(fill, row) & (f->unit[row] == NO_ROW));
    }
    f->n_single = n;
}

/* Those who live as children stay in the list. */
static void settle_single_adults(const struct fill *fill, struct families *f)
{
    uint32_t n_left = 0;
    for (uint32_t i = 0; i < f->n_single; i++) {
        uint16_t row = f->single[i];
        bool lone_parent = is_lone_parent(fill, f, row);
        if (lone_parent || !lives_as_child(fill, f, row)) {
            uint16_t unit = new_unit(fill, f, row);
            f->mother[unit] = lone_parent ? row : (uint16_t)NO_ROW;
            join_unit(fill, f, row, unit);
        } else {
            f->single[n_left++] = row;
        }
    }
    f->n_single = n_left;
}

static bool may_have_children_at_home(const struct families *f, uint16_t unit)
{
    return f->mother[unit] != NO_ROW && f->head_age[unit] <= LAST_MOTHER_AT_HOME;
}

/* Children at home that a mother wishes for. */
static void wish_for_children(const struct fill *fill, struct families *f)
{
    struct draw_block draws;
    uint32_t mother[DRAW_BLOCK];
    uint16_t unit[DRAW_BLOCK], u = 0;
    while (u < f->n_units) {
        uint32_t n = 0;
        for (; u < f->n_units && n < DRAW_BLOCK; u++) {
            mother[n] = f->mother[u];
            unit[n] = u;
            n += f->mother[u] != NO_ROW;
        }
        draws_of_rows(&fill->context, fill->chunk, mother, n, DRAWS_start_children, &draws);
        for (uint32_t i = 0; i < n; i++) {
            unsigned wished = pick(fill->plan->cuts.wish, WISH_MOST + 1, draws.word[WORD_start_children_wished][i]);
            f->crowding[unit[i]] = (uint8_t)(WISH_MOST - wished);
        }
    }
}

static void index_mothers(struct families *f)
{
    struct age_index *index = &f->mothers;
    uint16_t next[MAX_AGE + 1];
    memset(index->first, 0, sizeof index->first);
    memset(index->next, 0, sizeof index->next);
    memset(index->taken, 0, sizeof index->taken);
    for (uint16_t u = 0; u < f->n_units; u++) {
        uint8_t above = (uint8_t)(f->head_age[u] + 1);
        index->first[above] = (uint16_t)(index->first[above] + may_have_children_at_home(f, u));
    }
    for (int age = 0; age <= MAX_AGE; age++) {
        index->first[age + 1] = (uint16_t)(index->first[age + 1] + index->first[age]);
        next[age] = index->first[age];
    }
    for (uint16_t u = 0; u < f->n_units; u++) {
        if (may_have_children_at_home(f, u)) {
            index->unit[next[f->head_age[u]]++] = u;
        }
    }
}

/* A unit whose woman has exactly this age and whose load is below the limit; each in turn. NO_ROW when there is
 * none. */
static uint16_t unit_of_age(struct age_index *index, int age, const uint8_t *load, uint8_t limit)
{
    if (age < 0 || age > MAX_AGE || limit <= index->taken[age]) {
        return NO_ROW;
    }
    const uint16_t *units = index->unit + index->first[age];
    uint16_t n = (uint16_t)(index->first[age + 1] - index->first[age]), turn = index->next[age];
    for (uint16_t tried = 0; tried < n; tried++) {
        uint16_t unit = units[turn];
        turn = (uint16_t)(turn + 1 < n ? turn + 1 : 0);
        if (load[unit] < limit) {
            index->next[age] = turn;
            return unit;
        }
    }
    index->taken[age] = limit;
    return NO_ROW;
}

static uint16_t unit_near_age(struct age_index *index, int age, int reach, const uint8_t *load, uint8_t limit)
{
    uint16_t unit = unit_of_age(index, age, load, limit);
    for (int d = 1; d <= reach && unit == NO_ROW; d++) {
        unit = unit_of_age(index, age + d, load, limit);
        if (unit == NO_ROW) {
            unit = unit_of_age(index, age - d, load, limit);
        }
    }
    return unit;
}

/* The unit of a mother of this age: wishes first; they give way before a child is left without parents. */
static uint16_t find_mother(struct families *f, int age)
{
    static const struct {
        int reach;
        uint8_t limit;
    } search[] = {{3, WISH_MOST}, {6, WISH_MOST + 1}, {12, WISH_MOST + 3}};
    uint16_t unit = NO_ROW;
    for (size_t s = 0; s < 3 && unit == NO_ROW; s++) {
        unit = unit_near_age(&f->mothers, age, search[s].reach, f->crowding, search[s].limit);
    }
    return unit;
}

static void put_in_charge(const struct fill *fill, uint32_t parent, uint32_t child)
{
    if (fill->age[child] < ADULT_FROM) {
        person_has_parent(fill->chunk, child, parent);
    }
}

static void give_children_mothers(const struct fill *fill, struct families *f)
{
    for (uint32_t i = 0; i < f->n_single; i++) {
        uint16_t row = f->single[i];
        int years = birth_age_of(&fill->plan->cuts, f->draws.word[WORD_start_family_age_of_mother][row]);
        uint16_t unit = find_mother(f, fill->age[row] + years);
        if (unit == NO_ROW && (f->n_units == 0 || fill->age[row] >= ADULT)) {
            join_unit(fill, f, row, new_unit(fill, f, row));
        } else if (unit == NO_ROW) {
            unit = (uint16_t)(row % f->n_units);
            join_unit(fill, f, row, unit);
            put_in_charge(fill, f->head[unit], row);
        } else {
            join_unit(fill, f, row, unit);
            put_in_charge(fill, f->mother[unit], row);
            f->n_children[unit]++;
            f->crowding[unit]++;
        }
    }
}

/* Elders move in with a couple of the age of their children. Returns the number that did. */
static uint32_t move_elders_to_children(const struct fill *fill, struct families *f)
{
    const struct start_cuts *cuts = &fill->plan->cuts;
    uint32_t n_moved = 0;
    memset(f->mothers.taken, 0, sizeof f->mothers.taken);
    for (uint16_t u = 0; u < f->n_units; u++) {
        uint32_t elder = f->head[u];
        if (f->head_age[u] < ELDER ||
            f->draws.word[WORD_start_family_elder_with_child][elder] >= cuts->elder_co_residence) {
            continue;
        }
        int age = fill->age[elder] - birth_age_of(cuts, f->draws.word[WORD_start_family_age_of_mother][elder]);
        uint16_t child = unit_near_age(&f->mothers, age, 8, f->n_elders, 1);
        if (child != NO_ROW && child != u && f->head_age[child] < ELDER) {
            f->host[u] = child;
            f->n_elders[child]++;
            n_moved++;
        }
    }
    return n_moved;
}

/* Too many households: small units move in with others, the smallest first. */
static uint32_t merge_households(struct families *f, uint32_t n_now, uint32_t n_wanted)
{
    uint16_t shelter = 0;
    for (uint16_t size = 1; size <= 3 && n_now > n_wanted; size++) {
        for (uint16_t u = 0; u < f->n_units && n_now > n_wanted; u++) {
            if (f->host[u] != u || f->members[u] != size || f->n_elders[u] > 0) {
                continue;
            }
            for (uint32_t tried = 0; tried < f->n_units; tried++) {
                shelter = (uint16_t)(shelter + 1u < f->n_units ? shelter + 1u : 0u);
                if (shelter != u && f->host[shelter] == shelter && f->members[shelter] > size) {
                    f->host[u] = shelter;
                    f->n_elders[shelter]++;
                    n_now--;
                    break;
                }
            }
        }
    }
    return n_now;
}

/* Too few households: elder couples keep a house of their own. */
static uint32_t part_from_elders(struct families *f, uint32_t n_now, uint32_t n_wanted)
{
    for (uint16_t u = 0; u < f->n_units && n_now < n_wanted; u++) {
        if (f->host[u] != u && f->members[u] > 1) {
            f->n_elders[f->host[u]]--;
            f->host[u] = u;
            n_now++;
        }
    }
    return n_now;
}

/* Still too few: grown children leave home, the oldest first by class of age. */
static void split_households(const struct fill *fill, struct families *f, uint32_t n_now, uint32_t n_wanted)
{
    for (int from = UNMARRIED_CHILD_ENDS - 5; from >= ADULT && n_now < n_wanted; from -= 5) {
        for (uint32_t row = 0; row < fill->n && n_now < n_wanted; row++) {
            uint16_t unit = f->unit[row];
            bool grown_child = unit != NO_ROW && is_at_home(fill, row) && fill->view->person.kin[row] == NO_ROW &&
                               fill->age[row] >= from && fill->age[row] < from + 5 &&
                               f->head_age[unit] >= fill->age[row] + 12 && f->members[unit] > 1 &&
                               f->mother[unit] != (uint16_t)row;
            if (grown_child) {
                f->members[unit]--;
                join_unit(fill, f, row, new_unit(fill, f, row));
                n_now++;
            }
        }
    }
}

void population_form_families(struct fill *fill, struct families *f, uint32_t n_households)
{
    f->n_units = 0;
    for (uint32_t row = 0; row < fill->n; row++) {
        f->unit[row] = NO_ROW;
    }
    draw_for_all(fill, DRAWS_start_family, &f->draws);
    sort_those_in_union(fill, f);
    marry(fill, f);
    list_singles(fill, f);
    settle_single_adults(fill, f);
    wish_for_children(fill, f);
    index_mothers(f);
    give_children_mothers(fill, f);
    uint32_t n_now = f->n_units - move_elders_to_children(fill, f);
    n_now = merge_households(f, n_now, n_households);
    n_now = part_from_elders(f, n_now, n_households);
    split_households(fill, f, n_now, n_households);
}
