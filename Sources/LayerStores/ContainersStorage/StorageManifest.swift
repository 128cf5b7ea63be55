internal import GoJSON
internal import LayerModel

/// An image's manifest, as far as it tells of configuration and layers.
///
/// Source: OCI image specification, `manifest.md`; distribution `docs/spec/manifest-v2-2.md`.
struct StorageManifest {
  struct Layer {
    var digest: Digest?
    var size: Int64?
    /// As ``StorageLayer/compression``; `nil` when the media type does not say.
    var compression: Int64?
  }

  var config: Digest?
  var configSize: Int64?
  /// The base first; `nil` for an index and for the first schema, which repeats layers.
  var layers: [Layer]?
  private let version: Int64?
  /// Of the configuration: a manifest need not tell its own.
  private var configType: String?

  /// Whether the engines got it from elsewhere with its layers packed, for an image of such DiffIDs.
  ///
  /// What they commit, build or load from an archive of Docker's is written down with the layers as
  /// they are unpacked, the latter with the media type of packed ones. Measured with Podman 4.3 and
  /// 5.8, and Buildah 1.28.
  func isFetched(unpackingTo diffIDs: [Digest]) -> Bool {
    guard version != 1 else { return true }
    let plain = Set(diffIDs)
    return !plain.isEmpty
      && (layers ?? []).contains { layer in
        layer.compression != 0 && layer.digest.map(plain.contains) == false
      }
  }

  /// For an image of such DiffIDs.
  func form(unpackingTo diffIDs: [Digest]) -> ManifestForm? {
    let isPlain = layers?.map(\.digest) == diffIDs
    switch configType {
    case "application/vnd.oci.image.config.v1+json": return isPlain ? .oci : .ociPacked
    case "application/vnd.docker.container.image.v1+json": return isPlain ? .docker : nil
    default: return nil
    }
  }

  /// `nil` unless the bytes are a manifest.
  init?(_ bytes: [UInt8], at path: BytePath) {
    do {
      let json = try JSONDocument(parsing: bytes, at: path).value
      guard case .object = json else { return nil }
      version = try json.int64("schemaVersion")
      let config = try json.object("config")
      self.config = try config?.string("digest").flatMap { Digest(prefixed: $0) }
      configSize = try config?.int64("size")
      configType = try config?.string("mediaType")
      guard case .array(let elements) = json.member("layers") else { return }
      var layers: [Layer] = []
      for element in elements {
        layers.append(
          Layer(
            digest: try element.string("digest").flatMap { Digest(prefixed: $0) },
            size: try element.int64("size"),
            compression: Self.compression(try element.string("mediaType") ?? "")))
      }
      self.layers = layers
    } catch {
      return nil
    }
  }

  private static func compression(_ mediaType: String) -> Int64? {
    if mediaType.hasSuffix("tar+gzip") || mediaType.hasSuffix("tar.gzip") { return 2 }
    if mediaType.hasSuffix("tar+zstd") || mediaType.hasSuffix("tar.zstd") { return 4 }
    return mediaType.hasSuffix("tar") ? 0 : nil
  }
}
