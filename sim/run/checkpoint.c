#include "sim/run/checkpoint.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sim/base/crc.h"
#include "sim/base/memory.h"

enum { FORMAT = 1, IDENTITY_SIZE = 128, MAX_CAPACITY = 1 << 18 };
static const char MAGIC[8] = "CORRCKP";

/* What comes first: enough to tell whether the rest can be read by this program for this run. */
struct head {
    char magic[8];
    uint32_t format, byte_order;
    char identity[IDENTITY_SIZE];
    int32_t month;
    uint32_t n_tables;
    uint64_t n_chunks, n_sums, state_size;
    uint64_t row_bytes; /* of all columns of both ends of the table: a change of layout changes it */
    int64_t row_months;
};

struct chunk_head {
    uint32_t index, weight;
    uint16_t kind, group;
    uint32_t n_rows[COR_MAX_TABLES], n_free[COR_MAX_TABLES], capacity[COR_MAX_TABLES];
};

/* A layout's fingerprint: types, counts and names of all columns in order. */
static uint64_t layout_fingerprint(const struct cor_layout *layout)
{
    uint64_t fingerprint = 0;
    for (size_t t = 0; t < layout->n_tables; t++) {
        for (size_t c = 0; c < layout->tables[t].n_columns; c++) {
            const struct cor_column *column = &layout->tables[t].columns[c];
            uint32_t facts[3] = {column->type, column->count, column->kinds};
            uint32_t crc = cor_crc32c(0, column->name, strlen(column->name));
            fingerprint = fingerprint * 1099511628211u + cor_crc32c(crc, facts, sizeof facts);
        }
    }
    return fingerprint;
}

/* The part of a column that is in use: rows 0 .. n_rows - 1. NULL when the chunk does not have the column. */
static char *column_in_use(const struct cor_layout *layout, const struct cor_chunk *chunk, size_t t, size_t c,
                           size_t *n_bytes)
{
    const struct cor_column *column = &layout->tables[t].columns[c];
    char *pointer;
    memcpy(&pointer, (const char *)chunk->view + column->pointer, sizeof pointer);
    *n_bytes = pointer ? cor_type_size(column->type) * column->count * (size_t)chunk->n_rows[t] : 0;
    return pointer;
}

static struct head head_of(const struct cor_engine *engine, const char *identity, const struct cor_run_result *result)
{
    struct head head;
    memset(&head, 0, sizeof head);
    memcpy(head.magic, MAGIC, sizeof head.magic);
    head.format = FORMAT;
    head.byte_order = 0x01020304u;
    snprintf(head.identity, sizeof head.identity, "%s", identity);
    head.month = engine->month;
    head.n_tables = (uint32_t)engine->model->layout.n_tables;
    head.n_chunks = engine->population.n_chunks;
    head.n_sums = (uint64_t)result->n_periods * engine->model->n_output_cells;
    head.state_size = engine->model->state_size;
    head.row_bytes = layout_fingerprint(&engine->model->layout);
    head.row_months = result->row_months;
    return head;
}

/* ---- writing ---- */

struct sink {
    struct cor_file_writer file;
    char *message;
    enum cor_status status;
};

static void put(struct sink *sink, const void *bytes, size_t n_bytes)
{
    uint64_t length = n_bytes;
    uint32_t crc = cor_crc32c(0, bytes, n_bytes);
    const void *parts[3] = {&length, bytes, &crc};
    const size_t sizes[3] = {sizeof length, n_bytes, sizeof crc};
    for (size_t i = 0; i < 3 && sink->status == COR_OK; i++) {
        sink->status = cor_file_append(&sink->file, parts[i], sizes[i], sink->message);
    }
}

static void put_chunk(struct sink *sink, const struct cor_layout *layout, const struct cor_chunk *chunk)
{
    struct chunk_head head;
    memset(&head, 0, sizeof head);
    head.index = chunk->index;
    head.weight = chunk->weight;
    head.kind = chunk->kind;
    head.group = chunk->group;
    memcpy(head.n_rows, chunk->n_rows, sizeof head.n_rows);
    memcpy(head.n_free, chunk->n_free, sizeof head.n_free);
    memcpy(head.capacity, chunk->capacity, sizeof head.capacity);
    put(sink, &head, sizeof head);
    for (size_t t = 0; t < layout->n_tables; t++) {
        for (size_t c = 0; c < layout->tables[t].n_columns; c++) {
            size_t n_bytes;
            char *bytes = column_in_use(layout, chunk, t, c, &n_bytes);
            if (bytes) {
                put(sink, bytes, n_bytes);
            }
        }
    }
}

enum cor_status cor_checkpoint_write(const struct cor_run_spec *spec, const struct cor_engine *engine,
                                     const struct cor_run_result *result, char message[COR_MESSAGE_SIZE])
{
    struct sink sink = {.message = message, .status = COR_OK};
    struct head head = head_of(engine, spec->identity, result);
    sink.status = cor_file_begin(&sink.file, spec->checkpoint, message);
    if (sink.status != COR_OK) {
        return sink.status;
    }
    put(&sink, &head, sizeof head);
    put(&sink, engine->state, engine->model->state_size);
    for (size_t q = 0; q < engine->model->n_queues; q++) {
        put(&sink, engine->queues[q].admitted, engine->queues[q].n_cells * sizeof(int64_t));
    }
    put(&sink, result->sums, (size_t)head.n_sums * sizeof(int64_t));
    for (size_t i = 0; i < engine->population.n_chunks; i++) {
        put_chunk(&sink, &engine->model->layout, engine->population.chunks[i]);
    }
    put(&sink, MAGIC, sizeof MAGIC);
    if (sink.status != COR_OK) {
        cor_file_abandon(&sink.file);
        return sink.status;
    }
    return cor_file_commit(&sink.file, message);
}

/* ---- reading ---- */

struct source {
    FILE *stream;
    enum cor_status status;
    const char *wrong; /* what no run can have left, or NULL */
};

/* The file is whole, but what it says cannot be. */
static void refuse(struct source *source, const char *wrong)
{
    source->status = COR_ERR_IO;
    source->wrong = wrong;
}

/* Read a block of exactly n bytes; anything else is damage. */
static void get(struct source *source, void *bytes, size_t n_bytes)
{
    uint64_t length = 0;
    uint32_t crc = 0;
    if (source->status != COR_OK) {
        return;
    }
    if (fread(&length, sizeof length, 1, source->stream) != 1 || length != n_bytes ||
        (n_bytes > 0 && fread(bytes, n_bytes, 1, source->stream) != 1) ||
        fread(&crc, sizeof crc, 1, source->stream) != 1 || crc != cor_crc32c(0, bytes, n_bytes)) {
        source->status = COR_ERR_IO;
    }
}

static void get_columns(struct source *source, const struct cor_layout *layout, struct cor_chunk *chunk)
{
    for (size_t t = 0; t < layout->n_tables; t++) {
        for (size_t c = 0; c < layout->tables[t].n_columns; c++) {
            size_t n_bytes;
            char *bytes = column_in_use(layout, chunk, t, c, &n_bytes);
            if (bytes) {
                get(source, bytes, n_bytes);
            }
        }
    }
}

static bool is_possible(const struct chunk_head *head, size_t n_tables, size_t index)
{
    bool possible = head->index == index && head->kind < 8 * sizeof(uint16_t); /* kinds are bits of cor_column.kinds */
    for (size_t t = 0; t < n_tables; t++) {
        possible = possible && head->n_rows[t] <= head->capacity[t] && head->n_free[t] <= head->n_rows[t] &&
                   head->capacity[t] <= MAX_CAPACITY;
    }
    return possible;
}

static struct cor_chunk *get_chunk(struct source *source, const struct cor_layout *layout, size_t index)
{
    struct chunk_head head;
    get(source, &head, sizeof head);
    if (source->status != COR_OK) {
        return NULL;
    }
    if (!is_possible(&head, layout->n_tables, index)) {
        refuse(source, "a chunk out of place or of an impossible size");
        return NULL;
    }
    struct cor_chunk *chunk = cor_chunk_create(layout, head.index, head.kind, head.group, head.weight, head.capacity);
    if (!chunk) {
        source->status = COR_ERR_MEMORY;
        return NULL;
    }
    memcpy(chunk->n_rows, head.n_rows, sizeof head.n_rows);
    memcpy(chunk->n_free, head.n_free, sizeof head.n_free);
    get_columns(source, layout, chunk);
    return chunk;
}

static bool fits(const struct head *head, const struct head *expected)
{
    return memcmp(head->magic, expected->magic, sizeof head->magic) == 0 && head->format == expected->format &&
           head->byte_order == expected->byte_order &&
           strncmp(head->identity, expected->identity, IDENTITY_SIZE) == 0 && head->n_tables == expected->n_tables &&
           head->n_sums == expected->n_sums && head->state_size == expected->state_size &&
           head->row_bytes == expected->row_bytes;
}

static void get_population(struct source *source, struct cor_engine *engine, size_t n_chunks)
{
    if (source->status != COR_OK) {
        return;
    }
    source->status = cor_population_init(&engine->population, &engine->model->layout, n_chunks);
    for (size_t i = 0; source->status == COR_OK && i < n_chunks; i++) {
        struct cor_chunk *chunk = get_chunk(source, &engine->model->layout, i);
        engine->population.chunks[i] = chunk;
        if (source->status == COR_OK && engine->model->check) {
            const char *wrong = engine->model->check(engine->world, engine->month, chunk);
            if (wrong) {
                refuse(source, wrong);
            }
        }
    }
}

static void get_run(struct source *source, const struct head *head, struct cor_engine *engine,
                    struct cor_run_result *result)
{
    char end[sizeof MAGIC] = {0};
    engine->month = head->month;
    get(source, engine->state, engine->model->state_size);
    for (size_t q = 0; q < engine->model->n_queues; q++) {
        get(source, engine->queues[q].admitted, engine->queues[q].n_cells * sizeof(int64_t));
    }
    get(source, result->sums, (size_t)head->n_sums * sizeof(int64_t));
    get_population(source, engine, (size_t)head->n_chunks);
    get(source, end, sizeof end);
    engine->levers_valid = false;
    result->row_months = head->row_months;
}

/* A stream over the file, or NULL with status COR_OK when there is none. */
static FILE *open_stream(const char *path, enum cor_status *status, char message[COR_MESSAGE_SIZE])
{
    int descriptor = -1;
    FILE *stream = NULL;
    *status = cor_file_open(path, &descriptor, message);
    if (descriptor >= 0) {
        stream = fdopen(descriptor, "rb");
        if (!stream) {
            close(descriptor);
            *status = COR_ERR_MEMORY;
        }
    }
    return stream;
}

static void read_stream(struct source *source, const struct cor_run_spec *spec, struct cor_engine *engine,
                        struct cor_run_result *result, char message[COR_MESSAGE_SIZE])
{
    struct head head, expected = head_of(engine, spec->identity, result);
    get(source, &head, sizeof head);
    if (source->status == COR_OK && !fits(&head, &expected)) {
        source->status = COR_ERR_VERSION;
        snprintf(
            message, COR_MESSAGE_SIZE,
            "%s: checkpoint of another program, other data or another run; finish it with what it was begun with, or "
            "remove it to start anew",
            spec->checkpoint);
        return;
    }
    bool is_done = source->status == COR_OK && head.month == spec->to; /* then only the sums were kept */
    if (source->status == COR_OK && (head.month <= spec->from || head.month > spec->to)) {
        refuse(source, "a month outside the run");
    }
    if (source->status == COR_OK && head.n_chunks != (is_done ? 0 : spec->n_chunks)) {
        refuse(source, "another number of chunks");
    }
    if (source->status == COR_OK) {
        get_run(source, &head, engine, result);
    }
    if (source->status == COR_ERR_IO) {
        snprintf(message, COR_MESSAGE_SIZE, "%s: checkpoint is damaged%s%s%s; remove it to start anew",
                 spec->checkpoint, source->wrong ? " (" : "", source->wrong ? source->wrong : "",
                 source->wrong ? ")" : "");
    }
}

enum cor_status cor_checkpoint_read(const struct cor_run_spec *spec, struct cor_engine *engine,
                                    struct cor_run_result *result, bool *found, char message[COR_MESSAGE_SIZE])
{
    struct source source = {0};
    *found = false;
    source.stream = open_stream(spec->checkpoint, &source.status, message);
    if (!source.stream) {
        return source.status;
    }
    read_stream(&source, spec, engine, result, message);
    fclose(source.stream);
    *found = source.status == COR_OK;
    return source.status;
}
