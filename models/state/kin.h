/* Who belongs to whom: the column kin of a person holds the row of the partner, below ADULT_FROM that of the parent in charge of
 * the child, the mother while she lives. Partners name each other. Families move between households here, too. A family lies
 * in one chunk; a partner who is not of it is KIN_ELSEWHERE. */
#ifndef MODEL_KIN_H
#define MODEL_KIN_H
#include "models/state/state.h"

enum {
    KIN_ELSEWHERE = NO_ROW - 1, /* in a union with somebody who is not simulated beside the person */
    ADULT_FROM = 18             /* years */
};

static inline bool kin_is_minor(const struct chunk_view *view, uint32_t row, int32_t month)
{
    return age_years(view->person.birth_month[row], month) < ADULT_FROM;
}
/* Row of the partner, of a child that of the parent in charge; NO_ROW when there is none in the chunk. */
static inline uint32_t kin_partner(const struct chunk_view *view, uint32_t row, int32_t month)
{
    uint16_t kin = view->person.kin[row];
    return kin == KIN_ELSEWHERE || kin_is_minor(view, row, month) ? NO_ROW : kin;
}
static inline uint32_t kin_parent(const struct chunk_view *view, uint32_t row, int32_t month)
{
    return kin_is_minor(view, row, month) ? view->person.kin[row] : NO_ROW;
}
/* The row of the record of somebody who lives in this country, else NO_ROW. */
static inline uint32_t kin_record_in(const struct chunk_view *view, uint32_t row, size_t country)
{
    uint16_t record = view->person.migrant[row];
    bool there = work_status(view->person.work[row]) == WORK_ABROAD && view->migrant.country[record] == country;
    return there ? record : (uint32_t)NO_ROW;
}

/* Rows of the children in charge of a person, ascending, into rows[]; returns how many. Room for all rows of the chunk. */
uint32_t kin_children(struct cor_chunk *chunk, uint32_t row, int32_t month, uint32_t *rows);
/* The lists of a family that other kernels' lists are safe from; see struct scratch. */
static inline uint32_t *kin_list(const struct cor_context *context)
{
    return ((struct scratch *)context->scratch)->members;
}

/* A child; two single adults; a single adult and somebody who is not simulated beside. */
void person_has_parent(struct cor_chunk *chunk, uint32_t child, uint32_t parent);
void person_weds(struct cor_chunk *chunk, uint32_t one, uint32_t other);
void person_weds_elsewhere(struct cor_chunk *chunk, uint32_t row);
/* The union ends, for both partners; or the child is of age. */
void person_is_single(struct cor_chunk *chunk, uint32_t row, int32_t month);
/* A person is no more: the partner is widowed, and children are in the partner's charge. */
void person_leaves_family(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row);

/* A new household, empty until somebody joins; NO_ROW when the table is full. */
uint32_t household_found(struct cor_chunk *chunk);
/* A person, the partner and the children in the charge of either, as far as they belong to the person's household, move to another
 * household, with a share by heads of wealth and income. A household that is left by its last member is
 * given back. */
void household_join(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row, uint32_t household);
/* The same to a new household, if others stay behind and there is room; false if not. */
bool household_leave_others(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row);
/* A member is no more. The wealth of the last one is not inherited by anybody simulated. */
void household_loses(struct cor_chunk *chunk, uint32_t household, bool abroad);

#endif
