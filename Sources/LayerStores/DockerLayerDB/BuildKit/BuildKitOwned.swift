package import LayerModel

/// A driver directory that the build cache owns.
package struct BuildKitDirectory: Hashable, Sendable {
  /// The layer that it was exported as; see ``BuildKitChain/directories``.
  package private(set) var chain: Digest?
  /// Whether a lease keeps it, be it through a snapshot on top of it; `nil` when leases are unknown.
  ///
  /// The cache owns it either way: a prune that was cut short leaves directories without a lease.
  package private(set) var isLeased: Bool?

  package init(chain: Digest? = nil, isLeased: Bool? = nil) {
    self.chain = chain
    self.isLeased = isLeased
  }

  /// Adds what one more key says of the directory.
  mutating func add(_ chain: Digest?, _ isLeased: Bool?) {
    self.chain = self.chain ?? chain
    self.isLeased = either(self.isLeased, isLeased)
  }
}

/// A layer that the build cache holds.
package struct BuildKitChain: Hashable, Sendable {
  /// The directories that were exported as the layer; empty for a layer that was there before.
  ///
  /// One of them is the layer's `cache-id`. Not so when the layer store had the same layer already:
  /// it then keeps the directory that it has.
  ///
  /// Source: moby `layer/migration.go`, `RegisterByGraphID`.
  package private(set) var directories: Set<LayerID> = []
  /// Whether a lease keeps it; `nil` when leases are unknown.
  ///
  /// Names of layers outlive the pruning of their lease, and hold nothing once the daemon restarts.
  package private(set) var isLeased: Bool?

  package init(directories: Set<LayerID> = [], isLeased: Bool? = nil) {
    self.directories = directories
    self.isLeased = isLeased
  }

  mutating func add(_ directory: LayerID?, _ isLeased: Bool?) {
    directory.map { _ = directories.insert($0) }
    self.isLeased = either(self.isLeased, isLeased)
  }
}

/// Whether one of the two holds, for all that is known.
private func either(_ left: Bool?, _ right: Bool?) -> Bool? {
  guard let left, let right else { return left ?? right }
  return left || right
}
