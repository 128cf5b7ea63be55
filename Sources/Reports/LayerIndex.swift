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

  private func sum(_ layers: [LayerID], _ size: (LayerID) -> ByteCount?) -> ByteCount? {
    var total = ByteCount(0)
    for layer in layers {
      guard let part = size(layer) else { return nil }
      total.add(part)
    }
    return total
  }
}
