/* SHA-256 (FIPS 180-4), to name the contents of inputs. Not for secrets: nothing is wiped. */
#ifndef COR_BASE_SHA256_H
#define COR_BASE_SHA256_H
#include <stddef.h>
#include <stdint.h>

enum { COR_SHA256_TEXT = 65 }; /* 64 hexadecimal digits and NUL */

/* Mixes whole blocks of 64 bytes into the state. */
typedef void cor_sha256_mix(uint32_t state[8], const uint8_t *blocks, size_t n_blocks);

/* The one for every processor; others are chosen where the processor has them, and a test compares. */
cor_sha256_mix cor_sha256_mix_plain;

struct cor_sha256 {
    cor_sha256_mix *mix;
    uint32_t state[8];
    uint64_t n_bytes;
    uint8_t block[64];
};

/* A digest in pieces: begin, add any number of times, end once. */
void cor_sha256_begin(struct cor_sha256 *hash);
void cor_sha256_add(struct cor_sha256 *hash, const void *bytes, size_t n_bytes);
void cor_sha256_end(struct cor_sha256 *hash, char digest[COR_SHA256_TEXT]);

/* SHA-256 of bytes as 64 hexadecimal digits and NUL. */
void cor_sha256(const void *bytes, size_t n_bytes, char digest[COR_SHA256_TEXT]);

#endif
