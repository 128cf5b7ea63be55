import Dispatch
import Glibc
import Hashing
import LayerModel
import Synchronization

/// A layer in overlay's form on disk, and the tar that it would have come from.
struct PackedLayer: Sendable {
  let totals: TreeTotals
  let tar: LayerTar.Summary

  /// Writes the files into `diff` and the tar-split beside it, below the existing directory `home`.
  static func write(_ index: Int, of plan: StorePlan, in home: String) throws -> PackedLayer {
    let layer = plan.layers[index]
    try makeDirectory("\(home)/diff")
    var totals = TreeTotals()
    if layer.files > 0 {
      // Every second layer restores what the one below it deletes.
      totals = try LayerTree.write(
        layer, to: "\(home)/diff", deletes: plan.ancestors(of: index).count % 2 == 1,
        whiteouts: .devices)
    }
    return PackedLayer(
      totals: totals, tar: try LayerTar.pack("\(home)/diff", tarSplit: "\(home)/\(tarSplit)"))
  }

  static let tarSplit = "tar-split.json.gz"
}

extension StorePlan {
  /// Layers do not depend on each other's files, so they are written side by side, largest first.
  ///
  /// The results are in the order of the layers.
  func writeLayers<Written: Sendable>(
    by write: @Sendable (Int) throws -> Written
  ) throws -> [Written] {
    let order = layers.indices.sorted { layers[$0].bytes > layers[$1].bytes }
    let results = Mutex<[Int: Result<Written, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: order.count) { position in
      let result = Result { try write(order[position]) }
      results.withLock { $0[order[position]] = result }
    }
    return try results.withLock { results in
      try layers.indices.compactMap { try results[$0]?.get() }
    }
  }
}

extension LayerPlan {
  /// The short name that overlay mounts a layer by: 26 characters of base 32, from the layer's id.
  var link: String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    let bytes = SHA256Hash.digest(of: Array(id.utf8)).bytes
    return String(bytes.prefix(26).map { alphabet[Int($0) % 32] })
  }
}
