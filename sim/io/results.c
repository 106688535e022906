#include "sim/io/results.h"
#include <hdf5_hl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/base/sha256.h"
#include "sim/io/child.h"
#include "sim/io/csv.h"
#include "sim/io/json.h"
#include "sim/io/results_hdf5.h"

enum { COMPRESSION_LEVEL = 4, CHUNK_BYTES = 1 << 20, IMAGE_STEP = 1 << 20, SECONDS_TO_BUILD = 3600 };

const char *const cor_variable_attribute_names[COR_N_VARIABLE_ATTRIBUTES] = {
#define VARIABLE_ATTRIBUTE(name, form, doc) #name,
#include "sim/io/result_files.def"
};
bool cor_variable_attribute_is_number(size_t attribute)
{
    static const char *const forms[COR_N_VARIABLE_ATTRIBUTES] = {
#define VARIABLE_ATTRIBUTE(name, form, doc) form,
#include "sim/io/result_files.def"
    };
    return strcmp(forms[attribute], "number") == 0;
}

/* The innermost record tells what failed; HDF5 names memory there or further out, as it happens. */
static herr_t note_record(unsigned depth, const H5E_error2_t *error, void *data)
{
    struct cor_hdf5_cause *cause = data;
    if (depth == 0) {
        snprintf(cause->text, sizeof cause->text, "%s", error->desc ? error->desc : "");
    }
    cause->name_is_taken = cause->name_is_taken || error->min_num == H5E_EXISTS;
    cause->memory = cause->memory || error->min_num == H5E_NOSPACE || error->min_num == H5E_CANTALLOC;
    return 0;
}

static herr_t note_first_failure(hid_t stack, void *data)
{
    const struct cor_hdf5_cause *cause = data;
    return cause->text[0] != '\0' ? 0 : H5Ewalk2(stack, H5E_WALK_UPWARD, note_record, data);
}

bool cor_hdf5_listen(struct cor_hdf5_cause *cause)
{
    memset(cause, 0, sizeof *cause);
    if (H5open() < 0 || H5Eset_auto2(H5E_DEFAULT, note_first_failure, cause) < 0) {
        cause->memory = true;
        return false;
    }
    (void)H5PLset_loading_state(0);
    return true;
}

void cor_hdf5_quiet(void)
{
    (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

enum cor_status cor_hdf5_explain(const struct cor_hdf5_cause *cause, const char *what, const char *path,
                                 char message[COR_MESSAGE_SIZE])
{
    snprintf(message, COR_MESSAGE_SIZE, "cannot %s '%.240s': %.120s", what, path,
             cause->memory            ? "not enough memory"
             : cause->text[0] != '\0' ? cause->text
                                      : "its content is damaged or not of the expected form");
    return cause->memory ? COR_ERR_MEMORY : COR_ERR_IO;
}

hid_t cor_hdf5_text_type(size_t length)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    if (type >= 0 &&
        (H5Tset_size(type, length > 0 ? length : H5T_VARIABLE) < 0 || H5Tset_cset(type, H5T_CSET_UTF8) < 0)) {
        (void)H5Tclose(type);
        return -1;
    }
    return type;
}

size_t cor_variable_size(const struct cor_dataset *dataset, const struct cor_variable *variable)
{
    size_t size = 1;
    for (size_t d = 0; d < variable->n_dimensions; d++) {
        size *= dataset->dimensions[variable->dimensions[d]].n_items;
    }
    return size;
}

/* Attribute types are fixed-length as netCDF writes them; an empty text has no data at all. */
static bool write_text_attribute(hid_t object, const char *name, const char *text)
{
    size_t length = strlen(text);
    hid_t type = cor_hdf5_text_type(length > 0 ? length : 1);
    hid_t space = H5Screate(length > 0 ? H5S_SCALAR : H5S_NULL);
    hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    bool good = attribute >= 0 && (length == 0 || H5Awrite(attribute, type, text) >= 0);
    if (attribute >= 0) {
        good = H5Aclose(attribute) >= 0 && good;
    }
    (void)H5Sclose(space);
    (void)H5Tclose(type);
    return good;
}

static bool write_optional_attribute(hid_t object, const char *name, const char *text)
{
    return !text || write_text_attribute(object, name, text);
}

/* One number, as netCDF writes it: of the type in the file, from the type in memory. */
static bool write_number_attribute(hid_t object, const char *name, hid_t file_type, hid_t memory_type,
                                   const void *number)
{
    const hsize_t one = 1;
    hid_t space = H5Screate_simple(1, &one, NULL);
    hid_t attribute = H5Acreate2(object, name, file_type, space, H5P_DEFAULT, H5P_DEFAULT);
    bool good = attribute >= 0 && H5Awrite(attribute, memory_type, number) >= 0;
    if (attribute >= 0) {
        good = H5Aclose(attribute) >= 0 && good;
    }
    (void)H5Sclose(space);
    return good;
}

static bool write_fill_attribute(hid_t object)
{
    const double missing = NAN;
    return write_number_attribute(object, "_FillValue", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &missing);
}

static bool write_attribute(hid_t object, const struct cor_attribute *attribute)
{
    if (attribute->type == COR_ATTRIBUTE_INTEGER) {
        long long number = strtoll(attribute->text, NULL, 10);
        return write_number_attribute(object, attribute->name, H5T_STD_I64LE, H5T_NATIVE_LLONG, &number);
    }
    if (attribute->type == COR_ATTRIBUTE_REAL) {
        double number = NAN;
        cor_number_parse(attribute->text, &number);
        return write_number_attribute(object, attribute->name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &number);
    }
    return write_text_attribute(object, attribute->name, attribute->text);
}

/* Creation properties common to all datasets: no times (reruns give the same bytes), attributes in order of writing. */
static hid_t make_dataset_properties(void)
{
    hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
    if (properties >= 0 &&
        (H5Pset_obj_track_times(properties, false) < 0 ||
         H5Pset_attr_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) < 0)) {
        (void)H5Pclose(properties);
        return -1;
    }
    return properties;
}

static bool write_numbers(hid_t scale, const struct cor_dimension *dimension)
{
    int32_t *counted = NULL;
    bool good;
    if (dimension->numbers) {
        return H5Dwrite(scale, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, dimension->numbers) >= 0;
    }
    counted = cor_calloc(dimension->n_items, sizeof *counted);
    if (!counted) {
        return false;
    }
    for (size_t i = 0; i < dimension->n_items; i++) {
        counted[i] = (int32_t)i;
    }
    good = H5Dwrite(scale, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, counted) >= 0;
    free(counted);
    return good;
}

static bool write_scale_attributes(hid_t scale, const struct cor_dimension *dimension)
{
    bool is_date = dimension->unit && strstr(dimension->unit, " since ");
    return H5DSset_scale(scale, dimension->name) >= 0 && write_optional_attribute(scale, "units", dimension->unit) &&
           (!is_date || write_text_attribute(scale, "calendar", "standard")) &&
           write_optional_attribute(scale, "long_name", dimension->long_name);
}

/* The labels of a dimension: text along it, as auxiliary coordinates are in CF. */
static bool write_labels(hid_t file, const struct cor_dimension *dimension, hid_t scale)
{
    const hsize_t n_items = dimension->n_items;
    char *name = cor_format("%s" COR_RESULTS_LABELS, dimension->name);
    char *long_name = cor_format("%s, in words", dimension->name);
    hid_t properties = make_dataset_properties(), space = H5Screate_simple(1, &n_items, NULL);
    hid_t type = cor_hdf5_text_type(0), data = -1;
    bool good = name && long_name;
    if (good) {
        data = H5Dcreate2(file, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
        good = data >= 0 && H5Dwrite(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, dimension->labels) >= 0 &&
               write_text_attribute(data, "long_name", long_name) && H5DSattach_scale(data, scale, 0) >= 0;
    }
    if (data >= 0) {
        good = H5Dclose(data) >= 0 && good;
    }
    (void)H5Tclose(type);
    (void)H5Sclose(space);
    (void)H5Pclose(properties);
    free(name);
    free(long_name);
    return good;
}

/* The coordinate variable of a dimension; stays open in *scale. */
static bool write_dimension(hid_t file, const struct cor_dimension *dimension, hid_t *scale)
{
    const hsize_t n_items = dimension->n_items;
    hid_t properties = make_dataset_properties();
    hid_t space = H5Screate_simple(1, &n_items, NULL);
    hid_t type = dimension->items ? cor_hdf5_text_type(0) : H5Tcopy(H5T_STD_I32LE);
    bool good;
    *scale = H5Dcreate2(file, dimension->name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    if (*scale < 0) {
        good = false;
    } else if (dimension->items) {
        good = H5Dwrite(*scale, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, dimension->items) >= 0;
    } else {
        good = write_numbers(*scale, dimension);
    }
    good = good && write_scale_attributes(*scale, dimension) &&
           (!dimension->labels || write_labels(file, dimension, *scale));
    (void)H5Tclose(type);
    (void)H5Sclose(space);
    (void)H5Pclose(properties);
    return good;
}

/* Whole rows of the first dimension per chunk, about CHUNK_BYTES of them. */
static bool set_chunks(hid_t properties, size_t n_dimensions, const hsize_t *shape)
{
    hsize_t chunk[COR_MAX_VARIABLE_DIMENSIONS];
    hsize_t row_bytes = sizeof(double), n_rows;
    memcpy(chunk, shape, n_dimensions * sizeof *chunk);
    for (size_t d = 1; d < n_dimensions; d++) {
        row_bytes *= shape[d];
    }
    n_rows = CHUNK_BYTES / row_bytes;
    chunk[0] = n_rows < 1 ? 1 : n_rows < shape[0] ? n_rows : shape[0];
    return H5Pset_chunk(properties, (int)n_dimensions, chunk) >= 0 && H5Pset_shuffle(properties) >= 0 &&
           H5Pset_deflate(properties, COMPRESSION_LEVEL) >= 0;
}

static bool attach_scales(hid_t data, const struct cor_variable *variable, const hid_t *scales)
{
    for (size_t d = 0; d < variable->n_dimensions; d++) {
        if (H5DSattach_scale(data, scales[variable->dimensions[d]], (unsigned)d) < 0) {
            return false;
        }
    }
    return true;
}

static bool write_own_attributes(hid_t data, const struct cor_variable *variable)
{
    bool good = true;
    for (size_t a = 0; good && a < COR_N_VARIABLE_ATTRIBUTES; a++) {
        const struct cor_attribute attribute = {cor_variable_attribute_names[a], variable->attributes[a],
                                                cor_variable_attribute_is_number(a) ? COR_ATTRIBUTE_REAL
                                                                                    : COR_ATTRIBUTE_TEXT};
        good = !attribute.text || write_attribute(data, &attribute);
    }
    return good;
}

/* Which variables hold the labels along the axes of this one. */
static bool write_coordinates(hid_t data, const struct cor_dataset *dataset, const struct cor_variable *variable)
{
    struct cor_text names;
    bool good;
    cor_text_init(&names);
    for (size_t d = 0; d < variable->n_dimensions; d++) {
        const struct cor_dimension *dimension = &dataset->dimensions[variable->dimensions[d]];
        if (dimension->labels) {
            cor_text_add(&names, "%s%s" COR_RESULTS_LABELS, names.n_bytes > 0 ? " " : "", dimension->name);
        }
    }
    good = !names.failed && (names.n_bytes == 0 || write_text_attribute(data, "coordinates", names.bytes));
    cor_text_free(&names);
    return good;
}

static bool write_variable_parts(hid_t data, const struct cor_dataset *dataset, const struct cor_variable *variable,
                                 const hid_t *scales)
{
    return H5Dwrite(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, variable->values) >= 0 &&
           write_fill_attribute(data) && write_optional_attribute(data, "units", variable->unit) &&
           write_optional_attribute(data, "long_name", variable->long_name) && write_own_attributes(data, variable) &&
           write_coordinates(data, dataset, variable) && attach_scales(data, variable, scales);
}

static bool write_variable(hid_t file, const struct cor_dataset *dataset, const struct cor_variable *variable,
                           const hid_t *scales)
{
    const double missing = NAN;
    const size_t n = variable->n_dimensions;
    hsize_t shape[COR_MAX_VARIABLE_DIMENSIONS] = {0};
    hid_t properties = make_dataset_properties(), space, data = -1;
    bool good;
    for (size_t d = 0; d < n; d++) {
        shape[d] = dataset->dimensions[variable->dimensions[d]].n_items;
    }
    space = n > 0 ? H5Screate_simple((int)n, shape, NULL) : H5Screate(H5S_SCALAR);
    good =
        H5Pset_fill_value(properties, H5T_NATIVE_DOUBLE, &missing) >= 0 && (n == 0 || set_chunks(properties, n, shape));
    if (good) {
        data = H5Dcreate2(file, variable->name, H5T_IEEE_F64LE, space, H5P_DEFAULT, properties, H5P_DEFAULT);
        good = data >= 0 && write_variable_parts(data, dataset, variable, scales);
    }
    if (data >= 0) {
        good = H5Dclose(data) >= 0 && good;
    }
    (void)H5Sclose(space);
    (void)H5Pclose(properties);
    return good;
}

static bool write_global_attributes(hid_t file, const struct cor_dataset *dataset)
{
    bool good =
        (cor_dataset_attribute(dataset, "Conventions") || write_text_attribute(file, "Conventions", "CF-1.8")) &&
        (cor_dataset_attribute(dataset, COR_RESULTS_MARK) ||
         write_text_attribute(file, COR_RESULTS_MARK, COR_RESULTS_FORMAT));
    for (size_t a = 0; good && a < dataset->n_attributes; a++) {
        good = write_attribute(file, &dataset->attributes[a]);
    }
    return good;
}

static bool write_everything(hid_t file, const struct cor_dataset *dataset, hid_t *scales)
{
    bool good = write_global_attributes(file, dataset);
    for (size_t d = 0; good && d < dataset->n_dimensions; d++) {
        good = write_dimension(file, &dataset->dimensions[d], &scales[d]);
    }
    for (size_t v = 0; good && v < dataset->n_variables; v++) {
        good = write_variable(file, dataset, &dataset->variables[v], scales);
    }
    return good;
}

/* A file that lives in memory only. Its superblock keeps the oldest version, which has no checksum: taking the image of
 * a newer one clears a flag and leaves the checksum wrong (HDF5 1.10). */
static hid_t create_in_memory(void)
{
    hid_t creation = H5Pcreate(H5P_FILE_CREATE), access = H5Pcreate(H5P_FILE_ACCESS), file = -1;
    const unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    if (H5Pset_link_creation_order(creation, order) >= 0 && H5Pset_attr_creation_order(creation, order) >= 0 &&
        H5Pset_obj_track_times(creation, false) >= 0 && H5Pset_fapl_core(access, IMAGE_STEP, false) >= 0) {
        file = H5Fcreate(COR_RESULTS_IN_MEMORY, H5F_ACC_TRUNC, creation, access);
    }
    (void)H5Pclose(access);
    (void)H5Pclose(creation);
    return file;
}

static bool take_image(hid_t file, void **image, size_t *n_bytes)
{
    ssize_t size = H5Fflush(file, H5F_SCOPE_GLOBAL) >= 0 ? H5Fget_file_image(file, NULL, 0) : -1;
    if (size <= 0) {
        return false;
    }
    *image = cor_calloc((size_t)size + COR_RESULTS_SEAL_BYTES, 1);
    *n_bytes = (size_t)size;
    return *image && H5Fget_file_image(file, *image, *n_bytes) == size;
}

/* Add the seal to an image that has room for it. */
static size_t seal_image(char *image, size_t n_bytes)
{
    char digest[COR_SHA256_TEXT], *seal = image + n_bytes;
    cor_sha256(image, n_bytes, digest);
    memcpy(seal, COR_RESULTS_SEAL, sizeof COR_RESULTS_SEAL - 1);
    memcpy(seal + sizeof COR_RESULTS_SEAL - 1, digest, sizeof digest - 1);
    seal[COR_RESULTS_SEAL_BYTES - 1] = '\n';
    return n_bytes + COR_RESULTS_SEAL_BYTES;
}

/* Were all chunks of the variable shuffled and compressed? */
static bool is_compressed(hid_t file, const struct cor_variable *variable)
{
    hid_t data = H5Dopen2(file, variable->name, H5P_DEFAULT), space = H5Dget_space(data);
    hsize_t n_chunks = 0, offset[COR_MAX_VARIABLE_DIMENSIONS], n_stored;
    bool good = data >= 0 && space >= 0 && H5Dget_num_chunks(data, space, &n_chunks) >= 0;
    for (hsize_t c = 0; good && c < n_chunks; c++) {
        unsigned n_skipped = 1;
        haddr_t address;
        good = H5Dget_chunk_info(data, space, c, offset, &n_skipped, &address, &n_stored) >= 0 && n_skipped == 0;
    }
    (void)H5Sclose(space);
    (void)H5Dclose(data);
    return good;
}

/* A filter that cannot get memory is skipped by HDF5 without a word: the file would hold the same numbers in other bytes. */
static bool every_chunk_is_compressed(hid_t file, const struct cor_dataset *dataset)
{
    for (size_t v = 0; v < dataset->n_variables; v++) {
        if (dataset->variables[v].n_dimensions > 0 && !is_compressed(file, &dataset->variables[v])) {
            return false;
        }
    }
    return true;
}

static bool build_image(const struct cor_dataset *dataset, hid_t *scales, void **image, size_t *n_bytes)
{
    hid_t file = create_in_memory();
    bool good = file >= 0 && write_everything(file, dataset, scales);
    for (size_t d = 0; d < dataset->n_dimensions; d++) {
        if (scales[d] >= 0) {
            good = H5Dclose(scales[d]) >= 0 && good;
        }
    }
    good = good && take_image(file, image, n_bytes) && every_chunk_is_compressed(file, dataset);
    if (file >= 0) {
        good = H5Fclose(file) >= 0 && good;
    }
    return good;
}

/* HDF5 cannot chunk what has no items, and netCDF would call it an unlimited dimension. */
static bool every_dimension_has_items(const struct cor_dataset *dataset, const char *path,
                                      char message[COR_MESSAGE_SIZE])
{
    for (size_t d = 0; d < dataset->n_dimensions; d++) {
        if (dataset->dimensions[d].n_items == 0) {
            snprintf(message, COR_MESSAGE_SIZE, "cannot write '%.240s': dimension '%.60s' has no items", path,
                     dataset->dimensions[d].name);
            return false;
        }
    }
    return true;
}

void cor_results_library(char text[COR_LIBRARY_VERSION])
{
    unsigned major = 0, minor = 0, release = 0;
    (void)H5get_libversion(&major, &minor, &release);
    snprintf(text, COR_LIBRARY_VERSION, "%u.%u.%u", major, minor, release);
}

enum cor_status cor_results_say_memory(const char *what, const char *path, char message[COR_MESSAGE_SIZE])
{
    snprintf(message, COR_MESSAGE_SIZE, "cannot %s '%.240s': not enough memory", what, path);
    return COR_ERR_MEMORY;
}

/* What the child is given, and what it answers before the image. */
struct encoding {
    const char *path;
    const struct cor_dataset *dataset;
};
struct answer {
    enum cor_status status;
    size_t n_bytes;
    char message[COR_MESSAGE_SIZE];
};

/* The dataset is well formed, but for names used twice, and no disk is involved yet: what fails is memory, whatever HDF5
 * calls it. */
static enum cor_status say_not_built(const struct cor_hdf5_cause *cause, const char *path,
                                     char message[COR_MESSAGE_SIZE])
{
    if (cause->name_is_taken) {
        return cor_hdf5_explain(cause, "write", path, message);
    }
    if (cause->memory || cause->text[0] == '\0') {
        return cor_results_say_memory("write", path, message);
    }
    snprintf(message, COR_MESSAGE_SIZE, "cannot write '%.240s': not enough memory (HDF5: %.120s)", path, cause->text);
    return COR_ERR_MEMORY;
}

/* The sealed image of a file. */
static enum cor_status make_image(const struct encoding *encoding, void **image, size_t *n_bytes,
                                  char message[COR_MESSAGE_SIZE])
{
    const struct cor_dataset *dataset = encoding->dataset;
    struct cor_hdf5_cause cause;
    hid_t *scales = cor_calloc(dataset->n_dimensions, sizeof *scales);
    bool good;
    if (!scales) {
        return cor_results_say_memory("write", encoding->path, message);
    }
    for (size_t d = 0; d < dataset->n_dimensions; d++) {
        scales[d] = -1;
    }
    good = cor_hdf5_listen(&cause) && build_image(dataset, scales, image, n_bytes);
    if (good) {
        *n_bytes = seal_image(*image, *n_bytes);
    }
    cor_hdf5_quiet();
    free(scales);
    return good ? COR_OK : say_not_built(&cause, encoding->path, message);
}

static void answer_in_child(void *data, int pipe_end)
{
    void *image = NULL;
    size_t n_bytes = 0;
    struct answer answer;
    memset(&answer, 0, sizeof answer);
    answer.status = make_image(data, &image, &n_bytes, answer.message);
    answer.n_bytes = answer.status == COR_OK ? n_bytes : 0;
    cor_child_send(pipe_end, &answer, sizeof answer);
    cor_child_send(pipe_end, image, answer.n_bytes);
    free(image);
}

/* The child's image in a block of our own. COR_ERR_MEMORY with an empty message when it ended without an answer. */
static enum cor_status take_answer(int pipe_end, void **image, size_t *n_bytes, char message[COR_MESSAGE_SIZE])
{
    struct answer answer;
    message[0] = '\0';
    if (!cor_child_receive(pipe_end, &answer, sizeof answer)) {
        return COR_ERR_MEMORY;
    }
    if (answer.status != COR_OK) {
        memcpy(message, answer.message, COR_MESSAGE_SIZE);
        return answer.status;
    }
    *image = cor_calloc(answer.n_bytes, 1);
    *n_bytes = answer.n_bytes;
    return *image && cor_child_receive(pipe_end, *image, *n_bytes) ? COR_OK : COR_ERR_MEMORY;
}

/* HDF5 crashes, loops at its end or leaves parts out when memory is short, so a child process builds the image
 * (docs/decisions/0010-results-are-built-in-a-child.md). */
static enum cor_status image_from_child(struct encoding *encoding, void **image, size_t *n_bytes,
                                        char message[COR_MESSAGE_SIZE])
{
    struct cor_child child;
    enum cor_status status;
    int error = cor_child_begin(&child, answer_in_child, encoding, SECONDS_TO_BUILD);
    if (error != 0) {
        snprintf(message, COR_MESSAGE_SIZE, "cannot write '%.240s': not enough memory for another process (%s)",
                 encoding->path, strerror(error));
        return COR_ERR_MEMORY;
    }
    status = take_answer(child.pipe_end, image, n_bytes, message);
    error = cor_child_end(&child);
    if (status == COR_ERR_MEMORY && message[0] == '\0') {
        if (error <= 0) {
            return cor_results_say_memory("write", encoding->path, message);
        }
        snprintf(message, COR_MESSAGE_SIZE, "cannot write '%.240s': %s", encoding->path, strerror(error));
        return COR_ERR_IO;
    }
    return status;
}

enum cor_status cor_results_write(const char *path, const struct cor_dataset *dataset, char message[COR_MESSAGE_SIZE])
{
    struct encoding encoding = {path, dataset};
    size_t n_bytes = 0;
    void *image = NULL;
    enum cor_status status;
    if (!every_dimension_has_items(dataset, path, message)) {
        return COR_ERR_IO;
    }
    status = image_from_child(&encoding, &image, &n_bytes, message);
    if (status == COR_OK) {
        status = cor_file_write(path, image, n_bytes, message);
    }
    free(image);
    return status;
}
