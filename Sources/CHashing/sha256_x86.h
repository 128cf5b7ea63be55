// The block function of SHA-256 (FIPS 180-4, section 6.2.2) by instructions of x86-64 processors.
#ifndef SHA256_X86_H
#define SHA256_X86_H

#include <stddef.h>
#include <stdint.h>

int sha256_has_instructions(void);

// The rest only where it has. Each takes whole blocks of 64 bytes.
void sha256_blocks_one(uint32_t state[8], const uint8_t *bytes, size_t blocks);

// Two hashes that do not depend on each other. Within one, each instruction waits for the one before
// it, and the processor meanwhile has room for those of the other.
void sha256_blocks_two(uint32_t first[8], const uint8_t *bytes, uint32_t second[8],
                       const uint8_t *others, size_t blocks);

#endif
