package import LayerModel

extension SizeComparison {
  /// Every regular file of a layer of one side; `nil` when there is no list.
  package typealias Listing = (ImageProfile, LayerProfile) -> [SizedFile]?

  /// Compares the images of two places.
  ///
  /// `listBefore` and `listAfter` are asked only for layers that differ.
  package init(
    base: String, before: [ImageProfile], after: [ImageProfile], listBefore: Listing,
    listAfter: Listing
  ) {
    self.init(base: base)
    let matched = ImagePairs(before: before, after: after)
    images =
      matched.pairs.map { pair in
        Self.change(pair.before, pair.after, listBefore: listBefore, listAfter: listAfter)
      }
      + matched.new.map { image in
        var change = ImageChange(image, .new, SizeChange(before: nil, after: image.bytes))
        change.layersAfter = image.layers.count
        return change
      }
      + matched.gone.map { image in
        var change = ImageChange(image, .gone, SizeChange(before: image.bytes, after: nil))
        change.before = image.id
        change.layersBefore = image.layers.count
        return change
      }
    images.sort {
      ($0.name, $0.platform ?? "", $0.store, $0.id) < ($1.name, $1.platform ?? "", $1.store, $1.id)
    }
  }

  private static func change(
    _ before: ImageProfile, _ after: ImageProfile, listBefore: Listing, listAfter: Listing
  ) -> ImageChange {
    let size = SizeChange(before: before.bytes, after: after.bytes)
    let isMeasured = size.before != nil && size.after != nil
    var change = ImageChange(after, isMeasured ? SizeState(size) : .unmeasured, size)
    change.before = before.id
    change.layersBefore = before.layers.count
    change.layersAfter = after.layers.count
    change.layers = LayerPairs(before: before.layers, after: after.layers).differences.map { pair in
      layerChange(
        pair, before: pair.before.flatMap { listBefore(before, $0.layer) },
        after: pair.after.flatMap { listAfter(after, $0.layer) })
    }
    return change
  }

  private static func layerChange(
    _ pair: LayerPairs.Pair, before: [SizedFile]?, after: [SizedFile]?
  ) -> LayerChange {
    let size = SizeChange(before: pair.before?.layer.bytes, after: pair.after?.layer.bytes)
    let isMeasured =
      (pair.before == nil || size.before != nil) && (pair.after == nil || size.after != nil)
    let there = pair.after ?? pair.before
    var change = LayerChange(
      there?.layer ?? LayerProfile(id: LayerID(""), identity: ""),
      position: (there?.position ?? 0) + 1, isMeasured ? SizeState(size) : .unmeasured, size)
    change.isListed =
      (pair.before == nil || before != nil) && (pair.after == nil || after != nil)
    if change.isListed {
      let places = PlaceChanges(before: before ?? [], after: after ?? [])
      change.places = places.largest
      change.placesLeftOut = places.leftOut
    }
    return change
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
