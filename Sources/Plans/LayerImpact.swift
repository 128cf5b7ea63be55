internal import LayerModel

/// What is built on which layers of one store.
struct LayerImpact {
  struct Users {
    /// In the order of the record.
    var images: [ImageClaim]
    var containers: [ContainerClaim]
  }

  private let record: StoreRecord
  private let claims: [LayerID: LayerClaim]
  private let children: [LayerID: [LayerID]]

  init(_ record: StoreRecord) {
    self.record = record
    claims = Dictionary(
      record.layers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    children = Dictionary(
      grouping: record.layers.filter { $0.role == .image && $0.parent != nil },
      by: { $0.parent ?? $0.id }
    ).mapValues { $0.map(\.id) }
  }

  /// The layers and all image layers on top of them.
  func descendants(of layers: Set<LayerID>) -> Set<LayerID> {
    var all = layers
    var open = Array(layers)
    while let layer = open.popLast() {
      for child in children[layer] ?? [] where all.insert(child).inserted { open.append(child) }
    }
    return all
  }

  /// The layers and all that they lie on.
  func ancestors(of layers: Set<LayerID>) -> Set<LayerID> {
    var all = layers
    var open = Array(layers)
    while let layer = open.popLast() {
      guard let parent = claims[layer]?.parent else { continue }
      if all.insert(parent).inserted { open.append(parent) }
    }
    return all
  }

  /// Those of the layers that are recorded, each after all of them that lie on it; none of a loop.
  func topFirst(_ layers: Set<LayerID>) -> [LayerClaim] {
    var order = layers.compactMap(claim).filter { $0.parent.map(layers.contains) != true }
      .sorted { $0.id < $1.id }
    var next = 0
    while next < order.count {
      order += (children[order[next].id] ?? []).filter(layers.contains).compactMap(claim)
      next += 1
    }
    return order.reversed()
  }

  func claim(_ layer: LayerID) -> LayerClaim? { claims[layer] }

  /// Images with one of the layers in their chain, and containers of those images.
  func users(of layers: Set<LayerID>) -> Users {
    let images = record.images.filter { image in
      !layers.isDisjoint(with: image.layers + image.copies)
        || image.brokenLayer.map(layers.contains) == true
    }
    let ids = Set(images.map(\.id))
    let containers = record.containers.filter { container in
      container.image.map(ids.contains) == true
        || !layers.isDisjoint(with: ancestors(of: Set(container.layers)))
    }
    return Users(images: images, containers: containers)
  }

  /// Everything that the store keeps of the layers, relative to its root, sorted.
  func files(of layers: Set<LayerID>) -> [BytePath] {
    var paths: Set<BytePath> = []
    for layer in layers {
      guard let claim = claims[layer] else { continue }
      if let folder = claim.metadataFolder { paths.insert(folder) }
      // What another layer has as well stays with that one.
      guard claim.contentState == "directory", claim.cacheIDState ?? "ok" == "ok" else { continue }
      paths.insert(claim.removableContent)
      paths.formUnion(claim.links)
    }
    return paths.sorted()
  }
}

extension LayerClaim {
  /// The directory of the layer's metadata; `nil` for layers without any.
  fileprivate var metadataFolder: BytePath? {
    // A layer with a ChainID has a directory for its metadata, one of a graph store a file in it.
    // Those of containers/storage share one list.
    if let name = metadataPath?.lastComponent, name.hasSuffix("layers.json") { return nil }
    return chainID == nil ? metadataPath?.parent : metadataPath
  }

  /// The layer's directory in the driver, which in overlay's drivers holds more than the content.
  fileprivate var removableContent: BytePath {
    ["diff", "root", "upper"].contains(contentPath.lastComponent) ? contentPath.parent : contentPath
  }
}

extension ImageClaim {
  /// Its first name, or its short id.
  var title: String { names.first ?? id.short }
}

extension ContainerClaim {
  /// Its name, or its short id.
  var title: String { name.isEmpty ? id.short : name }
}
