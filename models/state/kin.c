#include "models/state/kin.h"
#include "models/state/world.h"

uint32_t kin_children(struct cor_chunk *chunk, uint32_t row, int32_t month, uint32_t *rows)
{
    const struct chunk_view *view = view_of(chunk);
    uint32_t n = cor_rows_equal(view->person.kin, chunk->n_rows[TABLE_person], (uint16_t)row, rows), n_children = 0;
    for (uint32_t i = 0; i < n; i++) {
        rows[n_children] = rows[i];
        n_children += kin_is_minor(view, rows[i], month);
    }
    return n_children;
}

void person_has_parent(struct cor_chunk *chunk, uint32_t child, uint32_t parent)
{
    view_of(chunk)->person.kin[child] = (uint16_t)parent;
}

void person_weds(struct cor_chunk *chunk, uint32_t one, uint32_t other)
{
    uint16_t *kin = view_of(chunk)->person.kin;
    kin[one] = (uint16_t)other;
    kin[other] = (uint16_t)one;
}

void person_weds_elsewhere(struct cor_chunk *chunk, uint32_t row)
{
    view_of(chunk)->person.kin[row] = KIN_ELSEWHERE;
}

void person_is_single(struct cor_chunk *chunk, uint32_t row, int32_t month)
{
    struct chunk_view *view = view_of(chunk);
    uint32_t partner = kin_partner(view, row, month);
    if (partner != NO_ROW && view->person.kin[partner] == row) {
        view->person.kin[partner] = NO_ROW;
    }
    view->person.kin[row] = NO_ROW;
}

void person_leaves_family(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row)
{
    struct chunk_view *view = view_of(chunk);
    uint32_t *rows = kin_list(context);
    uint32_t partner = kin_partner(view, row, context->month);
    uint32_t n = cor_rows_equal(view->person.kin, chunk->n_rows[TABLE_person], (uint16_t)row, rows);
    for (uint32_t i = 0; i < n; i++) {
        view->person.kin[rows[i]] = (uint16_t)(rows[i] == partner ? NO_ROW : partner);
    }
}

uint32_t household_found(struct cor_chunk *chunk)
{
    return row_take(chunk, TABLE_household);
}

static void give_back_if_empty(struct cor_chunk *chunk, uint32_t household)
{
    const struct household_columns *columns = &view_of(chunk)->household;
    if (columns->size[household] == 0 && columns->abroad[household] == 0) {
        row_release(chunk, TABLE_household, household);
    }
}

static void hand_over(int32_t *column, uint32_t from, uint32_t to, int32_t members)
{
    int32_t share = column[from] / members;
    int64_t sum = (int64_t)column[to] + share;
    column[from] -= share;
    column[to] = sum > INT32_MAX ? INT32_MAX : (sum < -INT32_MAX ? -INT32_MAX : (int32_t)sum);
}

static void move_to(struct cor_chunk *chunk, uint32_t row, uint32_t household)
{
    struct chunk_view *view = view_of(chunk);
    struct household_columns *columns = &view->household;
    uint32_t from = view->person.household[row];
    int32_t members = columns->size[from] + columns->abroad[from];
    bool abroad = work_status(view->person.work[row]) == WORK_ABROAD;
    uint8_t *count = abroad ? columns->abroad : columns->size;
    int32_t there = columns->size[household] + columns->abroad[household];
    if (from == household || there >= UINT8_MAX || members <= 0) {
        return; /* a household holds no more than its counter */
    }
    hand_over(columns->wealth, from, household, members);
    hand_over(columns->income, from, household, members);
    hand_over(columns->received, from, household, members);
    view->person.household[row] = (uint16_t)household;
    count[from]--;
    count[household]++;
    give_back_if_empty(chunk, from);
}

/* Moves the rows of a list out of their household. */
static void move_all(struct cor_chunk *chunk, const uint32_t *rows, uint32_t n, uint32_t household)
{
    for (uint32_t i = 0; i < n; i++) {
        move_to(chunk, rows[i], household);
    }
}

/* A person, the partner and the children in the charge of either, as far as they belong to the person's household: rows, ascending,
 * into rows[]; returns how many. */
static uint32_t kin_in_household(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row,
                                 uint32_t *rows)
{
    const struct chunk_view *view = view_of(chunk);
    uint32_t partner = kin_partner(view, row, context->month), n_kin = 0;
    uint32_t n = cor_rows_equal(view->person.household, chunk->n_rows[TABLE_person], view->person.household[row], rows);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t parent = kin_parent(view, rows[i], context->month);
        bool child = parent != NO_ROW && (parent == row || parent == partner);
        rows[n_kin] = rows[i];
        n_kin += rows[i] == row || rows[i] == partner || child;
    }
    return n_kin;
}

void household_join(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row, uint32_t household)
{
    uint32_t *rows = kin_list(context);
    move_all(chunk, rows, kin_in_household(context, chunk, row, rows), household);
}

bool household_leave_others(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row)
{
    const struct household_columns *columns = &view_of(chunk)->household;
    uint32_t home = view_of(chunk)->person.household[row], *rows = kin_list(context);
    uint32_t n = kin_in_household(context, chunk, row, rows);
    uint32_t household = (uint32_t)(columns->size[home] + columns->abroad[home]) > n ? household_found(chunk) : NO_ROW;
    if (household != NO_ROW) {
        move_all(chunk, rows, n, household);
    }
    return household != NO_ROW;
}

void household_loses(struct cor_chunk *chunk, uint32_t household, bool abroad)
{
    struct household_columns *columns = &view_of(chunk)->household;
    uint8_t *count = abroad ? columns->abroad : columns->size;
    count[household]--;
    give_back_if_empty(chunk, household);
}
