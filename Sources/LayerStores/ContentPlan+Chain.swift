internal import LayerModel

extension ContentPlan {
  /// Whether the files of ancestors are in the layer's directory, and their tar-splits of use.
  var inheritsTarSplits: Bool { shape == .wholeTree && tarSplit != nil }

  /// Names the tar-splits that the files of a whole tree came from.
  ///
  /// `ancestors` are nearest first; nothing is named unless they reach the base and all have one.
  mutating func inherit(from ancestors: [LayerClaim], reachesBase: Bool) {
    guard inheritsTarSplits, reachesBase, ancestors.count <= Self.longestChain else { return }
    let tarSplits = ancestors.compactMap { $0.tarSplitState == "present" ? $0.tarSplitPath : nil }
    guard tarSplits.count == ancestors.count else { return }
    inheritedTarSplits = tarSplits.reversed()
  }
}
