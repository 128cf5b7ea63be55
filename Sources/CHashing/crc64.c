#include "chashing.h"

#include <isa-l/crc64.h>

#ifdef __x86_64__
#include <immintrin.h>

// ISA-L leaves the upper halves of the vector registers in use, which slows every SSE instruction
// after it, those of SHA-256 among them.
__attribute__((target("avx"))) static void clear_upper_halves(void) { _mm256_zeroupper(); }
#endif

uint64_t chashing_crc64(uint64_t crc, const uint8_t *bytes, size_t count) {
  crc = crc64_iso_refl(crc, bytes, count);
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx")) clear_upper_halves();
#endif
  return crc;
}
