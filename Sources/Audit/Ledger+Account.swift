package import LayerModel

extension Ledger {
  /// Accounts for the allocated bytes that were measured.
  ///
  /// Image layers of drivers whose layers share inodes (overlay's hard links) cannot be told apart
  /// by adding up directories: unique and shared stay `nil` there.
  package init(of record: StoreRecord, _ measurements: StoreMeasurements) {
    self.init()
    guard !measurements.layers.values.allSatisfy({ $0.sizeByWalk == nil }) else { return }
    let imagesByLayer = Self.imageCounts(record)
    let sharesInodes =
      record.location.driver == "overlay" && record.location.kind != .containersStorage
    var unique: ByteCount = 0
    var shared: ByteCount = 0
    var containers: ByteCount = 0
    var buildCache: ByteCount = 0
    let leftovers = Set(record.leftovers.map(\.path))
    for layer in record.layers where !leftovers.contains(layer.contentPath) {
      let allocated = measurements.layers[layer.id]?.totals.allocated ?? 0
      switch layer.role {
      case .image:
        if imagesByLayer[layer.id, default: 0] > 1 {
          shared.add(allocated)
        } else {
          unique.add(allocated)
        }
      case .container, .containerInit: containers.add(allocated)
      case .buildCache: buildCache.add(allocated)
      case .unclaimed: break
      }
    }
    var metadata = measurements.metadata.allocated
    var orphan = Self.leftovers(record, measurements, ownershipKnown: true) ?? 0
    for blob in record.blobs where !leftovers.contains(blob.path) {
      let allocated = blob.allocated ?? 0
      if blob.use != "used" {
        orphan.add(allocated)
      } else if blob.roles.isDisjoint(with: [.layer, .artifact]) {
        metadata.add(allocated)
      } else if blob.images.count > 1 {
        shared.add(allocated)
      } else {
        unique.add(allocated)
      }
    }
    unexplained = Self.leftovers(record, measurements, ownershipKnown: false)
    self.containers = containers
    if record.location.kind == .dockerLayerDB { self.buildCache = buildCache }
    self.orphan = orphan
    self.metadata = metadata
    guard !sharesInodes else { return }
    self.unique = unique
    self.shared = shared
    diskUsed = [unique, shared, containers, buildCache, orphan, unexplained ?? 0].reduce(
      metadata
    ) {
      $0.adding($1)
    }
  }

  /// What nothing owns, or what may have an owner where none could be looked for; `nil` when there
  /// is no such thing.
  private static func leftovers(
    _ record: StoreRecord, _ measurements: StoreMeasurements, ownershipKnown: Bool
  ) -> ByteCount? {
    let sizes = record.leftovers.filter { $0.ownershipKnown == ownershipKnown }
      .compactMap { measurements.leftovers[$0.path]?.allocated }
    return sizes.isEmpty ? nil : sizes.reduce(0) { $0.adding($1) }
  }

  private static func imageCounts(_ record: StoreRecord) -> [LayerID: Int] {
    var counts: [LayerID: Int] = [:]
    for image in record.images {
      for layer in Set(image.layers + image.copies) { counts[layer, default: 0] += 1 }
    }
    return counts
  }
}
