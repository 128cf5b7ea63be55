/// Reads over the header of one gzip member, byte by byte, and keeps nothing of it.
///
/// Source: RFC 1952, section 2.3. The optional checksum of the header is not compared.
struct GzipHeader {
  private enum Field {
    case fixed, extraLength, extra, name, comment, checksum, done
  }

  private static let magic: [UInt8] = [0x1F, 0x8B, 8]
  private static let fixedLength = 10

  private var field = Field.fixed
  private var flags: UInt8 = 0
  /// Bytes read of `fixed`, `extraLength` or `checksum`; bytes to come of `extra`.
  private var count = 0
  private var extraLength = 0

  var isComplete: Bool { field == .done }

  /// Takes the next byte; `false` when no gzip header has it here.
  mutating func read(_ byte: UInt8) -> Bool {
    switch field {
    case .fixed:
      if count < Self.magic.count, byte != Self.magic[count] { return false }
      if count == Self.magic.count { flags = byte }
      if counted(upTo: Self.fixedLength) { enter(.extraLength) }
    case .extraLength:
      extraLength |= Int(byte) << (8 * count)
      if counted(upTo: 2) { enter(.extra) }
    case .extra: if counted(upTo: extraLength) { enter(.name) }
    case .name: if byte == 0 { enter(.comment) }
    case .comment: if byte == 0 { enter(.checksum) }
    case .checksum: if counted(upTo: 2) { enter(.done) }
    case .done: return false
    }
    return true
  }

  private mutating func counted(upTo length: Int) -> Bool {
    count += 1
    return count == length
  }

  /// Goes to `next`, or past it when the flags leave it out.
  private mutating func enter(_ next: Field) {
    field = next
    count = 0
    switch next {
    case .extraLength where flags & 4 == 0: enter(.name)
    case .extra where extraLength == 0: enter(.name)
    case .name where flags & 8 == 0: enter(.comment)
    case .comment where flags & 16 == 0: enter(.checksum)
    case .checksum where flags & 2 == 0: enter(.done)
    default: break
    }
  }
}
