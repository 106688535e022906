/* Stocks at the end of the month, and what the accounts compare (models/books/observe.c). */
#include "tests/reference/twin.h"

static void observe_work(struct twin *t, const struct stratum *s, struct observed who, bool employed)
{
    count(t, s, employed ? OUTPUT_employed : OUTPUT_unemployed, who, 1);
    count(t, s, OUTPUT_labour_force, who, 1);
    count(t, s, OUTPUT_jobless, who, employed ? 0 : 1);
}

static void count_resident(struct twin *t, const struct stratum *s, struct observed who)
{
    count(t, s, OUTPUT_population, who, 1);
    count(t, s, OUTPUT_aged, who, who.age_band == AGE_BAND_age_65_plus);
    count(t, s, OUTPUT_working_age, who, who.age_band != AGE_BAND_age_65_plus && who.age_band != AGE_BAND_age_0_14);
}

static void observe_person(struct twin *t, struct person *p)
{
    const struct stratum *s = p->stratum;
    t->totals.rows_living[s->kind]++;
    t->totals.rows_abroad[0] += status_of(p) == WORK_ABROAD;
    if (!t->context.observe || status_of(p) == WORK_ABROAD) {
        return;
    }
    struct observed who = twin_who_is(t, p);
    count_resident(t, s, who);
    if (status_of(p) == WORK_EMPLOYED || status_of(p) == WORK_UNEMPLOYED) {
        observe_work(t, s, who, status_of(p) == WORK_EMPLOYED);
    }
}

static void observe_abroad(struct twin *t, const struct migrant *m)
{
    const struct stratum *s = m->stratum;
    struct observed who = twin_who_migrated(t, m);
    count(t, s, OUTPUT_migrants, who, 1);
    if (country_has_residents(&t->world->country[m->country])) {
        count_resident(t, s, who);
    }
    if (m->arrived == person_of(m)->birth_month) {
        count(t, s, OUTPUT_born_abroad, who, 1);
    }
    count(t, s, OUTPUT_language, who, m->language);
    if (twin_is_channel_of_work(m->channel)) {
        count(t, s, OUTPUT_workers_abroad, who, 1);
        count(t, s, OUTPUT_worker_debt, who, m->debt);
        count(t, s, OUTPUT_workers_in_debt, who, m->debt > 0);
    }
    if (works_abroad(m) || twin_seeks_work_abroad(t, m)) {
        observe_work(t, s, who, works_abroad(m));
    }
}

static void observe_migrant(struct twin *t, struct migrant *m)
{
    struct observed who = twin_who_migrated(t, m);
    t->totals.debt_stock[0] += m->debt;
    t->totals.seats_stock[0] += (m->flags & MIGRANT_SEATED) != 0;
    if (!t->context.observe) {
        return;
    }
    if (m->stage == STAGE_ABROAD) {
        observe_abroad(t, m);
    }
    count(t, m->stratum, OUTPUT_preparing, who, m->stage == STAGE_PREPARING);
    count(t, m->stratum, OUTPUT_waiting, who, m->stage == STAGE_QUEUED);
    count(t, m->stratum, OUTPUT_debt, who, m->debt);
    count(t, m->stratum, OUTPUT_indebted, who, m->debt > 0);
}

void twin_observe_stocks(struct twin *t)
{
    twin_each_person(t, BOTH, observe_person);
    twin_each_migrant(t, observe_migrant);
}

void twin_observe_macro(struct twin *t)
{
    for (size_t c = 0; t->context.observe && c < t->world->n_countries; c++) {
        for (size_t k = 0; k < N_OCCUPATIONS; k++) {
            struct observed who = {.country = (uint8_t)c, .occupation = (uint8_t)k};
            observe_amount(&t->context, OUTPUT_vacancies, who, t->macro.labour_market.vacancies[c][k]);
        }
    }
}

/* The books are what the model checks itself by; all that enters them is compared with the twin's totals. */
void twin_accounts_close_month(struct twin *t)
{
    (void)t;
}
