/* The state a kernel works on: column pointers of one chunk, made from columns.def, the codes packed into them, and
 * small accessors. Kernels include this and sim/model.h and nothing else of the engine. */
#ifndef MODEL_STATE_H
#define MODEL_STATE_H
#include <stdbool.h>
#include <stdint.h>
#include "models/tables/dimensions.h"
#include "models/state/owners.h"
#include "sim/model.h"

enum table { TABLE_person, TABLE_household, TABLE_migrant, N_TABLES };
enum chunk_kind { KIND_ORIGIN, KIND_RESIDENT };
enum { ORIGIN = 1 << KIND_ORIGIN, RESIDENT = 1 << KIND_RESIDENT, BOTH = ORIGIN | RESIDENT };

struct person_columns {
#define COLUMN(table, name, ctype, type, count, kinds, free, owner, ...) COLUMN_##table(OWNED_BY(owner) ctype, name)
#define COLUMN_person(ctype, name) ctype *name;
#define COLUMN_household(ctype, name)
#define COLUMN_migrant(ctype, name)
#include "models/tables/columns.def"
#undef COLUMN_person
#undef COLUMN_household
#undef COLUMN_migrant
};
struct household_columns {
#define COLUMN(table, name, ctype, type, count, kinds, free, owner, ...) COLUMN_##table(OWNED_BY(owner) ctype, name)
#define COLUMN_person(ctype, name)
#define COLUMN_household(ctype, name) ctype *name;
#define COLUMN_migrant(ctype, name)
#include "models/tables/columns.def"
#undef COLUMN_person
#undef COLUMN_household
#undef COLUMN_migrant
};
struct migrant_columns {
#define COLUMN(table, name, ctype, type, count, kinds, free, owner, ...) COLUMN_##table(OWNED_BY(owner) ctype, name)
#define COLUMN_person(ctype, name)
#define COLUMN_household(ctype, name)
#define COLUMN_migrant(ctype, name) ctype *name;
#include "models/tables/columns.def"
#undef COLUMN_person
#undef COLUMN_household
#undef COLUMN_migrant
};
struct chunk_view {
    struct person_columns person;
    struct household_columns household;
    struct migrant_columns migrant;
};

static inline struct chunk_view *view_of(struct cor_chunk *chunk)
{
    return (struct chunk_view *)(void *)chunk->view;
}

static inline const struct chunk_view *const_view_of(const struct cor_chunk *chunk)
{
    return (const struct chunk_view *)(const void *)chunk->view;
}

enum { NO_ROW = 0xffff, NO_MONTH = 0xffff };
enum { INSURANCE_SLOTS = 3 }; /* foreign schemes of a migrant record, the count in columns.def */

enum work_status {
    WORK_FREE = 0, /* the row is free */
    WORK_MINOR,    /* below 15 */
    WORK_STUDENT,  /* 15 and over, in education */
    WORK_INACTIVE,
    WORK_UNEMPLOYED,
    WORK_EMPLOYED,
    WORK_RETIRED,
    WORK_ABROAD /* lives abroad: see the migrant record */
};
enum {
    WORK_STATUS_MASK = 7,
    WORK_FORMAL = 1 << 6,
    WORK_PENSION = WORK_FORMAL, /* of the retired: draw a pension of Viet Nam */
    WORK_VOLUNTARY = 1 << 7
};

static inline enum work_status work_status(uint8_t work)
{
    return (enum work_status)(work & WORK_STATUS_MASK);
}
static inline enum occupation work_occupation(uint8_t work)
{
    return (enum occupation)((work >> 3) & 7);
}
static inline uint8_t work_make(enum work_status status, enum occupation occupation, bool formal)
{
    return (uint8_t)((unsigned)status | ((unsigned)occupation << 3) | (formal ? (unsigned)WORK_FORMAL : 0u));
}
/* Has the person been awarded a pension of Viet Nam? It is kept when the pension age rises. */
static inline bool work_draws_pension(uint8_t work)
{
    return (work & (WORK_STATUS_MASK | WORK_PENSION)) == (WORK_RETIRED | WORK_PENSION);
}
/* Is the person employed in Viet Nam in a formal job? */
static inline bool work_is_formal_job(uint8_t work)
{
    return (work & (WORK_STATUS_MASK | WORK_FORMAL)) == (WORK_EMPLOYED | WORK_FORMAL);
}
static inline uint8_t work_with_status(uint8_t work, enum work_status status)
{
    return (uint8_t)((work & ~(unsigned)WORK_STATUS_MASK) | (unsigned)status);
}

static inline enum sex trait_sex(uint8_t traits)
{
    return (enum sex)(traits & 1);
}
static inline enum education_level trait_education(uint8_t traits)
{
    return (enum education_level)((traits >> 1) & 3);
}
enum {
    TRAIT_ENROLLED = 8,
    TRAIT_LAPSED = 128 /* was not insured in Viet Nam at the last birthday */
};
enum {
    PARITY_CHILDREN = 127,
    PARITY_INSURED_EARLY = 128 /* holds months of insurance in Viet Nam from before the reform */
};
static inline enum region trait_region(uint8_t traits)
{
    return (enum region)((traits >> 4) & 7);
}
static inline uint8_t trait_make(enum sex sex, enum education_level education, bool enrolled, enum region region)
{
    return (uint8_t)((unsigned)sex | ((unsigned)education << 1) | (enrolled ? 8u : 0u) | ((unsigned)region << 4));
}
static inline uint8_t trait_with_education(uint8_t traits, enum education_level education)
{
    return (uint8_t)((traits & ~6u) | ((unsigned)education << 1));
}

static inline int age_years(uint16_t birth_month, int32_t month)
{
    return (month - (int32_t)birth_month) / 12;
}

enum stage {
    STAGE_FREE = 0,
    STAGE_PREPARING, /* language and vocational training, papers */
    STAGE_QUEUED,    /* ready, waits for admission under the capacity of the corridor */
    STAGE_ABROAD,
    STAGE_RETURNED /* back in Viet Nam with rights or debt from abroad */
};
enum migrant_flag {
    MIGRANT_EMPLOYED = 1,
    MIGRANT_CONTRIBUTES = 2,   /* pays into the scheme of the country of residence */
    MIGRANT_PERMANENT = 4,     /* permanent residence */
    MIGRANT_RECOGNISED = 8,    /* qualification recognised */
    MIGRANT_SEATED = 16,       /* has a seat in a language course */
    MIGRANT_FAMILY_HERE = 32,  /* lives with spouse or children */
    MIGRANT_HOME_INSURED = 64, /* pays contributions in Viet Nam from abroad */
    MIGRANT_REPEAT = 128       /* has been abroad before */
};

/* What the column `course` holds. */
enum { COURSE_PAID = 0x7fff, COURSE_STYLE = 0x8000 };

static inline bool course_style(uint16_t course)
{
    return (course & (unsigned)COURSE_STYLE) != 0;
}
/* Does the employer who paid for the course hold the worker to it, `months` after arrival? clawback: lever clawback_months. */
static inline bool course_binds(uint16_t course, int32_t months, double clawback)
{
    return (course & (unsigned)COURSE_PAID) != 0 && (double)months < clawback;
}

/* A thread's work space, filled anew for every chunk: lists of rows, in ascending order, each with one owner. A kernel asks
 * for its own with scratch_of(); what it calls has a const context and gets none, so that no list is lost under way. */
enum { MAX_CHUNK_ROWS = NO_ROW };
struct scratch {
    uint32_t n_birthdays;
    uint32_t birthdays[MAX_CHUNK_ROWS]; /* persons whose birthday is this month, see demography.h; for all kernels */
    uint32_t persons[MAX_CHUNK_ROWS];   /* of the kernel at work */
    uint32_t records[MAX_CHUNK_ROWS];   /* of the kernel at work: migrant records */
    uint32_t members[MAX_CHUNK_ROWS];   /* of one family, see kin.h */
    uint32_t singles[MAX_CHUNK_ROWS];   /* who might marry, see unions.c of demography */
    union {
        int64_t income[MAX_CHUNK_ROWS]; /* by household */
        double levers[MAX_CHUNK_ROWS];  /* of another scenario than the present */
    };
};

/* Rows are taken and given back with all columns at the free value of columns.def, whatever they held before.
 * A row is taken where one is free (the engine guarantees spare rows at the start of the month), the lowest first; NO_ROW
 * when the table is full, which the caller treats as "does not happen this month". It counts as free until it has a work
 * status, a member or a stage. Migrant records are taken and given back by record.h only. */
uint32_t row_take(struct cor_chunk *chunk, enum table table);
void row_release(struct cor_chunk *chunk, enum table table, uint32_t row);
/* For the start: the first n rows of a table of which none was taken yet. */
void rows_begin(struct cor_chunk *chunk, enum table table, uint32_t n);

/* A 32-bit mix (Murmur3 finaliser, A. Appleby) to make draw ids of the newborn from mother and parity. */
static inline uint32_t mix_ids(uint32_t a, uint32_t b)
{
    uint32_t h = a * 0x9e3779b9u ^ (b + 0x7f4a7c15u + (a << 6) + (a >> 2));
    h ^= h >> 16;
    h *= 0x85ebca6bu;
    h ^= h >> 13;
    h *= 0xc2b2ae35u;
    h ^= h >> 16;
    return h;
}

#endif
