#include "models/core/output_layout.h"

const size_t n_output_cells = sizeof(struct output_cells) / sizeof(int64_t);
const size_t output_dimension_codes[N_OUTPUT_DIMENSIONS] = {MAX_COUNTRIES, N_CHANNELS,    N_SEXES,         N_AGE_BANDS,
                                                            N_SKILLS,      N_OCCUPATIONS, N_INCOME_CLASSES};

const struct output_place output_places[] = {
#define OUTPUT(name, kind, dimensions, unit, scale, doc)                                                               \
    {.offset = offsetof(struct output_cells, name) / sizeof(int64_t),                                                  \
     .stride = {STRIDE(0u dimensions, BY_country, SIZE_H(0u dimensions)),                                              \
                STRIDE(0u dimensions, BY_channel, SIZE_S(0u dimensions)),                                              \
                STRIDE(0u dimensions, BY_sex, SIZE_A(0u dimensions)),                                                  \
                STRIDE(0u dimensions, BY_age_band, SIZE_K(0u dimensions)),                                             \
                STRIDE(0u dimensions, BY_skill, SIZE_O(0u dimensions)),                                                \
                STRIDE(0u dimensions, BY_occupation, SIZE_G(0u dimensions)),                                           \
                STRIDE(0u dimensions, BY_income_class, 1)}},
#define RATIO(...) {.offset = 0, .stride = {0}},
#include "models/core/outputs.def"
};

const struct cor_output output_table[] = {
#define OUTPUT(name_, kind_, dimensions_, unit_, scale_, doc_)                                                         \
    {.name = #name_,                                                                                                   \
     .kind = COR_##kind_,                                                                                              \
     .dimensions = (0u dimensions_),                                                                                   \
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
#include "models/core/outputs.def"
};

void observe_amount(const struct cor_context *context, enum output output, struct observed who, int64_t amount)
{
    const struct output_place *place = &output_places[output];
    size_t cell = place->offset + (size_t)place->stride[BY_country] * who.country +
                  (size_t)place->stride[BY_channel] * who.channel + (size_t)place->stride[BY_sex] * who.sex +
                  (size_t)place->stride[BY_age_band] * who.age_band + (size_t)place->stride[BY_skill] * who.skill +
                  (size_t)place->stride[BY_occupation] * who.occupation +
                  (size_t)place->stride[BY_income_class] * who.income_class;
    context->outputs[cell] += amount;
}

void observe(const struct cor_context *context, const struct cor_chunk *chunk, enum output output, struct observed who,
             int64_t amount)
{
    observe_amount(context, output, who, amount * (int64_t)chunk->weight);
}

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
