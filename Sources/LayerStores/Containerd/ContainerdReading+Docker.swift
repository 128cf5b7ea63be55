internal import LayerModel

/// Things that Docker has in containerd, as its data root tells.
extension ContainerdReading {
  mutating func readDockerOwners() {
    let namespaces = meta.namespaces.values
    docker = DockerOwners(record.location.dockerRoots) { id in
      namespaces.contains { $0.leases[id] != nil || $0.containers[id] != nil }
    }
    docker.problems.forEach { report($0) }
  }

  /// Adds the containers of Docker to those that containerd knows, which are those that run.
  mutating func readDockerContainers(_ imagesByName: [String: [String: ImageClaim]]) {
    guard !docker.containers.isEmpty else { return }
    let known = Dictionary(
      record.containers.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    let layers = Dictionary(
      record.layers.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    for (name, namespace) in meta.namespaces {
      let images = DockerImages(imagesByName[EscapedText.utf8(name.bytes)] ?? [:], namespace)
      for (id, container) in docker.containers
      where namespace.leases[id] != nil || namespace.containers[id] != nil {
        let claim = dockerContainer(id, container, name, images, layers)
        record.oddities += container.oddities
        if let index = known[claim.id] {
          record.containers[index] = claim
        } else {
          record.containers.append(claim)
        }
      }
    }
  }

  private mutating func dockerContainer(
    _ id: BytePath, _ container: DockerOwners.Container, _ namespace: BytePath,
    _ images: DockerImages, _ layers: [LayerID: Int]
  ) -> ContainerClaim {
    let image = dockerImage(container, namespace, images)
    var claim = ContainerClaim(
      id: ContainerID(namespace.appending(id)), name: container.name, driver: container.driver,
      image: image, configPath: container.configPath, configState: container.configState,
      imageState: container.images.isEmpty ? "none" : image == nil ? "missing" : "present",
      contentState: "unknown", initState: "none")
    guard let driver = container.driver.map({ BytePath($0) }),
      // One that a storage driver of Docker's own keeps has no lease.
      meta.namespaces[namespace]?.leases[id] != nil
    else {
      claim.contentState = "none"
      return claim
    }
    guard let own = snapshot(id, of: driver, in: namespace) else {
      claim.contentState = "missing"
      return claim
    }
    // The layer below it, on which Docker has made places for its own files.
    if let below = snapshot(id.joined("-init"), of: driver, in: namespace) {
      claim.layers.append(below)
      claim.initState = "present"
      layers[below].map { record.layers[$0].role = .containerInit }
    }
    claim.layers.append(own)
    if let index = layers[own], record.layers[index].contentState == "directory" {
      claim.contentState = "present"
    }
    return claim
  }

  private func dockerImage(
    _ container: DockerOwners.Container, _ namespace: BytePath, _ images: DockerImages
  ) -> ImageID? {
    let ids = container.images.map { Self.imageID(namespace, $0) }
    // An index: the image of it that has layers here.
    return ids.first(where: images.ids.contains)
      ?? container.images.lazy.compactMap { images.byTarget[$0] }.first
  }

  /// What of Docker's a lease was made for, and whether that is still there.
  func dockerOwner(
    of lease: BytePath, in namespace: BytePath, isProven: Bool
  ) -> (owner: String, state: String)? {
    func state(_ isThere: Bool?) -> String {
      isThere == true ? "present" : isThere == false && isProven ? "missing" : "unknown"
    }
    let image = "moby-image-sha256:"
    if lease.hasPrefix(image) {
      let id = BytePath(lease.bytes.dropFirst(image.utf8.count))
      return ("docker-image", state(docker.imageIDs.map { $0.contains(id) }))
    }
    if docker.containers[lease] != nil { return ("docker-container", "present") }
    let variants = "-variants"
    let record =
      lease.hasSuffix(variants)
      ? BytePath(lease.bytes.dropLast(variants.utf8.count)) : lease
    if docker.cacheIDs.contains(record) { return ("build-cache", "present") }
    guard ContainerID(lease).isHex64, Self.isDockerNamespace(namespace) else { return nil }
    return ("docker-container", state(docker.containerIDs.map { $0.contains(lease) }))
  }

  /// Whether what a namespace's leases name is to be in the data roots that were searched: those of
  /// its own daemon, or one whose containers it has.
  func isDockerProven(_ namespace: MetaDatabase.Namespace) -> Bool {
    let own = DockerRoot.owning(record.location.root)
    return own.map(record.location.dockerRoots.contains) == true
      || docker.containers.keys.contains { namespace.leases[$0] != nil }
  }

  /// `moby` unless another one is asked for, and with the ids of a user namespace behind it.
  ///
  /// Source: moby v28.5.2 `daemon/daemon.go`, `RemapContainerdNamespaces`.
  private static func isDockerNamespace(_ name: BytePath) -> Bool {
    name == "moby" || name.hasPrefix("moby-")
  }
}

/// The images of one namespace, as containers of Docker refer to them.
private struct DockerImages {
  let ids: Set<ImageID>
  /// By the digest of what they are called by: a manifest or an index.
  private(set) var byTarget: [BytePath: ImageID] = [:]

  init(_ images: [String: ImageClaim], _ namespace: MetaDatabase.Namespace) {
    ids = Set(images.values.map(\.id))
    for (name, row) in namespace.images {
      guard let target = row.digest, let id = images[EscapedText.utf8(name.bytes)]?.id else {
        continue
      }
      byTarget[target] = byTarget[target].map { min($0, id) } ?? id
    }
  }
}
