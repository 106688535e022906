/* The record of one run of a sweep: its key outputs by year, means and standard errors over replicates, in one small JSON
 * file FOLDER/records/IDENTITY.json. The name says what the outputs depend on, not which row of a design they belong to, so
 * that designs share records. A record counts only when its checksum and its identity fit: that it exists proves nothing.
 * A run that failed leaves IDENTITY.failed in its place. Several processes may write one record at once. */
#ifndef CLI_RECORD_H
#define CLI_RECORD_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sim/base/sha256.h"
#include "sim/base/status.h"
#include "sim/io/file.h"
#include "sim/io/json.h"

/* Which record; identity names everything that the outputs depend on. */
struct cli_record_key {
    const char *folder;
    char identity[COR_SHA256_TEXT];
    int32_t end; /* first month beyond the last of the run */
};

enum cli_record_state {
    CLI_RECORD_GOOD,
    CLI_RECORD_MISSING,
    CLI_RECORD_FOREIGN, /* whole, but not what its name says */
    CLI_RECORD_DAMAGED
};

/* FOLDER/records/IDENTITY.SUFFIX, or NULL when memory is short. */
char *cli_record_path(const struct cli_record_key *key, const char *suffix);

/* Write the record from the result file of the run, and forget an earlier failure. */
enum cor_status cli_record_write(const struct cli_record_key *key, const char *result_path,
                                 char message[COR_MESSAGE_SIZE]);

/* What there is. When it is good and `document` is not NULL, *document holds its contents (free with cor_json_free):
 * {"years": [...], "months": [...], "outputs": [{"name", "unit", "area", "values": [...], "errors": [...],
 * "counts": [...]}, ...]}. COR_ERR_MEMORY or COR_OK. */
enum cor_status cli_record_read(const struct cli_record_key *key, enum cli_record_state *state,
                                struct cor_json **document);

/* Is there a file of that name, whole or not? COR_ERR_MEMORY or COR_OK. */
enum cor_status cli_record_exists(const struct cli_record_key *key, bool *exists);

/* A run that failed: why. *failure is COR_OK when it has not; the cause is cut to the buffer. COR_ERR_MEMORY when reading it
 * takes more memory than there is, which says nothing of the run. */
enum cor_status cli_failure_write(const struct cli_record_key *key, enum cor_status status, const char *cause,
                                  char message[COR_MESSAGE_SIZE]);
enum cor_status cli_failure_read(const struct cli_record_key *key, enum cor_status *failure,
                                 char cause[COR_MESSAGE_SIZE]);

#endif
