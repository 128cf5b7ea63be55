/// How the images of one place differ in size from those of another.
package struct SizeComparison: Hashable, Sendable {
  /// Where the sizes to compare with came from, for people.
  package var base: String
  /// Sorted by name, then platform.
  package var images: [ImageChange] = []

  package init(base: String) { self.base = base }

  /// Whether everything of both sides was read.
  package var isWhole = true

  /// Whether something was compared, and no size that it takes is unknown.
  package var isComplete: Bool {
    isWhole && images.contains { $0.isInBoth }
      && images.allSatisfy { image in
        image.state != .unmeasured && (image.state == .gone || image.size.after != nil)
      }
  }
}

/// How a thing that has a size changed.
package enum SizeState: String, Hashable, Sendable, CaseIterable {
  case same, grown, shrunk, new, gone
  /// One side's size is not known.
  case unmeasured
}

/// Two sizes of one thing; `nil` on the side that lacks it or did not measure it.
package struct SizeChange: Hashable, Sendable {
  package var before: ByteCount?
  package var after: ByteCount?

  package init(before: ByteCount?, after: ByteCount?) {
    self.before = before
    self.after = after
  }

  /// Negative for less; what is on one side only counts as 0 on the other.
  package var growth: ByteCount { (after ?? 0).subtracting(before ?? 0) }

  /// Of what was there before; `nil` when that was nothing.
  package var percent: Double? {
    guard let before, before > 0 else { return nil }
    return 100 * Double(growth.value) / Double(before.value)
  }
}

/// One image in one or both places.
package struct ImageChange: Hashable, Sendable {
  /// The new one's, or the one's that is gone.
  package var id: ImageID
  /// The one that it is compared with; `nil` for a new one.
  package var before: ImageProfile?
  /// `nil` for one that is gone.
  package var after: ImageProfile?
  package var store: String
  package var name: String
  package var platform: String?
  package var state: SizeState
  package var size: SizeChange
  package var layersBefore: Int?
  package var layersAfter: Int?
  /// Those that differ, the base first; what is only before stands where it was.
  package var layers: [LayerChange] = []

  package var isInBoth: Bool { before != nil && after != nil }

  package init(_ image: ImageProfile, _ state: SizeState, _ size: SizeChange) {
    id = image.id
    store = image.store
    name = image.title
    platform = image.platform
    self.state = state
    self.size = size
  }
}

/// One layer of an image that differs.
package struct LayerChange: Hashable, Sendable {
  package var id: LayerID
  /// From the base, from 1; of the image that has it, the new one if both do.
  package var position: Int
  package var createdBy: String?
  package var state: SizeState
  package var size: SizeChange
  /// Directories and files that differ, the largest growth first; empty when not listed.
  package var places: [PlaceChange] = []
  /// How many more there are.
  package var placesLeftOut = 0
  /// Whether both sides have a list of files.
  package var isListed = false

  package init(
    _ layer: LayerProfile, position: Int, _ state: SizeState, _ size: SizeChange
  ) {
    id = layer.id
    createdBy = layer.createdBy
    self.position = position
    self.state = state
    self.size = size
  }
}

/// One directory or file of a layer that differs.
package struct PlaceChange: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable { case directory, file }

  package var kind: Kind
  /// Relative to the layer's root.
  package var path: BytePath
  package var state: SizeState
  package var size: SizeChange

  package init(_ kind: Kind, _ path: BytePath, _ size: SizeChange) {
    self.kind = kind
    self.path = path
    self.size = size
    state = SizeState(size)
  }
}

extension SizeState {
  /// For a thing that is measured wherever it is.
  package init(_ size: SizeChange) {
    switch (size.before, size.after) {
    case (nil, nil): self = .unmeasured
    case (nil, _): self = .new
    case (_, nil): self = .gone
    case (let before?, let after?):
      self = before == after ? .same : before < after ? .grown : .shrunk
    }
  }
}
