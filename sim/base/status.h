/* Status codes: what every fallible function returns. The table is status.def; the exit code of the program is the
 * exit code of the status. Nothing here prints. */
#ifndef COR_BASE_STATUS_H
#define COR_BASE_STATUS_H

enum cor_status {
#define STATUS(name, code, text) COR_##name,
#include "sim/base/status.def"
#undef STATUS
    COR_N_STATUS
};

/* Exit code of the process for a status, 0..125. */
int cor_status_exit_code(enum cor_status status);
/* One sentence in plain English, static storage. */
const char *cor_status_text(enum cor_status status);

#endif
