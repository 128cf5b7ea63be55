import LayerModel

/// The sizes of all images of one store.
struct ImageSizes {
  private let store: StoreReport
  private let index: LayerIndex
  /// Layers below containers, and those that the build cache holds.
  private let held: Set<LayerID>
  private let blobs: [ImageID: [BlobClaim]]
  private let steps: BuildSteps
  private let partners: ImagePartners
  private let layers: [ImageID: [LayerID]]
  /// A file has no parts that could be removed.
  private let isArchive: Bool

  init(_ store: StoreReport) {
    self.store = store
    let index = LayerIndex(store.record)
    self.index = index
    var held = Set(store.record.layers.filter(\.isHeldByBuildCache).map(\.id))
    let writable = store.record.layers.filter { $0.role != .image }
    for layer in writable {
      var next = layer.parent
      while let id = next, held.insert(id).inserted { next = index.claims[id]?.parent }
    }
    self.held = held
    var blobs: [ImageID: [BlobClaim]] = [:]
    for blob in store.record.blobs where blob.state == "present" {
      for image in blob.images { blobs[image, default: []].append(blob) }
    }
    self.blobs = blobs
    steps = BuildSteps(store.record)
    partners = ImagePartners(store, index)
    layers = Dictionary(
      store.record.images.map { ($0.id, $0.layers) }, uniquingKeysWith: { first, _ in first })
    isArchive = store.record.blobs.contains { $0.place != .file }
  }

  /// Sorted as the record is.
  var all: [ImageSize] { store.told?.imageSizes ?? store.record.images.map(size) }

  private func size(_ image: ImageClaim) -> ImageSize {
    let own = Set(image.layers + image.copies)
    let unpacked = own.filter { index.claims[$0]?.contentState != "packed" }
    let mine = blobs[image.id] ?? []
    let isMine = { (layer: LayerID) in index.images[layer]?.count ?? 0 <= 1 }
    let uniqueBlobs = mine.filter { $0.images.count == 1 }.compactMap(\.sizeOnDisk)
    let sharedBlobs = mine.filter { $0.images.count > 1 }.compactMap(\.sizeOnDisk)
    let hasBlobs = !store.record.blobs.isEmpty
    let removed = steps.removed(with: image.id)
    let free = own.union(removed.flatMap { layers[$0] ?? [] }).filter {
      index.claims[$0]?.contentState != "packed" && !held.contains($0)
        && index.images[$0]?.allSatisfy(removed.contains) != false
    }
    let (sharing, areMore) = partners.partners(of: image.id)
    return ImageSize(
      image: image, reported: reported(image),
      unpacked: image.isComplete && !unpacked.isEmpty ? sum(unpacked) : nil,
      packed: hasBlobs ? Self.sum(mine.compactMap(\.size)) : nil,
      unique: sum(unpacked.filter(isMine), and: uniqueBlobs),
      shared: sum(unpacked.filter { !isMine($0) }, and: sharedBlobs),
      reclaimable: isArchive ? nil : sum(free, and: uniqueBlobs),
      partners: sharing, hasMorePartners: areMore,
      waste: waste(image))
  }

  private func waste(_ image: ImageClaim) -> ImageWaste? {
    let waste = store.measurements.waste
    if let top = image.layers.first { return waste[top] }
    guard !waste.isEmpty else { return nil }
    return ImageWaste(unknown: image.isComplete ? nil : "its chain is broken")
  }

  /// Docker and Podman add up what they recorded of the layers; Podman adds the documents.
  ///
  /// Of a layer without a recorded size Podman walks the directory.
  /// Source: moby `image/store.go`, `Size`; containers/storage `store.go`, `ImageSize`.
  private func reported(_ image: ImageClaim) -> ByteCount? {
    guard image.isComplete, store.record.location.kind.listsSizes else { return nil }
    var total = image.recordedDataSize ?? 0
    for layer in image.layers {
      let recorded = index.claims[layer]?.recordedSize
      guard let size = recorded ?? store.measurements.layers[layer]?.sizeByWalk, size >= 0 else {
        return nil
      }
      total.add(size)
    }
    return total
  }

  private func sum(_ layers: some Sequence<LayerID>, and blobs: [ByteCount] = []) -> ByteCount? {
    var total = Self.sum(blobs)
    for layer in layers {
      guard let size = store.measurements.allocated(layer) else { return nil }
      total.add(size)
    }
    return total
  }

  private static func sum(_ counts: [ByteCount]) -> ByteCount {
    counts.reduce(0) { $0.adding($1) }
  }
}

extension StoreMeasurements {
  /// Allocated by one layer's directory: each inode with the layer nearest to the base, where the
  /// whole store was walked; `nil` for a layer that was not walked to its end.
  func allocated(_ layer: LayerID) -> ByteCount? {
    guard let measured = layers[layer], measured.sizeByWalk != nil else { return nil }
    return account?.layers[layer]?.allocated ?? measured.totals.allocated
  }

  /// Lengths of one layer's files; `nil` for a layer that was not walked to its end.
  func apparent(_ layer: LayerID) -> ByteCount? {
    layers[layer].flatMap { $0.sizeByWalk == nil ? nil : $0.totals.apparent }
  }
}

extension BlobClaim {
  /// Blocks of its file; of a member of an archive its length, as it has no blocks of its own.
  var sizeOnDisk: ByteCount? { allocated ?? size }
}

extension StoreKind {
  /// Whether the engine lists sizes that it recorded.
  fileprivate var listsSizes: Bool {
    switch self {
    case .dockerGraph, .dockerLayerDB, .containersStorage: true
    case .containerd, .ociLayout, .dockerArchive: false
    }
  }
}
