/* Births, ageing and deaths of all persons, and the arrival and departure of residents of the destinations. Age is
 * month - birth_month and needs no phase; yearly events fall in the month of the birthday, so that expected numbers by
 * single age are those of a cohort-component projection (README.md). Counts the totals rows_born, rows_died,
 * rows_arrived and rows_left. */
#ifndef MODEL_DEMOGRAPHY_H
#define MODEL_DEMOGRAPHY_H
#include <stdint.h>
#include "models/state/state.h"

struct world;

enum {
    OLDEST_BIRTHDAY = MAX_AGE + 1, /* the birthday of this and any higher age */
    YOUNGEST_MOTHER = 15,          /* birthdays at which a woman may give birth, both inclusive */
    OLDEST_MOTHER = 50,
    N_MOTHER_AGES = OLDEST_MOTHER - YOUNGEST_MOTHER + 1,
    N_MIGRATION_AGES = 18 /* 0-4 ... 85+ */
};

/* MAP, both kinds: list the rows of living persons whose birthday falls in this month in scratch.birthdays. Runs
 * first. */
void demography_birthdays(struct cor_context *context, struct cor_chunk *chunk);
/* MAP, origin: list them in scratch.birthdays anew, since the list made before the barrier belongs to another chunk; with free
 * rows and the newborn, whom those who read the list leave out by age or status. */
void demography_birthdays_again(struct cor_context *context, struct cor_chunk *chunk);
/* MAP, both kinds: yearly death at the birthday; takes the dead off scratch.birthdays. */
void demography_deaths(struct cor_context *context, struct cor_chunk *chunk);
/* MAP, both kinds: yearly births of women 15-50 at their birthday; the newborn joins the mother's household. */
void demography_births(struct cor_context *context, struct cor_chunk *chunk);
/* MAP, origin: at the birthday children come of age, unions form and end (README D10-D12), and households are founded. */
void demography_unions(struct cor_context *context, struct cor_chunk *chunk);
/* MAP, both kinds: net migration of residents of the destinations other than from Viet Nam, and of Viet Nam other than through the
 * corridors, by age and sex: an arrival is drawn beside a person of the same age and sex and joins scratch.birthdays; a
 * departure removes one. */
void demography_resident_migration(struct cor_context *context, struct cor_chunk *chunk);
/* WORLD: in December: the residents counted by demography_birthdays (total residents_by_age), over whom the net migration of the next
 * year is spread. */
void demography_count(struct cor_context *context);
/* Before the first month: the residents of the tables. */
void demography_begin(struct cor_context *context);

/* Probability that a person dies at the birthday of `age_reached` (1 .. OLDEST_BIRTHDAY) in calendar year `year`, or
 * for age_reached 0 that a newborn does not survive to the mean age of the age class 0. Country with age tables. */
double demography_death_probability(const struct world *world, size_t country, int year, enum sex sex, int age_reached);
/* Probability that a woman gives birth at the birthday of `age_reached`; 0 outside YOUNGEST_MOTHER .. OLDEST_MOTHER. */
double demography_birth_probability(const struct world *world, size_t country, int year, int age_reached);
/* Chance that a resident of a destination, or a person at home in Viet Nam without a plan to leave, arrives beside or moves away at
 * the birthday of `age_reached` (1 and over) this month; negative: moves away. */
double demography_migration_chance(const struct cor_context *context, size_t country, enum sex sex, int age_reached);
/* Takes the row of a person who is no more (death, or departure of a resident): household, migrant record, months of
 * insurance. The caller counts the event. */
void demography_remove_person(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row);

#endif
