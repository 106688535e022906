/* Results: a set of named arrays over shared dimensions, written as HDF5 that netCDF-4 readers, xarray, pandas and R open as
 * they are, and read back. The only place, with results_read.c, that sees HDF5. A file is built in memory and written whole, so it is
 * there completely or not at all; the same dataset gives the same bytes. A SHA-256 of them stands behind the HDF5 part, where
 * other readers do not look: the program reads no file that was cut or changed. */
#ifndef COR_IO_RESULTS_H
#define COR_IO_RESULTS_H
#include <stddef.h>
#include <stdint.h>
#include "sim/base/status.h"
#include "sim/io/file.h"

enum { COR_MAX_VARIABLE_DIMENSIONS = 9 };

/* What a variable says of itself besides unit and name; forms and meanings in result_files.def. */
enum cor_variable_attribute {
#define VARIABLE_ATTRIBUTE(name, form, doc) COR_VARIABLE_##name,
#include "sim/io/result_files.def"
    COR_N_VARIABLE_ATTRIBUTES
};

struct cor_dimension {
    const char *name;
    size_t n_items;
    const char *const *items;  /* text coordinate, or NULL */
    const char *const *labels; /* items in words, or NULL: in the file as the variable NAME_name along the dimension */
    const int32_t *numbers;    /* numeric coordinate when items is NULL; NULL: 0, 1, 2, ... */
    const char *unit;          /* of numbers, e.g. "year"; NULL for none; CF time units ("days since ...") allowed */
    const char *long_name;
};

struct cor_variable {
    const char *name;
    size_t n_dimensions;
    size_t dimensions[COR_MAX_VARIABLE_DIMENSIONS]; /* indices, slowest first */
    const double *values;                           /* NaN where missing */
    const char *unit;
    const char *long_name;
    const char *attributes[COR_N_VARIABLE_ATTRIBUTES]; /* NULL: none; numbers in decimal */
};

/* How an attribute stands in the file. Its text is the same whatever the type: numbers are written in decimal there. */
enum cor_attribute_type { COR_ATTRIBUTE_TEXT, COR_ATTRIBUTE_INTEGER, COR_ATTRIBUTE_REAL };

struct cor_attribute {
    const char *name;
    const char *text;
    enum cor_attribute_type type;
};

struct cor_dataset {
    const struct cor_dimension *dimensions;
    size_t n_dimensions;
    const struct cor_variable *variables;
    size_t n_variables;
    const struct cor_attribute *attributes;
    size_t n_attributes;
};

/* The version of the HDF5 library in use, "1.10.8". */
enum { COR_LIBRARY_VERSION = 32 };
void cor_results_library(char text[COR_LIBRARY_VERSION]);

size_t cor_variable_size(const struct cor_dataset *dataset, const struct cor_variable *variable);

/* Write the dataset under `path`. COR_ERR_IO or COR_ERR_MEMORY with the cause in message. */
enum cor_status cor_results_write(const char *path, const struct cor_dataset *dataset, char message[COR_MESSAGE_SIZE]);

/* Read a file written by cor_results_write: a fresh dataset that owns all its memory (free with cor_results_free).
 * COR_ERR_IO when it cannot be read or is damaged, COR_ERR_VERSION when it is HDF5 but not ours (or cut short). */
enum cor_status cor_results_read(const char *path, struct cor_dataset **dataset, char message[COR_MESSAGE_SIZE]);
void cor_results_free(struct cor_dataset *dataset);
const struct cor_variable *cor_dataset_variable(const struct cor_dataset *dataset, const char *name);
const char *cor_dataset_attribute(const struct cor_dataset *dataset, const char *name);

#endif
