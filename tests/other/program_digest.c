/* The digest of a program that is not this one. */
#include "models/tables/version.h"

const char program_digest[PROGRAM_DIGEST_SIZE] = "0000000000000000000000000000000000000000000000000000000000000000";
