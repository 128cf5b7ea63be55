package import LayerModel

extension StoreReport {
  /// The images that have a name, as far as they were measured.
  ///
  /// Untagged ones are what builds leave behind: nothing tells which of them to compare.
  package var profiles: [ImageProfile] {
    let unread = Set(measurements.problems.filter(\.problem.leavesUnknown).compactMap(\.layer))
    let layers = Dictionary(
      record.layers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return record.images.filter { !$0.names.isEmpty || record.images.count == 1 }.map { image in
      ImageProfile(
        id: image.id, store: record.location.id, names: image.names,
        platform: ImageProfile.platform(os: image.os, architecture: image.architecture),
        layers: (image.isComplete ? [] : [.missing])
          + image.layers.reversed().map { id in
            layers[id].map { profile(of: $0, isRead: !unread.contains(id)) }
              ?? LayerProfile(id: id, identity: id.description)
          })
    }
  }

  private func profile(of layer: LayerClaim, isRead: Bool) -> LayerProfile {
    var profile = LayerProfile(
      id: layer.id, identity: layer.recordedDiffID?.description ?? layer.id.description)
    profile.createdBy = layer.createdBy
    guard isRead else { return profile }
    profile.listing = measurements.layers[layer.id]?.listing
    if let measured = measurements.layers[layer.id], measured.sizeByWalk != nil {
      profile.bytes = measured.sizeByRegularChanges ?? measured.totals.apparent
      profile.files = measured.totals.files
    } else if let blob = layer.blob.flatMap({ measurements.blobs[$0] }) {
      profile.bytes = blob.tarContent
    }
    return profile
  }
}
