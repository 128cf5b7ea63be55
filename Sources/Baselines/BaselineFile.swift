internal import FileAccess
internal import GoJSON
package import LayerModel

/// The file format: one JSON object a line, sorted, so that version control shows what changed.
///
/// The first line is `{"layeraudit_baseline":2,"written_at":…}`. Each layer is a line with `layer`,
/// `kind`, `driver`, `content_sha256` and the number of its `entries`, followed by a line for each
/// of these. The last line, `{"layeraudit_baseline_end":2,"layers":…}`, tells that nothing was cut.
package enum BaselineFile {
  static let version: Int64 = 2
  static let lineLimit: ByteCount = 1_048_576

  /// Reads every layer's digest, and checks that the file is whole.
  package static func read(_ path: BytePath) throws(BaselineError) -> Baseline {
    var lines = try BaselineLines(path)
    guard let header = try lines.next(), header.int64("layeraudit_baseline") == version,
      let writtenAt = header.string("written_at").flatMap(Timestamp.init(rfc3339:))
    else {
      throw .incompatible(path, line: 1, reason: "expected a baseline of version \(version)")
    }
    var digests: [Baseline.Key: Digest] = [:]
    /// Entries of the last layer that are still to come.
    var due: Int64 = 0
    while let line = try lines.next() {
      let number = lines.number
      func expected(_ what: String) -> BaselineError {
        .incompatible(path, line: number, reason: "expected " + what)
      }
      if due > 0 {
        guard line.entry != nil else { throw expected("\(due) more entries of the layer above") }
        due -= 1
      } else if line.isEnd {
        guard line.int64("layers") == Int64(digests.count) else {
          throw expected("the end of a baseline of \(digests.count) layers")
        }
        guard try lines.next() == nil else { throw expected("nothing after the end") }
        return Baseline(path: path, writtenAt: writtenAt, digests: digests)
      } else {
        guard let key = line.key, let digest = line.digest("content_sha256"),
          let count = line.int64("entries"), count >= 0
        else { throw expected("a layer with its digest, or the end") }
        guard digests.updateValue(digest, forKey: key) == nil else {
          throw expected("each layer once")
        }
        due = count
      }
    }
    throw .incompatible(
      path, line: lines.number, reason: "the baseline is cut short after this line")
  }
}

extension Baseline {
  /// The entries of one layer, sorted by path; empty when the baseline does not have it.
  package func entries(of key: Key) throws(BaselineError) -> [ManifestEntry] {
    var lines = try BaselineLines(path)
    var entries: [ManifestEntry] = []
    var isInside = false
    while let line = try lines.next(), !line.isEnd {
      if line.isLayer {
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
