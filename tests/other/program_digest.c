/* The digest of a program that is not this one. */
#include "models/core/version.h"

const char program_digest[PROGRAM_DIGEST_SIZE] = "0000000000000000000000000000000000000000000000000000000000000000";
