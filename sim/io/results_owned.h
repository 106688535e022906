/* A dataset that owns its memory, and the limits of what is read: shared by the files that read results only. */
#ifndef COR_IO_RESULTS_OWNED_H
#define COR_IO_RESULTS_OWNED_H
#include <stdbool.h>
#include "sim/io/results.h"

enum {
    COR_RESULTS_MAX_OBJECTS = 1024,
    COR_RESULTS_MAX_ATTRIBUTES = 1024,
    COR_RESULTS_MAX_NAME = 256,
    COR_RESULTS_MAX_ITEMS = 1 << 20,
    COR_RESULTS_MAX_TEXT = 1 << 24,
    COR_RESULTS_MAX_VALUES = 1 << 30
};

struct cor_owned_dataset {
    struct cor_dataset dataset; /* first, so that its address is that of the whole */
    struct cor_dimension *dimensions;
    struct cor_variable *variables;
    struct cor_attribute *attributes;
    void **blocks;
    size_t n_blocks, n_room;
    bool out_of_memory;
};

/* Memory that is released with the dataset, zero; NULL and out_of_memory when there is none. */
void *cor_owned_block(struct cor_owned_dataset *owned, size_t n, size_t size);
/* A copy of `length` bytes as a text. */
char *cor_owned_text(struct cor_owned_dataset *owned, const char *text, size_t length);

/* What HDF5 makes of an image without its seal. Crashes, loops and leaks of the library stay with who calls: see
 * results_child.c. */
enum cor_status cor_results_read_image(const char *path, char *bytes, size_t n_bytes, struct cor_dataset **dataset,
                                       char message[COR_MESSAGE_SIZE]);

#endif
