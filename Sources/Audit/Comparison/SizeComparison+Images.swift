package import LayerModel

extension SizeComparison {
  /// Every regular file of a layer of one side; `nil` when there is no list.
  package typealias Listing = (ImageProfile, LayerProfile) -> [SizedFile]?

  /// Compares the images of two places.
  ///
  /// `listBefore` and `listAfter` are asked only for layers that differ.
  package init(
    base: String, before: [ImageProfile], after: [ImageProfile], listBefore: @escaping Listing,
    listAfter: @escaping Listing
  ) {
    self.init(base: base)
    let matched = ImagePairs(before: before, after: after)
    var files = LayerFiles(before: listBefore, after: listAfter)
    images =
      matched.pairs.map { pair in Self.change(pair.before, pair.after, &files) }
      + matched.new.map { image in
        var change = ImageChange(image, .new, SizeChange(before: nil, after: image.bytes))
        change.after = image
        change.layersAfter = image.layers.count
        return change
      }
      + matched.gone.map { image in
        var change = ImageChange(image, .gone, SizeChange(before: image.bytes, after: nil))
        change.before = image
        change.layersBefore = image.layers.count
        return change
      }
    images.sort {
      ($0.name, $0.platform ?? "", $0.store, $0.id) < ($1.name, $1.platform ?? "", $1.store, $1.id)
    }
  }

  private static func change(
    _ before: ImageProfile, _ after: ImageProfile, _ files: inout LayerFiles
  ) -> ImageChange {
    let size = SizeChange(before: before.bytes, after: after.bytes)
    let isMeasured = size.before != nil && size.after != nil
    var change = ImageChange(after, isMeasured ? SizeState(size) : .unmeasured, size)
    change.before = before
    change.after = after
    change.layersBefore = before.layers.count
    change.layersAfter = after.layers.count
    change.layers = LayerPairs(before: before.layers, after: after.layers).differences.compactMap {
      layerChange($0, before, after, &files)
    }
    return change
  }

  private static func layerChange(
    _ pair: LayerPairs.Pair, _ before: ImageProfile, _ after: ImageProfile,
    _ files: inout LayerFiles
  ) -> LayerChange? {
    guard let there = pair.after ?? pair.before else { return nil }
    let size = SizeChange(before: pair.before?.layer.bytes, after: pair.after?.layer.bytes)
    let isMeasured =
      (pair.before == nil || size.before != nil) && (pair.after == nil || size.after != nil)
    var change = LayerChange(
      there.layer, position: there.position + 1, isMeasured ? SizeState(size) : .unmeasured, size)
    if let places = files.places(pair, before, after) {
      change.isListed = true
      change.places = places.largest
      change.placesLeftOut = places.leftOut
    }
    return change
  }
}

/// The files in which layers differ; each pair of layers is listed once, however many images have it.
private struct LayerFiles {
  private struct Key: Hashable {
    let before: LayerID?
    let after: LayerID?
    let stores: [String]
  }

  private let before: SizeComparison.Listing
  private let after: SizeComparison.Listing
  private var known: [Key: PlaceChanges?] = [:]

  init(before: @escaping SizeComparison.Listing, after: @escaping SizeComparison.Listing) {
    (self.before, self.after) = (before, after)
  }

  /// `nil` when a side that has the layer has no list of its files.
  mutating func places(
    _ pair: LayerPairs.Pair, _ old: ImageProfile, _ new: ImageProfile
  ) -> PlaceChanges? {
    let key = Key(
      before: pair.before?.layer.id, after: pair.after?.layer.id, stores: [old.store, new.store])
    if let found = known[key] { return found }
    let left = pair.before.map { before(old, $0.layer) } ?? []
    let right = pair.after.map { after(new, $0.layer) } ?? []
    let found = left.flatMap { left in right.map { PlaceChanges(before: left, after: $0) } }
    known[key] = .some(found)
    return found
  }
}

extension ImageProfile {
  /// The sum over its layers; `nil` when one was not measured.
  var bytes: ByteCount? {
    var sum = ByteCount(0)
    for layer in layers {
      guard let bytes = layer.bytes else { return nil }
      sum.add(bytes)
    }
    return sum
  }
}
