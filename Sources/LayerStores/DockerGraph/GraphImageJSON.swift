internal import GoJSON
internal import Hashing
internal import LayerModel

/// What one `graph/<id>/json` says, read as Docker's Go code reads it.
///
/// Source: docker 1.7.1 `image/image.go`, struct `Image`; docker 1.9.1 `image/image.go`.
struct GraphImageJSON {
  let id: String?
  let parent: String?
  /// `parent_id` and `layer_id` of images that 1.8.3 or later pulled.
  let parentDigest: String?
  let blobDigest: String?
  let created: Timestamp?
  let createdState: String
  let createdBy: String
  let comment: String?
  let author: String?
  let toolVersion: String?
  let size: ByteCount?
  let configuration: [ConfigurationField]

  /// Reads the fields.
  ///
  /// - Throws: when Go would refuse the document for a field of the wrong type.
  init(_ value: JSONValue) throws(JSONTypeError) {
    guard case .object = value else { throw JSONTypeError(key: "", expected: "an object") }
    id = try value.string("id")
    parent = try value.string("parent")
    parentDigest = try value.string("parent_id")
    blobDigest = try value.string("layer_id")
    comment = try value.string("comment")
    author = try value.string("author")
    toolVersion = try value.string("docker_version")
    for name in ["container", "architecture", "os"] { _ = try value.string(name) }
    size = try value.int64("Size").map { ByteCount($0) }
    let createdText = try value.string("created")
    created = createdText.flatMap { Timestamp(rfc3339: $0) }
    createdState = createdText == nil ? "missing" : created == nil ? "malformed" : "ok"
    let containerConfig = try value.object("container_config")
    createdBy = try containerConfig?.command("Cmd")?.joined(separator: " ") ?? ""
    let config = try value.object("config")
    for name in ["Cmd", "Entrypoint"] { _ = try config?.command(name) }
    for name in ["Env", "OnBuild"] { _ = try config?.strings(name) }
    configuration = Self.fields(of: config)
  }

  /// Fields that differ from build step to build step without meaning anything for the layer.
  private static let incidental: Set<String> = ["Image", "Hostname", "Domainname"]

  /// The fields that are set, sorted by name.
  private static func fields(of config: JSONValue?) -> [ConfigurationField] {
    let unset: Set<String> = ["null", "\"\"", "[]", "{}", "false", "0"]
    return (config?.entries ?? [])
      .filter { !incidental.contains($0.key) }
      .map { ConfigurationField(name: $0.key, value: $0.value.canonicalText) }
      .filter { !unset.contains($0.value) }
      .sorted { $0.name < $1.name }
  }
}

/// Where an id comes from that is the digest of the image's JSON.
///
/// Source: docker 1.9.1 `graph/graph.go`, `tryNextID`: when the digest of `json` was taken by
/// something else, the next candidate is the digest of the hexadecimal text of the last one.
enum GraphContentAddress {
  private static let maximumProbes = 16

  /// `match`, `probe` or `mismatch`.
  static func state(of id: LayerID, json: [UInt8]) -> String {
    var candidate = SHA256Hash.digest(of: json)
    for probe in 0...maximumProbes {
      if candidate.hex.utf8.elementsEqual(id.name.bytes) { return probe == 0 ? "match" : "probe" }
      candidate = SHA256Hash.digest(of: Array(candidate.hex.utf8))
    }
    return "mismatch"
  }
}
