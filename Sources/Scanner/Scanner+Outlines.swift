package import LayerModel

extension Scanner {
  /// Outlines of some layers, without those that could not be wholly walked.
  ///
  /// Takes memory for every entry: the caller bounds how many there are.
  package func outlines(
    of record: StoreRecord, layers: Set<LayerID>, progress: ScanProgress
  ) -> [LayerID: LayerOutline] {
    let surroundings = Surroundings(of: record, seesTrustedAttributes: seesTrustedAttributes)
    let trees = ScanTree.all(of: record, hashing: false)
      .filter { $0.layer.map(layers.contains) ?? false && $0.knowsOwnEntries }
      .map { tree in
        var tree = surroundings.around(tree)
        tree.outlines = true
        return tree
      }
    let state = ScanState(
      root: record.location.root, trees: trees, blobs: [], level: .sizes, workers: workers,
      processors: processors, progress: progress)
    let results = run(state)
    var outlines: [LayerID: LayerOutline] = [:]
    for (number, tree) in trees.enumerated() {
      guard let layer = tree.layer, !tree.hidesTrustedAttributes, state.digest(of: number) != nil
      else { continue }
      let found = results.accumulator(of: number)
      guard !found.problems.contains(where: \.leavesUnknown) else { continue }
      outlines[layer] = found.outline
    }
    return outlines
  }
}
