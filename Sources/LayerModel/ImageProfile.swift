/// What one image is made of, as far as sizes go: what a comparison needs of it.
package struct ImageProfile: Hashable, Sendable {
  package var id: ImageID
  package var store: String
  /// `name:tag` and `name@digest`, sorted; empty when untagged.
  package var names: [String]
  /// `os/architecture`; `nil` when neither is known.
  package var platform: String?
  /// The base first.
  package var layers: [LayerProfile]

  package init(
    id: ImageID, store: String, names: [String], platform: String?, layers: [LayerProfile]
  ) {
    self.id = id
    self.store = store
    self.names = names
    self.platform = platform
    self.layers = layers
  }

  /// `nil` when neither is known.
  package static func platform(os: String?, architecture: String?) -> String? {
    guard os != nil || architecture != nil else { return nil }
    return "\(os ?? "unknown")/\(architecture ?? "unknown")"
  }

  /// For people: its first name, or its short id.
  package var title: String { names.first ?? id.short }

  /// Its names without tags and digests, which change with every build; sorted, each once.
  package var repositories: [String] { Set(names.map(ImageClaim.repository)).sorted() }
}

/// What one layer adds to an image.
package struct LayerProfile: Hashable, Sendable {
  package var id: LayerID
  /// Equal for layers of equal content, in whichever store: the DiffID, or else the id.
  package var identity: String
  package var createdBy: String?
  /// Bytes of the regular files that it has of its own, each inode once; `nil` if not measured.
  package var bytes: ByteCount?
  package var files: Int?
  /// Every regular file and its length, sorted by path; `nil` if not listed.
  package var listing: [SizedFile]?

  package init(id: LayerID, identity: String) {
    self.id = id
    self.identity = identity
  }

  /// Stands for what a broken chain lacks, so that no size is told of the image.
  package static let missing = LayerProfile(id: LayerID("missing"), identity: "missing")
}

/// One regular file of a layer.
package struct SizedFile: Hashable, Sendable {
  /// Relative to the layer's root, as reports show it: bytes that are not UTF-8 are escaped.
  package var path: BytePath
  package var bytes: ByteCount

  package init(path: BytePath, bytes: ByteCount) {
    self.path = BytePath(EscapedText.utf8(path.bytes))
    self.bytes = bytes
  }
}
