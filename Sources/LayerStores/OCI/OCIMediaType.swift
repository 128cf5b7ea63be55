/// What a media type says of the bytes behind a descriptor.
///
/// Source: OCI image-spec `media-types.md`; distribution `manifest/schema2`; containerd
/// `core/images/mediatypes.go`, `DiffCompression`.
struct OCIMediaType: Hashable {
  enum Kind: Hashable {
    case index, manifest
    /// A manifest of the first schema, which lists blobs without their types.
    case oldManifest
    case config
    case layer
    /// A layer that only its receiver can decrypt.
    case sealedLayer
    /// Whatever no engine unpacks.
    case other
  }

  let kind: Kind
  /// `none`, `gzip`, `zstd`; `nil` where the type leaves it open.
  let compression: String?
  /// Whether the bytes may stay where they came from.
  let isForeign: Bool

  init(_ text: String) {
    let base = text.split(separator: ";", maxSplits: 1).first.map(String.init) ?? ""
    let layer = Self.layerParts(base)
    isForeign = layer?.isForeign ?? false
    switch base {
    case "application/vnd.oci.image.index.v1+json",
      "application/vnd.docker.distribution.manifest.list.v2+json":
      kind = .index
    case "application/vnd.oci.image.manifest.v1+json",
      "application/vnd.docker.distribution.manifest.v2+json",
      "application/vnd.oci.artifact.manifest.v1+json":
      kind = .manifest
    case "application/vnd.docker.distribution.manifest.v1+json",
      "application/vnd.docker.distribution.manifest.v1+prettyjws":
      kind = .oldManifest
    case "application/vnd.oci.image.config.v1+json",
      "application/vnd.docker.container.image.v1+json":
      kind = .config
    default:
      kind = layer.map { $0.suffixes.contains("encrypted") ? .sealedLayer : .layer } ?? .other
    }
    compression = layer.flatMap { Self.compression($0.suffixes, isDocker: $0.isDocker) }
  }

  private struct LayerParts {
    var suffixes: [String]
    var isForeign = false
    var isDocker = false
  }

  /// `nil` unless it is the type of a layer.
  private static func layerParts(_ text: String) -> LayerParts? {
    for (prefix, isForeign) in [
      ("application/vnd.oci.image.layer.v1.tar", false),
      ("application/vnd.oci.image.layer.nondistributable.v1.tar", true),
    ] where text.hasPrefix(prefix) {
      let rest = text.dropFirst(prefix.count)
      guard rest.isEmpty || rest.hasPrefix("+") else { continue }
      return LayerParts(suffixes: rest.split(separator: "+").map(String.init), isForeign: isForeign)
    }
    for (prefix, isForeign) in [
      ("application/vnd.docker.image.rootfs.diff.tar", false),
      ("application/vnd.docker.image.rootfs.foreign.diff.tar", true),
    ] where text.hasPrefix(prefix) {
      let rest = text.dropFirst(prefix.count)
      guard rest.isEmpty || rest.hasPrefix(".") || rest.hasPrefix("+") else { continue }
      let suffixes = rest.split { $0 == "." || $0 == "+" }.map(String.init)
      return LayerParts(suffixes: suffixes, isForeign: isForeign, isDocker: true)
    }
    return nil
  }

  private static func compression(_ suffixes: [String], isDocker: Bool) -> String? {
    switch suffixes.first {
    case "gzip", "zstd": suffixes.first
    // Docker's own plain type was used for compressed layers as well.
    case nil: isDocker ? nil : "none"
    default: nil
    }
  }
}
