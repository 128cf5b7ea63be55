import Archives

/// Any bytes as a tar, whose headers get sound checksums: no mutation would find them.
enum TarFuzz {
  static func run(_ bytes: [UInt8]) {
    let tar = checksummed(bytes)
    for size in [tar.count, 700] where size > 0 {
      do throws(TarWalk.Failure) {
        try walk(tar, inPiecesOf: size)
      } catch {
        // That is what a reader reports.
      }
    }
  }

  private static func walk(_ tar: [UInt8], inPiecesOf size: Int) throws(TarWalk.Failure) {
    var walk = TarWalk()
    var sparse: TarSparseExpansion?
    for start in stride(from: 0, to: tar.count, by: size) {
      var rest = tar[start..<min(tar.count, start + size)]
      while let event = try walk.next(&rest) {
        do throws(TarError) {
          switch event {
          case .entry(let entry): sparse = entry.header.sparse.map { TarSparseExpansion($0) }
          case .content(let bytes): _ = try sparse?.feed(bytes)
          case .contentEnd: _ = try sparse?.finish()
          }
        } catch {
          sparse = nil
        }
      }
    }
    _ = try walk.finish()
  }

  /// Corrects the checksum of each block that says it is a header.
  static func checksummed(_ bytes: [UInt8]) -> [UInt8] {
    var tar = bytes
    for start in stride(from: 0, to: tar.count - 511, by: 512)
    where tar[(start + 257)..<(start + 262)].elementsEqual("ustar".utf8) {
      let field = (start + 148)..<(start + 156)
      tar.replaceSubrange(field, with: [UInt8](repeating: 0x20, count: 8))
      let sum = tar[start..<(start + 512)].reduce(0) { $0 + Int($1) }
      let digits = String(sum, radix: 8)
      let text = String(repeating: "0", count: 6 - digits.count) + digits + "\0 "
      tar.replaceSubrange(field, with: text.utf8)
    }
    return tar
  }
}
