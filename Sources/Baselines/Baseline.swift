package import LayerModel

/// What an earlier audit found in the layers of stores: the only way to see a changed byte where
/// the store records no digest.
///
/// Holds one digest a layer; the entries of a layer stay in the file until they are asked for.
package struct Baseline: Sendable {
  /// Which layer of which kind of store; free of host paths, so that a baseline can travel.
  package struct Key: Hashable, Comparable, Sendable {
    package let kind: StoreKind
    package let driver: String
    package let layer: LayerID

    package init(store: StoreLocation, layer: LayerID) {
      self.init(kind: store.kind, driver: store.driver, layer: layer)
    }

    init(kind: StoreKind, driver: String, layer: LayerID) {
      self.kind = kind
      self.driver = driver
      self.layer = layer
    }

    /// Whether a store of this kind and driver can have the layer.
    package func isOf(_ store: StoreLocation) -> Bool {
      (kind, driver) == (store.kind, store.driver)
    }

    package static func < (left: Key, right: Key) -> Bool {
      (left.kind.rawValue, left.driver, left.layer) < (
        right.kind.rawValue, right.driver, right.layer
      )
    }
  }

  package let path: BytePath
  package let writtenAt: Timestamp
  package let digests: [Key: Digest]

  init(path: BytePath, writtenAt: Timestamp, digests: [Key: Digest]) {
    self.path = path
    self.writtenAt = writtenAt
    self.digests = digests
  }
}

/// Why a baseline cannot be used.
package enum BaselineError: Error, Hashable, Sendable {
  case unreadable(ReadProblem)
  /// Not a baseline, or one of another version; `line` counts from 1.
  case incompatible(BytePath, line: Int, reason: String)
}
