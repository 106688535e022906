/* Income and wealth of households in Viet Nam. */
#include <string.h>
#include "models/state/world.h"
#include "models/remittances/remittances.h"
#include "models/remittances/remittances_rules.h"
#include "models/social_protection/social_protection.h"
#include "models/wages/wages.h"
#include "models/remittances/remittances_world.h"

/* Income classes: bounds in cents per month. */
static const double class_first = 500.0;
enum { INNER_CLASSES = N_INCOME_CLASSES - 2 };
static const double class_step = 6.907755278982137 / INNER_CLASSES; /* ln(5000 USD / 5 USD) over the inner classes */

double remittances_income_class_bound(unsigned income_class)
{
    if (income_class == 0) {
        return 0.0;
    }
    return class_first * cor_exp(class_step * (double)(income_class - 1));
}

uint8_t remittances_income_class(int64_t cents_per_head)
{
    if ((double)cents_per_head < class_first) {
        return 0;
    }
    double inner = cor_log((double)cents_per_head / class_first) / class_step;
    return (uint8_t)(inner < INNER_CLASSES ? 1 + (int)inner : N_INCOME_CLASSES - 1);
}

/* Classes rise with cents, and whole cents are much wider than what the logarithm is wrong by. */
void remittances_list_income_classes(int64_t from[N_INCOME_CLASSES])
{
    from[0] = INT64_MIN;
    for (unsigned class = 1; class < N_INCOME_CLASSES; class ++) {
        from[class] = (int64_t)remittances_income_class_bound(class) - 2;
        while (remittances_income_class(from[class]) < class) {
            from[class]++;
        }
    }
}

/* remittances_income_class() by halving the list. */
static unsigned listed_class(const int64_t from[N_INCOME_CLASSES], int64_t cents_per_head)
{
    unsigned found = 0;
    for (unsigned half = N_INCOME_CLASSES / 2; half > 0; half /= 2) {
        found += from[found + half] <= cents_per_head ? half : 0;
    }
    return found;
}

/* Sums of a chunk, written to the outputs at its end. */
struct household_sums {
    int64_t households, income, migrant_households, migrant_income;
    int64_t persons[N_INCOME_CLASSES];
    int64_t pay[N_OCCUPATIONS][N_SEXES], paid[N_OCCUPATIONS][N_SEXES];
    int64_t gross, tax, insurance,
        voluntary; /* pay, and what is withheld from it or paid by members, cents per month */
};

/* What is between gross and net pay: in formal jobs tax and insurance, of other members their contribution. */
static void add_deductions(const struct cor_context *context, uint8_t work, int64_t gross, int64_t net,
                           struct household_sums *sums)
{
    int64_t tax = wages_home_tax(world_of(context), work, (int32_t)gross);
    tax = tax < gross - net ? tax : gross - net;
    sums->gross += gross;
    sums->tax += tax;
    *(work & WORK_FORMAL ? &sums->insurance : &sums->voluntary) += gross - net - tax;
}

/* Net pay of the persons present, cents per month. */
static void add_pay(struct cor_context *context, struct cor_chunk *chunk, int64_t *income, struct household_sums *sums)
{
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t *rows = scratch_of(context)->persons;
    uint32_t n = cor_rows_where(person->work, chunk->n_rows[TABLE_person], WORK_STATUS_MASK, WORK_EMPLOYED, rows);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        int64_t pay = 10 * (int64_t)person->pay[row];
        enum occupation occupation = work_occupation(person->work[row]);
        enum sex sex = trait_sex(person->traits[row]);
        int64_t net = wages_home_net_pay(world_of(context), person->work[row], person->pay[row]);
        income[person->household[row]] += net;
        add_deductions(context, person->work[row], pay, net, sums);
        sums->pay[occupation][sex] += pay;
        sums->paid[occupation][sex]++;
    }
}

/* Members of the voluntary scheme who do not work pay as well, out of what the household has. */
static void charge_members_without_work(struct cor_context *context, struct cor_chunk *chunk, int64_t *income,
                                        struct household_sums *sums)
{
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t *rows = scratch_of(context)->persons;
    uint32_t n = cor_rows_where(person->work, chunk->n_rows[TABLE_person], WORK_VOLUNTARY, WORK_VOLUNTARY, rows);
    for (uint32_t i = 0; i < n; i++) {
        uint8_t work = person->work[rows[i]];
        if (work_status(work) != WORK_EMPLOYED) {
            int64_t contribution = social_protection_home_contribution(world_of(context), work, 0);
            income[person->household[rows[i]]] -= contribution;
            sums->voluntary += contribution;
        }
    }
}

static int32_t clamp_cents(int64_t cents)
{
    return cents > INT32_MAX ? INT32_MAX : (cents < -INT32_MAX ? -INT32_MAX : (int32_t)cents);
}

static void count_household(const struct household_columns *household, uint32_t row, int64_t income,
                            const int64_t *class_from, struct household_sums *sums)
{
    if (household->size[row] == 0) {
        return;
    }
    sums->households++;
    sums->income += income;
    sums->persons[listed_class(class_from, income / household->size[row])] += household->size[row];
    if (household->abroad[row] > 0) {
        sums->migrant_households++;
        sums->migrant_income += income;
    }
}

static void close_year(const struct cor_context *context, struct household_columns *household, uint32_t row,
                       int64_t own_income, int64_t income)
{
    const struct remittances_parameters *p = &world_of(context)->parameters.remittances;
    household->wealth[row] =
        clamp_cents(wealth_after_year(household->wealth[row], 12 * own_income, household->received[row],
                                      p->wealth_spending, p->income_saving, p->received_saving));
    household->income[row] = clamp_cents(income);
    household->received[row] = 0;
}

static void write_outputs(const struct cor_context *context, struct cor_chunk *chunk, const struct household_sums *sums)
{
    struct observed who = {.country = HOME};
    observe(context, chunk, OUTPUT_households, who, sums->households);
    observe(context, chunk, OUTPUT_household_income, who, sums->income);
    observe(context, chunk, OUTPUT_migrant_households, who, sums->migrant_households);
    observe(context, chunk, OUTPUT_migrant_household_income, who, sums->migrant_income);
    for (unsigned class = 0; class < N_INCOME_CLASSES; class ++) {
        who.income_class = (uint8_t) class;
        observe(context, chunk, OUTPUT_income_histogram, who, sums->persons[class]);
    }
    for (unsigned occupation = 0; occupation < N_OCCUPATIONS; occupation++) {
        for (unsigned sex = 0; sex < N_SEXES; sex++) {
            who.occupation = (uint8_t)occupation;
            who.sex = (uint8_t)sex;
            observe(context, chunk, OUTPUT_home_pay, who, sums->pay[occupation][sex]);
            observe(context, chunk, OUTPUT_home_paid, who, sums->paid[occupation][sex]);
        }
    }
}

/* Pay in Viet Nam and what is taken off it, for the months that December stands for. */
static void book_pay_at_home(const struct cor_context *context, const struct cor_chunk *chunk,
                             const struct household_sums *sums)
{
    int64_t months = months_booked_at_home(context->month);
    struct home_insurance parts = social_protection_home_insurance(world_of(context), months * sums->insurance);
    int64_t employer = parts.employer_pension + parts.employer_other;
    book_transfer(context, chunk, TRANSFER_output_home, HOME, months * sums->gross + employer);
    book_transfer(context, chunk, TRANSFER_pay_home, HOME, months * sums->gross);
    book_transfer(context, chunk, TRANSFER_tax_home, HOME, months * sums->tax);
    book_transfer(context, chunk, TRANSFER_voluntary_insurance, HOME, months * sums->voluntary);
    book_transfer(context, chunk, TRANSFER_pension_insurance_employee, HOME, parts.employee_pension);
    book_transfer(context, chunk, TRANSFER_pension_insurance_employer, HOME, parts.employer_pension);
    book_transfer(context, chunk, TRANSFER_other_insurance_employee, HOME, parts.employee_other);
    book_transfer(context, chunk, TRANSFER_other_insurance_employer, HOME, parts.employer_other);
}

void remittances_households(struct cor_context *context, struct cor_chunk *chunk)
{
    const int month_of_year = cor_month_of_year(context->month);
    const bool december = month_of_year == 12;
    if (!december && !context->observe) {
        return;
    }
    struct household_columns *household = &view_of(chunk)->household;
    int64_t *own_income = scratch_of(context)->income;
    struct household_sums sums = {0};
    memset(own_income, 0, chunk->n_rows[TABLE_household] * sizeof *own_income);
    add_pay(context, chunk, own_income, &sums);
    charge_members_without_work(context, chunk, own_income, &sums);
    social_protection_add_pensions(context, chunk, own_income);
    book_pay_at_home(context, chunk, &sums);
    for (uint32_t row = 0; row < chunk->n_rows[TABLE_household]; row++) {
        int64_t income = own_income[row] + household->received[row] / month_of_year;
        if (context->observe) {
            count_household(household, row, income, world_of(context)->remittances->class_from, &sums);
        }
        if (december) {
            close_year(context, household, row, own_income[row], income);
        }
    }
    if (context->observe) {
        write_outputs(context, chunk, &sums);
    }
}
