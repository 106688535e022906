/* Reading results back: the part that HDF5 does, in a process of its own (results_child.c). The file was loaded whole and is
 * opened as an image, so HDF5 has no path and can follow none. Only what the writer makes is accepted: hard links to datasets of doubles, 32-bit integers or text, stored inside the
 * file, compressed with gzip and shuffle; sizes are checked before memory is taken. */
#include <hdf5_hl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/io/json.h"
#include "sim/io/results.h"
#include "sim/io/results_hdf5.h"
#include "sim/io/results_owned.h"

/* Deflate makes nothing smaller than a 1032nd: a file that claims more was not written by us. */
enum { MAX_INFLATION = 1032, SMALL_FILE = 1 << 20 };

struct reader {
    hid_t file;
    struct cor_owned_dataset *owned;
    haddr_t *scale_address; /* [COR_RESULTS_MAX_OBJECTS] where the dimension of this index stands in the file */
    size_t n_values_left;   /* how many more values the file can hold */
};

static void *take_block(struct reader *reader, size_t n, size_t size)
{
    return cor_owned_block(reader->owned, n, size);
}

static char *keep_text(struct reader *reader, const char *text, size_t length)
{
    return cor_owned_text(reader->owned, text, length);
}

/* A text of fixed length, as the writer makes it, out of an open attribute. */
static bool read_open_attribute(struct reader *reader, hid_t attribute, const char **text)
{
    hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    bool good = H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0;
    if (good && H5Sget_simple_extent_type(space) == H5S_NULL) {
        *text = keep_text(reader, "", 0);
        good = *text != NULL;
    } else if (good) {
        size_t length = H5Tget_size(type);
        bool is_one = H5Sget_simple_extent_npoints(space) == 1 && length < COR_RESULTS_MAX_TEXT;
        char *bytes = is_one ? take_block(reader, length + 1, 1) : NULL;
        good = bytes && H5Aread(attribute, type, bytes) >= 0;
        *text = bytes;
    }
    (void)H5Sclose(space);
    (void)H5Tclose(type);
    return good;
}

/* One number, as text that reads back to the same number. */
static bool read_open_number(struct reader *reader, hid_t attribute, struct cor_attribute *entry)
{
    hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    bool is_integer = H5Tget_class(type) == H5T_INTEGER;
    bool good = H5Sget_simple_extent_npoints(space) == 1 && H5Tget_size(type) == sizeof(double);
    long long integer = 0;
    double real = 0;
    struct cor_text text;
    cor_text_init(&text);
    if (good && is_integer) {
        good = H5Aread(attribute, H5T_NATIVE_LLONG, &integer) >= 0;
        cor_text_add(&text, "%lld", integer);
    } else if (good) {
        good = H5Aread(attribute, H5T_NATIVE_DOUBLE, &real) >= 0;
        cor_text_add_number(&text, real);
    }
    entry->type = is_integer ? COR_ATTRIBUTE_INTEGER : COR_ATTRIBUTE_REAL;
    reader->owned->out_of_memory |= text.failed;
    entry->text = good && !text.failed ? keep_text(reader, text.bytes, text.n_bytes) : NULL;
    cor_text_free(&text);
    (void)H5Sclose(space);
    (void)H5Tclose(type);
    return entry->text != NULL;
}

static bool is_number(hid_t attribute)
{
    hid_t type = H5Aget_type(attribute);
    H5T_class_t class = H5Tget_class(type);
    (void)H5Tclose(type);
    return class == H5T_INTEGER || class == H5T_FLOAT;
}

/* *text stays NULL when there is no such attribute. */
static bool read_text_attribute(struct reader *reader, hid_t object, const char *name, const char **text)
{
    htri_t exists = H5Aexists(object, name);
    hid_t attribute;
    bool good;
    *text = NULL;
    if (exists <= 0) {
        return exists == 0;
    }
    attribute = H5Aopen(object, name, H5P_DEFAULT);
    good = attribute >= 0 && read_open_attribute(reader, attribute, text);
    if (attribute >= 0) {
        (void)H5Aclose(attribute);
    }
    return good;
}

static bool read_global_attribute(struct reader *reader, hid_t attribute, struct cor_attribute *entry)
{
    char name[COR_RESULTS_MAX_NAME];
    ssize_t length = H5Aget_name(attribute, sizeof name, name);
    if (length <= 0 || length >= COR_RESULTS_MAX_NAME) {
        return false;
    }
    entry->name = keep_text(reader, name, (size_t)length);
    return entry->name && (is_number(attribute) ? read_open_number(reader, attribute, entry)
                                                : read_open_attribute(reader, attribute, &entry->text));
}

static bool read_global_attributes(struct reader *reader)
{
    struct cor_owned_dataset *owned = reader->owned;
    H5O_info_t info;
    if (H5Oget_info(reader->file, &info) < 0 || info.num_attrs > COR_RESULTS_MAX_ATTRIBUTES) {
        return false;
    }
    owned->attributes = take_block(reader, (size_t)info.num_attrs, sizeof *owned->attributes);
    for (hsize_t a = 0; owned->attributes && a < info.num_attrs; a++) {
        hid_t attribute =
            H5Aopen_by_idx(reader->file, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, a, H5P_DEFAULT, H5P_DEFAULT);
        bool good = attribute >= 0 && read_global_attribute(reader, attribute, &owned->attributes[a]);
        if (attribute >= 0) {
            (void)H5Aclose(attribute);
        }
        if (!good) {
            return false;
        }
        owned->dataset.n_attributes++;
        owned->dataset.attributes = owned->attributes;
    }
    return owned->attributes != NULL;
}

static bool filters_are_ours(hid_t properties)
{
    int n_filters = H5Pget_nfilters(properties);
    for (int f = 0; f < n_filters; f++) {
        unsigned flags, config;
        size_t n_values = 0;
        H5Z_filter_t filter = H5Pget_filter2(properties, (unsigned)f, &flags, &n_values, NULL, 0, NULL, &config);
        if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE) {
            return false;
        }
    }
    return n_filters >= 0;
}

/* Stored inside the file, and in no way that runs foreign code? */
static bool storage_is_ours(hid_t data)
{
    hid_t properties = H5Dget_create_plist(data);
    H5D_layout_t layout = H5Pget_layout(properties);
    bool good = (layout == H5D_COMPACT || layout == H5D_CONTIGUOUS || layout == H5D_CHUNKED) &&
                H5Pget_external_count(properties) == 0 && filters_are_ours(properties);
    (void)H5Pclose(properties);
    return good;
}

/* The shape of the data, or -1 when it is larger than anything the program writes. */
static int read_shape(struct reader *reader, hid_t data, hsize_t shape[COR_MAX_VARIABLE_DIMENSIONS], size_t *n_values)
{
    hid_t space = H5Dget_space(data);
    int n_dimensions = H5Sget_simple_extent_ndims(space);
    if (n_dimensions > COR_MAX_VARIABLE_DIMENSIONS ||
        (n_dimensions > 0 && H5Sget_simple_extent_dims(space, shape, NULL) < 0)) {
        n_dimensions = -1;
    }
    *n_values = 1;
    for (int d = 0; d < n_dimensions; d++) {
        if (shape[d] < 1 || shape[d] > COR_RESULTS_MAX_ITEMS || *n_values > COR_RESULTS_MAX_VALUES / shape[d]) {
            n_dimensions = -1;
        } else {
            *n_values *= (size_t)shape[d];
        }
    }
    if (*n_values > reader->n_values_left) {
        n_dimensions = -1;
    } else {
        reader->n_values_left -= *n_values;
    }
    (void)H5Sclose(space);
    return n_dimensions;
}

static bool copy_items(struct reader *reader, char **texts, size_t n_items, const char **items)
{
    for (size_t i = 0; i < n_items; i++) {
        const char *text = texts[i] ? texts[i] : "";
        items[i] = keep_text(reader, text, strlen(text));
        if (!items[i]) {
            return false;
        }
    }
    return true;
}

/* Texts along one dimension: its items or their labels. */
static bool read_texts(struct reader *reader, hid_t data, size_t n_items, const char *const **target)
{
    char **texts = cor_calloc(n_items, sizeof *texts);
    const char **items = take_block(reader, n_items, sizeof *items);
    hid_t type = cor_hdf5_text_type(0), space = H5Dget_space(data);
    bool good = texts && items && H5Dread(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts) >= 0;
    if (good) {
        good = copy_items(reader, texts, n_items, items);
        (void)H5Dvlen_reclaim(type, space, H5P_DEFAULT, texts);
    }
    *target = items;
    free(texts);
    (void)H5Sclose(space);
    (void)H5Tclose(type);
    return good;
}

static bool read_dimension(struct reader *reader, hid_t scale, const char *name, haddr_t address)
{
    struct cor_owned_dataset *owned = reader->owned;
    struct cor_dimension *dimension = &owned->dimensions[owned->dataset.n_dimensions];
    hsize_t shape[COR_MAX_VARIABLE_DIMENSIONS];
    hid_t type = H5Dget_type(scale);
    H5T_class_t class = H5Tget_class(type);
    bool good = read_shape(reader, scale, shape, &dimension->n_items) == 1;
    if (good && class == H5T_STRING && H5Tis_variable_str(type) > 0) {
        good = read_texts(reader, scale, dimension->n_items, &dimension->items);
    } else if (good && class == H5T_INTEGER && H5Tget_size(type) == sizeof(int32_t)) {
        int32_t *numbers = take_block(reader, dimension->n_items, sizeof *numbers);
        good = numbers && H5Dread(scale, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers) >= 0;
        dimension->numbers = numbers;
    } else {
        good = false;
    }
    dimension->name = keep_text(reader, name, strlen(name));
    good = good && dimension->name && read_text_attribute(reader, scale, "units", &dimension->unit) &&
           read_text_attribute(reader, scale, "long_name", &dimension->long_name);
    reader->scale_address[owned->dataset.n_dimensions++] = address;
    (void)H5Tclose(type);
    return good;
}

static herr_t take_scale_address(hid_t data, unsigned dimension, hid_t scale, void *address)
{
    H5O_info_t info;
    (void)data;
    (void)dimension;
    if (H5Oget_info(scale, &info) < 0) {
        return -1;
    }
    *(haddr_t *)address = info.addr;
    return 1;
}

/* Which dimension runs along axis `axis`? Its length must fit. */
static bool find_dimension(const struct reader *reader, hid_t data, unsigned axis, hsize_t n_items, size_t *index)
{
    const struct cor_dataset *dataset = &reader->owned->dataset;
    haddr_t address = HADDR_UNDEF;
    if (H5DSiterate_scales(data, axis, NULL, take_scale_address, &address) <= 0) {
        return false;
    }
    for (size_t d = 0; d < dataset->n_dimensions; d++) {
        if (reader->scale_address[d] == address && reader->owned->dimensions[d].n_items == n_items) {
            *index = d;
            return true;
        }
    }
    return false;
}

static bool read_axes(const struct reader *reader, hid_t data, struct cor_variable *variable, const hsize_t *shape)
{
    for (size_t d = 0; d < variable->n_dimensions; d++) {
        if (!find_dimension(reader, data, (unsigned)d, shape[d], &variable->dimensions[d])) {
            return false;
        }
    }
    return true;
}

static bool is_text(hid_t data)
{
    hid_t type = H5Dget_type(data);
    bool yes = H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) > 0;
    (void)H5Tclose(type);
    return yes;
}

/* Only the labels of a dimension are text without being a dimension. */
static bool read_labels(struct reader *reader, hid_t data, const char *name)
{
    struct cor_dimension *dimension;
    hsize_t shape[COR_MAX_VARIABLE_DIMENSIONS] = {0};
    size_t n_items = 0, index = 0, length;
    if (read_shape(reader, data, shape, &n_items) != 1 || !find_dimension(reader, data, 0, shape[0], &index)) {
        return false;
    }
    dimension = &reader->owned->dimensions[index];
    length = strlen(dimension->name);
    return !dimension->labels && strncmp(name, dimension->name, length) == 0 &&
           strcmp(name + length, COR_RESULTS_LABELS) == 0 && read_texts(reader, data, n_items, &dimension->labels);
}

static bool is_double(hid_t data)
{
    hid_t type = H5Dget_type(data);
    bool yes = H5Tget_class(type) == H5T_FLOAT && H5Tget_size(type) == sizeof(double);
    (void)H5Tclose(type);
    return yes;
}

static bool read_number_attribute(struct reader *reader, hid_t object, const char *name, const char **text)
{
    struct cor_attribute entry = {.name = name};
    htri_t exists = H5Aexists(object, name);
    hid_t attribute;
    bool good;
    *text = NULL;
    if (exists <= 0) {
        return exists == 0;
    }
    attribute = H5Aopen(object, name, H5P_DEFAULT);
    good = attribute >= 0 && is_number(attribute) && read_open_number(reader, attribute, &entry);
    *text = entry.text;
    if (attribute >= 0) {
        (void)H5Aclose(attribute);
    }
    return good;
}

static bool read_own_attributes(struct reader *reader, hid_t data, struct cor_variable *variable)
{
    bool good = true;
    for (size_t a = 0; good && a < COR_N_VARIABLE_ATTRIBUTES; a++) {
        const char *name = cor_variable_attribute_names[a];
        good = cor_variable_attribute_is_number(a) ? read_number_attribute(reader, data, name, &variable->attributes[a])
                                                   : read_text_attribute(reader, data, name, &variable->attributes[a]);
    }
    return good;
}

static bool read_variable(struct reader *reader, hid_t data, const char *name)
{
    struct cor_owned_dataset *owned = reader->owned;
    struct cor_variable *variable = &owned->variables[owned->dataset.n_variables];
    hsize_t shape[COR_MAX_VARIABLE_DIMENSIONS] = {0};
    size_t n_values = 0;
    double *values;
    int n_dimensions = read_shape(reader, data, shape, &n_values);
    if (n_dimensions < 0 || !is_double(data)) {
        return false;
    }
    variable->n_dimensions = (size_t)n_dimensions;
    variable->name = keep_text(reader, name, strlen(name));
    values = take_block(reader, n_values, sizeof *values);
    variable->values = values;
    owned->dataset.n_variables++;
    return variable->name && values && read_axes(reader, data, variable, shape) &&
           H5Dread(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0 &&
           read_text_attribute(reader, data, "units", &variable->unit) &&
           read_text_attribute(reader, data, "long_name", &variable->long_name) &&
           read_own_attributes(reader, data, variable);
}

/* One link of the root group. Scales are read in the first pass, variables and labels in the second. */
static bool read_link(struct reader *reader, hsize_t index, bool scales)
{
    char name[COR_RESULTS_MAX_NAME];
    H5L_info_t link;
    H5O_info_t info;
    hid_t data;
    bool good = true;
    ssize_t length =
        H5Lget_name_by_idx(reader->file, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, index, name, sizeof name, H5P_DEFAULT);
    if (length <= 0 || length >= COR_RESULTS_MAX_NAME || H5Lget_info(reader->file, name, &link, H5P_DEFAULT) < 0 ||
        link.type != H5L_TYPE_HARD || H5Oget_info_by_name(reader->file, name, &info, H5P_DEFAULT) < 0 ||
        info.type != H5O_TYPE_DATASET) {
        return false;
    }
    data = H5Dopen2(reader->file, name, H5P_DEFAULT);
    if (data < 0) {
        return false;
    }
    if (!storage_is_ours(data)) {
        good = false;
    } else if ((H5DSis_scale(data) > 0) == scales) {
        good = scales          ? read_dimension(reader, data, name, info.addr)
               : is_text(data) ? read_labels(reader, data, name)
                               : read_variable(reader, data, name);
    }
    (void)H5Dclose(data);
    return good;
}

static bool read_everything(struct reader *reader)
{
    struct cor_owned_dataset *owned = reader->owned;
    H5G_info_t group;
    if (H5Gget_info(reader->file, &group) < 0 || group.nlinks > COR_RESULTS_MAX_OBJECTS) {
        return false;
    }
    owned->dimensions = take_block(reader, COR_RESULTS_MAX_OBJECTS, sizeof *owned->dimensions);
    owned->variables = take_block(reader, COR_RESULTS_MAX_OBJECTS, sizeof *owned->variables);
    reader->scale_address = take_block(reader, COR_RESULTS_MAX_OBJECTS, sizeof *reader->scale_address);
    if (!owned->dimensions || !owned->variables || !reader->scale_address) {
        return false;
    }
    owned->dataset.dimensions = owned->dimensions;
    owned->dataset.variables = owned->variables;
    for (hsize_t i = 0; i < 2 * group.nlinks; i++) {
        if (!read_link(reader, i % group.nlinks, i < group.nlinks)) {
            return false;
        }
    }
    return true;
}

/* The file as an image: HDF5 copies the bytes. */
static hid_t open_image(void *bytes, size_t n_bytes)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS), file = -1;
    if (H5Pset_fapl_core(access, (size_t)1 << 20, false) >= 0 && H5Pset_file_image(access, bytes, n_bytes) >= 0) {
        file = H5Fopen(COR_RESULTS_IN_MEMORY, H5F_ACC_RDONLY, access);
    }
    (void)H5Pclose(access);
    return file;
}

static bool is_marked_as_ours(struct reader *reader)
{
    const char *mark = NULL;
    return read_text_attribute(reader, reader->file, COR_RESULTS_MARK, &mark) && mark &&
           strcmp(mark, COR_RESULTS_FORMAT) == 0;
}

static enum cor_status read_image(struct reader *reader, const struct cor_hdf5_cause *cause, const char *path,
                                  char message[COR_MESSAGE_SIZE])
{
    if (reader->file >= 0 && !is_marked_as_ours(reader) && !reader->owned->out_of_memory && !cause->memory) {
        snprintf(message, COR_MESSAGE_SIZE, "cannot read '%.240s': not a result file of this program (no '%s' = '%s')",
                 path, COR_RESULTS_MARK, COR_RESULTS_FORMAT);
        return COR_ERR_VERSION;
    }
    if (reader->file < 0 || reader->owned->out_of_memory || cause->memory || !read_global_attributes(reader) ||
        !read_everything(reader)) {
        return reader->owned->out_of_memory ? cor_results_say_memory("read", path, message)
                                            : cor_hdf5_explain(cause, "read", path, message);
    }
    return COR_OK;
}

enum cor_status cor_results_read_image(const char *path, char *bytes, size_t n_bytes, struct cor_dataset **dataset,
                                       char message[COR_MESSAGE_SIZE])
{
    struct reader reader = {.file = -1, .n_values_left = n_bytes / sizeof(double) * MAX_INFLATION + SMALL_FILE};
    struct cor_hdf5_cause cause;
    enum cor_status status;
    *dataset = NULL;
    reader.owned = cor_calloc(1, sizeof *reader.owned);
    if (!reader.owned) {
        return cor_results_say_memory("read", path, message);
    }
    if (cor_hdf5_listen(&cause)) {
        reader.file = open_image(bytes, n_bytes);
        status = read_image(&reader, &cause, path, message);
    } else {
        status = cor_results_say_memory("read", path, message);
    }
    if (reader.file >= 0) {
        (void)H5Fclose(reader.file);
    }
    cor_hdf5_quiet();
    if (status == COR_OK) {
        *dataset = &reader.owned->dataset;
    } else {
        cor_results_free(&reader.owned->dataset);
    }
    return status;
}
