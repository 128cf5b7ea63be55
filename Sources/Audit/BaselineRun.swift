internal import Baselines
package import LayerModel
internal import Scanner

/// Writes what is in every image layer, one layer at a time, so that memory holds one at the most.
package struct BaselineRun: Sendable {
  private let records: [StoreRecord]
  private let scanner: Scanner
  private let now: Timestamp

  package init(records: [StoreRecord], workers: Int, now: Timestamp) {
    self.records = records
    scanner = Scanner(workers: workers)
    self.now = now
  }

  /// Hands the lines of the baseline to `sink`.
  ///
  /// - Returns: a line for each layer that could not be read whole and is therefore not in it.
  package func write<Failure: Error>(
    _ sink: (String) throws(Failure) -> Void
  ) throws(Failure) -> [String] {
    var skipped: [String] = []
    var written = 0
    try sink(BaselineFile.header(writtenAt: now))
    for record in records {
      for layer in Self.layers(of: record) {
        let found = scanner.manifest(of: layer, root: record.location.root)
        if let digest = found.digest, found.problems.isEmpty {
          let key = Baseline.Key(store: record.location, layer: layer.id)
          try sink(BaselineFile.lines(of: key, digest: digest, entries: found.entries))
          written += 1
        } else {
          let problem = found.problems.first?.problem
          skipped.append(
            "layer \(layer.id.short) is left out: "
              + (problem.map { "\($0.path): \($0.detail)" } ?? "it vanished"))
        }
      }
    }
    try sink(BaselineFile.end(layers: written))
    return skipped
  }

  /// Those that can be compared later: a container's own layer is there to change.
  static func layers(of record: StoreRecord) -> [LayerClaim] {
    record.layers.filter { $0.role == .image && $0.content != nil }
  }
}
