/* What the files that fill a chunk share; private to them. */
#ifndef MODEL_POPULATION_FILL_H
#define MODEL_POPULATION_FILL_H
#include "models/state/world.h"
#include "models/population/population_rules.h"

enum { FILL_ROWS = 4096, SCHOOL_IS_OVER = 25 /* age from which attainment is that of the census */ };

/* One chunk being filled. Rows of persons are 0 .. n - 1 in the order of the plan. */
struct fill {
    struct cor_context context; /* of the month before the first of the run */
    const struct world *world;
    struct cor_chunk *chunk;
    struct chunk_view *view;
    const struct population_plan *plan;
    const struct population_chunk *part;
    uint32_t n;
    struct slot slot[FILL_ROWS];
    uint8_t age[FILL_ROWS];
    uint16_t months_abroad[FILL_ROWS];       /* since arrival, or until the return */
    uint16_t insured_from_abroad[FILL_ROWS]; /* months in Viet Nam's scheme, of those who paid from abroad */
};

/* All words of the draws of all persons of the chunk, by row. */
struct start_draws {
    uint32_t word[4][FILL_ROWS];
};

static inline struct cor_draws draws_of_start(const struct fill *fill, uint32_t person_row, enum draws draws)
{
    return draws_of(&fill->context, fill->chunk, fill->view->person.id[person_row], draws);
}

static inline void draw_for_all(const struct fill *fill, enum draws draws, struct start_draws *drawn)
{
    uint32_t *const words[4] = {drawn->word[0], drawn->word[1], drawn->word[2], drawn->word[3]};
    cor_person_blocks(fill->context.key, fill->view->person.id, fill->n, fill->chunk->index,
                      draws_month(&fill->context, draws), draws_purpose(draws), draws_block(draws), words);
}

/* Put the persons at home into households, give everybody a household and a region. */
void population_fill_households(struct fill *fill);
/* Records of those abroad, preparing and queued; persons abroad have joined their households. */
void population_fill_migrants(struct fill *fill);
/* Age at the start of a person abroad: age at arrival and months since, from the person's draws; notes the months. */
int population_age_of_migrant(struct fill *fill, uint32_t person_row);
enum sex population_sex_of_migrant(const struct fill *fill, uint32_t person_row);
double population_women_among_migrants(const struct world *world, size_t country, size_t channel);
uint8_t population_occupation_of_migrant(const struct fill *fill, uint32_t person_row, size_t country);
/* Command of the language so many months after arrival. */
uint8_t population_language_of_migrant(const struct fill *fill, size_t country, size_t channel, int months);
/* Months of insurance of a stay of so many months, in the country of the record and in Viet Nam; pay, job, occupation and
 * language are there. */
void population_insure_stay(struct fill *fill, uint32_t person_row, uint32_t record, int months);
/* A past abroad, and a record where something is left of it, for persons at home. */
void population_fill_returned(struct fill *fill);
/* Months of insurance in Viet Nam of those abroad, after population_fill_work. */
void population_fill_insured_abroad(struct fill *fill);
/* Education, work, pay, insurance and income of those at home. */
void population_fill_work(struct fill *fill);

/* End of the contract or permit after the one that ends `term_end` months after arrival. */
int32_t population_next_term_end(const struct world *world, size_t channel, int32_t term_end);

#endif
