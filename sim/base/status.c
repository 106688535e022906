#include "sim/base/status.h"

struct status_row {
    int exit_code;
    const char *text;
};

static const struct status_row STATUS_TABLE[] = {
#define STATUS(name, code, text) {code, text},
#include "sim/base/status.def"
#undef STATUS
};

int cor_status_exit_code(enum cor_status status)
{
    return (unsigned)status < COR_N_STATUS ? STATUS_TABLE[status].exit_code : 1;
}

const char *cor_status_text(enum cor_status status)
{
    return (unsigned)status < COR_N_STATUS ? STATUS_TABLE[status].text : "unknown status";
}
