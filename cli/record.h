/* The record of one run of a sweep: its key outputs by year, means over replicates, in one small JSON file under
 * FOLDER/records/. A record counts only when its checksum and its identity fit: that it exists proves nothing. */
#ifndef CLI_RECORD_H
#define CLI_RECORD_H
#include <stddef.h>
#include "sim/base/sha256.h"
#include "sim/base/status.h"
#include "sim/io/file.h"
#include "sim/io/json.h"

/* Which record: run counts from 0 (files from 1); identity names everything that the outputs depend on. */
struct cli_record_key {
    const char *folder;
    size_t run;
    char identity[COR_SHA256_TEXT];
};

enum cli_record_state {
    CLI_RECORD_GOOD,
    CLI_RECORD_MISSING,
    CLI_RECORD_FOREIGN, /* whole, but of another design, program or data */
    CLI_RECORD_DAMAGED
};

/* FOLDER/records/run-000001.SUFFIX, or NULL when memory is short. */
char *cli_record_path(const struct cli_record_key *key, const char *suffix);

/* Write the record from the result file of the run. */
enum cor_status cli_record_write(const struct cli_record_key *key, const char *result_path,
                                 char message[COR_MESSAGE_SIZE]);

/* What there is. When it is good and `document` is not NULL, *document holds its contents (free with cor_json_free):
 * {"years": [...], "outputs": [{"name", "unit", "area", "values": [...]}, ...]}. COR_ERR_MEMORY or COR_OK. */
enum cor_status cli_record_read(const struct cli_record_key *key, enum cli_record_state *state,
                                struct cor_json **document);

/* All records of the design as one tidy table, FOLDER/sweep.csv. See merge.c. */
struct cli_design;
enum cor_status cli_records_merge(const struct cli_design *design, const struct cli_record_key *keys,
                                  char message[COR_MESSAGE_SIZE]);

#endif
