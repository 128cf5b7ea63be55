internal import LayerModel

/// One bucket of `buildkit/snapshots.db`: what a build step sees or leaves, or the name of a layer.
///
/// Source: moby `builder/builder-next/adapters/snapshot/snapshot.go`.
struct BuildKitSnapshot: Hashable, Sendable {
  /// What it was prepared on: a key, a chain id, or empty for nothing.
  ///
  /// `Prepare` sets it when it has made the driver directory that is called like the key.
  var parent: BytePath?
  /// Whether another key has this one as ``committed``; not recorded before Docker 20.10.
  var isCommitted = false
  /// The key that it was prepared as, which its driver directory is called.
  var committed: BytePath?
  /// The layer that it is or was exported as.
  var chain: Digest?

  /// The driver directory of a snapshot with this key; `nil` when it only names a layer.
  func directory(key: BytePath) -> BytePath? {
    committed ?? (parent != nil || isCommitted ? key : nil)
  }

  /// The keys and chain ids that are needed for these keys, themselves included.
  static func closure(
    of keys: Set<BytePath>, over snapshots: [BytePath: BuildKitSnapshot]
  ) -> Set<BytePath> {
    var reached: Set<BytePath> = []
    var waiting = Array(keys)
    while let key = waiting.popLast() {
      guard reached.insert(key).inserted, let snapshot = snapshots[key] else { continue }
      waiting += [snapshot.parent, snapshot.committed].compactMap(\.self)
    }
    return reached
  }
}
