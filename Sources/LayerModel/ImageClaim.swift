/// An image as the daemon lists it: a layer at the top of a chain, and its names.
package struct ImageClaim: Hashable, Sendable {
  package var id: ImageID
  /// `name:tag` and `name@digest`, sorted.
  package var names: [String]
  /// The chain from the top layer to the base; stops where it is broken.
  package var layers: [LayerID]
  package var isComplete: Bool
  package var created: Timestamp?
  package var configPath: BytePath?

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
}

/// A name that points at an image.
package struct ReferenceClaim: Hashable, Sendable {
  package var name: String
  package var path: BytePath
  package var target: String
  /// `present`, `missing`, `unloadable`, `prefix`, `malformed`.
  package var targetState: String
  /// `ok`, `illegal-name`, `illegal-tag`.
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
