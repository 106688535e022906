/* Families that follow, return and move on together, marriages abroad (models/migration/README.md, M15, M16). */
#include <string.h>
#include "models/migration/migration_rules.h"
#include "models/training/training.h"
#include "tests/reference/twin_kin.h"
#include "tests/reference/twin_world.h"

static const struct migration_parameters *parameters_of(const struct twin *t)
{
    return &t->world->parameters.migration;
}

static bool lives_in(const struct person *p, size_t country)
{
    return status_of(p) == WORK_ABROAD && record_of(p)->country == country;
}

/* ---- moving together ---- */

/* Of a couple in one country the one who came as family; if both did, the later in the tables. */
static bool moves_with_partner(const struct twin *t, const struct migrant *m)
{
    const struct person *p = person_of(m), *partner = twin_partner(t, p);
    return partner && lives_in(partner, m->country) && m->channel == CHANNEL_family &&
           (record_of(partner)->channel != CHANNEL_family || partner < p);
}

bool twin_moves_with_family(const struct twin *t, const struct migrant *m)
{
    return m->channel == CHANNEL_family && (twin_is_minor(t, person_of(m)) || moves_with_partner(t, m));
}

uint32_t twin_companions(const struct twin *t, const struct migrant *m, struct migrant **companions)
{
    struct stratum *s = m->stratum;
    struct person *p = person_of(m), *partner = twin_partner(t, p);
    bool together = partner && lives_in(partner, m->country);
    uint32_t n = 0;
    if (together && !moves_with_partner(t, record_of(partner))) {
        return 0; /* children stay with the parent who stays */
    }
    if (together) {
        companions[n++] = record_of(partner);
    }
    for (int i = 0; i < 2; i++) { /* own children, then the partner's */
        const struct person *parent = i == 0 ? p : partner;
        for (uint32_t row = 0; parent && row < s->n_persons; row++) {
            if (twin_is_child_of(t, &s->person[row], parent) && lives_in(&s->person[row], m->country)) {
                companions[n++] = record_of(&s->person[row]);
            }
        }
    }
    return n;
}

/* ---- reunion ---- */

static bool is_free_at_home(const struct person *p)
{
    return status_of(p) != WORK_ABROAD && (!record_of(p) || record_of(p)->stage == STAGE_RETURNED);
}

static bool may_bring_family(const struct twin *t, const struct migrant *m)
{
    double mean = country_mean_wage(&t->world->country[m->country]) * t->macro.wages.level[m->country];
    double least = 100.0 * parameters_of(t)->family_income * mean;
    double wait =
        parameters_of(t)->family_wait_months + training_months_expected(&t->context, m->country, CHANNEL_family, 0.0);
    return twin_is_settled(m) && !twin_is_minor(t, person_of(m)) && t->month - m->arrived >= (int32_t)wait &&
           (m->flags & MIGRANT_EMPLOYED) && (double)m->gross_pay >= least;
}

static bool may_follow(const struct twin *t, const struct person *p, const struct person *sponsor)
{
    const struct person *partner = twin_partner(t, sponsor);
    return status_of(p) != WORK_FREE && is_free_at_home(p) &&
           (p == partner || twin_is_child_of(t, p, sponsor) || (partner && twin_is_child_of(t, p, partner)));
}

uint32_t twin_family_left(const struct twin *t, const struct migrant *m)
{
    uint32_t n = 0;
    for (uint32_t row = 0; may_bring_family(t, m) && row < m->stratum->n_persons; row++) {
        n += may_follow(t, &m->stratum->person[row], person_of(m));
    }
    return n;
}

static uint8_t occupation_of_follower(const struct twin *t, size_t country, uint32_t word)
{
    const double *share = t->world->migration->occupation_weight[country][MIX_general];
    double at = cor_unit(word);
    uint8_t k = 0;
    while (k + 1 < N_OCCUPATIONS && at >= share[k]) {
        at -= share[k++];
    }
    return k;
}

static void arrive_as_family(struct twin *t, struct person *p, uint8_t country, uint32_t word)
{
    struct migrant *m = record_of(p) ? record_of(p) : twin_take_migrant(p->stratum, p);
    bool same_country = (m->flags & MIGRANT_REPEAT) && m->country == country;
    double required = twin_is_minor(t, p) ? 0.0 : 32.0 * t->world->country[country].language_required[CHANNEL_family];
    m->language = same_country ? m->language : 0;
    m->language = m->language < required ? (uint8_t)(required + 0.5) : m->language;
    m->stage = STAGE_ABROAD;
    m->country = country;
    m->channel = CHANNEL_family;
    m->occupation = occupation_of_follower(t, country, word);
    m->flags = (uint8_t)((m->flags & MIGRANT_REPEAT) | MIGRANT_FAMILY_HERE);
    m->since = m->arrived = (uint16_t)t->month;
    m->contract_end = NO_MONTH;
    m->gross_pay = m->first_pay = m->cost = 0;
    m->course = 0;
    twin_settle_abroad(p);
    t->totals.rows_departed[0]++;
    count(t, m->stratum, OUTPUT_departures, twin_who_migrated(t, m), 1);
}

/* Own children first, then the partner's, then the partner: the order of new records. */
bool twin_family_follows(struct twin *t, struct migrant *m)
{
    struct stratum *s = m->stratum;
    struct person *sponsor = person_of(m), *partner = twin_partner(t, sponsor);
    bool anybody = false;
    if (!twin_is_anniversary_of_arrival(t, m) || !may_bring_family(t, m) ||
        !cor_happens(draw(t, sponsor, PURPOSE_family, 1).word[0], t->macro.migration.family_follows[m->country])) {
        return false;
    }
    for (int i = 0; i < 3; i++) {
        for (uint32_t row = 0; row < s->n_persons; row++) {
            struct person *p = &s->person[row];
            bool turn = i == 0   ? twin_is_child_of(t, p, sponsor)
                        : i == 1 ? partner && twin_is_child_of(t, p, partner)
                                 : p == partner;
            if (turn && may_follow(t, p, sponsor)) {
                arrive_as_family(t, p, m->country, draw(t, p, PURPOSE_family, 1).word[2]);
                anybody = true;
            }
        }
    }
    set_flag(m, MIGRANT_FAMILY_HERE, anybody || (m->flags & MIGRANT_FAMILY_HERE));
    return anybody;
}

/* ---- marriages with residents ---- */

bool twin_may_marry_abroad(const struct twin *t, const struct person *p)
{
    return p->kin == NO_ROW && age_of(t, p) >= ADULT_FROM && age_of(t, p) <= (int)parameters_of(t)->marriage_age_last &&
           is_free_at_home(p);
}

/* Words: 0 marries, 1 the country, 2 the occupation. */
static void may_marry(struct twin *t, struct person *p)
{
    struct cor_draws draws = draw(t, p, PURPOSE_marriage, 0);
    const double *ends = t->macro.migration.marriages_cumulated;
    size_t n = t->world->n_countries, country = 0;
    if (!has_birthday(t, p) || !twin_may_marry_abroad(t, p) ||
        !cor_happens(draws.word[0], t->macro.migration.marries_abroad[trait_sex(p->traits)])) {
        return;
    }
    while (country + 1 < n && cor_unit(draws.word[1]) * ends[n - 1] >= ends[country]) {
        country++;
    }
    p->kin = KIN_ELSEWHERE;
    arrive_as_family(t, p, (uint8_t)country, draws.word[2]);
}

void twin_migration_marry(struct twin *t)
{
    twin_each_person(t, ORIGIN, may_marry);
}

/* ---- once a month ---- */

/* What the sponsors of the start would bring, by what was left at home per head of the skilled and of the settled. */
void twin_settle_family(struct twin *t)
{
    double skilled = 0.0, settled = 0.0;
    for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
        skilled += (double)t->totals.stock_abroad[corridor_cell(c, CHANNEL_skilled)];
        settled += (double)t->totals.stock_abroad[corridor_cell(c, CHANNEL_family)];
    }
    double left_skilled = skilled > 0.0 ? (double)t->totals.family_left[0] / skilled : 0.0;
    double left_settled = settled > 0.0 ? (double)t->totals.family_left[1] / settled : 0.0;
    for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
        const double *stock = t->world->country[c].vietnamese_stock;
        t->macro.migration.family_expected[c] = parameters_of(t)->family_rate * (left_skilled * stock[CHANNEL_skilled] +
                                                                                 left_settled * stock[CHANNEL_family]);
    }
}

void twin_open_family(struct twin *t)
{
    const struct migration_parameters *p = parameters_of(t);
    struct migration_macro *macro = &t->macro.migration;
    double marriages = 0.0;
    for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
        double observed = world_at_start(t->world)->country[c].vietnamese_entries[CHANNEL_family];
        double expected = macro->family_expected[c];
        double factor = migration_lever_mean(&t->context, LEVER_quota_factor, c, CHANNEL_family);
        double added = p->quota_fill * migration_lever_amount(&t->context, LEVER_quota_added, c, CHANNEL_family);
        macro->family_follows[c] = migration_family_chance(p->family_rate, observed, expected, factor);
        marriages +=
            migration_marriages(t->macro.migration.market.known[c][CHANNEL_family], observed, expected, factor, added);
        macro->marriages_cumulated[c] = marriages;
    }
    for (size_t sex = 0; sex < N_SEXES; sex++) {
        macro->singles[sex] = is_month_of_census(t) ? t->totals.singles[sex] : macro->singles[sex];
        double share = sex == SEX_female ? p->marriage_female : 1.0 - p->marriage_female;
        macro->marries_abroad[sex] = macro->singles[sex] > 0 ? marriages * share / (double)macro->singles[sex] : 0.0;
    }
}
