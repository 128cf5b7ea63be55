// SHA-256 as a plain value, and CRC-64. Nothing here allocates, blocks or keeps state of its own.
#ifndef CHASHING_H
#define CHASHING_H

#include <stddef.h>
#include <stdint.h>

// One SHA-256 computation; may be copied at any time.
typedef struct {
  uint32_t state[8];
  uint64_t length;            // bytes so far
  uint8_t partial[64];        // the last length % 64 of them
  uint8_t uses_instructions;  // those of this processor, in place of libcrypto
} chashing_sha256;

// Without `may_use_instructions` libcrypto does the work on every processor.
void chashing_sha256_start(chashing_sha256 *hash, int may_use_instructions);

void chashing_sha256_update(chashing_sha256 *hash, const uint8_t *bytes, size_t count);

// The same as an update of each; where both use instructions, in little more than the time of one.
void chashing_sha256_update_two(chashing_sha256 *first, const uint8_t *bytes, size_t count,
                                chashing_sha256 *second, const uint8_t *others,
                                size_t other_count);

// Writes the digest and starts anew.
void chashing_sha256_finish(chashing_sha256 *hash, uint8_t digest[32]);

// CRC-64 with the ISO polynomial, reflected, as in Go's hash/crc64; starts with 0.
uint64_t chashing_crc64(uint64_t crc, const uint8_t *bytes, size_t count);

#endif
