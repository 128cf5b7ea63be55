/// What the bytes of a store's own things are.
package struct LedgerClasses {
  private let imageCounts: [LayerID: Int]
  private let orphans: [LayerID: LedgerClass]

  package init(_ record: StoreRecord) {
    var counts: [LayerID: Int] = [:]
    for image in record.images {
      for layer in Set(image.layers + image.copies) { counts[layer, default: 0] += 1 }
    }
    imageCounts = counts
    orphans = Dictionary(
      record.leftovers.compactMap { leftover in
        guard let layer = leftover.layer, leftover.kind.leavesContent else { return nil }
        return (layer, Self.name(of: leftover))
      },
      uniquingKeysWith: max)
  }

  /// What may have an owner, where none could be looked for, is not said to be an orphan.
  package static func name(of leftover: Leftover) -> LedgerClass {
    leftover.ownershipKnown ? .orphan : .unexplained
  }

  package func name(of layer: LayerClaim) -> LedgerClass {
    if let orphan = orphans[layer.id] { return orphan }
    switch layer.role {
    case .image:
      switch imageCounts[layer.id] ?? 0 {
      case 0 where layer.isHeldByBuildCache: return .buildCache
      case 0, 1: return .unique
      default: return .shared
      }
    case .container, .containerInit: return .container
    case .buildCache: return .buildCache
    case .unclaimed: return .unexplained
    }
  }

  package static func name(of blob: BlobClaim) -> LedgerClass {
    if blob.use == "unknown" { return .unexplained }
    if blob.use != "used" { return .orphan }
    if blob.roles.isDisjoint(with: [.layer, .artifact]) { return .metadata }
    return blob.images.count > 1 ? .shared : .unique
  }
}

extension Leftover.Kind {
  /// Whether it is the record of a layer whose content is left over with it.
  var leavesContent: Bool {
    switch self {
    case .orphanLayer, .unregisteredLayer, .orphanInit, .removing, .unreferencedLayer, .orphanMount,
      .orphanSnapshot, .unlistedSnapshot, .unreachableSnapshot, .snapshotRemains:
      true
    default: false
    }
  }
}
