/* A month abroad (models/migration/README.md, M7 to M11). */
#include "models/migration/migration_rules.h"
#include <stdlib.h>
#include "tests/reference/twin_kin.h"

static const struct migration_parameters *parameters_of(const struct twin *t)
{
    return &t->world->parameters.migration;
}

static int32_t months_since_arrival(const struct twin *t, const struct migrant *m)
{
    return t->month - m->arrived;
}

static double debt_in_months(const struct twin *t, const struct migrant *m)
{
    return migration_debt_months(m->debt, m->first_pay, parameters_of(t)->debt_months_most);
}

/* A probability within a year as one within a month. */
static double monthly(double yearly)
{
    return migration_happens_within_month(migration_monthly_hazard(yearly, 1.0));
}

/* ---- changes of status ---- */

static void become_irregular(struct twin *t, struct migrant *m)
{
    count(t, m->stratum, OUTPUT_overstays, twin_who_migrated(t, m), 1);
    m->channel = CHANNEL_irregular;
    m->contract_end = NO_MONTH;
    set_flag(m, MIGRANT_CONTRIBUTES | MIGRANT_HOME_INSURED | MIGRANT_PERMANENT, false);
    m->gross_pay = m->flags & MIGRANT_EMPLOYED ? twin_pay_abroad(t, m) : m->gross_pay;
}

static void change_channel(struct twin *t, struct migrant *m, enum channel channel, uint16_t contract_end)
{
    m->channel = (uint8_t)channel;
    m->contract_end = contract_end;
    if (m->flags & MIGRANT_EMPLOYED) {
        m->gross_pay = twin_pay_abroad(t, m);
        twin_enrol(t, m);
    }
}

static void move_to(struct twin *t, struct migrant *m, size_t country)
{
    m->country = (uint8_t)country;
    m->arrived = m->since = (uint16_t)t->month;
    m->contract_end = NO_MONTH;
    m->language = 0;
    m->gross_pay = 0;
    set_flag(m, MIGRANT_EMPLOYED | MIGRANT_CONTRIBUTES | MIGRANT_PERMANENT | MIGRANT_RECOGNISED | MIGRANT_FAMILY_HERE,
             false);
    count(t, m->stratum, OUTPUT_onward_moves, twin_who_migrated(t, m), 1);
}

/* To western Europe, in proportion to the Vietnamese who live there; the family goes along. */
static void move_onward(struct twin *t, struct migrant *m, uint32_t word)
{
    struct migrant **companions = calloc(m->stratum->n_persons, sizeof *companions);
    uint32_t n = companions ? twin_companions(t, m, companions) : 0;
    size_t country = HOME + 1;
    while (country + 1 < t->world->n_countries && cor_unit(word) >= t->world->migration->onward_cumulative[country]) {
        country++;
    }
    move_to(t, m, country);
    for (uint32_t i = 0; i < n; i++) {
        move_to(t, companions[i], country);
        set_flag(companions[i], MIGRANT_FAMILY_HERE, true);
        set_flag(m, MIGRANT_FAMILY_HERE, true);
    }
    free(companions);
}

static bool can_move_onward(const struct twin *t, const struct migrant *m)
{
    const struct country *here = &t->world->country[m->country];
    return here->nest == NEST_eu_cee && here->eu &&
           t->world->migration->onward_cumulative[t->world->n_countries - 1] > 0.0;
}

/* ---- return (M7) ---- */

static double return_factor(const struct twin *t, const struct migrant *m)
{
    double at_par = t->macro.wages.level[HOME] * t->macro.migration.pay_reference[m->country][m->channel];
    bool paid = (m->flags & MIGRANT_EMPLOYED) && at_par > 0.0 && m->gross_pay > 0;
    struct stayer who = {.log_pay_ratio = paid ? cor_log(at_par / (double)m->gross_pay) : 0.0,
                         .out_of_work = !paid && twin_is_channel_of_work(m->channel),
                         .family_here = (m->flags & MIGRANT_FAMILY_HERE) && m->channel != CHANNEL_family,
                         .permanent = m->flags & MIGRANT_PERMANENT};
    return cor_exp(migration_return_log_factor(parameters_of(t), &who)) * policy_for(t, LEVER_return_factor, m);
}

/* Of those whom a debt to the employer holds back. */
static double held_back(const struct twin *t, const struct migrant *m)
{
    return twin_is_bound(t, m) ? 1.0 - parameters_of(t)->clawback_leaving : 1.0;
}

/* What keeps workers from losing their status: policies, and working style while it lasts. */
static double tie(const struct twin *t, const struct migrant *m)
{
    double years = (double)months_since_arrival(t, m) / 12.0, fade = t->world->parameters.wages.soft_skills_fade;
    double style =
        m->course & COURSE_STYLE ? migration_style_factor(parameters_of(t)->style_abscond, fade, years) : 1.0;
    return policy_for(t, LEVER_absconding_factor, m) * style;
}

static double chance_of_return(const struct twin *t, const struct migrant *m)
{
    bool within_term = (m->channel == CHANNEL_contract || m->channel == CHANNEL_study) && m->contract_end != NO_MONTH;
    size_t year = migration_exit_year(within_term, months_since_arrival(t, m));
    return migration_happens_within_month(t->world->migration->exit_hazard[m->country][m->channel][year] *
                                          return_factor(t, m) * held_back(t, m));
}

/* ---- the end of a term (M8, M9) ---- */

static void end_term(struct twin *t, struct migrant *m, struct cor_draws draws)
{
    const struct migration_parameters *p = parameters_of(t);
    size_t c = m->country, h = m->channel;
    bool speaks = m->language >= 32.0 * t->world->country[c].language_required[CHANNEL_skilled];
    double extension = h == CHANNEL_study || (m->flags & MIGRANT_EMPLOYED) ? t->world->migration->extension[c][h] : 0.0;
    double change = h != CHANNEL_contract || speaks ? t->world->migration->switch_probability[h] : 0.0;
    struct term_end end = migration_term_end(extension, change, return_factor(t, m));
    if (cor_happens(draws.word[1], end.extend) && cor_happens(draws.word[1], 1.0 - end.leave)) {
        double months = h == CHANNEL_contract ? p->extension_contract_months : p->extension_study_months;
        m->contract_end = (uint16_t)(t->month + (int32_t)months);
    } else if (cor_happens(draws.word[1], 1.0 - end.leave)) {
        set_flag(m, MIGRANT_RECOGNISED, (m->flags & MIGRANT_RECOGNISED) || h == CHANNEL_apprenticeship);
        change_channel(t, m, CHANNEL_skilled, NO_MONTH);
    } else if (cor_happens(draws.word[2], migration_overstay(p, debt_in_months(t, m), tie(t, m)))) {
        become_irregular(t, m);
    } else {
        twin_come_home(t, m);
    }
}

/* ---- irregular status and moves (M10) ---- */

static bool absconds(struct twin *t, struct migrant *m, uint32_t word)
{
    struct cor_draws moves = draw(t, person_of(m), PURPOSE_stay, 1);
    bool tied = m->channel == CHANNEL_contract || m->channel == CHANNEL_apprenticeship;
    double hazard = migration_absconding(parameters_of(t), debt_in_months(t, m), tie(t, m) * held_back(t, m));
    if (!tied || !cor_happens(word, migration_happens_within_month(hazard))) {
        return false;
    }
    twin_claw_back(t, m);
    become_irregular(t, m);
    if (can_move_onward(t, m) && cor_happens(moves.word[0], parameters_of(t)->abscond_onward)) {
        move_onward(t, m, moves.word[1]);
    }
    return true;
}

static bool is_regularised(struct twin *t, struct migrant *m, uint32_t word)
{
    if (m->channel != CHANNEL_irregular || !cor_happens(word, monthly(parameters_of(t)->regularise_rate))) {
        return false;
    }
    change_channel(t, m, CHANNEL_contract, (uint16_t)(t->month + (int32_t)parameters_of(t)->regularise_months));
    return true;
}

static bool moves_onward(struct twin *t, struct migrant *m)
{
    struct cor_draws moves = draw(t, person_of(m), PURPOSE_stay, 1);
    bool is_free = m->channel == CHANNEL_skilled || m->channel == CHANNEL_family;
    if (!is_free || !can_move_onward(t, m) ||
        months_since_arrival(t, m) < (int32_t)parameters_of(t)->permanent_months ||
        !cor_happens(moves.word[0], monthly(parameters_of(t)->onward_rate))) {
        return false;
    }
    twin_claw_back(t, m);
    move_onward(t, m, moves.word[1]);
    return true;
}

/* ---- a quiet month: recognition (M11), residence, language ---- */

static void may_be_recognised(const struct twin *t, struct migrant *m, uint32_t word)
{
    const struct migration_parameters *p = parameters_of(t);
    bool has_qualification = trait_education(person_of(m)->traits) >= EDUCATION_upper_secondary;
    if (!cor_happens(word, 1.0 / p->recognition_months) || m->channel == CHANNEL_irregular ||
        m->channel == CHANNEL_study || !has_qualification) {
        return;
    }
    double chance = migration_recognisable(m->language / 32.0, m->vocational / 32.0, p->recognition_constant,
                                           p->recognition_language, p->recognition_vocational,
                                           policy_for(t, LEVER_recognition_added, m));
    if (cor_happens(draw_for_life(t, person_of(m), PURPOSE_family, 0).word[0], chance)) {
        set_flag(m, MIGRANT_RECOGNISED, true);
    }
}

/* Words of PURPOSE_family: 0 recognition is decided, 1 permanent residence. */
static void live_quietly(const struct twin *t, struct migrant *m)
{
    const struct migration_parameters *p = parameters_of(t);
    struct cor_draws draws = draw(t, person_of(m), PURPOSE_family, 0);
    int32_t months = months_since_arrival(t, m);
    may_be_recognised(t, m, draws.word[0]);
    if ((m->channel == CHANNEL_skilled || m->channel == CHANNEL_family) && months >= (int32_t)p->permanent_months &&
        cor_happens(draws.word[1], p->permanent_rate)) {
        set_flag(m, MIGRANT_PERMANENT, true);
    }
    double per_month = migration_language_per_month(m->language, p->exposure_rate, p->exposure_most);
    m->language = (uint8_t)(m->language + migration_language_gain(per_month, months));
    if (m->channel == CHANNEL_apprenticeship) {
        int32_t learnt = m->vocational + 32 * (months + 1) / 12 - 32 * months / 12;
        m->vocational = (uint8_t)(learnt < UINT8_MAX ? learnt : UINT8_MAX);
    }
}

bool twin_is_anniversary_of_arrival(const struct twin *t, const struct migrant *m)
{
    return months_since_arrival(t, m) > 0 && months_since_arrival(t, m) % 12 == 0;
}

/* ---- the month ---- */

/* Words of PURPOSE_stay: 0 return, 1 the end of a term, 2 overstay, 3 irregular status. The first that happens ends the
 * month. */
static void live_a_month(struct twin *t, struct migrant *m)
{
    if (m->stage != STAGE_ABROAD || m->arrived == t->month || twin_family_follows(t, m)) {
        return;
    }
    if (twin_moves_with_family(t, m)) {
        live_quietly(t, m);
        return;
    }
    struct cor_draws draws = draw(t, person_of(m), PURPOSE_stay, 0);
    bool has_terms =
        m->channel == CHANNEL_contract || m->channel == CHANNEL_apprenticeship || m->channel == CHANNEL_study;
    if (has_terms && m->contract_end != NO_MONTH && m->contract_end <= t->month) {
        end_term(t, m, draws);
    } else if (cor_happens(draws.word[0], chance_of_return(t, m))) {
        twin_claw_back(t, m);
        twin_come_home(t, m);
    } else if (!absconds(t, m, draws.word[3]) && !is_regularised(t, m, draws.word[3]) && !moves_onward(t, m)) {
        live_quietly(t, m);
    }
}

void twin_migration_stay(struct twin *t)
{
    twin_each_migrant(t, live_a_month);
}
