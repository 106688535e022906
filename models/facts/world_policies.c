/* data/policies.json: policy and law by date, in the words of scenarios, which hang on the countries read before. */
#include <stdlib.h>
#include "models/facts/world_reader.h"
#include "sim/base/memory.h"
#include "sim/io/file.h"

enum { MAX_FILE_BYTES = 4 * 1024 * 1024 };

static enum cor_status read_text(struct world_reader *reader, const char *path, const char *text, size_t n_bytes)
{
    struct model_vocabulary *vocabulary = NULL;
    enum cor_status status = model_vocabulary_create(reader->world, &vocabulary);
    if (status == COR_OK) {
        status = cor_dated_policies_read(path, text, n_bytes, model_vocabulary_words(vocabulary), reader->sources,
                                         reader->n_sources, reader->list, reader->world->dated);
    }
    model_vocabulary_free(vocabulary);
    return status;
}

void world_read_policies(struct world_reader *reader)
{
    static const char NAME[] = "policies.json";
    char message[COR_MESSAGE_SIZE], *text = NULL;
    size_t n_bytes = 0;
    char *path = cor_format("%s/%s", reader->directory, NAME);
    reader->world->dated = cor_calloc(1, sizeof *reader->world->dated);
    bool has_memory = path && reader->world->dated;
    enum cor_status status =
        has_memory ? cor_file_read(path, MAX_FILE_BYTES, &text, &n_bytes, message) : COR_ERR_MEMORY;
    if (status == COR_ERR_IO) {
        const struct cor_place place = {path, 0, 0};
        cor_diagnostics_add(reader->list, COR_ERROR, place, "%s", message);
    } else if (status == COR_OK) {
        cor_sha256_add(&reader->hash, NAME, sizeof NAME);
        cor_sha256_add(&reader->hash, text, n_bytes);
        status = read_text(reader, path, text, n_bytes);
    }
    reader->out_of_memory |= status == COR_ERR_MEMORY;
    free(text);
    free(path);
}

void world_free_policies(struct world *world)
{
    if (world->dated) {
        cor_dated_policies_free(world->dated);
    }
    free(world->dated);
    world->dated = NULL;
}
