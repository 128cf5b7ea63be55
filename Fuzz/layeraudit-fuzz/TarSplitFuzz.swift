import Archives

/// Any bytes as the lines of a `tar-data.json`, and what its segments hold as headers of a tar.
enum TarSplitFuzz {
  static func run(_ bytes: [UInt8]) {
    var reader = TarSplitReader()
    var headers = TarHeaderStream()
    do {
      for start in stride(from: 0, to: bytes.count, by: 3_000) {
        reader.feed(Array(bytes[start..<min(bytes.count, start + 3_000)]))
        if start + 3_000 >= bytes.count { reader.finish() }
        while let entry = try reader.next() {
          guard case .segment(let segment) = entry else { continue }
          _ = try headers.feed(TarFuzz.checksummed(segment))
        }
      }
      try headers.finish()
    } catch {
      // That is what a reader reports.
    }
  }
}
