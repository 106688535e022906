/* Stocks at the end of the month, and what the accounts compare (models/books/observe.c). */
#include "models/migration/migration.h"
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
    if (cor_month_of_year(t->month) == 12 && is_of_viet_nam(p) && status_of(p) == WORK_EMPLOYED) {
        t->totals.pay_home_stock[0] += 10 * (int64_t)p->pay * s->weight;
    }
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
    t->totals.savings_stock[0] += (int64_t)m->savings * m->stratum->weight;
    t->totals.pay_abroad_stock[0] += works_abroad(m) ? (int64_t)m->gross_pay * m->stratum->weight : 0;
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

/* ---- the accounts ---- */

/* Administration of what was paid in, and seats in courses that policies add. */
static void pay_overheads(struct twin *t, size_t c)
{
    int64_t(*paid)[MAX_COUNTRIES] = (int64_t(*)[MAX_COUNTRIES])t->totals.transfers;
    int64_t share = (int64_t)(1000000.0 * t->world->parameters.social_protection.administration + 0.5);
    int64_t home = paid[TRANSFER_overseas_insurance][c] + paid[TRANSFER_voluntary_insurance][c] +
                   paid[TRANSFER_pension_insurance_employee][c] + paid[TRANSFER_pension_insurance_employer][c];
    int64_t abroad = paid[TRANSFER_contributions_employee][c] + paid[TRANSFER_contributions_employer][c];
    double seats = 0.0;
    for (size_t h = 0; c != HOME && h < N_CHOICE_CHANNELS; h++) {
        seats += migration_lever_amount(&t->context, LEVER_training_seats, c, h);
    }
    paid[TRANSFER_administration_home][c] += (home * share + 500000) / 1000000;
    paid[TRANSFER_administration_abroad][c] += (abroad * share + 500000) / 1000000;
    paid[TRANSFER_training_seats][c] += (int64_t)(seats / 12.0 * 100.0 * t->world->parameters.training.seat_cost + 0.5);
}

/* Partners pay Viet Nam for what it spends on their behalf. */
static void pay_help(struct twin *t)
{
    double millions = lever_at(&t->context, LEVER_partner_technical, HOME, 0, 0) +
                      lever_at(&t->context, LEVER_partner_training, HOME, 0, 0) +
                      lever_at(&t->context, LEVER_partner_inspection, HOME, 0, 0) +
                      lever_at(&t->context, LEVER_partner_child_labour, HOME, 0, 0);
    int64_t cents = (int64_t)(millions * 1e8 / 12.0 + 0.5);
    t->totals.transfers[TRANSFER_partners_help * MAX_COUNTRIES + HOME] += cents;
    t->totals.transfers[TRANSFER_partners_help_spent * MAX_COUNTRIES + HOME] += cents;
}

/* Counts a payment at both ends. */
static void count_transfer(struct twin *t, size_t country, enum output paid, enum output payer, enum output payee,
                           int64_t cents)
{
    struct observed who = {.country = (uint8_t)country};
    observe_amount(&t->context, paid, who, cents);
    observe_amount(&t->context, payer, who, -cents);
    observe_amount(&t->context, payee, who, cents);
}

static void count_transfers(struct twin *t, size_t country)
{
#define TRANSFER(name, payer, payee, doc)                                                                              \
    count_transfer(t, country, OUTPUT_paid_##name, OUTPUT_balance_##payer, OUTPUT_balance_##payee,                     \
                   t->totals.transfers[TRANSFER_##name * MAX_COUNTRIES + country]);
#include "models/tables/transfers.def"
}

/* Into Viet Nam's pension fund, and into what a destination holds of migrants. */
static int64_t into_fund(const struct twin *t, size_t country, enum party fund)
{
    int64_t sum = 0;
#define TRANSFER(name, payer, payee, doc)                                                                              \
    sum += ((PARTY_##payee == fund) - (PARTY_##payer == fund)) *                                                       \
           t->totals.transfers[TRANSFER_##name * MAX_COUNTRIES + country];
#include "models/tables/transfers.def"
    return sum;
}

/* The rest of the books is what the model checks itself by; all that enters them is compared with the twin's totals. */
void twin_accounts_close_month(struct twin *t)
{
    int64_t *fund = t->macro.accounts.fund, vietnam = 0;
    const struct social_protection_parameters *p = &t->world->parameters.social_protection;
    fund[HOME] = t->macro.accounts.opened ? fund[HOME] : (int64_t)(100.0 * p->fund_opening);
    t->macro.accounts.opened = 1;
    pay_help(t);
    for (size_t c = 0; c < t->world->n_countries; c++) {
        pay_overheads(t, c);
        count_transfers(t, c);
        vietnam += into_fund(t, c, PARTY_vietnam_fund);
        fund[c] += c == HOME ? 0 : into_fund(t, c, PARTY_destination_fund);
    }
    fund[HOME] += (int64_t)((double)fund[HOME] * p->fund_yield / 12.0) + vietnam;
    for (size_t c = 0; t->context.observe && c < t->world->n_countries; c++) {
        observe_amount(&t->context, OUTPUT_fund_balance, (struct observed){.country = (uint8_t)c}, fund[c]);
    }
}
