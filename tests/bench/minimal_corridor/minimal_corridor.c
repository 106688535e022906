#include "tests/bench/minimal_corridor/minimal_corridor.h"
#include <string.h>
#include "tests/bench/minimal_corridor/kernels.h"

#define KIND 1u

enum { CACHE_LINE = 64, ROWS_PER_PIECE = 128 };

static const struct cor_column columns[] = {
    {"age", COR_U16, 1, KIND, offsetof(struct persons, age), "months", "Age"},
    {"status", COR_U8, 1, KIND, offsetof(struct persons, status), "1", "Skill, country of residence, employed"},
    {"months_away", COR_U8, 1, KIND, offsetof(struct persons, months_away), "months", "Since departure"},
    {"income", COR_U32, 1, KIND, offsetof(struct persons, income), "1/1000", "Earned so far"},
    {"contributions", COR_U16, 1, KIND, offsetof(struct persons, contributions), "months", "Contributed so far"},
};
enum { N_COLUMNS = sizeof columns / sizeof columns[0] };
static const struct cor_table tables[] = {{"person", columns, N_COLUMNS}};

/* Asks for bytes that will be read and written soon. */
static void fetch(const char *from, size_t n_bytes)
{
    for (size_t offset = 0; offset < n_bytes; offset += CACHE_LINE) {
        __builtin_prefetch(from + offset, 1);
    }
}

/* All draws of the month. They need no columns, which therefore arrive from memory meanwhile; in small pieces, for a
 * processor waits when too many lines are asked for at once. */
static void draw_words(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct law *law = context->world;
    uint32_t month = (uint32_t)context->month, n = chunk->n_rows[0];
    size_t row_bytes = cor_row_bytes(context->layout, 0, chunk->kind);
    for (uint32_t row = 0; row < n; row += ROWS_PER_PIECE) {
        uint32_t *const words[N_WORDS] = {words_of(context, chunk, 0) + row, words_of(context, chunk, 1) + row,
                                          words_of(context, chunk, 2) + row, words_of(context, chunk, 3) + row};
        uint32_t n_piece = n - row < ROWS_PER_PIECE ? n - row : ROWS_PER_PIECE;
        fetch((const char *)chunk->block[0] + row * row_bytes, n_piece * row_bytes);
        law->words(context->key, row, n_piece, chunk->index, month, PURPOSE_MONTH, words);
    }
}

/* Stocks at the end of the month, and what they mean for the next one. */
static void attract(struct cor_context *context)
{
    struct macro *macro = context->state;
    for (uint32_t country = 0; country < N_COUNTRIES; country++) {
        macro->stock[country] += context->totals[country];
    }
    law_attract(context->world, macro);
}

static struct cor_phase map_phase(const char *name, cor_map_kernel *kernel)
{
    return (struct cor_phase){.name = name, .kind = COR_PHASE_MAP, .kinds = KIND, .map = kernel};
}

static void make_model(struct minimal_corridor *corridor, const struct kernels *kernels, uint32_t rows_per_chunk)
{
    corridor->phases[0] = map_phase("draws.words", draw_words);
    corridor->phases[1] = map_phase("demography.age_and_die", kernels->age_and_die);
    corridor->phases[2] = map_phase("labour_market.find_and_lose_jobs", kernels->find_and_lose_jobs);
    corridor->phases[3] = map_phase("migration.leave_and_return", kernels->leave_and_return);
    corridor->phases[4] = map_phase("income.earn", kernels->earn);
    corridor->phases[5] = (struct cor_phase){.name = "migration.attract", .kind = COR_PHASE_WORLD, .world = attract};
    corridor->model = (struct cor_model){.name = "minimal_corridor",
                                         .layout = {tables, 1, sizeof(struct persons)},
                                         .phases = corridor->phases,
                                         .n_phases = MINIMAL_CORRIDOR_N_PHASES,
                                         .n_totals = N_COUNTRIES,
                                         .state_size = sizeof(struct macro),
                                         .scratch_size = N_WORDS * rows_per_chunk * sizeof(uint32_t)};
}

/* A whole number from 0 to n-1, all alike. */
static uint32_t one_of(uint32_t n, uint32_t word)
{
    return (uint32_t)((uint64_t)n * word >> 32);
}

static uint32_t starting_skill(uint32_t word)
{
    return cor_happens(word, 0.50) ? 0 : cor_happens(word, 0.85) ? 1 : 2;
}

/* 90 % at home, 2 % in each destination. */
static uint32_t starting_country(uint32_t word)
{
    uint32_t place = one_of(50, word);
    return place < 45 ? 0 : place - 44;
}

static void start_person(const struct cor_context *context, struct persons *persons, uint32_t chunk, uint32_t row)
{
    struct cor_draws first = cor_person_draws(context->key, row, chunk, 0, PURPOSE_START, 0);
    struct cor_draws second = cor_person_draws(context->key, row, chunk, 0, PURPOSE_START, 1);
    uint32_t age = FIRST_AGE + one_of(LAST_START_AGE - FIRST_AGE, first.word[0]);
    uint32_t country = starting_country(first.word[2]);
    bool employed = age < PENSION_AGE && cor_happens(first.word[3], 0.6);
    persons->age[row] = (uint16_t)age;
    persons->status[row] =
        (uint8_t)(starting_skill(first.word[1]) | country << COUNTRY_SHIFT | (employed ? (uint32_t)EMPLOYED : 0u));
    persons->months_away[row] = country == 0 ? 0 : (uint8_t)one_of(MAX_MONTHS_AWAY, second.word[0]);
}

static struct cor_chunk *build_chunk(const struct cor_context *context, void *data, size_t index)
{
    const struct minimal_corridor_options *options = data;
    size_t first = index * options->rows_per_chunk, left = options->n_agents - first;
    const uint32_t capacity[COR_MAX_TABLES] = {options->rows_per_chunk};
    struct cor_chunk *chunk = cor_chunk_create(context->layout, (uint32_t)index, 0, 0, 1, capacity);
    if (chunk) {
        chunk->n_rows[0] = left < options->rows_per_chunk ? (uint32_t)left : options->rows_per_chunk;
        for (uint32_t row = 0; row < chunk->n_rows[0]; row++) {
            start_person(context, persons_of(chunk), (uint32_t)index, row);
        }
    }
    return chunk;
}

size_t minimal_corridor_paths(const char *names[MINIMAL_CORRIDOR_MAX_PATHS])
{
    struct cor_random_path paths[COR_MAX_RANDOM_PATHS];
    size_t n_paths = cor_random_paths(paths);
    for (size_t p = 0; p < n_paths; p++) {
        names[p] = paths[p].name;
    }
    return n_paths;
}

/* The kernels of a path, and its way to make draws in law->words; NULL when there is no such path. */
static const struct kernels *find_path(const char *name, struct law *law)
{
    struct cor_random_path paths[COR_MAX_RANDOM_PATHS];
    size_t n_paths = cor_random_paths(paths);
    for (size_t p = 0; p < n_paths; p++) {
        if (strcmp(paths[p].name, name) == 0) {
            law->words = paths[p].run_block;
#ifdef HAVE_AVX2_KERNELS
            return p > 0 ? &kernels_avx2 : &kernels_plain;
#else
            return &kernels_plain;
#endif
        }
    }
    return NULL;
}

enum cor_status minimal_corridor_init(struct minimal_corridor *corridor, const struct minimal_corridor_options *options)
{
    struct minimal_corridor_options build = *options;
    size_t n_chunks = (options->n_agents + options->rows_per_chunk - 1) / options->rows_per_chunk;
    law_init(&corridor->law, options->n_agents, options->individual);
    const struct kernels *kernels = find_path(options->path, &corridor->law);
    if (!kernels) {
        return COR_ERR_INPUT;
    }
    make_model(corridor, kernels, options->rows_per_chunk);
    enum cor_status status = cor_engine_init(&corridor->engine, &corridor->model, &corridor->law, NULL,
                                             (struct cor_key){options->seed, 0}, 0, options->n_threads);
    if (status != COR_OK) {
        return status;
    }
    status = cor_engine_populate(&corridor->engine, n_chunks, build_chunk, &build);
    if (status != COR_OK) {
        cor_engine_free(&corridor->engine);
        return status;
    }
    struct macro *macro = corridor->engine.state;
    minimal_corridor_count(corridor, macro->stock);
    law_attract(&corridor->law, macro);
    return COR_OK;
}

void minimal_corridor_free(struct minimal_corridor *corridor)
{
    cor_engine_free(&corridor->engine);
}

void minimal_corridor_count(const struct minimal_corridor *corridor, int64_t stock[N_COUNTRIES])
{
    const struct cor_population *population = &corridor->engine.population;
    memset(stock, 0, N_COUNTRIES * sizeof *stock);
    for (size_t c = 0; c < population->n_chunks; c++) {
        const struct persons *persons = persons_of(population->chunks[c]);
        for (uint32_t row = 0; row < population->chunks[c]->n_rows[0]; row++) {
            stock[country_of(persons->status[row])]++;
        }
    }
}

void minimal_corridor_digest(const struct minimal_corridor *corridor, char digest[COR_SHA256_TEXT])
{
    const struct cor_population *population = &corridor->engine.population;
    struct cor_sha256 hash;
    cor_sha256_begin(&hash);
    for (size_t c = 0; c < population->n_chunks; c++) {
        const struct persons *persons = persons_of(population->chunks[c]);
        uint32_t n = population->chunks[c]->n_rows[0];
        cor_sha256_add(&hash, persons->age, n * sizeof *persons->age);
        cor_sha256_add(&hash, persons->status, n * sizeof *persons->status);
        cor_sha256_add(&hash, persons->months_away, n * sizeof *persons->months_away);
        cor_sha256_add(&hash, persons->income, n * sizeof *persons->income);
        cor_sha256_add(&hash, persons->contributions, n * sizeof *persons->contributions);
    }
    cor_sha256_end(&hash, digest);
}
