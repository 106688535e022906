/* Reading result files that anybody may have written. HDF5 1.10 reads beyond its memory, loops and leaks on forged files whose
 * seal is right (docs/decisions/0009-results-are-read-in-a-child.md). So the file is loaded and its seal checked here, a child
 * process lets HDF5 read it and sends the dataset through a pipe, and what comes is checked once more. A child that crashes or
 * takes too long is a file that cannot be read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/base/sha256.h"
#include "sim/io/child.h"
#include "sim/io/results_owned.h"
#include "sim/io/results_seal.h"

static const size_t MAX_FILE_BYTES = (size_t)1 << 33;
/* Of processor time: on forged files HDF5 may loop for ever. */
enum { SECONDS_AT_LEAST = 10, BYTES_PER_SECOND = 1 << 20 };
static const uint32_t NO_TEXT = UINT32_MAX;

/* What comes first through the pipe. */
struct answer {
    int32_t status;
    char message[COR_MESSAGE_SIZE];
    uint64_t n_dimensions, n_variables, n_attributes;
};

/* ---- the child: sending ---- */

/* A dataset is thousands of numbers and short texts: they go through the pipe together. */
struct sender {
    int pipe_end;
    size_t n_bytes;
    char bytes[1 << 14];
};

static void send_rest(struct sender *sender)
{
    cor_child_send(sender->pipe_end, sender->bytes, sender->n_bytes);
    sender->n_bytes = 0;
}

static void send_bytes(struct sender *sender, const void *bytes, size_t n_bytes)
{
    if (n_bytes > sizeof sender->bytes - sender->n_bytes) {
        send_rest(sender);
    }
    if (n_bytes > sizeof sender->bytes) {
        cor_child_send(sender->pipe_end, bytes, n_bytes);
    } else if (n_bytes > 0) {
        memcpy(sender->bytes + sender->n_bytes, bytes, n_bytes);
        sender->n_bytes += n_bytes;
    }
}

static void send_number(struct sender *sender, uint64_t number)
{
    send_bytes(sender, &number, sizeof number);
}

static void send_text(struct sender *sender, const char *text)
{
    uint32_t length = !text ? NO_TEXT : (uint32_t)strlen(text);
    send_bytes(sender, &length, sizeof length);
    send_bytes(sender, text, !text ? 0 : length);
}

/* Texts of all items, or that there are none. */
static void send_texts(struct sender *sender, const char *const *texts, size_t n)
{
    send_number(sender, texts != NULL);
    for (size_t i = 0; texts && i < n; i++) {
        send_text(sender, texts[i]);
    }
}

static void send_dimension(struct sender *sender, const struct cor_dimension *dimension)
{
    send_text(sender, dimension->name);
    send_text(sender, dimension->unit);
    send_text(sender, dimension->long_name);
    send_number(sender, dimension->n_items);
    send_texts(sender, dimension->items, dimension->n_items);
    send_texts(sender, dimension->labels, dimension->n_items);
    if (!dimension->items) {
        send_bytes(sender, dimension->numbers, dimension->n_items * sizeof *dimension->numbers);
    }
}

static void send_variable(struct sender *sender, const struct cor_dataset *dataset, const struct cor_variable *variable)
{
    send_text(sender, variable->name);
    send_text(sender, variable->unit);
    send_text(sender, variable->long_name);
    for (size_t a = 0; a < COR_N_VARIABLE_ATTRIBUTES; a++) {
        send_text(sender, variable->attributes[a]);
    }
    send_number(sender, variable->n_dimensions);
    for (size_t d = 0; d < variable->n_dimensions; d++) {
        send_number(sender, variable->dimensions[d]);
    }
    send_bytes(sender, variable->values, cor_variable_size(dataset, variable) * sizeof *variable->values);
}

static void send_dataset(struct sender *sender, const struct cor_dataset *dataset)
{
    for (size_t d = 0; d < dataset->n_dimensions; d++) {
        send_dimension(sender, &dataset->dimensions[d]);
    }
    for (size_t v = 0; v < dataset->n_variables; v++) {
        send_variable(sender, dataset, &dataset->variables[v]);
    }
    for (size_t a = 0; a < dataset->n_attributes; a++) {
        send_text(sender, dataset->attributes[a].name);
        send_text(sender, dataset->attributes[a].text);
        send_number(sender, dataset->attributes[a].type);
    }
}

/* What the child is given. */
struct reading {
    const char *path;
    char *bytes;
    size_t n_bytes;
};

static void answer_in_child(void *data, int pipe_end)
{
    const struct reading *reading = data;
    struct cor_dataset *dataset = NULL;
    struct sender sender = {.pipe_end = pipe_end};
    struct answer answer;
    memset(&answer, 0, sizeof answer);
    answer.status =
        (int32_t)cor_results_read_image(reading->path, reading->bytes, reading->n_bytes, &dataset, answer.message);
    if (dataset) {
        answer.n_dimensions = dataset->n_dimensions;
        answer.n_variables = dataset->n_variables;
        answer.n_attributes = dataset->n_attributes;
    }
    send_bytes(&sender, &answer, sizeof answer);
    if (dataset) {
        send_dataset(&sender, dataset);
    }
    send_rest(&sender);
}

/* ---- the parent: receiving ---- */

struct receiver {
    int pipe_end;
    struct cor_owned_dataset *owned;
};

static bool receive_bytes(const struct receiver *receiver, void *bytes, size_t n_bytes)
{
    return cor_child_receive(receiver->pipe_end, bytes, n_bytes);
}

/* A number up to `most`. */
static bool receive_number(const struct receiver *receiver, size_t most, size_t *number)
{
    uint64_t received = 0;
    bool good = receive_bytes(receiver, &received, sizeof received) && received <= most;
    *number = good ? (size_t)received : 0;
    return good;
}

/* *text is NULL when none was there, which `required` ones are not. */
static bool receive_text(const struct receiver *receiver, bool required, const char **text)
{
    uint32_t length = 0;
    char *copy;
    *text = NULL;
    if (!receive_bytes(receiver, &length, sizeof length)) {
        return false;
    }
    if (length == NO_TEXT) {
        return !required;
    }
    if (length > COR_RESULTS_MAX_TEXT) {
        return false;
    }
    copy = cor_owned_block(receiver->owned, (size_t)length + 1, 1);
    *text = copy;
    return copy && receive_bytes(receiver, copy, length);
}

/* *texts is NULL when none were there. */
static bool receive_texts(const struct receiver *receiver, size_t n, const char *const **texts)
{
    size_t is_there = 0;
    const char **items;
    *texts = NULL;
    if (!receive_number(receiver, 1, &is_there)) {
        return false;
    }
    if (!is_there) {
        return true;
    }
    items = cor_owned_block(receiver->owned, n, sizeof *items);
    *texts = items;
    for (size_t i = 0; items && i < n; i++) {
        if (!receive_text(receiver, true, &items[i])) {
            return false;
        }
    }
    return items != NULL;
}

static bool receive_dimension(const struct receiver *receiver, struct cor_dimension *dimension)
{
    bool good = receive_text(receiver, true, &dimension->name) && receive_text(receiver, false, &dimension->unit) &&
                receive_text(receiver, false, &dimension->long_name) &&
                receive_number(receiver, COR_RESULTS_MAX_ITEMS, &dimension->n_items) && dimension->n_items > 0 &&
                receive_texts(receiver, dimension->n_items, &dimension->items) &&
                receive_texts(receiver, dimension->n_items, &dimension->labels);
    if (good && !dimension->items) {
        int32_t *numbers = cor_owned_block(receiver->owned, dimension->n_items, sizeof *numbers);
        good = numbers && receive_bytes(receiver, numbers, dimension->n_items * sizeof *numbers);
        dimension->numbers = numbers;
    }
    return good;
}

static bool receive_variable(const struct receiver *receiver, struct cor_variable *variable)
{
    const struct cor_owned_dataset *owned = receiver->owned;
    size_t n_values = 1;
    double *values;
    bool good = receive_text(receiver, true, &variable->name) && receive_text(receiver, false, &variable->unit) &&
                receive_text(receiver, false, &variable->long_name);
    for (size_t a = 0; good && a < COR_N_VARIABLE_ATTRIBUTES; a++) {
        good = receive_text(receiver, false, &variable->attributes[a]);
    }
    good = good && receive_number(receiver, COR_MAX_VARIABLE_DIMENSIONS, &variable->n_dimensions);
    for (size_t d = 0; good && d < variable->n_dimensions; d++) {
        good = owned->dataset.n_dimensions > 0 &&
               receive_number(receiver, owned->dataset.n_dimensions - 1, &variable->dimensions[d]);
        if (good) {
            size_t n_items = owned->dimensions[variable->dimensions[d]].n_items;
            good = n_values <= COR_RESULTS_MAX_VALUES / n_items;
            n_values *= n_items;
        }
    }
    if (!good) {
        return false;
    }
    values = cor_owned_block(receiver->owned, n_values, sizeof *values);
    variable->values = values;
    return values && receive_bytes(receiver, values, n_values * sizeof *values);
}

static bool take_room(struct cor_owned_dataset *owned, const struct answer *answer)
{
    if (answer->n_dimensions > COR_RESULTS_MAX_OBJECTS || answer->n_variables > COR_RESULTS_MAX_OBJECTS ||
        answer->n_attributes > COR_RESULTS_MAX_ATTRIBUTES) {
        return false;
    }
    owned->dimensions = cor_owned_block(owned, (size_t)answer->n_dimensions, sizeof *owned->dimensions);
    owned->variables = cor_owned_block(owned, (size_t)answer->n_variables, sizeof *owned->variables);
    owned->attributes = cor_owned_block(owned, (size_t)answer->n_attributes, sizeof *owned->attributes);
    owned->dataset.dimensions = owned->dimensions;
    owned->dataset.variables = owned->variables;
    owned->dataset.attributes = owned->attributes;
    return !owned->out_of_memory;
}

static bool receive_dataset(const struct receiver *receiver, const struct answer *answer)
{
    struct cor_owned_dataset *owned = receiver->owned;
    bool good = take_room(owned, answer);
    for (size_t d = 0; good && d < answer->n_dimensions; d++) {
        good = receive_dimension(receiver, &owned->dimensions[d]);
        owned->dataset.n_dimensions++;
    }
    for (size_t v = 0; good && v < answer->n_variables; v++) {
        good = receive_variable(receiver, &owned->variables[v]);
        owned->dataset.n_variables++;
    }
    for (size_t a = 0; good && a < answer->n_attributes; a++) {
        size_t type = COR_ATTRIBUTE_TEXT;
        good = receive_text(receiver, true, &owned->attributes[a].name) &&
               receive_text(receiver, true, &owned->attributes[a].text) &&
               receive_number(receiver, COR_ATTRIBUTE_REAL, &type);
        owned->attributes[a].type = (enum cor_attribute_type)type;
        owned->dataset.n_attributes++;
    }
    return good;
}

static enum cor_status say(char message[COR_MESSAGE_SIZE], const char *path, const char *cause, enum cor_status status)
{
    snprintf(message, COR_MESSAGE_SIZE, "cannot read '%.240s': %s", path, cause);
    return status;
}

/* The child's answer. COR_ERR_IO with an empty message when there is none to the end. */
static enum cor_status receive_answer(const struct receiver *receiver, const char *path, char message[COR_MESSAGE_SIZE])
{
    struct answer answer;
    message[0] = '\0';
    if (!receive_bytes(receiver, &answer, sizeof answer)) {
        return COR_ERR_IO;
    }
    if (answer.status != COR_OK) {
        answer.message[COR_MESSAGE_SIZE - 1] = '\0';
        memcpy(message, answer.message, COR_MESSAGE_SIZE);
        return answer.status == COR_ERR_MEMORY || answer.status == COR_ERR_VERSION ? (enum cor_status)answer.status
                                                                                   : COR_ERR_IO;
    }
    if (receive_dataset(receiver, &answer)) {
        return COR_OK;
    }
    return receiver->owned->out_of_memory ? say(message, path, "not enough memory", COR_ERR_MEMORY) : COR_ERR_IO;
}

static enum cor_status read_in_child(const char *path, char *bytes, size_t n_bytes, struct cor_owned_dataset *owned,
                                     char message[COR_MESSAGE_SIZE])
{
    struct reading reading = {path, bytes, n_bytes};
    struct cor_child child;
    enum cor_status status;
    int error = cor_child_begin(&child, answer_in_child, &reading, SECONDS_AT_LEAST + n_bytes / BYTES_PER_SECOND);
    if (error != 0) {
        return say(message, path, "cannot start a process to read it (too many processes, or not enough memory)",
                   COR_ERR_MEMORY);
    }
    status = receive_answer(&(struct receiver){child.pipe_end, owned}, path, message);
    error = cor_child_end(&child);
    if (status == COR_ERR_IO && message[0] == '\0') {
        return say(message, path,
                   error > 0 ? strerror(error)
                             : "the library that reads it failed on its content, which is damaged or forged",
                   status);
    }
    return status;
}

/* A child that finds damage or dies may have been short of memory, which HDF5 does not always tell: what fails twice is the
 * file. */
static enum cor_status read_in_children(const char *path, char *bytes, size_t n_bytes, struct cor_dataset **dataset,
                                        char message[COR_MESSAGE_SIZE])
{
    enum cor_status status = COR_ERR_IO;
    for (int attempt = 0; attempt < 2 && status != COR_OK && status != COR_ERR_MEMORY; attempt++) {
        struct cor_owned_dataset *owned = cor_calloc(1, sizeof *owned);
        status = !owned ? say(message, path, "not enough memory", COR_ERR_MEMORY)
                        : read_in_child(path, bytes, n_bytes, owned, message);
        if (status == COR_OK) {
            *dataset = &owned->dataset;
        } else {
            cor_results_free(!owned ? NULL : &owned->dataset);
        }
    }
    return status;
}

/* ---- the file ---- */

/* Does the seal stand at the end, and is it the seal of what stands before it? */
static enum cor_status check_seal(const char *bytes, size_t n_bytes, const char *path, char message[COR_MESSAGE_SIZE])
{
    static const char signature[] = "\x89HDF\r\n\x1a\n";
    const size_t n_signature = sizeof signature - 1, n_words = sizeof COR_RESULTS_SEAL - 1;
    char digest[COR_SHA256_TEXT];
    const char *seal = bytes + n_bytes - COR_RESULTS_SEAL_BYTES;
    if (n_bytes < n_signature || memcmp(bytes, signature, n_signature) != 0) {
        snprintf(message, COR_MESSAGE_SIZE, "cannot read '%.240s': it is not an HDF5 file", path);
        return COR_ERR_IO;
    }
    if (n_bytes < COR_RESULTS_SEAL_BYTES || memcmp(seal, COR_RESULTS_SEAL, n_words) != 0) {
        snprintf(message, COR_MESSAGE_SIZE,
                 "cannot read '%.240s': cut short, or not written by this program (the seal at its end is missing)",
                 path);
        return COR_ERR_VERSION;
    }
    cor_sha256(bytes, n_bytes - COR_RESULTS_SEAL_BYTES, digest);
    if (memcmp(seal + n_words, digest, sizeof digest - 1) != 0) {
        snprintf(message, COR_MESSAGE_SIZE, "cannot read '%.240s': damaged or changed after it was written", path);
        return COR_ERR_IO;
    }
    return COR_OK;
}

enum cor_status cor_results_read(const char *path, struct cor_dataset **dataset, char message[COR_MESSAGE_SIZE])
{
    char *bytes = NULL;
    size_t n_bytes = 0;
    enum cor_status status = cor_file_read(path, MAX_FILE_BYTES, &bytes, &n_bytes, message);
    *dataset = NULL;
    if (status == COR_OK) {
        status = check_seal(bytes, n_bytes, path, message);
    }
    if (status == COR_OK) {
        status = read_in_children(path, bytes, n_bytes - COR_RESULTS_SEAL_BYTES, dataset, message);
    }
    free(bytes);
    return status;
}
