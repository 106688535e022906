#include "models/state/world.h"

const size_t n_output_cells = sizeof(struct output_cells) / sizeof(int64_t);
const size_t output_dimension_codes[N_OUTPUT_DIMENSIONS] = {MAX_COUNTRIES, N_CHANNELS,    N_SEXES,         N_AGE_BANDS,
                                                            N_SKILLS,      N_OCCUPATIONS, N_INCOME_CLASSES};

const struct cor_output output_table[] = {
#define OUTPUT(name_, kind_, dimensions_, unit_, scale_, doc_)                                                         \
    {.name = #name_,                                                                                                   \
     .kind = COR_##kind_,                                                                                              \
     .dimensions = DIMENSIONS_OF_##name_,                                                                              \
     .unit = unit_,                                                                                                    \
     .scale = scale_,                                                                                                  \
     .numerator = 0,                                                                                                   \
     .denominator = 0,                                                                                                 \
     .doc = doc_},
#define RATIO(name_, numerator_, denominator_, unit_, scale_, doc_)                                                    \
    {.name = #name_,                                                                                                   \
     .kind = COR_RATIO,                                                                                                \
     .dimensions = 0,                                                                                                  \
     .unit = unit_,                                                                                                    \
     .scale = scale_,                                                                                                  \
     .numerator = OUTPUT_##numerator_,                                                                                 \
     .denominator = OUTPUT_##denominator_,                                                                             \
     .doc = doc_},
#include "models/tables/outputs.def"
};

static struct observed observed_row(const struct cor_context *context, const struct person_columns *person,
                                    uint32_t row)
{
    uint8_t traits = person->traits[row];
    return (struct observed){
        .sex = (uint8_t)trait_sex(traits),
        .age_band = (uint8_t)age_band_of(age_years(person->birth_month[row], context->month)),
        .skill = (uint8_t)skill_of_education(trait_education(traits)),
        .occupation = (uint8_t)work_occupation(person->work[row]),
    };
}

struct observed observed_migrant(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct chunk_view *view = view_of(chunk);
    struct observed who = observed_row(context, &view->person, view->migrant.person[migrant_row]);
    who.country = view->migrant.country[migrant_row];
    who.channel = view->migrant.channel[migrant_row];
    who.occupation = view->migrant.occupation[migrant_row];
    return who;
}

struct observed observed_person(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    const struct chunk_view *view = view_of(chunk);
    if (chunk->kind == KIND_ORIGIN && work_status(view->person.work[person_row]) == WORK_ABROAD &&
        view->person.migrant[person_row] != NO_ROW) {
        return observed_migrant(context, chunk, view->person.migrant[person_row]);
    }
    struct observed who = observed_row(context, &view->person, person_row);
    who.country = (uint8_t)chunk->group;
    return who;
}
