/* What program this is, as written into every file. The version is for people; two programs of one version may give other
 * answers, so that what is kept for later (checkpoints, records of sweeps) is bound to the digest of the sources. */
#ifndef MODEL_VERSION_H
#define MODEL_VERSION_H
#ifndef COR_VERSION
#define COR_VERSION "0.1.0"
#endif

enum { PROGRAM_DIGEST_SIZE = 65 };

/* SHA-256 of all sources under sim/, models/, analysis/ and cli/ as hexadecimal digits; made by cmake/program_digest.cmake. */
extern const char program_digest[PROGRAM_DIGEST_SIZE];

#endif
