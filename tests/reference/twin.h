/* The twin: the model once more, person by person, for reading and for testing. Every phase of models/registry.def is a
 * function twin_MECHANISM_PHASE that asks one person (or one migrant) after the other; rules and draws are those of the
 * model, its kernels, lists, vectors and screens are not used. README.md says how to read it. */
#ifndef TESTS_REFERENCE_TWIN_H
#define TESTS_REFERENCE_TWIN_H
#include "models/mechanisms.h"

struct stratum;

/* One person, household or migrant record: the columns of models/tables/columns.def as members of a struct. */
#define COLUMN(table, name, ctype, type, count, ...) COLUMN_##table(name, ctype, count)
#define MEMBER_1(name, ctype) ctype name;
#define MEMBER_3(name, ctype) ctype name[3];
#define COLUMN_person(name, ctype, count) ctype name;
#define COLUMN_household(...)
#define COLUMN_migrant(...)
struct person {
#include "models/tables/columns.def"
    struct stratum *stratum;
    bool came_this_month; /* born, or moved in beside a resident */
    bool decides, seeks;  /* about a union, and for a partner, this month */
};
#undef COLUMN_person
#undef COLUMN_household
#undef COLUMN_migrant

#define COLUMN(table, name, ctype, type, count, ...) COLUMN_##table(name, ctype, count)
#define COLUMN_person(...)
#define COLUMN_household(name, ctype, count) ctype name;
#define COLUMN_migrant(...)
struct household {
#include "models/tables/columns.def"
};
#undef COLUMN_household
#undef COLUMN_migrant

#define COLUMN(table, name, ctype, type, count, ...) COLUMN_##table(name, ctype, count)
#define COLUMN_household(...)
#define COLUMN_migrant(name, ctype, count) MEMBER_##count(name, ctype)
struct migrant {
#include "models/tables/columns.def"
    struct stratum *stratum;
};
#undef COLUMN_person
#undef COLUMN_household
#undef COLUMN_migrant

/* Persons who are stored and drawn for together: some thousand of Viet Nam with their households and migrant records, or
 * residents of one destination. Places left by the dead and by closed records are taken first. */
struct stratum {
    uint32_t index; /* in the draws of its persons */
    enum chunk_kind kind;
    size_t country;
    uint32_t weight; /* persons that one of them stands for */
    struct person *person;
    struct household *household;
    struct migrant *migrant;
    uint32_t n_persons, n_households, n_migrants, room;
};

/* Those who want a place in a queue this month. */
struct applicants {
    struct cor_applicant *item;
    size_t n, room;
};

struct twin {
    struct cor_context context; /* month, world, macro state, levers, totals, outputs: what is not about one person */
    const struct world *world;
    int32_t month;
    struct macro macro;
    struct totals totals;
    struct stratum *stratum;
    size_t n_strata;
    struct applicants applicants[N_QUEUES];
    struct cor_queue queue[N_QUEUES]; /* who was admitted: cut, applied and admitted of every cell */
};

/* ---- asking everybody (twin.c) ---- */

typedef void about_person(struct twin *t, struct person *p);
typedef void about_migrant(struct twin *t, struct migrant *m);
/* Everybody who is alive, of the kinds of strata given (ORIGIN, RESIDENT, BOTH), in the order in which they are stored. */
void twin_each_person(struct twin *t, unsigned kinds, about_person *what);
/* Everybody with a migrant record. */
void twin_each_migrant(struct twin *t, about_migrant *what);

/* ---- who somebody is ---- */

static inline struct household *household_of(const struct person *p)
{
    return &p->stratum->household[p->household];
}
/* The migrant record, or NULL. */
static inline struct migrant *record_of(const struct person *p)
{
    return p->migrant == NO_ROW ? NULL : &p->stratum->migrant[p->migrant];
}
static inline struct person *person_of(const struct migrant *m)
{
    return &m->stratum->person[m->person];
}
static inline bool is_of_viet_nam(const struct person *p)
{
    return p->stratum->kind == KIND_ORIGIN;
}
static inline enum work_status status_of(const struct person *p)
{
    return work_status(p->work);
}
static inline int age_of(const struct twin *t, const struct person *p)
{
    return age_years(p->birth_month, t->month);
}
/* Is it the month of the birthday? Not that of the birth. */
static inline bool has_birthday(const struct twin *t, const struct person *p)
{
    return p->birth_month % 12 == t->month % 12 && p->birth_month != t->month;
}
/* Ages and regions are counted twice a year, beginning with the first month. */
static inline bool is_month_of_census(const struct twin *t)
{
    return (t->month - t->world->first_month) % 6 == 0;
}
static inline bool works_abroad(const struct migrant *m)
{
    return m->stage == STAGE_ABROAD && (m->flags & MIGRANT_EMPLOYED);
}
static inline void set_flag(struct migrant *m, unsigned flag, bool holds)
{
    m->flags = (uint8_t)(holds ? m->flags | flag : m->flags & ~flag);
}

/* ---- chance and policy ---- */

/* The four words drawn for a person this month for a purpose (models/tables/purposes.def). */
static inline struct cor_draws draw(const struct twin *t, const struct person *p, enum purpose purpose, uint32_t block)
{
    return cor_person_draws(t->context.key, p->id, p->stratum->index, (uint32_t)t->month, (uint32_t)purpose, block);
}
/* Those drawn once for life. */
static inline struct cor_draws draw_for_life(const struct twin *t, const struct person *p, enum purpose purpose,
                                             uint32_t block)
{
    return cor_person_draws(t->context.key, p->id, p->stratum->index, 0, (uint32_t)purpose, block);
}
/* What policies have made of a lever where a migrant lives and works. */
static inline double policy_for(const struct twin *t, enum lever lever, const struct migrant *m)
{
    return lever_at(&t->context, lever, m->country, m->channel, m->occupation);
}

/* ---- counting ---- */

struct observed twin_who_is(const struct twin *t, const struct person *p);
struct observed twin_who_migrated(const struct twin *t, const struct migrant *m);
/* Adds an amount per agent to an output. */
static inline void count(struct twin *t, const struct stratum *s, enum output output, struct observed who,
                         int64_t amount)
{
    observe_amount(&t->context, output, who, amount * (int64_t)s->weight);
}

/* Books a payment of models/tables/transfers.def, cents per agent. */
static inline void pay(struct twin *t, const struct stratum *s, enum transfer transfer, size_t country, int64_t cents)
{
    t->totals.transfers[(size_t)transfer * MAX_COUNTRIES + country] += cents * (int64_t)s->weight;
}

/* ---- places in the tables, and queues (twin.c) ---- */

struct person *twin_take_person(struct stratum *s);
struct migrant *twin_take_migrant(struct stratum *s, struct person *p);
void twin_release_person(struct person *p);
void twin_release_migrant(struct migrant *m);
void twin_apply_for(struct twin *t, enum queue queue, const struct stratum *s, uint32_t cell, uint64_t key);
static inline bool is_admitted(const struct twin *t, enum queue queue, uint32_t cell, uint64_t key)
{
    return cor_queue_admits(&t->queue[queue], cell, key);
}

/* ---- what mechanisms do for each other ---- */

/* Income per head of a household relative to the usual, and the share of what its migrants sent in the year's first months. */
struct means_at_home {
    double relative_income, remittance_share;
};
struct means_at_home twin_means_at_home(const struct twin *t, const struct person *p, int months);
double twin_kept_from_work(const struct twin *t, const struct person *p);
void twin_enter_labour_market(struct twin *t, struct person *p);
/* Blocks of PURPOSE_separation: one for each way in which a job begins. */
enum { TENURE_INDEX_hired, TENURE_INDEX_changed, TENURE_INDEX_arrived, TENURE_INDEX_stretched = 4 };
void twin_begin_job(struct twin *t, struct person *p, int32_t exposed_from, uint32_t index);
bool twin_takes_part_abroad(const struct twin *t, const struct migrant *m);
bool twin_seeks_work_abroad(const struct twin *t, const struct migrant *m);
uint16_t twin_pay_at_home(const struct twin *t, const struct person *p);
int32_t twin_net_pay_at_home(const struct twin *t, const struct person *p);
double twin_net_pay_in(const struct twin *t, size_t region);
int32_t twin_contribution_at_home(const struct twin *t, const struct person *p);
int32_t twin_pay_abroad(const struct twin *t, const struct migrant *m);
void twin_settle_abroad(struct person *p);
void twin_come_home(struct twin *t, struct migrant *m);
void twin_give_up(struct twin *t, struct migrant *m);
bool twin_is_channel_of_work(size_t channel);
double twin_means_of(const struct twin *t, const struct person *p);
void twin_pay_for_departure(struct twin *t, struct migrant *m);
int32_t twin_instalment_due(struct twin *t, struct migrant *m, int32_t net);
void twin_repay(struct twin *t, struct migrant *m, int32_t amount);
void twin_enrol(struct twin *t, struct migrant *m);
int64_t twin_pension_of(struct twin *t, const struct person *p);
int32_t twin_pension_abroad(struct twin *t, const struct migrant *m);
bool twin_insures_from_abroad(const struct migrant *m);
void twin_leave_savings(struct twin *t, struct person *p);
void twin_end_insurance(struct twin *t, struct person *p);
bool twin_is_anniversary_of_arrival(const struct twin *t, const struct migrant *m);
/* Does the employer hold the worker to the course that it paid, and what becomes of it when the worker leaves all the same? */
bool twin_is_bound(const struct twin *t, const struct migrant *m);
void twin_claw_back(struct twin *t, struct migrant *m);
double twin_months_of_processing(const struct twin *t, size_t country, size_t channel);

/* ---- a month (twin.c) ---- */

/* A phase of the month, in the order of models/registry.def. */
struct twin_phase {
    const char *name; /* "mechanism.phase" */
    void (*run)(struct twin *t);
};
extern const struct twin_phase twin_phases[];
extern const size_t n_twin_phases;
#define MAP(mechanism, phase, ...) void twin_##mechanism##_##phase(struct twin *t);
#define WORLD(mechanism, phase, ...) void twin_##mechanism##_##phase(struct twin *t);
#define QUEUE(queue, ...) void twin_queue_##queue(struct twin *t);
#include "models/registry.def"

#endif
