/* Pay at home and abroad (models/wages/README.md). */
#include "models/wages/wages_rules.h"
#include "tests/reference/twin_world.h"

/* ---- Viet Nam (W1) ---- */

static bool has_worked_abroad(const struct person *p)
{
    return p->past_country != HOME;
}

uint16_t twin_pay_at_home(const struct twin *t, const struct person *p)
{
    const struct wages_tables *factor = t->world->wages;
    enum occupation o = work_occupation(p->work);
    int age = age_of(t, p);
    double pay = factor->home_base[o] * (t->macro.wages.level[HOME] * t->macro.wages.curve[HOME][o]);
    pay = pay * factor->region[trait_region(p->traits)] *
          factor->experience[trait_education(p->traits)][age > MAX_AGE ? MAX_AGE : age] *
          factor->sex[trait_sex(p->traits)] * factor->formal[p->work & WORK_FORMAL ? 1 : 0] *
          factor->ability[p->ability];
    pay *= has_worked_abroad(p) ? factor->returned : factor->trained[p->past_skill];
    if (age < (int)t->world->parameters.wages.vocational_until &&
        trait_education(p->traits) == EDUCATION_upper_secondary) {
        pay *= vocational_factor(&t->world->parameters.wages, lever_at(&t->context, LEVER_vocational_added, HOME, 0, 0),
                                 lever_at(&t->context, LEVER_partner_training, HOME, 0, 0));
    }
    return pay < 1.0 ? 1u : (pay >= 65535.0 ? UINT16_MAX : (uint16_t)(pay + 0.5));
}

/* ---- abroad (W3 to W7) ---- */

/* Log of pay for language (W4), schooling and recognition (W5), vocational training and working style. */
static double premium_of(const struct twin *t, const struct worker_abroad *who)
{
    const struct wages_parameters *p = &t->world->parameters.wages;
    double years = wages_school_years(p, who->education) - p->origin_schooling_reference;
    double premium = language_premium(who->language, p->language_b1, p->language_b2, p->language_c1) +
                     (who->recognised ? p->origin_schooling_recognised : p->origin_schooling) * years;
    premium += who->recognised ? recognition_premium(p->recognition_premium, who->months, p->recognition_months) : 0.0;
    premium += p->vocational_pay * (who->vocational < p->vocational_years ? who->vocational : p->vocational_years);
    return premium + (who->style > 0.0
                          ? p->soft_skills_pay * who->style * cor_exp(-p->soft_skills_fade * (who->months / 12.0))
                          : 0.0);
}

double twin_pay_of_worker(const struct twin *t, size_t c, size_t h, size_t o, struct worker_abroad who)
{
    double place = t->world->wages->abroad_base[c][h][o] * (t->macro.wages.level[c] * t->macro.wages.curve[c][o]);
    double gap = t->world->wages->entry_gap[c][h] * lever_at(&t->context, LEVER_entry_gap_factor, c, h, o);
    double adapted = assimilation_factor(gap, t->world->parameters.wages.assimilation, who.months / 12.0);
    double premium = premium_of(t, &who);
    return h == CHANNEL_apprenticeship ? place
                                       : place * adapted * cor_exp(premium); /* training pay: the same for all */
}

int32_t twin_net_pay_at_home(const struct twin *t, const struct person *p)
{
    const struct wages_tables *law = t->world->wages;
    int32_t gross = 10 * (int32_t)p->pay, tax = 0;
    if (p->work & WORK_FORMAL) {
        tax = (int32_t)income_tax(gross, law->allowance[HOME], law->tax_rate[HOME]);
    }
    return net_of(gross, twin_contribution_at_home(t, p), tax);
}

double twin_pay_to_expect(const struct twin *t, size_t c, size_t h, size_t o, struct worker_abroad who)
{
    who.vocational = lever_at(&t->context, LEVER_vocational_months, c, h, o) / 12.0;
    who.style = lever_at(&t->context, LEVER_soft_skills, c, h, o);
    return twin_pay_of_worker(t, c, h, o, who);
}

int32_t twin_pay_abroad(const struct twin *t, const struct migrant *m)
{
    struct worker_abroad who = {.education = trait_education(person_of(m)->traits),
                                .months = t->month > m->arrived ? (double)(t->month - m->arrived) : 0.0,
                                .language = m->language / 32.0,
                                .vocational = m->vocational / 32.0,
                                .style = m->course & COURSE_STYLE ? 1.0 : 0.0,
                                .recognised = m->flags & MIGRANT_RECOGNISED};
    double effect = t->world->wages->ability_abroad[person_of(m)->ability];
    double pay = twin_pay_of_worker(t, m->country, m->channel, m->occupation, who) *
                 (m->channel == CHANNEL_apprenticeship ? 1.0 : effect);
    return pay < 1.0 ? 1 : (pay >= 1e8 ? 100000000 : (int32_t)(pay + 0.5));
}

/* ---- the birthday ---- */

static void review_pay(struct twin *t, struct person *p)
{
    if (!has_birthday(t, p)) {
        return;
    }
    if (status_of(p) == WORK_EMPLOYED) {
        p->pay = twin_pay_at_home(t, p);
    } else if (status_of(p) == WORK_ABROAD && (record_of(p)->flags & MIGRANT_EMPLOYED)) {
        record_of(p)->gross_pay = twin_pay_abroad(t, record_of(p));
    }
}

void twin_wages_year(struct twin *t)
{
    twin_each_person(t, ORIGIN, review_pay);
}

/* ---- trend (W7), wage curve (W6), shortage (W11) ---- */

static double unemployment_now(const struct twin *t, size_t c, size_t o)
{
    double unemployed = (double)t->macro.labour_market.unemployed[c][o];
    double labour_force = (double)t->macro.labour_market.employed[c][o] + unemployed;
    return labour_force > 0.0 && unemployed > 0.0 ? unemployed / labour_force : 0.0;
}

static void follow_unemployment(struct twin *t, size_t c, size_t o)
{
    const struct wages_parameters *p = &t->world->parameters.wages;
    double start = t->world->labour_market->unemployment[c][o], now = unemployment_now(t, c, o);
    double *mean = &t->macro.wages.slack[c][o], *short_of = &t->macro.wages.shortage[c][o];
    if (country_has_residents(&t->world->country[c]) && start > 0.0 && t->macro.labour_market.started) {
        double slack = now > 0.0 ? cor_log(now / start) : -p->curve_limit;
        slack = slack > p->curve_limit ? p->curve_limit : (slack < -p->curve_limit ? -p->curve_limit : slack);
        *mean += (slack - *mean) / p->curve_months;
        *short_of +=
            (p->shortage_pay * cor_log(t->macro.labour_market.tightness[c][o]) - p->shortage_fade * *short_of) / 12.0;
    }
    t->macro.wages.curve[c][o] = wage_curve_factor(t->world->wages->wage_curve[c], *mean) * cor_exp(*short_of);
}

void twin_wages_update(struct twin *t)
{
    double years = t->month > t->world->first_month ? 1.0 / 12.0 : 0.0;
    for (size_t c = 0; c < t->world->n_countries; c++) {
        t->macro.wages.level[c] *= trend_factor(t->world->country[c].real_wage_growth, years);
        for (size_t o = 0; o < N_OCCUPATIONS; o++) {
            follow_unemployment(t, c, o);
        }
    }
}
