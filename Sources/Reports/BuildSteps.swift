import LayerModel

/// Images without a name that builds left, and that engines remove with the last one built on them.
///
/// Source: moby v20.10 `daemon/images/image_delete.go`, `imageDeleteHelper`; containers/common
/// `libimage/image.go`, `removeRecursive`.
struct BuildSteps {
  private var parents: [ImageID: ImageID] = [:]
  private var children: [ImageID: Set<ImageID>] = [:]
  /// With a name or a container.
  private let kept: Set<ImageID>

  init(_ record: StoreRecord) {
    kept = Set(
      record.images.filter { !$0.names.isEmpty }.map(\.id) + record.containers.compactMap(\.image))
    switch record.location.kind {
    case .dockerLayerDB: for image in record.images { add(image.parent, of: image.id) }
    case .containersStorage: addByHistory(record.images)
    case .dockerGraph, .containerd, .ociLayout, .dockerArchive: break
    }
  }

  /// The image, and what goes with it: of one with others built on it nothing, as these keep it.
  func removed(with image: ImageID) -> Set<ImageID> {
    var removed: Set<ImageID> = [image]
    guard children[image] == nil else { return removed }
    var next = parents[image]
    while let parent = next, !kept.contains(parent),
      children[parent]?.isSubset(of: removed) == true, removed.insert(parent).inserted
    {
      next = parents[parent]
    }
    return removed
  }

  private mutating func add(_ parent: ImageID?, of image: ImageID) {
    guard let parent else { return }
    parents[image] = parent
    children[parent, default: []].insert(image)
  }

  /// Podman takes for the parent the image with the longest part of the history, on the same layers.
  private mutating func addByHistory(_ images: [ImageClaim]) {
    let histories = images.map(Self.histories)
    var byHistory: [Int: ImageClaim] = [:]
    for (image, history) in zip(images, histories) {
      if let whole = history.last { byHistory[whole] = image }
    }
    for (image, history) in zip(images, histories) {
      let parent = history.dropLast().reversed().lazy.compactMap { byHistory[$0] }
        .first {
          $0.id != image.id && image.layers.suffix($0.layers.count).elementsEqual($0.layers)
        }
      add(parent?.id, of: image.id)
    }
  }

  /// What tells the first step, the first two … of an image's history from others.
  private static func histories(of image: ImageClaim) -> [Int] {
    var hash = 0
    return image.history.reversed().map { step in
      var hasher = Hasher()
      hasher.combine(hash)
      hasher.combine(step.created)
      hasher.combine(step.createdBy)
      hash = hasher.finalize()
      return hash
    }
  }
}
