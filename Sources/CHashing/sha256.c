// A context of libcrypto's own cannot be given a state to go on from, except by these functions.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "chashing.h"

#include <openssl/sha.h>
#include <stdatomic.h>
#include <string.h>

#ifdef __x86_64__
#include "sha256_x86.h"
#else
static int sha256_has_instructions(void) { return 0; }
static void sha256_blocks_one(uint32_t state[8], const uint8_t *bytes, size_t blocks) {
  (void)state, (void)bytes, (void)blocks;
}
static void sha256_blocks_two(uint32_t first[8], const uint8_t *bytes, uint32_t second[8],
                              const uint8_t *others, size_t blocks) {
  (void)first, (void)bytes, (void)second, (void)others, (void)blocks;
}
#endif

// Asking the processor leaves a virtual machine, which takes longer than to hash a small file.
static int has_instructions(void) {
  static atomic_int answer;  // 0 while it is not known
  int known = atomic_load_explicit(&answer, memory_order_relaxed);
  if (known == 0) {
    known = sha256_has_instructions() ? 1 : -1;
    atomic_store_explicit(&answer, known, memory_order_relaxed);
  }
  return known > 0;
}

void chashing_sha256_start(chashing_sha256 *hash, int may_use_instructions) {
  static const uint32_t initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  *hash = (chashing_sha256){.uses_instructions = may_use_instructions && has_instructions()};
  memcpy(hash->state, initial, sizeof initial);
}

// What libcrypto has for this processor is as quick as one hash at a time can be.
static void take_blocks_by_libcrypto(uint32_t state[8], const uint8_t *bytes, size_t blocks) {
  SHA256_CTX context = {.md_len = SHA256_DIGEST_LENGTH};
  memcpy(context.h, state, sizeof context.h);
  SHA256_Update(&context, bytes, 64 * blocks);
  memcpy(state, context.h, sizeof context.h);
}

static void take_blocks(chashing_sha256 *hash, const uint8_t *bytes, size_t blocks) {
  if (hash->uses_instructions) {
    sha256_blocks_one(hash->state, bytes, blocks);
  } else {
    take_blocks_by_libcrypto(hash->state, bytes, blocks);
  }
}

// What of an update is still to be taken in.
typedef struct {
  const uint8_t *bytes;
  size_t count;
} rest;

// Completes the block that was begun; what is left then starts a block.
static rest fill_partial(chashing_sha256 *hash, const uint8_t *bytes, size_t count) {
  size_t begun = hash->length % 64;
  hash->length += count;
  if (begun == 0) return (rest){bytes, count};
  size_t taken = count < 64 - begun ? count : 64 - begun;
  memcpy(hash->partial + begun, bytes, taken);
  if (begun + taken == 64) take_blocks(hash, hash->partial, 1);
  return (rest){bytes + taken, count - taken};
}

// Whole blocks, and the beginning of the next. `rest` is empty unless the partial block is.
static void take(chashing_sha256 *hash, rest rest) {
  size_t blocks = rest.count / 64;
  if (blocks > 0) take_blocks(hash, rest.bytes, blocks);
  if (rest.count % 64 > 0) memcpy(hash->partial, rest.bytes + 64 * blocks, rest.count % 64);
}

void chashing_sha256_update(chashing_sha256 *hash, const uint8_t *bytes, size_t count) {
  if (count > 0) take(hash, fill_partial(hash, bytes, count));
}

void chashing_sha256_update_two(chashing_sha256 *first, const uint8_t *bytes, size_t count,
                                chashing_sha256 *second, const uint8_t *others,
                                size_t other_count) {
  rest a = {bytes, 0}, b = {others, 0};
  if (count > 0) a = fill_partial(first, bytes, count);
  if (other_count > 0) b = fill_partial(second, others, other_count);
  size_t blocks = (a.count < b.count ? a.count : b.count) / 64;
  if (blocks > 0 && first->uses_instructions && second->uses_instructions) {
    sha256_blocks_two(first->state, a.bytes, second->state, b.bytes, blocks);
    a = (rest){a.bytes + 64 * blocks, a.count - 64 * blocks};
    b = (rest){b.bytes + 64 * blocks, b.count - 64 * blocks};
  }
  take(first, a);
  take(second, b);
}

void chashing_sha256_finish(chashing_sha256 *hash, uint8_t digest[32]) {
  uint8_t end[128] = {0x80};
  uint64_t bits = hash->length * 8;
  size_t zeros = (119 - hash->length % 64) % 64;
  for (int i = 0; i < 8; i++) end[1 + zeros + i] = bits >> (56 - 8 * i);
  chashing_sha256_update(hash, end, 1 + zeros + 8);
  for (int i = 0; i < 32; i++) digest[i] = hash->state[i / 4] >> (24 - 8 * (i % 4));
  chashing_sha256_start(hash, hash->uses_instructions);
}
