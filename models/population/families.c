/* Couples, children and elders: a light synthesis of families, after the census. Marriage matches women and men by age
 * rank; a child goes to a mother whose age at its birth follows the fertility of today; a share of those over 60 lives
 * with a couple that could be their children. */
#include "models/population/families.h"
#include <string.h>

enum { ADULT = 20, GROWN_CHILD_ENDS = 30, UNMARRIED_CHILD_ENDS = 50, ELDER = 60, LAST_MOTHER_AT_HOME = 69 };

static bool is_at_home(const struct fill *fill, uint32_t row)
{
    return fill->slot[row].kind != SLOT_ABROAD;
}

/* Words of PURPOSE_initial_household, index 0: in a union; lives as child or lone parent; age of the mother at birth;
 * elder lives with a child. */
static struct cor_draws family_draws(const struct fill *fill, uint32_t row)
{
    return draws_of_start(fill, row, PURPOSE_initial_household, 0);
}

static uint16_t new_unit(struct families *f, uint32_t head)
{
    uint16_t unit = (uint16_t)f->n_units++;
    f->host[unit] = unit;
    f->head[unit] = (uint16_t)head;
    f->head_age[unit] = f->age[head];
    f->members[unit] = 0;
    f->mother[unit] = NO_ROW;
    f->n_children[unit] = 0;
    f->n_elders[unit] = 0;
    f->crowding[unit] = WISH_MOST;
    return unit;
}

static void join_unit(struct families *f, uint32_t row, uint16_t unit)
{
    f->unit[row] = unit;
    f->members[unit]++;
}

uint16_t root_of(const struct families *f, uint16_t unit)
{
    while (f->host[unit] != unit) {
        unit = f->host[unit];
    }
    return unit;
}

/* Rows of one sex in a union by rising age. */
static void sort_those_in_union(const struct fill *fill, struct families *f, enum sex sex)
{
    uint16_t first[MAX_AGE + 2] = {0};
    bool in_union[FILL_ROWS];
    for (uint32_t row = 0; row < fill->n; row++) {
        bool candidate = is_at_home(fill, row) && trait_sex(fill->view->person.traits[row]) == sex;
        in_union[row] = candidate && cor_happens(family_draws(fill, row).word[0], share_in_union(sex, f->age[row]));
        first[f->age[row] + 1] = (uint16_t)(first[f->age[row] + 1] + in_union[row]);
    }
    for (int age = 0; age <= MAX_AGE; age++) {
        first[age + 1] = (uint16_t)(first[age + 1] + first[age]);
    }
    f->n_sorted[sex] = first[MAX_AGE + 1];
    for (uint32_t row = 0; row < fill->n; row++) {
        if (in_union[row]) {
            f->sorted[sex][first[f->age[row]]++] = (uint16_t)row;
        }
    }
}

/* Both sexes by rank of age; where one has more in a union than the other, some are passed over evenly. */
static void marry(struct families *f)
{
    uint32_t n_women = f->n_sorted[SEX_female], n_men = f->n_sorted[SEX_male];
    uint32_t n_couples = n_women < n_men ? n_women : n_men;
    for (uint32_t k = 0; k < n_couples; k++) {
        uint16_t woman = f->sorted[SEX_female][(uint64_t)k * n_women / n_couples];
        uint16_t man = f->sorted[SEX_male][(uint64_t)k * n_men / n_couples];
        uint16_t unit = new_unit(f, woman);
        f->mother[unit] = woman;
        join_unit(f, woman, unit);
        join_unit(f, man, unit);
    }
}

static bool lives_as_child(const struct fill *fill, const struct families *f, uint32_t row)
{
    double at_home = fill->world->parameters.population.adult_child_at_home;
    return f->age[row] < GROWN_CHILD_ENDS ||
           (f->age[row] < UNMARRIED_CHILD_ENDS && cor_happens(family_draws(fill, row).word[1], at_home));
}

static bool is_lone_parent(const struct fill *fill, const struct families *f, uint32_t row)
{
    double share = fill->world->parameters.population.single_parents;
    return trait_sex(fill->view->person.traits[row]) == SEX_female && f->age[row] >= 25 && f->age[row] < ELDER &&
           cor_happens(~family_draws(fill, row).word[1], share);
}

static void settle_single_adults(const struct fill *fill, struct families *f)
{
    for (uint32_t row = 0; row < fill->n; row++) {
        if (!is_at_home(fill, row) || f->unit[row] != NO_ROW) {
            continue;
        }
        bool lone_parent = is_lone_parent(fill, f, row);
        if (lone_parent || !lives_as_child(fill, f, row)) {
            uint16_t unit = new_unit(f, row);
            f->mother[unit] = lone_parent ? (uint16_t)row : (uint16_t)NO_ROW;
            join_unit(f, row, unit);
        }
    }
}

static bool may_have_children_at_home(const struct families *f, uint16_t unit)
{
    return f->mother[unit] != NO_ROW && f->head_age[unit] <= LAST_MOTHER_AT_HOME;
}

/* Word 0 of PURPOSE_initial_household, index 3: children at home that a mother wishes for. */
static uint8_t children_wished_for(const struct fill *fill, uint32_t mother)
{
    const struct population_parameters *p = &fill->world->parameters.population;
    const double shares[WISH_MOST + 1] = {p->wish_no_child, p->wish_one_child, p->wish_two_children,
                                          p->wish_three_children};
    double u = cor_unit(draws_of_start(fill, mother, PURPOSE_initial_household, 3).word[0]);
    return (uint8_t)pick_weighted(shares, WISH_MOST + 1, u);
}

static void wish_for_children(const struct fill *fill, struct families *f)
{
    for (uint16_t u = 0; u < f->n_units; u++) {
        if (f->mother[u] != NO_ROW) {
            f->crowding[u] = (uint8_t)(WISH_MOST - children_wished_for(fill, f->mother[u]));
        }
    }
}

static void index_mothers(struct families *f)
{
    struct age_index *index = &f->mothers;
    uint16_t next[MAX_AGE + 1];
    memset(index->first, 0, sizeof index->first);
    memset(index->next, 0, sizeof index->next);
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
    if (age < 0 || age > MAX_AGE) {
        return NO_ROW;
    }
    uint16_t n = (uint16_t)(index->first[age + 1] - index->first[age]);
    for (uint16_t tried = 0; tried < n; tried++) {
        uint16_t unit = index->unit[index->first[age] + index->next[age] % n];
        index->next[age] = (uint16_t)((index->next[age] + 1) % n);
        if (load[unit] < limit) {
            return unit;
        }
    }
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

static int age_of_mother(const struct fill *fill, const struct families *f, uint32_t row)
{
    return f->age[row] +
           age_at_birth(fill->world->country[HOME].fertility_2024, cor_unit(family_draws(fill, row).word[2]));
}

/* Wishes first; they give way before a child is left without parents. */
static void give_children_mothers(const struct fill *fill, struct families *f)
{
    static const struct {
        int reach;
        uint8_t limit;
    } search[] = {{3, WISH_MOST}, {6, WISH_MOST + 1}, {12, WISH_MOST + 3}};
    for (uint32_t row = 0; row < fill->n; row++) {
        if (!is_at_home(fill, row) || f->unit[row] != NO_ROW) {
            continue;
        }
        uint16_t unit = NO_ROW;
        for (size_t s = 0; s < 3 && unit == NO_ROW; s++) {
            unit =
                unit_near_age(&f->mothers, age_of_mother(fill, f, row), search[s].reach, f->crowding, search[s].limit);
        }
        if (unit == NO_ROW && (f->n_units == 0 || f->age[row] >= ADULT)) {
            join_unit(f, row, new_unit(f, row));
        } else if (unit == NO_ROW) {
            join_unit(f, row, (uint16_t)(row % f->n_units));
        } else {
            join_unit(f, row, unit);
            f->n_children[unit]++;
            f->crowding[unit]++;
        }
    }
}

/* Elders move in with a couple of the age of their children. Returns the number that did. */
static uint32_t move_elders_to_children(const struct fill *fill, struct families *f)
{
    double share = fill->world->parameters.population.elder_co_residence;
    uint32_t n_moved = 0;
    for (uint16_t u = 0; u < f->n_units; u++) {
        uint32_t elder = f->head[u];
        if (f->head_age[u] < ELDER || !cor_happens(family_draws(fill, elder).word[3], share)) {
            continue;
        }
        int age = f->age[elder] -
                  age_at_birth(fill->world->country[HOME].fertility_2024, cor_unit(family_draws(fill, elder).word[2]));
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
                shelter = (uint16_t)((shelter + 1) % f->n_units);
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
            bool grown_child = unit != NO_ROW && f->age[row] >= from && f->age[row] < from + 5 &&
                               f->head_age[unit] >= f->age[row] + 12 && f->members[unit] > 1 &&
                               f->mother[unit] != (uint16_t)row;
            if (grown_child) {
                f->members[unit]--;
                join_unit(f, row, new_unit(f, row));
                n_now++;
            }
        }
    }
}

void form_families(const struct fill *fill, struct families *f, uint32_t n_households)
{
    f->n_units = 0;
    for (uint32_t row = 0; row < fill->n; row++) {
        int age = age_years(fill->view->person.birth_month[row], fill->context.month);
        f->age[row] = (uint8_t)(age < MAX_AGE ? age : MAX_AGE);
        f->unit[row] = NO_ROW;
    }
    sort_those_in_union(fill, f, SEX_female);
    sort_those_in_union(fill, f, SEX_male);
    marry(f);
    settle_single_adults(fill, f);
    wish_for_children(fill, f);
    index_mothers(f);
    give_children_mothers(fill, f);
    uint32_t n_now = f->n_units - move_elders_to_children(fill, f);
    n_now = merge_households(f, n_now, n_households);
    n_now = part_from_elders(f, n_now, n_households);
    split_households(fill, f, n_now, n_households);
}
