internal import FileAccess
internal import GoJSON
internal import LayerModel

/// `containers/<id>/config.json`, as far as layers are concerned.
///
/// Source: docker 1.7.1 `daemon/container.go`, `Container`; `daemon/daemon.go`, `restore`.
struct GraphContainerConfig {
  let id: ContainerID
  let path: BytePath
  /// A word of ``ContainerClaim/configState``, without `other-driver`.
  let state: String
  let name: String
  let image: ImageID?
  /// `nil` when the configuration cannot be read; `aufs` when it names none.
  let driver: String?
  let problem: ReadProblem?

  private static let limit: ByteCount = 16_777_216

  init(_ id: ContainerID, in root: borrowing Directory) {
    self.id = id
    path = BytePath("containers").appending(id.name).appending("config.json")
    do throws(ReadProblem) {
      let bytes = try root.read(path, limit: Self.limit)
      let document = try JSONDocument(parsing: bytes, at: path)
      let fields = try Self.fields(document.value, at: path)
      let text = fields.name
      name = text.hasPrefix("/") ? String(text.dropFirst()) : text
      image = fields.image.map { ImageID($0) }
      driver = fields.driver.isEmpty ? GraphDriver.aufs.rawValue : fields.driver
      state = ContainerID(fields.id) == id ? "ok" : "wrong-id"
      problem = nil
    } catch {
      (name, image, driver, problem) = ("", nil, nil, error)
      state = error.cause == "too-large" ? "malformed" : error.cause
    }
  }

  private static func fields(
    _ value: JSONValue, at path: BytePath
  ) throws(ReadProblem) -> (id: String, name: String, image: String?, driver: String) {
    do throws(JSONTypeError) {
      guard case .object = value else { throw JSONTypeError(key: "", expected: "an object") }
      return (
        try value.string("ID") ?? "", try value.string("Name") ?? "",
        try value.string("Image").flatMap { $0.isEmpty ? nil : $0 },
        try value.string("Driver") ?? ""
      )
    } catch {
      throw .malformed(path, offset: 0, expected: "\(error.expected) in \"\(error.key)\"")
    }
  }

  /// The driver layers, lowest first.
  var layers: [LayerID] {
    [LayerID(BytePath(id.name.bytes + Array("-init".utf8))), LayerID(id.name)]
  }
}
