internal import CHashing

/// Go's CRC-64 with the ISO polynomial, which tar-split keeps of every file.
///
/// No protection against purposeful change. Reflected polynomial 0xD800000000000000, all ones before
/// and after, which ISA-L puts in itself. It multiplies without carries, so that this costs next to
/// nothing beside SHA-256.
///
/// Source: Go `hash/crc64`, `MakeTable(ISO)`; vbatts/tar-split `archive/tar/asm`; ISA-L 2.30
/// `crc64.h`, `crc64_iso_refl`.
package struct CRC64: Sendable {
  package private(set) var value: UInt64 = 0

  package init() {}

  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    value = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe chashing_crc64(value, buffer.baseAddress, buffer.count)
    }
  }
}
