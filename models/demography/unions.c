/* Unions, divorces and the founding of households, in the month of the birthday (README D10 to D12). */
#include "models/demography/demography_internal.h"
#include "models/demography/demography_world.h"

enum { LEAVING_HOME_FROM = 20 };

static bool is_abroad(const struct chunk_view *view, uint32_t row)
{
    return work_status(view->person.work[row]) == WORK_ABROAD;
}

/* Children who live abroad with one of the parents are in the charge of this one. */
static void share_children(const struct cor_context *context, struct cor_chunk *chunk, uint32_t woman, uint32_t man)
{
    const struct chunk_view *view = view_of(chunk);
    uint32_t *rows = kin_list(context), n = kin_children(chunk, woman, context->month, rows);
    for (uint32_t i = 0; i < n; i++) {
        bool with_man =
            is_abroad(view, rows[i]) && is_abroad(view, man) &&
            view->migrant.country[view->person.migrant[rows[i]]] == view->migrant.country[view->person.migrant[man]];
        if (with_man && !is_abroad(view, woman)) {
            person_has_parent(chunk, rows[i], man);
        }
    }
}

/* The man leaves, unless he lives abroad; children in the woman's charge stay with her. */
static void part(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row)
{
    const struct chunk_view *view = view_of(chunk);
    uint32_t partner = kin_partner(view, row, context->month);
    uint32_t man = trait_sex(view->person.traits[row]) == SEX_male ? row : partner;
    if (partner != NO_ROW) {
        share_children(context, chunk, man == row ? partner : row, man);
    }
    person_is_single(chunk, row, context->month);
    if (man != NO_ROW && !is_abroad(view, man)) {
        household_leave_others(context, chunk, man);
    }
}

/* (D12) To a household of their own, or to the man's. */
static void set_up_home(const struct cor_context *context, struct cor_chunk *chunk, uint32_t one, uint32_t other,
                        uint32_t word)
{
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t man = trait_sex(person->traits[one]) == SEX_male ? one : other, woman = man == one ? other : one;
    if (word < world_of(context)->demography->new_home) {
        household_leave_others(context, chunk, man);
    }
    household_join(context, chunk, woman, person->household[man]);
}

/* Years by which the age of a possible partner differs from the one looked for (D11). */
static double years_off(const struct cor_context *context, const struct person_columns *person, uint32_t seeker,
                        uint32_t other, double gap)
{
    double years = (double)age_years(person->birth_month[other], context->month) -
                   (double)age_years(person->birth_month[seeker], context->month);
    double off = trait_sex(person->traits[seeker]) == SEX_female ? years - gap : years + gap;
    return off < 0.0 ? -off : off;
}

/* The single person at home of the other sex and another household whose age is nearest to the one looked for, the first of
 * equals; NO_ROW when nobody is near. */
static uint32_t partner_for(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *singles,
                            uint32_t n, uint32_t seeker, uint32_t word)
{
    const struct demography_parameters *p = &world_of(context)->parameters.demography;
    const struct person_columns *person = &view_of(chunk)->person;
    double gap = union_age_gap_wanted(p->union_age_gap, p->union_age_spread, cor_unit(word));
    double least = p->union_age_reach;
    uint32_t best = NO_ROW;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = singles[i];
        if (person->kin[row] != NO_ROW || trait_sex(person->traits[row]) == trait_sex(person->traits[seeker]) ||
            person->household[row] == person->household[seeker]) {
            continue;
        }
        double off = years_off(context, person, seeker, row, gap);
        if (off < least) {
            least = off;
            best = row;
        }
    }
    return best;
}

/* What this birthday means for the unions of the chunk. */
struct union_lists {
    uint32_t *seekers, *singles; /* who looks for a partner at home; who might be found there */
    uint32_t n_seekers, n_singles;
};

static void list_single(struct cor_context *context, struct cor_chunk *chunk, uint32_t row, struct cor_draws draws,
                        struct union_lists *lists)
{
    const struct demography_tables *tables = world_of(context)->demography;
    const struct demography_parameters *p = &world_of(context)->parameters.demography;
    const struct chunk_view *view = view_of(chunk);
    enum sex sex = trait_sex(view->person.traits[row]);
    uint32_t age = age_of_table(view->person.birth_month[row], context->month), word = draws.word[WORD_union_weds];
    if (is_abroad(view, row)) {
        if (!record_is_settled(&view->migrant, view->person.migrant[row])) {
            return;
        }
        if (word < tables->weds_at_home[sex][age]) {
            lists->seekers[lists->n_seekers++] = row;
        } else if (word < tables->weds[sex][age]) {
            person_weds_elsewhere(chunk, row);
        }
    } else {
        if (sex == SEX_female && word < tables->weds[sex][age]) {
            lists->seekers[lists->n_seekers++] = row;
        }
        if (age >= LEAVING_HOME_FROM && age <= p->leaving_home_last &&
            view->household.size[view->person.household[row]] > 1 &&
            draws.word[WORD_union_home] < tables->leaves_home) {
            household_leave_others(context, chunk, row);
        }
    }
}

/* In a union or single, somebody of age has a birthday; of a couple the woman. */
static void pass_birthday(struct cor_context *context, struct cor_chunk *chunk, uint32_t row, struct cor_draws draws,
                          struct union_lists *lists)
{
    const struct person_columns *person = &view_of(chunk)->person;
    if (person->kin[row] == NO_ROW) {
        list_single(context, chunk, row, draws, lists);
    } else if (draws.word[WORD_union_parts] < world_of(context)->demography->parts) {
        part(context, chunk, row);
    } else if (person->kin[row] != KIN_ELSEWHERE &&
               draws.word[WORD_union_home] < world_of(context)->demography->couple_leaves &&
               age_reached(person->birth_month[row], context->month) <=
                   (uint32_t)world_of(context)->parameters.demography.leaving_home_last) {
        household_leave_others(context, chunk, row); /* (D12) a couple leaves parents and siblings */
    }
}

/* Adults among the persons with a birthday, but for men with a partner, who decides. Whoever is of age since today has no parent in
 * charge any more. */
static uint32_t list_adults(const struct cor_context *context, struct cor_chunk *chunk, uint32_t *adults)
{
    const struct scratch *scratch = context->scratch;
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t n = 0;
    for (uint32_t i = 0; i < scratch->n_birthdays; i++) {
        uint32_t row = scratch->birthdays[i], months = (uint32_t)context->month - person->birth_month[row];
        if (months == 12u * ADULT_FROM) {
            person_is_single(chunk, row, context->month);
        }
        bool decides = (trait_sex(person->traits[row]) == SEX_female) | (person->kin[row] >= KIN_ELSEWHERE);
        adults[n] = row;
        n += (uint32_t)(decides & (months >= 12u * ADULT_FROM));
    }
    return n;
}

/* Who might be found: those of them at home without a partner. */
static uint32_t list_singles(struct cor_chunk *chunk, const uint32_t *adults, uint32_t n, uint32_t *singles)
{
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t n_singles = 0;
    for (uint32_t i = 0; i < n; i++) {
        singles[n_singles] = adults[i];
        n_singles +=
            (uint32_t)((person->kin[adults[i]] == NO_ROW) & (work_status(person->work[adults[i]]) != WORK_ABROAD));
    }
    return n_singles;
}

/* Who was single when the others looked may have been found since. */
static void find_partners(struct cor_context *context, struct cor_chunk *chunk, const struct union_lists *lists)
{
    const struct person_columns *person = &view_of(chunk)->person;
    for (uint32_t i = 0; i < lists->n_seekers; i++) {
        uint32_t seeker = lists->seekers[i];
        if (person->kin[seeker] != NO_ROW) {
            continue;
        }
        struct cor_draws draws = draws_of(context, chunk, person->id[seeker], DRAWS_union);
        uint32_t other =
            partner_for(context, chunk, lists->singles, lists->n_singles, seeker, draws.word[WORD_union_gap]);
        if (other != NO_ROW) {
            person_weds(chunk, seeker, other);
            set_up_home(context, chunk, seeker, other, draws.word[WORD_union_home]);
        }
    }
}

void demography_unions(struct cor_context *context, struct cor_chunk *chunk)
{
    struct scratch *scratch = scratch_of(context);
    struct union_lists lists = {.seekers = scratch->records, .singles = scratch->singles};
    struct draw_block draws;
    uint32_t n_adults = list_adults(context, chunk, scratch->persons);
    for (struct piece p = pieces_of_persons(scratch->persons, n_adults);
         piece_draw(context, chunk, &p, DRAWS_union, &draws);) {
        for (uint32_t i = 0; i < p.n; i++) {
            pass_birthday(context, chunk, p.rows[i], draws_in_block(&draws, i), &lists);
        }
    }
    if (lists.n_seekers > 0) {
        lists.n_singles = list_singles(chunk, scratch->persons, n_adults, lists.singles);
        find_partners(context, chunk, &lists);
    }
}
