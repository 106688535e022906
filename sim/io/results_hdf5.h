/* What the writer and the reader of results share about HDF5. Private to sim/io: nothing else may include it, or HDF5. */
#ifndef COR_IO_RESULTS_HDF5_H
#define COR_IO_RESULTS_HDF5_H
#include <hdf5.h>
#include <stdbool.h>
#include "sim/base/status.h"
#include "sim/io/file.h"
#include "sim/io/results.h"
#include "sim/io/results_seal.h"

/* Global attribute that makes a file ours, and its value. */
#define COR_RESULTS_MARK "corridor_format"
#define COR_RESULTS_FORMAT "corridor results 2"

/* Name of a file in memory. HDF5 looks for it on disk all the same, so it is one that cannot exist. */
#define COR_RESULTS_IN_MEMORY "/dev/null/corridor-results"

/* The variable that holds the labels of a dimension is named like it, with this behind. */
#define COR_RESULTS_LABELS "_name"

/* What HDF5 said first. Later calls, such as closing what was open, make it forget. */
struct cor_hdf5_cause {
    char text[128]; /* "" when nothing failed inside HDF5 */
    bool memory;    /* it was memory */
    bool name_is_taken;
};

/* Keep HDF5 from printing and from loading filter code, and note its first failure in *cause until cor_hdf5_quiet. False
 * when the library could not be started for want of memory. */
bool cor_hdf5_listen(struct cor_hdf5_cause *cause);
void cor_hdf5_quiet(void);

/* `cannot WHAT 'path': cause`. Returns COR_ERR_MEMORY when memory ran out, else COR_ERR_IO. */
enum cor_status cor_hdf5_explain(const struct cor_hdf5_cause *cause, const char *what, const char *path,
                                 char message[COR_MESSAGE_SIZE]);

/* `cannot WHAT 'path': not enough memory`. Returns COR_ERR_MEMORY. */
enum cor_status cor_results_say_memory(const char *what, const char *path, char message[COR_MESSAGE_SIZE]);

/* Attributes of variables: names as they stand in files, and which are numbers. */
extern const char *const cor_variable_attribute_names[COR_N_VARIABLE_ATTRIBUTES];
bool cor_variable_attribute_is_number(size_t attribute);

/* A fresh type for one variable-length UTF-8 string, or of `length` bytes when length > 0; negative on failure. */
hid_t cor_hdf5_text_type(size_t length);

#endif
