internal import FileAccess
internal import GoJSON
package import LayerModel

/// The file format: one JSON object a line, sorted, so that version control shows what changed.
///
/// The first line is `{"layeraudit_baseline":1,"written_at":…}`. Each layer is a line with `layer`,
/// `kind`, `driver` and `content_sha256`, followed by a line for each of its entries.
package enum BaselineFile {
  static let version: Int64 = 1
  static let lineLimit: ByteCount = 1_048_576

  /// Reads every layer's digest.
  package static func read(_ path: BytePath) throws(BaselineError) -> Baseline {
    var lines = try BaselineLines(path)
    guard let header = try lines.next(), header.int64("layeraudit_baseline") == version,
      let writtenAt = header.string("written_at").flatMap(Timestamp.init(rfc3339:))
    else {
      throw .incompatible(path, line: 1, reason: "expected a baseline of version \(version)")
    }
    var digests: [Baseline.Key: Digest] = [:]
    while let line = try lines.next() {
      guard line.string("layer") != nil else { continue }
      guard let key = line.key, let digest = line.digest("content_sha256") else {
        throw .incompatible(path, line: lines.number, reason: "expected a layer and its digest")
      }
      digests[key] = digest
    }
    return Baseline(path: path, writtenAt: writtenAt, digests: digests)
  }
}

extension Baseline {
  /// The entries of one layer, sorted by path; empty when the baseline does not have it.
  package func entries(of key: Key) throws(BaselineError) -> [ManifestEntry] {
    var lines = try BaselineLines(path)
    var entries: [ManifestEntry] = []
    var isInside = false
    while let line = try lines.next() {
      if line.string("layer") != nil {
        if isInside { break }
        isInside = line.key == key
      } else if isInside {
        guard let entry = line.entry else {
          throw .incompatible(path, line: lines.number, reason: "expected an entry of a layer")
        }
        entries.append(entry)
      }
    }
    return entries
  }
}

/// The lines of a baseline, parsed.
private struct BaselineLines: ~Copyable {
  private var file: InputFile
  private(set) var number = 0

  init(_ path: BytePath) throws(BaselineError) {
    do { file = try InputFile(path) } catch { throw .unreadable(error) }
  }

  mutating func next() throws(BaselineError) -> BaselineLine? {
    let document: JSONDocument
    do throws(ReadProblem) {
      guard let bytes = try file.line(limit: BaselineFile.lineLimit) else { return nil }
      number += 1
      document = try JSONDocument(parsing: bytes, at: file.path)
    } catch {
      guard case .malformed(let path, _, let expected) = error else { throw .unreadable(error) }
      throw .incompatible(path, line: number, reason: "expected \(expected)")
    }
    return BaselineLine(value: document.value)
  }
}
