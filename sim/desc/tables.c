#include "sim/desc/tables.h"

const char *cor_evidence_name(enum cor_evidence status)
{
    switch (status) {
    case COR_OBSERVED:
        return "observed";
    case COR_ESTIMATED:
        return "estimated";
    case COR_ASSUMED:
        return "assumed";
    }
    return "unknown";
}
