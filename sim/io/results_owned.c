#include "sim/io/results_owned.h"
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"

void cor_results_free(struct cor_dataset *dataset)
{
    struct cor_owned_dataset *owned = (struct cor_owned_dataset *)(void *)dataset;
    if (!owned) {
        return;
    }
    for (size_t b = 0; b < owned->n_blocks; b++) {
        free(owned->blocks[b]);
    }
    free(owned->blocks);
    free(owned);
}

void *cor_owned_block(struct cor_owned_dataset *owned, size_t n, size_t size)
{
    void *block = NULL;
    if (owned->n_blocks == owned->n_room) {
        size_t n_room = owned->n_room * 2 + 64;
        void **blocks = cor_realloc(owned->blocks, n_room, sizeof *blocks);
        if (blocks) {
            owned->blocks = blocks;
            owned->n_room = n_room;
        }
    }
    if (owned->n_blocks < owned->n_room) {
        block = cor_calloc(n, size);
    }
    if (!block) {
        owned->out_of_memory = true;
    } else {
        owned->blocks[owned->n_blocks++] = block;
    }
    return block;
}

char *cor_owned_text(struct cor_owned_dataset *owned, const char *text, size_t length)
{
    char *copy = cor_owned_block(owned, length + 1, 1);
    if (copy) {
        memcpy(copy, text, length);
    }
    return copy;
}

const struct cor_variable *cor_dataset_variable(const struct cor_dataset *dataset, const char *name)
{
    for (size_t v = 0; v < dataset->n_variables; v++) {
        if (strcmp(dataset->variables[v].name, name) == 0) {
            return &dataset->variables[v];
        }
    }
    return NULL;
}

const char *cor_dataset_attribute(const struct cor_dataset *dataset, const char *name)
{
    for (size_t a = 0; a < dataset->n_attributes; a++) {
        if (strcmp(dataset->attributes[a].name, name) == 0) {
            return dataset->attributes[a].text;
        }
    }
    return NULL;
}
