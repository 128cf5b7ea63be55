package import LayerModel

extension Scanner {
  /// Outlines of some layers, without those that could not be wholly read.
  ///
  /// Takes memory for every entry: the caller bounds how many there are in layers that are unpacked.
  /// `hadRoom` is whether those that are only packed have `limit` at most.
  package func outlines(
    of record: StoreRecord, layers: Set<LayerID>, limit: Int, progress: ScanProgress
  ) -> (outlines: [LayerID: LayerOutline], hadRoom: Bool) {
    let (state, results) = look(at: layers, of: record, limit: limit, progress: progress)
    var outlines = walked(state, results).mapValues(\.outline)
    for (layer, blob) in Self.blobs(of: layers, in: record) {
      outlines[layer] = results.outlines[blob]?.outline
    }
    return (outlines, !state.outlineRoom.isExceeded)
  }

  /// SHA-256 of the files at some places, by layer; without layers that could not be wholly read.
  ///
  /// Places are those of outlines of the same process.
  package func contents(
    of record: StoreRecord, at places: [LayerID: Set<UInt64>], progress: ScanProgress
  ) -> [LayerID: [UInt64: Digest]] {
    let layers = Set(places.keys)
    let (state, results) = look(
      at: layers, of: record, comparing: places, limit: 0, progress: progress)
    var contents = walked(state, results).mapValues(\.contents)
    for (layer, blob) in Self.blobs(of: layers, in: record) {
      contents[layer] = results.outlines[blob]?.contents
    }
    return contents
  }

  /// What is read of layers that are only packed.
  private static func blobs(of layers: Set<LayerID>, in record: StoreRecord) -> [LayerID: BytePath]
  {
    let packed = record.layers.filter { layers.contains($0.id) && $0.content == nil }
    return Dictionary(
      packed.compactMap { layer in layer.blob.map { (layer.id, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  private func look(
    at layers: Set<LayerID>, of record: StoreRecord, comparing places: [LayerID: Set<UInt64>] = [:],
    limit: Int, progress: ScanProgress
  ) -> (ScanState, Results) {
    let surroundings = Surroundings(of: record, seesTrustedAttributes: seesTrustedAttributes)
    let trees = ScanTree.all(of: record, hashing: false)
      .filter { $0.layer.map(layers.contains) ?? false && $0.knowsOwnEntries }
      .map { tree in
        var tree = surroundings.around(tree)
        tree.outlines = true
        tree.compared = tree.layer.flatMap { places[$0] } ?? []
        return tree
      }
    var compared: [BytePath: Set<UInt64>] = [:]
    for (layer, blob) in Self.blobs(of: layers, in: record) {
      compared[blob, default: []].formUnion(places[layer] ?? [])
    }
    let works = record.blobs.filter(\.isThere).compactMap { claim -> BlobWork? in
      guard let compared = compared[claim.path] else { return nil }
      return BlobWork(claim: claim, trees: [], isBase: false, outlines: true, compared: compared)
    }
    let state = ScanState(
      root: record.location.root, trees: trees, blobs: BlobWork.withTwins(works), level: .sizes,
      workers: workers, processors: processors, outlineLimit: limit,
      inflationRoom: inflationRoom, progress: progress)
    return (state, run(state))
  }

  private func walked(_ state: ScanState, _ results: Results) -> [LayerID: TreeAccumulator] {
    var walked: [LayerID: TreeAccumulator] = [:]
    for (number, tree) in state.trees.enumerated() {
      guard let layer = tree.layer, !tree.hidesTrustedAttributes, state.digest(of: number) != nil
      else { continue }
      let found = results.accumulator(of: number)
      guard !found.problems.contains(where: \.leavesUnknown) else { continue }
      walked[layer] = found
    }
    return walked
  }
}
