/* Child labour in Viet Nam: who works at 5 to 17 years (README E7 to E9). */
#include "models/education/education_internal.h"
#include "models/education/education_rules.h"
#include "models/state/world.h"

enum { CENTS = 100 };

struct means education_means(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t person_row,
                             int months)
{
    const struct chunk_view *view = const_view_of(chunk);
    uint16_t household = view->person.household[person_row];
    double members = view->household.size[household] > 0 ? view->household.size[household] : 1;
    double income = view->household.income[household];
    return (struct means){
        .relative_income = income / members / (world_of(context)->parameters.education.income_reference * CENTS),
        .remittance_share = months > 0 && income > 0.0 ? view->household.received[household] / (months * income) : 0.0};
}

static double odds_of_policies(const struct cor_context *context)
{
    return odds_of_child_labour(&world_of(context)->parameters.education,
                                lever_at(context, LEVER_child_labour_factor, HOME, 0, 0),
                                lever_at(context, LEVER_partner_child_labour, HOME, 0, 0));
}

static bool parent_farms(const struct person_columns *person, uint32_t row)
{
    uint16_t parent = person->kin[row];
    return parent < NO_ROW - 1 && work_occupation(person->work[parent]) == OCCUPATION_agriculture;
}

static struct child child_at(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t row, int age,
                             int months)
{
    const struct person_columns *person = &const_view_of(chunk)->person;
    struct means means = education_means(context, chunk, row, months);
    return (struct child){.age = age,
                          .year = cor_month_year(context->month) + (cor_month_of_year(context->month) - 1) / 12.0,
                          .boy = trait_sex(person->traits[row]) == SEX_male,
                          .farms = parent_farms(person, row),
                          .relative_income = means.relative_income,
                          .remittance_share = means.remittance_share};
}

double education_kept_from_work(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t row)
{
    const struct education_parameters *p = &world_of(context)->parameters.education;
    double odds = odds_of_policies(context);
    if (odds == 1.0) {
        return 0.0;
    }
    struct child child =
        child_at(context, chunk, row, AGE_LOWER_SECONDARY_ENDS - 1, cor_month_of_year(context->month) - 1);
    uint32_t id = const_view_of(chunk)->person.id[row];
    uint32_t rank = draws_of(context, chunk, id, DRAWS_child_labour).word[WORD_child_labour_rank];
    return schooling_of_child_labour(p->child_labour_schooling,
                                     cor_happens(rank, chance_of_child_labour(p, &child, 1.0)),
                                     cor_happens(rank, chance_of_child_labour(p, &child, odds)));
}

/* Children of these ages who live in Viet Nam. */
static uint32_t list_children(const struct cor_context *context, struct cor_chunk *chunk, uint32_t *rows)
{
    enum { SPAN = 12 * (LAST_AGE_AT_WORK + 1 - FIRST_AGE_AT_WORK) };
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t youngest_born = (uint32_t)context->month - 12 * FIRST_AGE_AT_WORK, n = 0;
    for (uint32_t row = 0; row < chunk->n_rows[TABLE_person]; row++) {
        enum work_status status = work_status(person->work[row]);
        rows[n] = row;
        n += (youngest_born - person->birth_month[row] < SPAN) & (status != WORK_FREE) & (status != WORK_ABROAD);
    }
    return n;
}

static void observe_children(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct education_parameters *p = &world_of(context)->parameters.education;
    const struct person_columns *person = &view_of(chunk)->person;
    const double odds = odds_of_policies(context);
    uint32_t *rows = scratch_of(context)->persons, n = list_children(context, chunk, rows);
    int64_t children[N_SEXES][N_AGE_BANDS] = {{0}}, at_work[N_SEXES][N_AGE_BANDS] = {{0}};
    struct draw_block draws;
    for (struct piece piece = pieces_of_persons(rows, n);
         piece_draw(context, chunk, &piece, DRAWS_child_labour, &draws);) {
        for (uint32_t i = 0; i < piece.n; i++) {
            uint32_t row = piece.rows[i];
            int age = age_years(person->birth_month[row], context->month);
            struct child child = child_at(context, chunk, row, age, cor_month_of_year(context->month));
            size_t sex = trait_sex(person->traits[row]), band = age_band_of(age);
            children[sex][band]++;
            at_work[sex][band] +=
                cor_happens(draws.word[WORD_child_labour_rank][i], chance_of_child_labour(p, &child, odds));
        }
    }
    for (unsigned i = 0; i < N_SEXES * N_AGE_BANDS; i++) {
        unsigned sex = i / N_AGE_BANDS, band = i % N_AGE_BANDS;
        if (children[sex][band] > 0) {
            struct observed who = {.country = HOME, .sex = (uint8_t)sex, .age_band = (uint8_t)band};
            observe(context, chunk, OUTPUT_children, who, children[sex][band]);
            observe(context, chunk, OUTPUT_child_labour, who, at_work[sex][band]);
        }
    }
}

static void observe_enrolled(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t *rows = scratch_of(context)->persons;
    uint32_t n = cor_rows_where(person->work, chunk->n_rows[TABLE_person], WORK_STATUS_MASK, WORK_STUDENT, rows);
    int64_t enrolled[N_SEXES] = {0};
    for (uint32_t i = 0; i < n; i++) {
        enrolled[trait_sex(person->traits[rows[i]])]++;
    }
    for (unsigned sex = 0; sex < N_SEXES; sex++) {
        struct observed who = {.country = HOME, .sex = (uint8_t)sex};
        observe(context, chunk, OUTPUT_enrolled, who, enrolled[sex]);
    }
}

void education_observe(struct cor_context *context, struct cor_chunk *chunk)
{
    if (context->observe) {
        observe_children(context, chunk);
        observe_enrolled(context, chunk);
    }
}
