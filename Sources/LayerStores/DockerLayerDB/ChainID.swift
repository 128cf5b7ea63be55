internal import Hashing
internal import LayerModel

/// The name of a layer with all that is below it.
///
/// Source: moby v28.5.2 `layer/layer.go`, `createChainIDFromParent`; OCI image specification,
/// `config.md`, "Layer ChainID".
enum ChainID {
  static func of(parent: Digest?, diff: Digest) -> Digest {
    guard let parent else { return diff }
    return SHA256Hash.digest(of: Array("\(parent) \(diff)".utf8))
  }

  /// The chain of every layer, the base first.
  static func chain(of diffs: [Digest]) -> [Digest] {
    var chain: [Digest] = []
    for diff in diffs { chain.append(of(parent: chain.last, diff: diff)) }
    return chain
  }
}
