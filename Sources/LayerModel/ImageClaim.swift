/// An image as the daemon lists it: a layer at the top of a chain, and its names.
package struct ImageClaim: Hashable, Sendable {
  package var id: ImageID
  /// `name:tag` and `name@digest`, sorted.
  package var names: [String]
  /// The chain from the top layer to the base; stops where it is broken.
  package var layers: [LayerID]
  package var isComplete: Bool
  /// The same chains where a store has them once more, each from the top layer to the base.
  package var copies: [LayerID] = []
  package var created: Timestamp?
  package var configPath: BytePath?

  // The rest is `nil` or empty in formats whose images are no files of their own.

  /// `ok`, `digest-mismatch`, `empty`, `malformed`, `no-rootfs`, `unreadable`, `wrong-kind`,
  /// `too-large`.
  package var configState: String?
  /// SHA-256 of the configuration's bytes, where it is not the id.
  package var actualDigest: Digest?
  /// `ok`, `none`, `too-many`, `too-few`: entries with a layer against the layers.
  package var historyState: String?
  /// `complete`, `missing`, `unloadable`, `malformed`.
  package var chainState: String?
  /// The lowest layer of the chain that is not there or cannot be loaded.
  package var brokenLayer: LayerID?
  package var architecture: String?
  package var os: String?
  package var toolVersion: String?
  /// The image that a classic build or a commit started from.
  package var parent: ImageID?
  /// Of the documents that the store's record lists with it, which its engine counts, too.
  package var recordedDataSize: ByteCount?
  /// The containerd namespace that has it.
  package var namespace: String?
  /// Hosts that its manifest was pulled from or pushed to, as the store remembers them, sorted.
  package var registries: [String] = []
  /// `name@digest` by which it was pulled, where the names do not tell; `nil` for what was built or
  /// loaded here, and where nothing is known of that.
  package var pulledAs: String?
  /// How its manifest is written; `nil` where the store keeps none, or one of another form.
  package var manifestForm: ManifestForm?
  /// Repositories that have every layer of it, as the store remembers, sorted; they need not have the
  /// image.
  package var layerRepositories: [String] = []
  /// Steps that made the image, the last one first, those without a layer included.
  package var history: [HistoryStep] = []

  package init(
    id: ImageID, names: [String], layers: [LayerID], isComplete: Bool, created: Timestamp?,
    configPath: BytePath? = nil
  ) {
    self.id = id
    self.names = names
    self.layers = layers
    self.isComplete = isComplete
    self.created = created
    self.configPath = configPath
  }

  /// `name@digest` by which a registry has just this image, as far as the store shows; empty for what
  /// was built or loaded here.
  ///
  /// No command gives an image a name with a digest: the engines note one when they pull, and Docker
  /// when it pushes.
  package var origins: [String] {
    let named = names.filter { $0.contains("@") }
    return named.isEmpty ? [pulledAs].compactMap(\.self) : named
  }

  /// The part of a reference before `@`, and before a `:` that stands behind the last `/`.
  package static func repository(_ name: String) -> String {
    let text = name.prefix { $0 != "@" }
    let slash = text.lastIndex(of: "/") ?? text.startIndex
    guard let colon = text[slash...].lastIndex(of: ":") else { return String(text) }
    return String(text[..<colon])
  }
}

/// How a manifest that a store keeps with an image is written.
package enum ManifestForm: Hashable, Sendable {
  /// As the OCI image specification has it, with the layers as they are unpacked.
  case oci
  /// As Docker's second schema has it, with the layers as they are unpacked.
  case docker
  /// As the OCI image specification has it, with other digests of layers than the unpacked ones'.
  case ociPacked
}

/// One step of an image's making, as its configuration tells it.
package struct HistoryStep: Hashable, Sendable {
  package var created: Timestamp?
  package var createdBy: String?
  package var comment: String?
  package var author: String?
  /// `nil` for a step that changed no file.
  package var layer: LayerID?
  /// The image that this step ended with, where the store still has it.
  package var image: ImageID?

  package init(
    created: Timestamp?, createdBy: String?, comment: String?, author: String?,
    layer: LayerID? = nil, image: ImageID? = nil
  ) {
    self.created = created
    self.createdBy = createdBy
    self.comment = comment
    self.author = author
    self.layer = layer
    self.image = image
  }
}

/// A name that points at an image.
package struct ReferenceClaim: Hashable, Sendable {
  package var name: String
  package var path: BytePath
  package var target: String
  /// `present`, `missing`, `unloadable`, `prefix`, `malformed`.
  package var targetState: String
  /// `ok`, `illegal-name`, `illegal-tag`, `wrong-repository`, `illegal-annotation`.
  package var nameState: String

  package init(
    name: String, path: BytePath, target: String, targetState: String, nameState: String
  ) {
    self.name = name
    self.path = path
    self.target = target
    self.targetState = targetState
    self.nameState = nameState
  }
}

package struct ContainerClaim: Hashable, Sendable {
  package var id: ContainerID
  /// Without the leading slash; empty when unknown.
  package var name: String
  package var driver: String?
  package var image: ImageID?
  package var configPath: BytePath
  /// `ok`, `missing`, `unreadable`, `malformed`, `wrong-kind`, `wrong-id`, `other-driver`.
  package var configState: String
  /// `present`, `missing`, `unloadable`, `unknown`.
  package var imageState: String
  /// Driver layers, lowest first: `-init`, then the container's own.
  package var layers: [LayerID] = []
  /// `present`, `missing`, `wrong-kind`, `unknown`.
  package var contentState: String
  package var initState: String
  /// The record of which layers it has: `ok`, `missing`, `malformed`, `wrong-kind`, `unreadable`;
  /// `nil` where the format has none.
  package var mountState: String?
  package var mountPath: BytePath?
  /// The chain below it: `match`, `missing`, `differs`, `unknown-layer`, `unloadable`, `malformed`,
  /// `unreadable`, `unchecked`.
  package var mountParentState: String?
  package var mountParentExpected: String?
  package var mountParentActual: String?
  /// `ok`, `missing`, `malformed`, `wrong-kind`, `unreadable`; `nil` where none is due.
  package var hostConfigState: String?

  package init(
    id: ContainerID, name: String, driver: String?, image: ImageID?, configPath: BytePath,
    configState: String, imageState: String, contentState: String, initState: String
  ) {
    self.id = id
    self.name = name
    self.driver = driver
    self.image = image
    self.configPath = configPath
    self.configState = configState
    self.imageState = imageState
    self.contentState = contentState
    self.initState = initState
  }
}
