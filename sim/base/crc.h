/* CRC-32C (Castagnoli), to detect damage in files. Not a protection against intent. */
#ifndef COR_BASE_CRC_H
#define COR_BASE_CRC_H
#include <stddef.h>
#include <stdint.h>

/* Continue `crc` (0 to begin) over n_bytes; the CRC of "123456789" is 0xe3069283. */
uint32_t cor_crc32c(uint32_t crc, const void *bytes, size_t n_bytes);

#endif
