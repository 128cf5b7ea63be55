internal import Baselines
package import FileAccess
package import LayerModel
package import Scanner

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

  /// Why a baseline cannot be written.
  package enum Failure: Error, Hashable, Sendable {
    case unwritable(SystemError)
    /// Two stores hold a layer of one id with different content: a baseline has room for one.
    case ambiguous(LayerID, first: StoreLocation, second: StoreLocation)
  }

  /// How many layers will be read.
  package var layerCount: Int { records.reduce(0) { $0 + Self.layers(of: $1).count } }

  /// Hands the lines of the baseline to `sink`.
  ///
  /// - Returns: a line for each layer that could not be read whole and is therefore not in it.
  package func write(
    progress: ScanProgress, to sink: (String) throws(SystemError) -> Void
  ) throws(Failure) -> [String] {
    func emit(_ text: String) throws(Failure) {
      do { try sink(text) } catch { throw .unwritable(error) }
    }
    var skipped: [String] = []
    var written: [Baseline.Key: (store: StoreLocation, digest: Digest)] = [:]
    try emit(BaselineFile.header(writtenAt: now))
    for record in records {
      for layer in Self.layers(of: record) {
        let found = scanner.manifest(of: layer, root: record.location.root, progress: progress)
        guard let digest = found.digest, found.problems.isEmpty else {
          skipped.append(Self.excuse(layer, found.problems.first?.problem))
          continue
        }
        let key = Baseline.Key(store: record.location, layer: layer.id)
        if let other = written[key] {
          guard other.digest == digest else {
            throw .ambiguous(layer.id, first: other.store, second: record.location)
          }
          continue
        }
        written[key] = (record.location, digest)
        try emit(BaselineFile.lines(of: key, digest: digest, entries: found.entries))
      }
    }
    try emit(BaselineFile.end(layers: written.count))
    return skipped
  }

  /// Those that can be compared later: a container's own layer is there to change.
  static func layers(of record: StoreRecord) -> [LayerClaim] {
    record.layers.filter { $0.role == .image && $0.content != nil }
  }

  private static func excuse(_ layer: LayerClaim, _ problem: ReadProblem?) -> String {
    "layer \(layer.id.short) is left out: "
      + (problem.map { "\($0.path): \($0.detail)" } ?? "it vanished")
  }
}
