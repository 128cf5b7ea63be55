internal import LayerModel

extension ContainerdReading {
  mutating func readContainers() {
    let contents = Dictionary(
      record.layers.map { ($0.id, $0.contentState) }, uniquingKeysWith: { first, _ in first })
    let imagesByName = imagesByName()
    for (name, namespace) in meta.namespaces where !namespace.containers.isEmpty {
      let images = imagesByName[EscapedText.utf8(name.bytes)] ?? [:]
      for (id, row) in namespace.containers where !id.isEmpty {
        var claim = container(id, row, name, images)
        if claim.imageState == "missing", row.image.map({ namespace.images[$0] != nil }) == true {
          claim.imageState = "unknown"
        }
        if let layer = claim.layers.first, contents[layer] == "directory" {
          claim.contentState = "present"
        }
        record.containers.append(claim)
      }
    }
    readDockerContainers(imagesByName)
  }

  /// The images of each namespace.
  ///
  /// Of an index, the image that has layers here is the one that containers are made from.
  private func imagesByName() -> [String: [String: ImageClaim]] {
    var images: [String: [String: ImageClaim]] = [:]
    for image in record.images {
      guard let namespace = image.namespace else { continue }
      for name in image.names where images[namespace]?[name]?.layers.isEmpty != false {
        images[namespace, default: [:]][name] = image
      }
    }
    return images
  }

  private func container(
    _ id: BytePath, _ row: MetaDatabase.Container, _ name: BytePath,
    _ images: [String: ImageClaim]
  ) -> ContainerClaim {
    let image = row.image.flatMap { images[EscapedText.utf8($0.bytes)]?.id }
    var claim = ContainerClaim(
      id: ContainerID(name.appending(id)), name: EscapedText.utf8(id.bytes),
      driver: row.snapshotter.map { EscapedText.utf8($0.bytes) }, image: image,
      configPath: Self.metaPath, configState: "ok",
      // Docker leaves it empty.
      imageState: row.image?.isEmpty != false ? "none" : image == nil ? "missing" : "present",
      contentState: "unknown", initState: "none")
    guard let snapshotter = row.snapshotter, let key = row.snapshotKey else {
      // It has its files elsewhere, as a pod's sandbox may. With a key alone the collector does not
      // find its snapshot.
      claim.contentState = row.snapshotKey == nil ? "none" : "missing"
      return claim
    }
    if let layer = snapshot(key, of: snapshotter, in: name) {
      claim.layers = [layer]
    } else {
      claim.contentState = "missing"
    }
    return claim
  }
}
