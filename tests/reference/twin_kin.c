/* Who belongs to whom, and the households of families; unions at the birthday (models/demography/README.md, D10 to D12). */
#include "models/demography/demography_rules.h"
#include "tests/reference/twin_kin.h"

/* ---- partners, parents, children ---- */

static uint16_t row_of(const struct person *p)
{
    return (uint16_t)(p - p->stratum->person);
}

bool twin_is_minor(const struct twin *t, const struct person *p)
{
    return age_of(t, p) < ADULT_FROM;
}

struct person *twin_partner(const struct twin *t, const struct person *p)
{
    bool none = p->kin == NO_ROW || p->kin == KIN_ELSEWHERE || twin_is_minor(t, p);
    return none ? NULL : &p->stratum->person[p->kin];
}

bool twin_is_child_of(const struct twin *t, const struct person *child, const struct person *parent)
{
    return status_of(child) != WORK_FREE && child->kin == row_of(parent) && twin_is_minor(t, child);
}

static void end_union(const struct twin *t, struct person *p)
{
    struct person *partner = twin_partner(t, p);
    if (partner && partner->kin == row_of(p)) {
        partner->kin = NO_ROW;
    }
    p->kin = NO_ROW;
}

void twin_leave_family(const struct twin *t, const struct person *p)
{
    struct stratum *s = p->stratum;
    uint16_t partner = twin_partner(t, p) ? p->kin : (uint16_t)NO_ROW;
    for (uint32_t row = 0; row < s->n_persons; row++) {
        if (s->person[row].kin == row_of(p)) {
            s->person[row].kin = row == partner ? (uint16_t)NO_ROW : partner;
        }
    }
}

/* ---- households ---- */

void twin_close_if_empty(struct household *household)
{
    if (household->size == 0 && household->abroad == 0) {
        *household = (struct household){.size = 0};
    }
}

static void hand_over(int32_t *from, int32_t *to, int32_t members)
{
    int64_t sum = (int64_t)*to + *from / members;
    *from -= *from / members;
    *to = (int32_t)(sum > INT32_MAX ? INT32_MAX : (sum < -INT32_MAX ? -INT32_MAX : sum));
}

/* With a share by heads of what the household has. */
static void move_one(struct person *p, uint16_t household)
{
    struct household *from = household_of(p), *to = &p->stratum->household[household];
    int32_t members = from->size + from->abroad;
    if (from == to) {
        return;
    }
    hand_over(&from->wealth, &to->wealth, members);
    hand_over(&from->income, &to->income, members);
    hand_over(&from->received, &to->received, members);
    p->household = household;
    *(status_of(p) == WORK_ABROAD ? &from->abroad : &from->size) -= 1;
    *(status_of(p) == WORK_ABROAD ? &to->abroad : &to->size) += 1;
    twin_close_if_empty(from);
}

/* Of the person's household: the person, the partner, and children in the charge of either. */
static bool is_close_to(const struct twin *t, const struct person *q, const struct person *p)
{
    const struct person *partner = twin_partner(t, p);
    return status_of(q) != WORK_FREE && q->household == p->household &&
           (q == p || q == partner || twin_is_child_of(t, q, p) || (partner && twin_is_child_of(t, q, partner)));
}

static void move_family(const struct twin *t, struct person *p, uint16_t household)
{
    struct stratum *s = p->stratum;
    struct person here = *p; /* whose kin they are while all are still in the household */
    for (uint32_t row = 0; row < s->n_persons; row++) {
        struct person *q = &s->person[row];
        uint16_t now = p->household;
        p->household = here.household;
        bool goes = is_close_to(t, q, p);
        p->household = now;
        if (goes) {
            move_one(q, household);
        }
    }
}

/* Does somebody live there who is not of the family? */
static bool lives_with_others(const struct twin *t, const struct person *p)
{
    int n = 0;
    for (uint32_t row = 0; row < p->stratum->n_persons; row++) {
        n += is_close_to(t, &p->stratum->person[row], p);
    }
    return household_of(p)->size + household_of(p)->abroad > n;
}

/* To the first household without members, or a new one, if others stay behind. */
static void leave_others(const struct twin *t, struct person *p)
{
    struct stratum *s = p->stratum;
    uint32_t row = 0;
    if (!lives_with_others(t, p)) {
        return;
    }
    while (row < s->n_households && (s->household[row].size || s->household[row].abroad)) {
        row++;
    }
    s->n_households += row == s->n_households;
    s->household[row] = (struct household){.size = 0};
    move_family(t, p, (uint16_t)row);
}

/* ---- unions ---- */

static const struct demography_parameters *parameters_of(const struct twin *t)
{
    return &t->world->parameters.demography;
}

static bool happens(uint32_t word, double chance)
{
    return word < threshold_32(chance);
}

/* Words of PURPOSE_union: 0 the union ends, 1 a union forms, 2 the age looked for, 3 a household is founded. */
static struct cor_draws union_draws(const struct twin *t, const struct person *p)
{
    return draw(t, p, PURPOSE_union, 0);
}

static int age_of_table(const struct twin *t, const struct person *p)
{
    return age_of(t, p) > OLDEST_BIRTHDAY ? OLDEST_BIRTHDAY : age_of(t, p);
}

bool twin_is_settled(const struct migrant *m)
{
    return m->channel == CHANNEL_skilled || m->channel == CHANNEL_family || (m->flags & MIGRANT_PERMANENT);
}

static void single_has_birthday(struct twin *t, struct person *p)
{
    const struct demography_parameters *parameters = parameters_of(t);
    struct cor_draws draws = union_draws(t, p);
    double chance = union_chance(trait_sex(p->traits), age_of_table(t, p), parameters->union_dissolution);
    if (status_of(p) == WORK_ABROAD && !twin_is_settled(record_of(p))) {
        return;
    }
    if (status_of(p) == WORK_ABROAD) {
        p->seeks = happens(draws.word[1], chance * parameters->union_from_home);
        p->kin = !p->seeks && happens(draws.word[1], chance) ? KIN_ELSEWHERE : NO_ROW;
        return;
    }
    p->seeks = trait_sex(p->traits) == SEX_female && happens(draws.word[1], chance);
    if (age_of(t, p) >= 20 && age_of(t, p) <= parameters->leaving_home_last && household_of(p)->size > 1 &&
        happens(draws.word[3], parameters->leaving_home)) {
        leave_others(t, p);
    }
}

static void divorce(const struct twin *t, struct person *p)
{
    struct person *partner = twin_partner(t, p), *man = trait_sex(p->traits) == SEX_male ? p : partner;
    struct person *woman = man == p ? partner : p;
    for (uint32_t row = 0; partner && row < p->stratum->n_persons; row++) {
        struct person *child = &p->stratum->person[row];
        if (twin_is_child_of(t, child, woman) && status_of(child) == WORK_ABROAD && status_of(man) == WORK_ABROAD &&
            status_of(woman) != WORK_ABROAD && record_of(child)->country == record_of(man)->country) {
            child->kin = row_of(man); /* who lives with the father abroad */
        }
    }
    end_union(t, p);
    if (man && status_of(man) != WORK_ABROAD) {
        leave_others(t, man);
    }
}

static void partner_has_birthday(struct twin *t, struct person *p)
{
    struct cor_draws draws = union_draws(t, p);
    struct person *partner = twin_partner(t, p);
    if (happens(draws.word[0], parameters_of(t)->union_dissolution)) {
        divorce(t, p);
    } else if (partner && age_of(t, p) <= parameters_of(t)->leaving_home_last &&
               happens(draws.word[3], parameters_of(t)->couples_leaving)) {
        leave_others(t, p);
    }
}

static bool turns_of_age(const struct twin *t, const struct person *p)
{
    return has_birthday(t, p) && age_of(t, p) == ADULT_FROM;
}

static void come_of_age(struct twin *t, struct person *p)
{
    if (turns_of_age(t, p)) {
        end_union(t, p);
    }
    p->seeks = false;
    p->decides = has_birthday(t, p) && !twin_is_minor(t, p) &&
                 (trait_sex(p->traits) == SEX_female || !twin_partner(t, p)); /* of a couple the woman */
}

static void pass_birthday(struct twin *t, struct person *p)
{
    if (!p->decides) {
        return;
    }
    if (p->kin == NO_ROW) {
        single_has_birthday(t, p);
    } else {
        partner_has_birthday(t, p);
    }
}

/* By how many years the age of a person is not the one looked for. */
static double years_off(const struct twin *t, const struct person *seeker, const struct person *p)
{
    double gap = union_age_gap_wanted(parameters_of(t)->union_age_gap, parameters_of(t)->union_age_spread,
                                      cor_unit(union_draws(t, seeker).word[2]));
    double older = age_of(t, p) - age_of(t, seeker);
    double off = trait_sex(seeker->traits) == SEX_female ? older - gap : older + gap;
    return off < 0.0 ? -off : off;
}

static void find_partner(struct twin *t, struct person *seeker)
{
    struct stratum *s = seeker->stratum;
    struct person *best = NULL;
    double least = parameters_of(t)->union_age_reach;
    for (uint32_t row = 0; seeker->seeks && seeker->kin == NO_ROW && row < s->n_persons; row++) {
        struct person *p = &s->person[row];
        bool suits = status_of(p) != WORK_FREE && status_of(p) != WORK_ABROAD && p->decides && p->kin == NO_ROW &&
                     p->household != seeker->household && trait_sex(p->traits) != trait_sex(seeker->traits);
        if (suits && years_off(t, seeker, p) < least) {
            least = years_off(t, seeker, p);
            best = p;
        }
    }
    if (best) {
        struct person *man = trait_sex(best->traits) == SEX_male ? best : seeker;
        best->kin = row_of(seeker);
        seeker->kin = row_of(best);
        if (happens(union_draws(t, seeker).word[3], parameters_of(t)->union_new_home)) {
            leave_others(t, man);
        }
        move_family(t, man == best ? seeker : best, man->household);
    }
}

void twin_demography_unions(struct twin *t)
{
    twin_each_person(t, ORIGIN, come_of_age);
    twin_each_person(t, ORIGIN, pass_birthday);
    twin_each_person(t, ORIGIN, find_partner);
}
