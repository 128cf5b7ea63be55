internal import FileAccess
package import LayerModel
internal import TOMLKit

/// What `storage.conf` says of where containers/storage keeps its stores.
///
/// Source: containers-storage.conf(5); containers/storage `types/options.go`.
package struct StorageConfiguration: Sendable {
  /// Why the file cannot be used.
  package struct Failure: Error, Sendable {
    package let path: BytePath
    package let reason: String
  }

  /// Absolute; `nil` where the default holds.
  package private(set) var graphRoot: BytePath?
  /// Where images are kept apart from containers, and read-only stores that this one builds on.
  package private(set) var additionalStores: [BytePath] = []
  /// The mode that every file and directory of a layer is given, whatever its tar says.
  package private(set) var forcedMode: UInt32?

  private static let largest: ByteCount = 1_048_576

  /// The files that may say so, of which the first that is there does.
  package static func candidates(
    override: String?, home: String?, configHome: String?, isRoot: Bool
  ) -> [BytePath] {
    if let override { return [BytePath(override)] }
    let folder = configHome.map { BytePath($0) } ?? home.map { BytePath($0).appending(".config") }
    let own = isRoot ? nil : folder?.appending("containers/storage.conf")
    return [own, "/etc/containers/storage.conf", "/usr/share/containers/storage.conf"]
      .compactMap(\.self)
  }

  /// Reads the first file that is there; `nil` when none is.
  package static func read(_ candidates: [BytePath]) throws(Failure) -> StorageConfiguration? {
    for path in candidates {
      do throws(ReadProblem) {
        let bytes = try InputFile.read(path, limit: largest)
        return try parse(String(decoding: bytes, as: UTF8.self), at: path)
      } catch {
        if case .missing = error { continue }
        throw Failure(path: path, reason: error.detail)
      }
    }
    return nil
  }

  /// Reads the text of a `storage.conf`.
  package static func parse(
    _ text: String, at path: BytePath
  ) throws(ReadProblem) -> StorageConfiguration {
    let table: TOMLTable
    do {
      table = try TOMLTable(string: text)
    } catch {
      let line = (error as? TOMLParseError)?.source.begin.line ?? 0
      throw .malformed(path, offset: 0, expected: "TOML, in line \(line)")
    }
    let storage = table["storage"]?.table
    let listed = storage?["options"]?.table?["additionalimagestores"]?.array
    var configuration = StorageConfiguration()
    configuration.graphRoot = storage?["graphroot"]?.string.flatMap(Self.place)
    configuration.additionalStores =
      ([storage?["imagestore"]?.string] + (listed.map { $0.map(\.string) } ?? []))
      .compactMap { $0.flatMap(Self.place) }
    let options = storage?["options"]?.table
    let mask = options?["overlay"]?.table?["force_mask"]?.string ?? options?["force_mask"]?.string
    configuration.forcedMode = mask.flatMap(Self.mode)
    return configuration
  }

  /// Source: containers/storage `drivers/overlay/overlay.go`, `parseOptions`.
  private static func mode(_ mask: String) -> UInt32? {
    switch mask {
    case "shared": 0o755
    case "private": 0o700
    default: UInt32(mask, radix: 8).flatMap { $0 <= 0o7777 ? $0 : nil }
    }
  }

  private static func place(_ text: String) -> BytePath? {
    let path = BytePath(text)
    return path.isAbsolute ? path : nil
  }
}
