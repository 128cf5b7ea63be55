package import LayerModel

extension Scanner {
  /// Outlines of some layers, without those that could not be wholly walked.
  ///
  /// Takes memory for every entry: the caller bounds how many there are.
  package func outlines(
    of record: StoreRecord, layers: Set<LayerID>, progress: ScanProgress
  ) -> [LayerID: LayerOutline] {
    walked(layers, of: record, progress: progress).mapValues(\.outline)
  }

  /// SHA-256 of the files at some places, by layer; without layers that could not be wholly read.
  ///
  /// Places are those of outlines of the same process.
  package func contents(
    of record: StoreRecord, at places: [LayerID: Set<UInt64>], progress: ScanProgress
  ) -> [LayerID: [UInt64: Digest]] {
    walked(Set(places.keys), of: record, comparing: places, progress: progress)
      .mapValues(\.contents)
  }

  private func walked(
    _ layers: Set<LayerID>, of record: StoreRecord, comparing places: [LayerID: Set<UInt64>] = [:],
    progress: ScanProgress
  ) -> [LayerID: TreeAccumulator] {
    let surroundings = Surroundings(of: record, seesTrustedAttributes: seesTrustedAttributes)
    let trees = ScanTree.all(of: record, hashing: false)
      .filter { $0.layer.map(layers.contains) ?? false && $0.knowsOwnEntries }
      .map { tree in
        var tree = surroundings.around(tree)
        tree.outlines = true
        tree.compared = tree.layer.flatMap { places[$0] } ?? []
        return tree
      }
    let state = ScanState(
      root: record.location.root, trees: trees, blobs: [], level: .sizes, workers: workers,
      processors: processors, progress: progress)
    let results = run(state)
    var walked: [LayerID: TreeAccumulator] = [:]
    for (number, tree) in trees.enumerated() {
      guard let layer = tree.layer, !tree.hidesTrustedAttributes, state.digest(of: number) != nil
      else { continue }
      let found = results.accumulator(of: number)
      guard !found.problems.contains(where: \.leavesUnknown) else { continue }
      walked[layer] = found
    }
    return walked
  }
}
