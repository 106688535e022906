/* What all phases of the twin use: asking everybody, taking and leaving places, queues, the order of a month. */
#include "tests/reference/twin.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct twin_phase twin_phases[] = {
#define MAP(mechanism, phase, ...) {#mechanism "." #phase, twin_##mechanism##_##phase},
#define WORLD(mechanism, phase, ...) {#mechanism "." #phase, twin_##mechanism##_##phase},
#define QUEUE(queue, ...) {"queue." #queue, twin_queue_##queue},
#include "models/registry.def"
};
const size_t n_twin_phases = sizeof twin_phases / sizeof twin_phases[0];

/* ---- asking everybody ---- */

void twin_each_person(struct twin *t, unsigned kinds, about_person *what)
{
    for (size_t i = 0; i < t->n_strata; i++) {
        struct stratum *s = &t->stratum[i];
        for (uint32_t row = 0; ((kinds >> s->kind) & 1u) && row < s->n_persons; row++) {
            if (status_of(&s->person[row]) != WORK_FREE) {
                what(t, &s->person[row]);
            }
        }
    }
}

void twin_each_migrant(struct twin *t, about_migrant *what)
{
    for (size_t i = 0; i < t->n_strata; i++) {
        struct stratum *s = &t->stratum[i];
        for (uint32_t row = 0; row < s->n_migrants; row++) {
            if (s->migrant[row].stage != STAGE_FREE) {
                what(t, &s->migrant[row]);
            }
        }
    }
}

/* ---- places ---- */

static void need_room(const struct stratum *s, uint32_t n)
{
    if (n >= s->room) {
        fputs("the twin has no room for another row\n", stderr);
        abort();
    }
}

/* What free rows hold, by the table of columns. */
#define COLUMN(table, name, ctype, type, count, kinds, free, ...) COLUMN_##table(name, free, count)
#define COLUMN_person(name, free, count) .name = (free),
#define COLUMN_household(...)
#define COLUMN_migrant(...)
static struct person free_person(struct stratum *s)
{
    return (struct person){
#include "models/tables/columns.def"
        .stratum = s};
}
#undef COLUMN_person
#undef COLUMN_migrant

#define COLUMN(table, name, ctype, type, count, kinds, free, ...) COLUMN_##table(name, free, count)
#define COLUMN_person(...)
#define COLUMN_migrant(name, free, count) FREE_##count(name, free)
#define FREE_1(name, free) .name = (free),
#define FREE_3(name, free) .name = {(free), (free), (free)},
static struct migrant free_migrant(struct stratum *s)
{
    return (struct migrant){
#include "models/tables/columns.def"
        .stratum = s};
}
#undef COLUMN_person
#undef COLUMN_household
#undef COLUMN_migrant

struct person *twin_take_person(struct stratum *s)
{
    uint32_t row = 0;
    while (row < s->n_persons && status_of(&s->person[row]) != WORK_FREE) {
        row++;
    }
    need_room(s, row);
    s->n_persons += row == s->n_persons;
    s->person[row] = free_person(s);
    s->person[row].came_this_month = true;
    return &s->person[row];
}

struct migrant *twin_take_migrant(struct stratum *s, struct person *p)
{
    uint32_t row = 0;
    while (row < s->n_migrants && s->migrant[row].stage != STAGE_FREE) {
        row++;
    }
    need_room(s, row);
    s->n_migrants += row == s->n_migrants;
    s->migrant[row] = free_migrant(s);
    s->migrant[row].person = (uint16_t)(p - s->person);
    p->migrant = (uint16_t)row;
    if (p->past_country != HOME) { /* what the person brings from an earlier stay */
        s->migrant[row].country = p->past_country;
        s->migrant[row].language = p->past_skill;
        s->migrant[row].flags = MIGRANT_REPEAT;
    } else { /* or from a preparation that came to nothing */
        s->migrant[row].vocational = p->past_skill;
    }
    return &s->migrant[row];
}

void twin_release_person(struct person *p)
{
    *p = free_person(p->stratum);
}

void twin_release_migrant(struct migrant *m)
{
    person_of(m)->migrant = NO_ROW;
    *m = free_migrant(m->stratum);
}

/* ---- counting ---- */

struct observed twin_who_is(const struct twin *t, const struct person *p)
{
    if (status_of(p) == WORK_ABROAD) {
        return twin_who_migrated(t, record_of(p));
    }
    return (struct observed){.country = (uint8_t)p->stratum->country,
                             .sex = (uint8_t)trait_sex(p->traits),
                             .age_band = (uint8_t)age_band_of(age_of(t, p)),
                             .skill = (uint8_t)skill_of_education(trait_education(p->traits)),
                             .occupation = (uint8_t)work_occupation(p->work)};
}

struct observed twin_who_migrated(const struct twin *t, const struct migrant *m)
{
    const struct person *p = person_of(m);
    return (struct observed){.country = m->country,
                             .channel = m->channel,
                             .sex = (uint8_t)trait_sex(p->traits),
                             .age_band = (uint8_t)age_band_of(age_of(t, p)),
                             .skill = (uint8_t)skill_of_education(trait_education(p->traits)),
                             .occupation = m->occupation};
}

/* ---- queues ---- */

void twin_apply_for(struct twin *t, enum queue queue, const struct stratum *s, uint32_t cell, uint64_t key)
{
    struct applicants *all = &t->applicants[queue];
    if (all->n == all->room) {
        all->room = 2 * all->room + 1024;
        all->item = realloc(all->item, all->room * sizeof *all->item);
        if (!all->item) {
            abort();
        }
    }
    all->item[all->n++] = (struct cor_applicant){.key = key, .cell = cell, .weight = s->weight};
}

static int by_cell_and_key(const void *a, const void *b)
{
    const struct cor_applicant *x = a, *y = b;
    if (x->cell != y->cell) {
        return x->cell < y->cell ? -1 : 1;
    }
    return x->key < y->key ? -1 : (x->key > y->key ? 1 : 0);
}

/* In the order of their keys applicants get what is left of the seats of their cell; the last one needs room for half of
 * the persons for whom he or she stands. */
static void resolve(struct twin *t, enum queue queue, const int64_t *seats)
{
    struct applicants *all = &t->applicants[queue];
    struct cor_queue *result = &t->queue[queue];
    if (all->n > 0) {
        qsort(all->item, all->n, sizeof *all->item, by_cell_and_key);
    }
    for (size_t cell = 0; cell < result->n_cells; cell++) {
        result->applied[cell] = 0;
        result->admitted[cell] = 0;
        result->cut[cell] = 0;
    }
    for (size_t i = 0; i < all->n; i++) {
        const struct cor_applicant *it = &all->item[i];
        bool is_first = result->applied[it->cell] == 0;
        result->applied[it->cell] += it->weight;
        if (is_first && seats[it->cell] > 0) {
            result->cut[it->cell] = UINT64_MAX; /* until somebody is refused, everybody would be admitted */
        }
        if (it->key < result->cut[it->cell]) {
            if (2 * (seats[it->cell] - result->admitted[it->cell]) < (int64_t)it->weight) {
                result->cut[it->cell] = it->key;
            } else {
                result->admitted[it->cell] += it->weight;
            }
        }
    }
    all->n = 0;
}

void twin_queue_vacancies(struct twin *t)
{
    resolve(t, QUEUE_vacancies, &t->macro.labour_market.seats[0][0]);
}

void twin_queue_admissions(struct twin *t)
{
    resolve(t, QUEUE_admissions, &t->macro.migration.seats[0][0]);
}

void twin_queue_training(struct twin *t)
{
    resolve(t, QUEUE_training, t->macro.training.seats);
}
