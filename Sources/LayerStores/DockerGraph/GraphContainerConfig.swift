internal import FileAccess
internal import GoJSON
internal import LayerModel

/// `containers/<id>/config.json` or `config.v2.json`, as far as it says which layers a container has.
///
/// Source: docker 1.7.1 `daemon/container.go`, `Container`, `FromDisk`; `daemon/daemon.go`, `load`.
struct GraphContainerConfig {
  let path: BytePath
  /// As ``ContainerClaim/configState``, before the driver is compared.
  var state: String
  var name = ""
  /// `nil` when the configuration could not be read; an absent driver means aufs.
  var driver: String?
  var image: String?
  /// The manifest that it was made from, where `image` may be an index; of Docker 28 and later.
  var manifest: String?
  /// Whether the daemon has begun to remove the container.
  ///
  /// It writes this down before it takes away any file.
  /// Source: moby v20.10.24 `daemon/delete.go`, `cleanupContainer`.
  var isDead = false
  var oddities: [Oddity] = []
  var problem: ReadProblem?

  /// `file` is called `config.v2.json` from Docker 1.10 on, with the same fields.
  init(
    _ container: ContainerID, file name: BytePath = "config.json", in root: borrowing Directory
  ) {
    path = BytePath("containers").appending(container.name).appending(name)
    let file = MetadataFile(path, in: root, limit: .metadataLimit)
    problem = file.problem
    switch file.problem {
    case nil: state = "ok"
    case .missing: state = "missing"
    case .wrongKind: state = "wrong-kind"
    case .tooLarge: state = "malformed"
    default: state = "unreadable"
    }
    if let size = file.status?.size, size > .largeMetadata {
      note("large-metadata", size.description, container)
    }
    guard file.problem == nil else { return }
    do {
      try read(file.bytes, container)
    } catch {
      state = "malformed"
      problem = error
    }
  }

  private mutating func note(_ kind: String, _ actual: String?, _ container: ContainerID) {
    oddities.append(Oddity(kind, path: path, container: container, actual: actual))
  }

  private mutating func read(
    _ bytes: [UInt8], _ container: ContainerID
  ) throws(ReadProblem) {
    let document = try JSONDocument(parsing: bytes, at: path)
    DocumentOddities.of(document).forEach { note($0.kind, $0.actual, container) }
    guard case .object = document.value else {
      throw .malformed(path, offset: 0, expected: "a JSON object")
    }
    do { try take(document.value, container) } catch {
      throw .malformed(path, offset: 0, expected: "\(error.key) to be \(error.expected)")
    }
  }

  private mutating func take(
    _ json: JSONValue, _ container: ContainerID
  ) throws(JSONTypeError) {
    let written = try json.string("Name") ?? ""
    name = written.hasPrefix("/") ? String(written.dropFirst()) : written
    let declared = try json.string("Driver") ?? ""
    driver = declared.isEmpty ? GraphDriver.aufs.rawValue : declared
    image = try json.string("Image")
    if image == nil { image = try json.string("ImageID") }
    if image?.isEmpty == true { image = nil }
    manifest = try json.object("ImageManifest")?.string("digest")
    isDead = try json.object("State")?.bool("Dead") ?? false
    let id = try json.string("ID") ?? ""
    if ContainerID(id) != container { state = "wrong-id" }
  }
}
