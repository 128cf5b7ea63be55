internal import LayerModel

extension ContentPlan {
  /// Chains longer than any that Docker makes are not replayed: 127 layers at the most.
  private static let longestChain = 127

  /// Names the tar-splits that the files of a whole tree came from.
  ///
  /// `ancestors` are nearest first; nothing is named unless they reach the base and all have one.
  mutating func inherit(from ancestors: [LayerClaim], reachesBase: Bool) {
    guard shape == .wholeTree, tarSplit != nil, reachesBase, ancestors.count <= Self.longestChain
    else { return }
    let tarSplits = ancestors.compactMap { $0.tarSplitState == "present" ? $0.tarSplitPath : nil }
    guard tarSplits.count == ancestors.count else { return }
    inheritedTarSplits = tarSplits.reversed()
  }
}

extension OwnerShift {
  /// From the name of a data root for containers in a user namespace: `<uid>.<gid>`.
  ///
  /// Source: moby `daemon/daemon_unix.go`, `setupDaemonRoot`.
  init?(rootName: BytePath) {
    let numbers = rootName.bytes.split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false
    )
    .map { UInt32(String(decoding: $0, as: UTF8.self)) }
    guard numbers.count == 2, let user = numbers[0], let group = numbers[1] else { return nil }
    self.init(user: user, group: group)
  }
}
