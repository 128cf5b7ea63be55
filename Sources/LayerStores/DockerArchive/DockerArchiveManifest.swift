internal import GoJSON
internal import LayerModel

/// `manifest.json`: which configuration and which layers make which image.
///
/// Source: moby v28.5.2 `image/tarexport/tarexport.go`, `manifestItem`.
struct DockerArchiveManifest {
  struct Item {
    var config: BytePath
    /// None for an image without a name.
    var names: [String]
    /// The base first.
    var layers: [BytePath]
  }

  private(set) var items: [Item] = []
  private(set) var oddities: [DocumentOddities] = []

  static let path: BytePath = "manifest.json"
  private static let itemLimit = 50_000

  init(_ bytes: [UInt8], at path: BytePath) throws(ReadProblem) {
    let document = try JSONDocument(
      parsing: bytes, at: path, maximumValues: OCIDocument.valueLimit)
    guard case .array(let elements) = document.value else {
      throw .malformed(path, offset: 0, expected: "a JSON array")
    }
    guard elements.count <= Self.itemLimit else {
      throw .tooMany(path, limit: Self.itemLimit, things: "images")
    }
    oddities = DocumentOddities.of(document)
    for (position, element) in elements.enumerated() {
      do throws(JSONTypeError) {
        guard case .object = element else {
          throw JSONTypeError(key: "image", expected: "an object")
        }
        items.append(
          Item(
            config: BytePath(try element.string("Config") ?? ""),
            names: try element.strings("RepoTags") ?? [],
            layers: (try element.strings("Layers") ?? []).map { BytePath($0) }))
      } catch {
        throw error.problem(at: path, of: "[\(position)]")
      }
    }
  }

  /// Whether the bytes are such a list, and not one of the many other files of that name.
  static func isOne(_ bytes: [UInt8]) -> Bool {
    do {
      let manifest = try DockerArchiveManifest(bytes, at: path)
      return manifest.items.contains { !$0.config.isEmpty }
    } catch {
      return false
    }
  }
}
