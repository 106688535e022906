/* Kernels of education. */
#include "models/education/education.h"
#include "models/education/education_internal.h"
#include "models/state/world.h"
#include "models/education/education_rules.h"
#include "models/labour_market/labour_market.h"
#include "models/education/education_world.h"

enum { AGE_CLASS_25_34 = 1 };

static void prepare_from_attainment(struct education_tables *tables, const struct country *country, size_t c,
                                    size_t sex)
{
    const double *attained = country->education[sex][AGE_CLASS_25_34];
    double below = attained[EDUCATION_primary] + attained[EDUCATION_lower_secondary];
    double above = attained[EDUCATION_upper_secondary] + attained[EDUCATION_tertiary];
    tables->lower_secondary[c][sex] = below > 0.0 ? attained[EDUCATION_lower_secondary] / below : 1.0;
    tables->upper_secondary[c][sex] = below + above > 0.0 ? above / (below + above) : 0.0;
    tables->tertiary[c][sex] = above > 0.0 ? attained[EDUCATION_tertiary] / above : 0.0;
}

static void prepare_from_parameters(struct education_tables *tables, const struct education_parameters *p, size_t c,
                                    size_t sex)
{
    tables->lower_secondary[c][sex] = p->lower_secondary_share;
    tables->upper_secondary[c][sex] = p->upper_secondary_share;
    double share = p->tertiary_share / p->upper_secondary_share;
    tables->tertiary[c][sex] = share < 1.0 ? share : 1.0;
}

void education_prepare(const struct world *world, struct education_tables *tables)
{
    for (size_t c = 0; c < world->n_countries; c++) {
        for (size_t sex = 0; sex < N_SEXES; sex++) {
            if (c == HOME || !country_has_residents(&world->country[c])) {
                prepare_from_parameters(tables, &world->parameters.education, c, sex);
            } else {
                prepare_from_attainment(tables, &world->country[c], c, sex);
            }
        }
    }
}

static struct education_ranks ranks_from(struct cor_draws draws)
{
    return (struct education_ranks){draws.word[WORD_schooling_lower_secondary],
                                    draws.word[WORD_schooling_upper_secondary], draws.word[WORD_schooling_tertiary]};
}

/* The chance for a person of Viet Nam: by income of the household. worked: see chance_of_staying(). */
static double chance_at_home(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row,
                             double base, double worked)
{
    const struct education_parameters *p = &world_of(context)->parameters.education;
    struct means means = education_means(context, chunk, person_row, cor_month_of_year(context->month) - 1);
    return chance_of_staying(base, means.relative_income, means.remittance_share, p->income_effect,
                             p->remittance_effect, worked);
}

/* Does a person of this rank stay on? Elsewhere than in Viet Nam the base chance decides. In Viet Nam income
 * matters. */
static bool stays_on(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row, uint32_t rank,
                     double base, double worked)
{
    if (chunk->kind != KIND_ORIGIN) {
        return cor_happens(rank, base);
    }
    return cor_happens(rank, chance_at_home(context, chunk, row, base, worked));
}

static void set_schooling(struct cor_chunk *chunk, uint32_t person_row, struct schooling schooling)
{
    uint8_t *traits = &view_of(chunk)->person.traits[person_row];
    *traits = (uint8_t)(trait_with_education(*traits, schooling.attained) & ~TRAIT_ENROLLED);
    if (schooling.enrolled) {
        *traits |= TRAIT_ENROLLED;
        labour_market_study(chunk, person_row);
    }
}

/* What a birthday makes of a person who lives in the country of the chunk and is still at school. */
static struct schooling school_birthday(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row,
                                        int age, struct education_ranks ranks)
{
    const struct education_tables *tables = world_of(context)->education;
    size_t country = chunk->group;
    enum sex sex = trait_sex(view_of(chunk)->person.traits[row]);
    bool stays = false;
    if (age == AGE_LOWER_SECONDARY_ENDS) {
        double worked = chunk->kind == KIND_ORIGIN ? education_kept_from_work(context, chunk, row) : 0.0;
        stays = stays_on(context, chunk, row, ranks.upper_secondary, tables->upper_secondary[country][sex], worked);
    } else if (age == AGE_UPPER_SECONDARY_ENDS) {
        stays = stays_on(context, chunk, row, ranks.tertiary, tables->tertiary[country][sex], 0.0);
    }
    return schooling_after(age, stays, cor_happens(ranks.lower_secondary, tables->lower_secondary[country][sex]));
}

/* Children who grow up abroad and students abroad: attainment by the chances of the country of residence. Workers keep
 * what they brought. */
static void school_birthday_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row, int age,
                                   struct education_ranks ranks)
{
    const struct education_tables *tables = world_of(context)->education;
    struct chunk_view *view = view_of(chunk);
    uint16_t record = view->person.migrant[row];
    uint8_t channel = view->migrant.channel[record];
    if (channel != CHANNEL_family && channel != CHANNEL_study) {
        return;
    }
    size_t country = view->migrant.country[record];
    uint8_t traits = view->person.traits[row];
    enum sex sex = trait_sex(traits);
    bool upper = cor_happens(ranks.upper_secondary, tables->upper_secondary[country][sex]);
    enum education_level attained = trait_education(traits);
    bool finishes = age == AGE_LOWER_SECONDARY_ENDS ||
                    (age == AGE_UPPER_SECONDARY_ENDS && upper && attained == EDUCATION_lower_secondary) ||
                    (age == AGE_TERTIARY_ENDS && attained == EDUCATION_upper_secondary &&
                     (channel == CHANNEL_study || cor_happens(ranks.tertiary, tables->tertiary[country][sex])));
    if (finishes) {
        bool lower = cor_happens(ranks.lower_secondary, tables->lower_secondary[country][sex]);
        attained = schooling_after(age, upper, lower).attained;
    }
    set_schooling(chunk, row, (struct schooling){.attained = attained});
}

/* Rows among rows[n] of those of the ages between the first and the last birthday that matters. */
static uint32_t list_young(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *rows, uint32_t n,
                           uint32_t *young)
{
    enum { SPAN = 12 * (AGE_TERTIARY_ENDS + 1 - AGE_LOWER_SECONDARY_ENDS) };
    const uint16_t *birth_month = view_of(chunk)->person.birth_month;
    uint32_t youngest_born = (uint32_t)context->month - 12 * AGE_LOWER_SECONDARY_ENDS, n_young = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        young[n_young] = row;
        n_young += youngest_born - birth_month[row] < SPAN;
    }
    return n_young;
}

/* Keeps in rows[n] those who pass a birthday that matters: everybody at 15; students, and those abroad, at 18 and 22.
 */
static uint32_t keep_due(const struct cor_context *context, struct cor_chunk *chunk, uint32_t *rows, uint32_t n)
{
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t n_due = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        int age = age_years(person->birth_month[row], context->month);
        enum work_status status = work_status(person->work[row]);
        rows[n_due] = row;
        n_due += (uint32_t)((age == AGE_LOWER_SECONDARY_ENDS) |
                            (((age == AGE_UPPER_SECONDARY_ENDS) | (age == AGE_TERTIARY_ENDS)) &
                             ((status == WORK_STUDENT) | (status == WORK_ABROAD))));
    }
    return n_due;
}

void education_year(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct person_columns *person = &view_of(chunk)->person;
    const struct scratch *scratch = scratch_of(context);
    uint32_t due[DRAW_BLOCK];
    struct draw_block draws;
    for (struct piece p = pieces_of_persons(scratch->birthdays, scratch->n_birthdays); piece_next(&p);) {
        uint32_t n = list_young(context, chunk, p.rows, p.n, due);
        n = keep_due(context, chunk, due, n);
        draws_of_rows(context, chunk, due, n, DRAWS_schooling, &draws);
        for (uint32_t i = 0; i < n; i++) {
            int age = age_years(person->birth_month[due[i]], context->month);
            struct education_ranks ranks = ranks_from(draws_in_block(&draws, i));
            if (work_status(person->work[due[i]]) == WORK_ABROAD) {
                school_birthday_abroad(context, chunk, due[i], age, ranks);
            } else {
                struct schooling schooling = school_birthday(context, chunk, due[i], age, ranks);
                set_schooling(chunk, due[i], schooling);
                if (!schooling.enrolled) {
                    labour_market_enter(context, chunk, due[i]);
                }
            }
        }
    }
}

/* Attainment and enrolment at the start. Returns true when the person is enrolled. */
static bool start_school(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row,
                         struct education_ranks ranks)
{
    const int birthdays[] = {AGE_LOWER_SECONDARY_ENDS, AGE_UPPER_SECONDARY_ENDS, AGE_TERTIARY_ENDS};
    int age = age_years(view_of(chunk)->person.birth_month[row], context->month);
    struct schooling schooling = {.enrolled = true};
    for (size_t i = 0; i < 3 && schooling.enrolled && age >= birthdays[i]; i++) {
        schooling = school_birthday(context, chunk, row, birthdays[i], ranks);
    }
    set_schooling(chunk, row, schooling);
    return schooling.enrolled;
}

uint32_t education_start(const struct cor_context *context, struct cor_chunk *chunk, uint32_t *rows, uint32_t n)
{
    struct draw_block draws;
    uint32_t n_left = 0;
    draws_of_rows(context, chunk, rows, n, DRAWS_schooling, &draws);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        rows[n_left] = row;
        n_left += !start_school(context, chunk, row, ranks_from(draws_in_block(&draws, i)));
    }
    return n_left;
}
