/* Kernels of education. */
#include "models/education/education.h"
#include "models/core/world.h"
#include "models/education/education_rules.h"

enum { AGE_CLASS_25_34 = 1, CENTS = 100 };

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

void education_prepare(struct world *world)
{
    for (size_t c = 0; c < world->n_countries; c++) {
        for (size_t sex = 0; sex < N_SEXES; sex++) {
            if (c == HOME || !country_has_residents(&world->country[c])) {
                prepare_from_parameters(&world->education, &world->parameters.education, c, sex);
            } else {
                prepare_from_attainment(&world->education, &world->country[c], c, sex);
            }
        }
    }
}

static struct education_ranks ranks_of(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t id)
{
    struct cor_draws draws = draws_frozen(context, chunk, id, PURPOSE_education, 0);
    return (struct education_ranks){draws.word[0], draws.word[1], draws.word[2]};
}

static double limited_share(double share)
{
    return share < 0.0 ? 0.0 : (share > 1.0 ? 1.0 : share);
}

/* The chance for this person: in Viet Nam by income of the household, elsewhere the base chance. */
static double chance_for(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row, double base)
{
    const struct education_parameters *p = &world_of(context)->parameters.education;
    if (chunk->kind != KIND_ORIGIN) {
        return base;
    }
    const struct chunk_view *view = view_of(chunk);
    uint16_t household = view->person.household[person_row];
    double members = view->household.size[household] > 0 ? view->household.size[household] : 1;
    double income = view->household.income[household];
    double months = cor_month_of_year(context->month) - 1;
    double remitted = months > 0.0 && income > 0.0 ? view->household.received[household] / (months * income) : 0.0;
    return chance_of_staying(base, income / members / (p->income_reference * CENTS), limited_share(remitted),
                             p->income_effect, p->remittance_effect);
}

static void leave_school(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row,
                         enum education_level attained)
{
    struct person_columns *person = &view_of(chunk)->person;
    uint8_t traits = trait_with_education(person->traits[person_row], attained);
    person->traits[person_row] = (uint8_t)(traits & ~TRAIT_ENROLLED);
    labour_market_enter(context, chunk, person_row);
}

static void stay_on(struct cor_chunk *chunk, uint32_t person_row, enum education_level attained)
{
    struct person_columns *person = &view_of(chunk)->person;
    person->traits[person_row] = (uint8_t)(trait_with_education(person->traits[person_row], attained) | TRAIT_ENROLLED);
    person->work[person_row] = work_make(WORK_STUDENT, OCCUPATION_agriculture, false);
}

static bool stays_for_upper_secondary(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row,
                                      struct education_ranks ranks)
{
    enum sex sex = trait_sex(view_of(chunk)->person.traits[row]);
    double base = world_of(context)->education.upper_secondary[chunk->group][sex];
    return cor_happens(ranks.upper_secondary, chance_for(context, chunk, row, base));
}

static bool stays_for_tertiary(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row,
                               struct education_ranks ranks)
{
    enum sex sex = trait_sex(view_of(chunk)->person.traits[row]);
    double base = world_of(context)->education.tertiary[chunk->group][sex];
    return cor_happens(ranks.tertiary, chance_for(context, chunk, row, base));
}

static enum education_level attainment_of_leaver_at_15(const struct cor_context *context, struct cor_chunk *chunk,
                                                       uint32_t row, struct education_ranks ranks)
{
    enum sex sex = trait_sex(view_of(chunk)->person.traits[row]);
    return attainment_without_upper(ranks.lower_secondary,
                                    world_of(context)->education.lower_secondary[chunk->group][sex]);
}

/* One birthday of somebody who lives in the country of the chunk. */
static void school_birthday(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row, int age)
{
    struct person_columns *person = &view_of(chunk)->person;
    struct education_ranks ranks = ranks_of(context, chunk, person->id[row]);
    if (age == AGE_LOWER_SECONDARY_ENDS) {
        if (stays_for_upper_secondary(context, chunk, row, ranks)) {
            stay_on(chunk, row, EDUCATION_lower_secondary);
        } else {
            leave_school(context, chunk, row, attainment_of_leaver_at_15(context, chunk, row, ranks));
        }
    } else if (work_status(person->work[row]) != WORK_STUDENT) {
        return;
    } else if (age == AGE_UPPER_SECONDARY_ENDS && stays_for_tertiary(context, chunk, row, ranks)) {
        stay_on(chunk, row, EDUCATION_upper_secondary);
    } else {
        leave_school(context, chunk, row, age == AGE_TERTIARY_ENDS ? EDUCATION_tertiary : EDUCATION_upper_secondary);
    }
}

/* Children who grow up abroad and students abroad: attainment by the chances of the country of residence. Workers keep
 * what they brought. */
static void school_birthday_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row, int age)
{
    const struct education_tables *tables = &world_of(context)->education;
    struct chunk_view *view = view_of(chunk);
    uint16_t record = view->person.migrant[row];
    uint8_t channel = view->migrant.channel[record];
    if (channel != CHANNEL_family && channel != CHANNEL_study) {
        return;
    }
    size_t country = view->migrant.country[record];
    uint8_t traits = view->person.traits[row];
    enum sex sex = trait_sex(traits);
    struct education_ranks ranks = ranks_of(context, chunk, view->person.id[row]);
    bool upper = cor_happens(ranks.upper_secondary, tables->upper_secondary[country][sex]);
    enum education_level attained = trait_education(traits);
    if (age == AGE_LOWER_SECONDARY_ENDS) {
        attained = upper ? EDUCATION_lower_secondary
                         : attainment_without_upper(ranks.lower_secondary, tables->lower_secondary[country][sex]);
    } else if (age == AGE_UPPER_SECONDARY_ENDS && upper && attained == EDUCATION_lower_secondary) {
        attained = EDUCATION_upper_secondary;
    } else if (age == AGE_TERTIARY_ENDS && attained == EDUCATION_upper_secondary &&
               (channel == CHANNEL_study || cor_happens(ranks.tertiary, tables->tertiary[country][sex]))) {
        attained = EDUCATION_tertiary;
    }
    view->person.traits[row] = (uint8_t)(trait_with_education(traits, attained) & ~TRAIT_ENROLLED);
}

void education_year(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct person_columns *person = &view_of(chunk)->person;
    const struct scratch *scratch = scratch_of(context);
    for (uint32_t i = 0; i < scratch->n_birthdays; i++) {
        uint32_t row = scratch->birthdays[i];
        int age = age_years(person->birth_month[row], context->month);
        if (age != AGE_LOWER_SECONDARY_ENDS && age != AGE_UPPER_SECONDARY_ENDS && age != AGE_TERTIARY_ENDS) {
            continue;
        }
        if (work_status(person->work[row]) == WORK_ABROAD) {
            school_birthday_abroad(context, chunk, row, age);
        } else {
            school_birthday(context, chunk, row, age);
        }
    }
}

bool education_start(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    struct person_columns *person = &view_of(chunk)->person;
    struct education_ranks ranks = ranks_of(context, chunk, person->id[person_row]);
    int age = age_years(person->birth_month[person_row], context->month);
    enum education_level attained = EDUCATION_lower_secondary;
    bool enrolled = false;
    if (!stays_for_upper_secondary(context, chunk, person_row, ranks)) {
        attained = attainment_of_leaver_at_15(context, chunk, person_row, ranks);
    } else if (age < AGE_UPPER_SECONDARY_ENDS) {
        enrolled = true;
    } else {
        bool goes_on = stays_for_tertiary(context, chunk, person_row, ranks);
        enrolled = goes_on && age < AGE_TERTIARY_ENDS;
        attained = goes_on && !enrolled ? EDUCATION_tertiary : EDUCATION_upper_secondary;
    }
    uint8_t cleared = (uint8_t)(trait_with_education(person->traits[person_row], attained) & ~TRAIT_ENROLLED);
    person->traits[person_row] = cleared;
    if (enrolled) {
        stay_on(chunk, person_row, attained);
    }
    return enrolled;
}
