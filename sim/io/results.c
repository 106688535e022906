#include "sim/io/results.h"

#include <hdf5_hl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/memory.h"
#include "sim/base/sha256.h"
#include "sim/io/results_hdf5.h"

enum { COMPRESSION_LEVEL = 4, CHUNK_BYTES = 1 << 20, IMAGE_STEP = 1 << 20 };

static herr_t note_innermost(unsigned depth, const H5E_error2_t *error, void *data)
{
    struct cor_hdf5_cause *cause = data;
    if (depth == 0) {
        (void)snprintf(cause->text, sizeof cause->text, "%s", error->desc != NULL ? error->desc : "");
        cause->memory = error->maj_num == H5E_RESOURCE && error->min_num == H5E_NOSPACE;
    }
    return 0;
}

static herr_t note_first_failure(hid_t stack, void *data)
{
    const struct cor_hdf5_cause *cause = data;
    return cause->text[0] != '\0' ? 0 : H5Ewalk2(stack, H5E_WALK_UPWARD, note_innermost, data);
}

void cor_hdf5_listen(struct cor_hdf5_cause *cause)
{
    memset(cause, 0, sizeof *cause);
    (void)H5Eset_auto2(H5E_DEFAULT, note_first_failure, cause);
    (void)H5PLset_loading_state(0);
}

void cor_hdf5_quiet(void)
{
    (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

enum cor_status cor_hdf5_explain(const struct cor_hdf5_cause *cause, const char *what, const char *path,
                                 char message[COR_MESSAGE_SIZE])
{
    (void)snprintf(message, COR_MESSAGE_SIZE, "cannot %s '%.240s': %.120s", what, path,
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
    for (size_t d = 0; d < variable->n_dimensions; ++d) {
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
    return text == NULL || write_text_attribute(object, name, text);
}

static bool write_fill_attribute(hid_t object)
{
    const hsize_t one = 1;
    const double missing = NAN;
    hid_t space = H5Screate_simple(1, &one, NULL);
    hid_t attribute = H5Acreate2(object, "_FillValue", H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT);
    bool good = attribute >= 0 && H5Awrite(attribute, H5T_NATIVE_DOUBLE, &missing) >= 0;
    if (attribute >= 0) {
        good = H5Aclose(attribute) >= 0 && good;
    }
    (void)H5Sclose(space);
    return good;
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
    if (dimension->numbers != NULL) {
        return H5Dwrite(scale, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, dimension->numbers) >= 0;
    }
    counted = cor_calloc(dimension->n_items, sizeof *counted);
    if (counted == NULL) {
        return false;
    }
    for (size_t i = 0; i < dimension->n_items; ++i) {
        counted[i] = (int32_t)i;
    }
    good = H5Dwrite(scale, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, counted) >= 0;
    free(counted);
    return good;
}

static bool write_scale_attributes(hid_t scale, const struct cor_dimension *dimension)
{
    bool is_date = dimension->unit != NULL && strstr(dimension->unit, " since ") != NULL;
    return H5DSset_scale(scale, dimension->name) >= 0 && write_optional_attribute(scale, "units", dimension->unit) &&
           (!is_date || write_text_attribute(scale, "calendar", "standard")) &&
           write_optional_attribute(scale, "long_name", dimension->long_name);
}

/* The coordinate variable of a dimension; stays open in *scale. */
static bool write_dimension(hid_t file, const struct cor_dimension *dimension, hid_t *scale)
{
    const hsize_t n_items = dimension->n_items;
    hid_t properties = make_dataset_properties();
    hid_t space = H5Screate_simple(1, &n_items, NULL);
    hid_t type = dimension->items != NULL ? cor_hdf5_text_type(0) : H5Tcopy(H5T_STD_I32LE);
    bool good;
    *scale = H5Dcreate2(file, dimension->name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    if (*scale < 0) {
        good = false;
    } else if (dimension->items != NULL) {
        good = H5Dwrite(*scale, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, dimension->items) >= 0;
    } else {
        good = write_numbers(*scale, dimension);
    }
    good = good && write_scale_attributes(*scale, dimension);
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
    for (size_t d = 1; d < n_dimensions; ++d) {
        row_bytes *= shape[d];
    }
    n_rows = CHUNK_BYTES / row_bytes;
    chunk[0] = n_rows < 1 ? 1 : n_rows < shape[0] ? n_rows : shape[0];
    return H5Pset_chunk(properties, (int)n_dimensions, chunk) >= 0 && H5Pset_shuffle(properties) >= 0 &&
           H5Pset_deflate(properties, COMPRESSION_LEVEL) >= 0;
}

static bool attach_scales(hid_t data, const struct cor_variable *variable, const hid_t *scales)
{
    for (size_t d = 0; d < variable->n_dimensions; ++d) {
        if (H5DSattach_scale(data, scales[variable->dimensions[d]], (unsigned)d) < 0) {
            return false;
        }
    }
    return true;
}

static bool write_variable_parts(hid_t data, const struct cor_variable *variable, const hid_t *scales)
{
    return H5Dwrite(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, variable->values) >= 0 &&
           write_fill_attribute(data) && write_optional_attribute(data, "units", variable->unit) &&
           write_optional_attribute(data, "long_name", variable->long_name) &&
           write_optional_attribute(data, "comment", variable->note) && attach_scales(data, variable, scales);
}

static bool write_variable(hid_t file, const struct cor_dataset *dataset, const struct cor_variable *variable,
                           const hid_t *scales)
{
    const double missing = NAN;
    const size_t n = variable->n_dimensions;
    hsize_t shape[COR_MAX_VARIABLE_DIMENSIONS] = {0};
    hid_t properties = make_dataset_properties(), space, data = -1;
    bool good;
    for (size_t d = 0; d < n; ++d) {
        shape[d] = dataset->dimensions[variable->dimensions[d]].n_items;
    }
    space = n > 0 ? H5Screate_simple((int)n, shape, NULL) : H5Screate(H5S_SCALAR);
    good =
        H5Pset_fill_value(properties, H5T_NATIVE_DOUBLE, &missing) >= 0 && (n == 0 || set_chunks(properties, n, shape));
    if (good) {
        data = H5Dcreate2(file, variable->name, H5T_IEEE_F64LE, space, H5P_DEFAULT, properties, H5P_DEFAULT);
        good = data >= 0 && write_variable_parts(data, variable, scales);
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
    bool good = (cor_dataset_attribute(dataset, "Conventions") != NULL ||
                 write_text_attribute(file, "Conventions", "CF-1.8")) &&
                (cor_dataset_attribute(dataset, COR_RESULTS_MARK) != NULL ||
                 write_text_attribute(file, COR_RESULTS_MARK, COR_RESULTS_FORMAT));
    for (size_t a = 0; good && a < dataset->n_attributes; ++a) {
        good = write_text_attribute(file, dataset->attributes[a].name, dataset->attributes[a].text);
    }
    return good;
}

static bool write_everything(hid_t file, const struct cor_dataset *dataset, hid_t *scales)
{
    bool good = write_global_attributes(file, dataset);
    for (size_t d = 0; good && d < dataset->n_dimensions; ++d) {
        good = write_dimension(file, &dataset->dimensions[d], &scales[d]);
    }
    for (size_t v = 0; good && v < dataset->n_variables; ++v) {
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
    return *image != NULL && H5Fget_file_image(file, *image, *n_bytes) == size;
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

static bool build_image(const struct cor_dataset *dataset, hid_t *scales, void **image, size_t *n_bytes)
{
    hid_t file = create_in_memory();
    bool good = file >= 0 && write_everything(file, dataset, scales);
    for (size_t d = 0; d < dataset->n_dimensions; ++d) {
        if (scales[d] >= 0) {
            good = H5Dclose(scales[d]) >= 0 && good;
        }
    }
    good = good && take_image(file, image, n_bytes);
    if (file >= 0) {
        good = H5Fclose(file) >= 0 && good;
    }
    return good;
}

/* HDF5 cannot chunk what has no items, and netCDF would call it an unlimited dimension. */
static bool every_dimension_has_items(const struct cor_dataset *dataset, const char *path,
                                      char message[COR_MESSAGE_SIZE])
{
    for (size_t d = 0; d < dataset->n_dimensions; ++d) {
        if (dataset->dimensions[d].n_items == 0) {
            (void)snprintf(message, COR_MESSAGE_SIZE, "cannot write '%.240s': dimension '%.60s' has no items", path,
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
    (void)snprintf(text, COR_LIBRARY_VERSION, "%u.%u.%u", major, minor, release);
}

enum cor_status cor_results_write(const char *path, const struct cor_dataset *dataset, char message[COR_MESSAGE_SIZE])
{
    enum cor_status status;
    size_t n_bytes = 0;
    void *image = NULL;
    struct cor_hdf5_cause cause;
    hid_t *scales;
    if (!every_dimension_has_items(dataset, path, message)) {
        return COR_ERR_IO;
    }
    scales = cor_calloc(dataset->n_dimensions, sizeof *scales);
    if (scales == NULL) {
        (void)snprintf(message, COR_MESSAGE_SIZE, "cannot write '%.240s': not enough memory", path);
        return COR_ERR_MEMORY;
    }
    for (size_t d = 0; d < dataset->n_dimensions; ++d) {
        scales[d] = -1;
    }
    cor_hdf5_listen(&cause);
    if (build_image(dataset, scales, &image, &n_bytes)) {
        status = cor_file_write(path, image, seal_image(image, n_bytes), message);
    } else {
        status = cor_hdf5_explain(&cause, "write", path, message);
    }
    cor_hdf5_quiet();
    free(image);
    free(scales);
    return status;
}
