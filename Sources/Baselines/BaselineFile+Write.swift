internal import GoJSON
package import LayerModel

extension BaselineFile {
  /// The first line.
  package static func header(writtenAt: Timestamp) -> String {
    line([("layeraudit_baseline", .number("\(version)")), ("written_at", .string(writtenAt.text))])
  }

  /// The lines of one layer: its digest, then its entries, which must be sorted by path.
  package static func lines(
    of key: Baseline.Key, digest: Digest, entries: [ManifestEntry]
  ) -> String {
    line([
      named("layer", key.layer.name), ("kind", .string(key.kind.rawValue)),
      ("driver", .string(key.driver)), ("content_sha256", .string(digest.description)),
      ("entries", .number("\(entries.count)")),
    ]) + entries.map(line(for:)).joined()
  }

  /// The last line; `layers` is how many are above it.
  package static func end(layers: Int) -> String {
    line([("layeraudit_baseline_end", .number("\(version)")), ("layers", .number("\(layers)"))])
  }

  private static func line(for entry: ManifestEntry) -> String {
    line(
      [
        named("path", entry.path), ("kind", .string(entry.kind.rawValue)),
        ("mode", .string(String(entry.mode, radix: 8))), ("owner", .number("\(entry.owner)")),
        ("group", .number("\(entry.group)")), ("size", .number("\(entry.size.value)")),
        entry.device.map { ("device", .string($0)) },
        entry.linkTarget.map { named("link", $0) },
        entry.content.map { ("content_sha256", .string($0.description)) },
        entry.attributes.map { ("attributes_sha256", .string($0.description)) },
      ].compactMap { $0 })
  }

  private static func named(_ name: String, _ path: BytePath) -> (String, JSONValue) {
    EscapedText.isUTF8(path.bytes)
      ? (name, .string(EscapedText.utf8(path.bytes)))
      : (name + "_hex", .string(Hexadecimal.text(path.bytes)))
  }

  private static func line(_ members: [(String, JSONValue)]) -> String {
    JSONValue.object(members.map { JSONMember(key: $0, value: $1) }).text + "\n"
  }
}
