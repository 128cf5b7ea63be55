internal import Hashing
internal import LayerModel
internal import TarFixtures

/// Makes one image as a layout, as an archive of Docker, or as both, sound unless told otherwise.
package struct ImageBuilder {
  package struct Layer {
    package var tar: [UInt8]
    /// `none`, `gzip`, `zstd`.
    package var compression = "gzip"
    /// What its descriptor says.
    package var mediaType: String?
    package var size: Int?
    package var digest: String?
    /// More fields of its descriptor, each after a comma.
    package var more = ""

    package init(_ name: String, _ content: String) {
      tar =
        ArchiveTree.member(name, .file(Array(content.utf8)))
        + [UInt8](repeating: 0, count: 1_024)
    }

    package var diffID: String { ImageBuilder.digest(tar) }

    package var blob: [UInt8] {
      switch compression {
      case "gzip": Compression.gzip(tar)
      case "zstd": Compression.zstd(tar)
      default: tar
      }
    }

    var descriptor: String {
      let suffix = compression == "none" ? "" : "+\(compression)"
      let bytes = blob
      return ImageBuilder.descriptor(
        mediaType ?? "application/vnd.oci.image.layer.v1.tar\(suffix)",
        digest ?? ImageBuilder.digest(bytes), size ?? bytes.count, more)
    }
  }

  package static let manifestType = "application/vnd.oci.image.manifest.v1+json"
  package static let indexType = "application/vnd.oci.image.index.v1+json"
  package static let configType = "application/vnd.oci.image.config.v1+json"

  package var layers = [
    Layer("etc/os-release", "one"), Layer("etc/motd", String(repeating: "two ", count: 400)),
  ]
  /// Instead of those of the layers.
  package var diffIDs: [String]?
  /// Steps of the history; as many as there are DiffIDs if left out.
  package var steps: Int?
  package var architecture = "amd64"
  package var rootFSType = "layers"
  package var hasRootFS = true
  /// Instead of all of the configuration.
  package var configText: String?
  package var configSize: Int?
  /// More fields, each after a comma.
  package var configMore = ""
  package var manifestMore = ""
  package var manifestSize: Int?
  package var manifestDescriptorMore = ""
  package var name = "app:1"

  package init() {}

  package var config: String {
    if let configText { return configText }
    let ids = diffIDs ?? layers.map(\.diffID)
    let history = (0..<(steps ?? ids.count)).map {
      #"{"created":"2026-01-02T03:04:05Z","created_by":"step \#($0)"}"#
    }
    let list = ids.map { "\"\($0)\"" }.joined(separator: ",")
    let rootFS = #","rootfs":{"type":"\#(rootFSType)","diff_ids":[\#(list)]}"#
    return """
      {"created":"2026-01-02T03:04:05Z","architecture":"\(architecture)","os":"linux",\
      "config":{"Cmd":["/bin/sh"]},"history":[\(history.joined(separator: ","))]\
      \(hasRootFS ? rootFS : "")}
      """
  }

  package var manifest: String {
    let text = config
    let descriptor = Self.descriptor(
      Self.configType, Self.digest(text), configSize ?? text.utf8.count, configMore)
    return """
      {"schemaVersion":2,"mediaType":"\(Self.manifestType)","config":\(descriptor),\
      "layers":[\(layers.map(\.descriptor).joined(separator: ","))]\(manifestMore)}
      """
  }

  package var manifestDescriptor: String {
    Self.descriptor(
      Self.manifestType, Self.digest(manifest), manifestSize ?? manifest.utf8.count,
      manifestDescriptorMore)
  }

  /// The same, by the name of the image.
  package var indexEntry: String {
    var copy = self
    copy.manifestDescriptorMore +=
      #","annotations":{"org.opencontainers.image.ref.name":"\#(name)"}"#
    return copy.manifestDescriptor
  }

  /// A layout of this image.
  package var layout: ArchiveTree {
    var tree = ArchiveTree()
    tree.write("oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#)
    addBlobs(to: &tree)
    tree.write("index.json", Self.index([indexEntry]))
    return tree
  }

  package func addBlobs(to tree: inout ArchiveTree) {
    for layer in layers { tree[Self.blob(layer.blob)] = layer.blob }
    tree.write(configPath, config)
    tree.write(manifestPath, manifest)
  }

  package var configPath: String { Self.blob(Array(config.utf8)) }
  package var manifestPath: String { Self.blob(Array(manifest.utf8)) }
  package func layerPath(_ number: Int) -> String { Self.blob(layers[number].blob) }
  package var archiveConfig: String { Self.hex(Array(config.utf8)) + ".json" }

  /// The directory of a layer in an archive of the first format.
  package static func legacyID(_ number: Int) -> String {
    String(repeating: "0123456789abcdef", count: 3) + "00000000000000" + "0\(number + 1)"
  }

  package static func legacyLayer(_ number: Int) -> String { legacyID(number) + "/layer.tar" }

  /// An archive as Docker 1.10 to 24 saves it.
  package var archive: ArchiveTree {
    var tree = ArchiveTree()
    for (number, layer) in layers.enumerated() {
      let parent = number == 0 ? "" : #","parent":"\#(Self.legacyID(number - 1))""#
      tree.write("\(Self.legacyID(number))/VERSION", "1.0")
      tree.write(
        "\(Self.legacyID(number))/json", #"{"id":"\#(Self.legacyID(number))"\#(parent)}"#)
      tree[Self.legacyLayer(number)] = layer.compression == "none" ? layer.tar : layer.blob
    }
    tree.write(archiveConfig, config)
    let list = layers.indices.map { "\"\(Self.legacyLayer($0))\"" }.joined(separator: ",")
    tree.write(
      "manifest.json",
      #"[{"Config":"\#(archiveConfig)","RepoTags":["\#(name)"],"Layers":[\#(list)]}]"#)
    let parts = name.split(separator: ":")
    tree.write(
      "repositories", #"{"\#(parts[0])":{"\#(parts[1])":"\#(Self.legacyID(layers.count - 1))"}}"#)
    return tree
  }

  /// A layout with Docker's list beside it, as Docker 25 saves it.
  package var hybrid: ArchiveTree {
    var tree = layout
    let list = layers.indices.map { "\"\(layerPath($0))\"" }.joined(separator: ",")
    tree.write(
      "manifest.json",
      #"[{"Config":"\#(configPath)","RepoTags":["\#(name)"],"Layers":[\#(list)]}]"#)
    return tree
  }

  package static func index(_ manifests: [String]) -> String {
    #"{"schemaVersion":2,"mediaType":"\#(indexType)","manifests":[\#(manifests.joined(separator: ","))]}"#
  }

  package static func descriptor(
    _ mediaType: String, _ digest: String, _ size: Int, _ more: String = ""
  ) -> String {
    #"{"mediaType":"\#(mediaType)","digest":"\#(digest)","size":\#(size)\#(more)}"#
  }

  package static func hex(_ bytes: [UInt8]) -> String { SHA256Hash.digest(of: bytes).hex }
  package static func digest(_ bytes: [UInt8]) -> String { "sha256:" + hex(bytes) }
  package static func sha512(_ bytes: [UInt8]) -> String {
    let hash = BlobHash(.sha512)
    hash.update(bytes)
    return "\(hash.finish())"
  }
  package static func digest(_ text: String) -> String { digest(Array(text.utf8)) }
  package static func blob(_ bytes: [UInt8]) -> String { "blobs/sha256/" + hex(bytes) }
}
