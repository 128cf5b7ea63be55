import LayerModel

/// Who uses which layer of one store.
struct LayerIndex {
  private(set) var claims: [LayerID: LayerClaim] = [:]
  /// Images with the layer anywhere in their chain, in the order of the record.
  private(set) var images: [LayerID: [ImageID]] = [:]
  /// Names of the images whose top layer it is.
  private(set) var names: [LayerID: [String]] = [:]
  private var blobs: [BytePath: ByteCount] = [:]

  init(_ record: StoreRecord) {
    for blob in record.blobs where blob.state == "present" { blobs[blob.path] = blob.size }
    for claim in record.layers { claims[claim.id] = claim }
    for image in record.images {
      for layer in image.layers + image.copies where images[layer]?.last != image.id {
        images[layer, default: []].append(image.id)
      }
      if let top = image.layers.first { names[top, default: []] += image.names }
    }
  }

  /// What the store recorded for the whole chain; `nil` when one number is missing or negative.
  func recordedSize(of image: ImageClaim) -> ByteCount? {
    sum(image.layers) { layer in
      guard let size = claims[layer]?.recordedSize, size >= 0 else { return nil }
      return size
    }
  }

  /// The length of the layer's blob; `nil` where none is here.
  func packedSize(of layer: LayerClaim) -> ByteCount? { layer.blob.flatMap { blobs[$0] } }

  /// Allocated bytes, or the length of its blob where that is all there is.
  private func allocated(_ layer: LayerID, _ measurements: StoreMeasurements) -> ByteCount? {
    if let found = measurements.layers[layer], found.sizeByWalk != nil {
      return measurements.allocated(layer)
    }
    guard let claim = claims[layer], claim.content == nil else { return nil }
    return packedSize(of: claim)
  }

  /// Allocated bytes of the layers that no other image has, and of those that others share.
  ///
  /// `nil` when one of them was not measured.
  func allocated(
    of image: ImageClaim, _ measurements: StoreMeasurements
  ) -> (unique: ByteCount?, shared: ByteCount?) {
    let isShared = { (layer: LayerID) in (images[layer]?.count ?? 0) > 1 }
    let allocated = { (layer: LayerID) in self.allocated(layer, measurements) }
    return (
      sum((image.layers + image.copies).filter { !isShared($0) }, allocated),
      sum((image.layers + image.copies).filter(isShared), allocated)
    )
  }

  private func sum(_ layers: [LayerID], _ size: (LayerID) -> ByteCount?) -> ByteCount? {
    var total = ByteCount(0)
    for layer in layers {
      guard let part = size(layer) else { return nil }
      total.add(part)
    }
    return total
  }
}
