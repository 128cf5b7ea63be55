/// What reads the input; each must end, whatever the bytes, within the limits of libFuzzer.
enum FuzzTarget: String, CaseIterable {
  case json, tar, tarSplit = "tar-split", bolt, inflate, rules, archive, store

  var entry: FuzzEntry {
    switch self {
    case .json: { FuzzTarget.run($0, $1, JSONFuzz.run) }
    case .tar: { FuzzTarget.run($0, $1, TarFuzz.run) }
    case .tarSplit: { FuzzTarget.run($0, $1, TarSplitFuzz.run) }
    case .bolt: { FuzzTarget.run($0, $1, BoltFuzz.run) }
    case .inflate: { FuzzTarget.run($0, $1, InflateFuzz.run) }
    case .rules: { FuzzTarget.run($0, $1, RulesFuzz.run) }
    case .archive: { FuzzTarget.run($0, $1, ArchiveFuzz.run) }
    case .store: { FuzzTarget.run($0, $1, StoreFuzz.run) }
    }
  }

  private static func run(
    _ bytes: UnsafePointer<UInt8>?, _ count: Int, _ body: ([UInt8]) -> Void
  ) -> Int32 {
    body(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
  }
}
