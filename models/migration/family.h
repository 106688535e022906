/* Families abroad, for the files of this mechanism. Rows are of persons or of records, as the names say. */
#ifndef MODEL_MIGRATION_FAMILY_H
#define MODEL_MIGRATION_FAMILY_H
#include "models/migration/migration_internal.h"
#include "models/state/kin.h"

/* Does the place of residence follow somebody else's? That of a child or partner who came as family does. */
bool migration_moves_with_family(const struct cor_context *context, const struct chunk_view *view, uint32_t record);
/* Records of those who go where this migrant goes: a partner who came as family, and the children of both unless the other parent
 * stays. Room for all rows of the chunk. */
uint32_t migration_list_companions(const struct cor_context *context, struct cor_chunk *chunk, uint32_t record,
                                   uint32_t *records);
/* (M15) The family of a migrant whose anniversary it is may follow, all who are free to; false when nobody does. */
bool migration_family_follows(const struct cor_context *context, struct cor_chunk *chunk, uint32_t record);
/* Persons at home who may follow the migrant under the rules of today. */
int64_t migration_family_left(const struct cor_context *context, struct cor_chunk *chunk, uint32_t record);
/* Counts those who might marry abroad into the total singles. */
void migration_count_singles(struct cor_context *context, struct cor_chunk *chunk);

/* WORLD side: in the first month what the sponsors of the start are expected to bring in a year (total family_left); every
 * month the chances of M15 and M16. Capacities of the month are set. */
void migration_settle_family(const struct cor_context *context);
void migration_open_family(const struct cor_context *context);

#endif
