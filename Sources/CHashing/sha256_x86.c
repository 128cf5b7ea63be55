// SHA-256 by the SHA extensions of x86-64 processors (Intel since Goldmont and Ice Lake, AMD since Zen).
// Source: Intel SDM volume 2, SHA256RNDS2, SHA256MSG1, SHA256MSG2.
#ifdef __x86_64__
#include "sha256_x86.h"

#include <cpuid.h>
#include <immintrin.h>

#define SHA __attribute__((target("sha,sse4.1,ssse3")))
#define PART SHA __attribute__((always_inline)) static inline

int sha256_has_instructions(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSE4_1) || !(c & bit_SSSE3)) return 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
}

// FIPS 180-4, section 4.2.2.
static const uint32_t constants[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

// A hash while its blocks are taken in: the state as the instructions want it, and 16 words of the
// message schedule, of which word i stands at i % 16.
typedef struct {
  __m128i abef, cdgh, w[4];
} lane;

PART lane load_state(const uint32_t state[8]) {
  __m128i dcba = _mm_loadu_si128((const __m128i *)state);
  __m128i hgfe = _mm_loadu_si128((const __m128i *)(state + 4));
  __m128i cdab = _mm_shuffle_epi32(dcba, 0xB1), efgh = _mm_shuffle_epi32(hgfe, 0x1B);
  lane lane;
  lane.abef = _mm_alignr_epi8(cdab, efgh, 8);
  lane.cdgh = _mm_blend_epi16(efgh, cdab, 0xF0);
  return lane;
}

PART void store_state(uint32_t state[8], const lane *lane) {
  __m128i feba = _mm_shuffle_epi32(lane->abef, 0x1B), dchg = _mm_shuffle_epi32(lane->cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

PART void load_block(lane *lane, const uint8_t *bytes) {
  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  for (int i = 0; i < 4; i++) {
    __m128i words = _mm_loadu_si128((const __m128i *)(bytes + 16 * i));
    lane->w[i] = _mm_shuffle_epi8(words, swap);
  }
}

// Rounds 4i to 4i+3, and the four words of the schedule that rounds 4i+16 and on take.
PART void four_rounds(lane *lane, int i) {
  __m128i *w = lane->w;
  __m128i four_constants = _mm_loadu_si128((const __m128i *)(constants + 4 * i));
  __m128i words = _mm_add_epi32(w[i % 4], four_constants);
  lane->cdgh = _mm_sha256rnds2_epu32(lane->cdgh, lane->abef, words);
  lane->abef = _mm_sha256rnds2_epu32(lane->abef, lane->cdgh, _mm_shuffle_epi32(words, 0x0E));
  if (i >= 12) return;
  __m128i next = _mm_sha256msg1_epu32(w[i % 4], w[(i + 1) % 4]);
  next = _mm_add_epi32(next, _mm_alignr_epi8(w[(i + 3) % 4], w[(i + 2) % 4], 4));
  w[i % 4] = _mm_sha256msg2_epu32(next, w[(i + 3) % 4]);
}

PART void add(lane *lane, __m128i abef, __m128i cdgh) {
  lane->abef = _mm_add_epi32(lane->abef, abef);
  lane->cdgh = _mm_add_epi32(lane->cdgh, cdgh);
}

SHA void sha256_blocks_one(uint32_t state[8], const uint8_t *bytes, size_t blocks) {
  lane lane = load_state(state);
  for (; blocks > 0; blocks--, bytes += 64) {
    __m128i abef = lane.abef, cdgh = lane.cdgh;
    load_block(&lane, bytes);
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) four_rounds(&lane, i);
    add(&lane, abef, cdgh);
  }
  store_state(state, &lane);
}

SHA void sha256_blocks_two(uint32_t first[8], const uint8_t *bytes, uint32_t second[8],
                           const uint8_t *others, size_t blocks) {
  lane a = load_state(first), b = load_state(second);
  for (; blocks > 0; blocks--, bytes += 64, others += 64) {
    __m128i a_abef = a.abef, a_cdgh = a.cdgh, b_abef = b.abef, b_cdgh = b.cdgh;
    load_block(&a, bytes);
    load_block(&b, others);
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
      four_rounds(&a, i);
      four_rounds(&b, i);
    }
    add(&a, a_abef, a_cdgh);
    add(&b, b_abef, b_cdgh);
  }
  store_state(first, &a);
  store_state(second, &b);
}
#endif
