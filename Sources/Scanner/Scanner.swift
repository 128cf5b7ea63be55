internal import Dispatch
internal import FileAccess
internal import Glibc
package import LayerModel

/// Walks, measures and hashes what a store's metadata claims to be there.
///
/// Uses one serial queue a worker: Dispatch's concurrent queues do not go beyond the number of
/// processors, and workers that wait for each other would stand still there.
package struct Scanner: Sendable {
  let workers: Int
  let processors: Int
  let seesTrustedAttributes: Bool
  /// Bytes that blobs may give beyond their ratio.
  var inflationRoom = SharedRoom(inflationLimit.value)

  /// Of the workers at most `processors` can run at the same time.
  package init(
    workers: Int, processors: Int = Scanner.processors,
    seesTrustedAttributes: Bool = Privileges.seesTrustedAttributes
  ) {
    self.workers = max(1, workers)
    self.processors = processors
    self.seesTrustedAttributes = seesTrustedAttributes
  }

  /// 64 GiB of all blobs together: thousands of small bombs, each within its own limits, would take
  /// days.
  static let inflationLimit: ByteCount = 68_719_476_736

  package static let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  /// Two a processor, so that there are two streams to hash at once on each, and a processor has
  /// something to do while one waits for its disk.
  package static let defaultWorkers = 2 * processors

  /// Which parts of a store are to be measured.
  package struct Scope: Sendable {
    package var layers: Set<LayerID>
    package var leftovers: Set<BytePath>
    /// By path; those that prove one of the layers are read, too.
    package var blobs: Set<BytePath>

    package init(layers: Set<LayerID>, leftovers: Set<BytePath>, blobs: Set<BytePath> = []) {
      self.layers = layers
      self.leftovers = leftovers
      self.blobs = blobs
    }

    func contains(_ tree: ScanTree) -> Bool {
      switch tree.owner {
      case .layer(let id): layers.contains(id)
      case .leftover(let path): leftovers.contains(path)
      }
    }
  }

  /// Measures a store as deep as `level` asks; all of it, unless a scope narrows it down.
  ///
  /// With `listing` the files of each layer are kept, which takes memory for every name; those of
  /// layers that are only packed from level content on.
  package func scan(
    _ record: StoreRecord, level: AuditLevel, within scope: Scope? = nil, listing: Bool = false,
    summingStatus: Bool = false, in order: ScanOrder? = nil, progress: ScanProgress
  ) -> StoreMeasurements {
    guard level > .metadata else { return StoreMeasurements(unread: record, level: level) }
    let surroundings = Surroundings(of: record, seesTrustedAttributes: seesTrustedAttributes)
    var trees = ScanTree.all(of: record, hashing: level == .content).map { tree in
      var tree = surroundings.around(tree)
      tree.lists = listing
      tree.sumsStatus = summingStatus && tree.layer != nil
      return tree
    }
    ScanTree.shareOwners(&trees, in: record.location.root, stop: progress.stopFlag)
    let isWhole = scope == nil && !listing
    if isWhole { ScanTree.rank(&trees, of: record) }
    let all = trees
    trees.removeAll { !(scope?.contains($0) ?? true) }
    let blobs = BlobWork.all(
      of: record, level: level, trees: trees, within: scope?.blobs, listing: listing)
    progress.expect(
      layers: trees.count { $0.layer != nil }, bytes: Self.bytesDue(trees, blobs, of: record))
    let state = ScanState(
      root: record.location.root, trees: trees, blobs: blobs,
      map: isWhole ? RootMap(of: record, trees: trees) : nil, level: level, workers: workers,
      processors: processors, order: order, inflationRoom: inflationRoom, progress: progress)
    var results = run(state)
    do throws(ReadProblem) {
      results.removed = try Self.removed(of: trees, in: record.location.root)
    } catch {
      results.unasked = error
    }
    results.foreignTarSplits = ForeignTarSplits.owners(
      among: all, measured: trees, proofs: results.proofs, in: record.location.root)
    if let tree = trees.first(where: \.hidesTrustedAttributes) {
      results.hidden = Privileges.hiddenAttributes(of: tree.root.components.first ?? tree.root)
    }
    var found = StoreMeasurements(record: record, state: state, results: results)
    if isWhole, state.map == nil {
      found.takeAccount(StoreAccount(ofArchive: record))
    } else if isWhole {
      found.account?.sharing = sharing(of: record, trees: all, progress: progress)
    }
    if summingStatus { noteStatus(in: &found, of: record, state: state, results: results) }
    return found
  }

  /// How much will be read, as far as the store records it.
  private static func bytesDue(
    _ trees: [ScanTree], _ blobs: [BlobWork], of record: StoreRecord
  ) -> ByteCount {
    let recorded = Dictionary(
      record.layers.map { ($0.id, $0.recordedSize) }, uniquingKeysWith: { first, _ in first })
    let ofTrees = trees.filter(\.hashes).map { tree in
      tree.layer.flatMap { recorded[$0] ?? nil } ?? 0
    }
    return (ofTrees + blobs.map { $0.claim.size ?? 0 }).reduce(0) { $0.adding(max(0, $1)) }
  }

  /// The trees of layers that are not there any more: their files went before they were read.
  ///
  /// Docker takes a layer's entry away before its files, so that whatever seemed to be wrong with
  /// the files of one that still has its entry was not the removal.
  /// Source: moby v20.10.24 `layer/layer_store.go`, `deleteLayer`.
  private static func removed(
    of trees: [ScanTree], in root: BytePath
  ) throws(ReadProblem) -> Set<Int> {
    guard trees.contains(where: { $0.layer != nil }) else { return [] }
    let root = try Directory.openRoot(root)
    var removed: Set<Int> = []
    for (number, tree) in trees.enumerated() where tree.layer != nil {
      // A blob that is gone says nothing of the layer that was unpacked from it.
      let record = tree.tarForm == .tarSplit ? tree.tarSplit : nil
      for path in [tree.root, record].compactMap(\.self)
      where try root.statusIfPresent(path) == nil {
        removed.insert(number)
      }
    }
    return removed
  }

  /// Every entry of one layer, sorted by path, its canonical digest, and what could not be read.
  package func manifest(
    of layer: LayerClaim, root: BytePath, progress: ScanProgress = ScanProgress()
  ) -> (entries: [ManifestEntry], digest: Digest?, problems: [AttributedProblem]) {
    guard let plan = layer.content else { return ([], nil, []) }
    var tree = ScanTree(owner: .layer(layer.id), root: plan.root, shape: plan.shape)
    tree.hashes = true
    tree.collects = true
    tree.isReadOnly = layer.role == .image
    tree.mounts = Surroundings.mounts(below: root).within(tree.root)
    let state = ScanState(
      root: root, trees: [tree], blobs: [], level: .content, workers: workers,
      processors: processors, inflationRoom: inflationRoom, progress: progress)
    let found = run(state).accumulator(of: 0)
    var digest: Digest?
    if case .digest(let found) = state.digest(of: 0) { digest = found }
    return (
      found.manifest.sorted { $0.path < $1.path }, digest,
      found.problems.map { AttributedProblem($0, layer: layer.id) }
    )
  }

  /// What all workers brought back.
  struct Results: Sendable {
    var accumulators: [[TreeAccumulator]] = []
    var proofs: [Int: TarSplitProof.Outcome] = [:]
    var blobs: [BytePath: BlobMeasurement] = [:]
    /// Of blobs.
    var outlines: [BytePath: TarOutline.Finished] = [:]
    var bytesRead = ByteCount(0)
    var problems: [ReadProblem] = []
    /// Of blobs that could not be read.
    var blobProblems: [ReadProblem] = []
    /// What the kernel does not show of any tree.
    var hidden: ReadProblem?
    /// Whose tar-splits trees have that have not their own.
    var foreignTarSplits: [Int: ForeignTarSplits.Owner] = [:]
    /// Trees that were removed meanwhile.
    var removed: Set<Int> = []
    /// Why nobody knows of which trees that is so.
    var unasked: ReadProblem?
    /// What is in no tree.
    var places = PlaceAccumulator()

    func accumulator(of tree: Int) -> TreeAccumulator {
      accumulators.reduce(into: TreeAccumulator()) { $0.merge($1[tree]) }
    }
  }

  func run(_ state: ScanState) -> Results {
    let results = Lock(Results())
    let group = DispatchGroup()
    for number in 0..<workers {
      DispatchQueue(label: "layeraudit.scan.\(number)").async(group: group) {
        let found = Self.work(state)
        results.withLock { results in
          results.accumulators += found.accumulators
          results.proofs.merge(found.proofs, uniquingKeysWith: { first, _ in first })
          results.blobs.merge(found.blobs, uniquingKeysWith: { first, _ in first })
          results.blobProblems += found.blobProblems
          results.outlines.merge(found.outlines, uniquingKeysWith: { first, _ in first })
          results.bytesRead.add(found.bytesRead)
          results.problems += found.problems
          results.places.merge(found.places)
        }
      }
    }
    group.wait()
    return results.withLock { $0 }
  }

  private static func work(_ state: ScanState) -> Results {
    Politeness.join()
    var results = Results()
    do throws(ReadProblem) {
      var worker = try ScanWorker(state)
      worker.run()
      results.accumulators = [worker.accumulators]
      results.proofs = worker.proofs
      results.blobs = worker.blobs
      results.blobProblems = worker.blobProblems
      results.outlines = worker.outlines
      results.places = worker.places
      results.bytesRead = ByteCount(worker.tools.bytesRead)
    } catch {
      // The other workers do its share; what nobody could do is told by the trees left unfinished.
      results.problems = [error]
    }
    return results
  }
}

extension ScanTree {
  /// The trees of a store, the largest layers last so that they are taken first.
  static func all(of record: StoreRecord, hashing: Bool) -> [ScanTree] {
    let layers = Dictionary(uniqueKeysWithValues: record.layers.map { ($0.id, $0) })
    let ordered = record.layers.sorted { $0.recordedSize ?? 0 > $1.recordedSize ?? 0 }
    let hasFileSystems = ["btrfs", "zfs"].contains(record.location.driver)
    let ofLayers = ordered.compactMap { layer -> ScanTree? in
      guard let plan = layer.content else { return nil }
      var tree = ScanTree(owner: .layer(layer.id), root: plan.root, shape: plan.shape)
      tree.parentRoot = plan.parentRoot
      tree.tarSplit = plan.tarSplit
      tree.tarForm = plan.tarForm
      tree.inheritedTarSplits = plan.inheritedTarSplits
      tree.owners = plan.owners
      tree.keepsOnlyFileTimes = plan.keepsOnlyFileTimes
      tree.keepsFractions = plan.keepsFractions
      tree.keepsOwnRoot = plan.keepsOwnRoot
      tree.hasMountProgram = plan.hasMountProgram
      tree.forcedMode = plan.forcedMode
      tree.recordedDiffID = layer.recordedDiffID
      if record.location.kind == .containersStorage { tree.recordedTarSize = layer.recordedSize }
      tree.isReadOnly = layer.role == .image
      tree.isRoot = layer.parentState == "root"
      tree.isFileSystem = hasFileSystems
      tree.hashes = hashing
      let isProven = hashing && plan.tarSplit != nil
      if plan.shape == .ownEntriesWithWhiteoutFiles
        || plan.shape == .ownEntriesWithWhiteoutDevices && isProven
      {
        tree.lowerRoots = lowerRoots(layer, layers)
      }
      return tree
    }
    let leftovers = record.leftovers.filter { $0.kind != .migrated }.map { leftover in
      var tree = ScanTree(owner: .leftover(leftover.path), root: leftover.path, shape: .wholeTree)
      tree.isFileSystem = hasFileSystems
      return tree
    }
    return ofLayers + leftovers
  }

  /// The ancestors' trees; empty when one is missing, since a name might be there, and for longer
  /// chains than Docker makes.
  private static func lowerRoots(
    _ layer: LayerClaim, _ layers: [LayerID: LayerClaim]
  ) -> [BytePath] {
    var roots: [BytePath] = []
    var seen: Set<LayerID> = [layer.id]
    var next = layer
    while let id = next.parent {
      guard let parent = layers[id], let plan = parent.content, seen.insert(id).inserted,
        seen.count <= ContentPlan.longestChain
      else { return [] }
      roots.append(plan.root)
      next = parent
    }
    // The chain must end in a base layer, not where a parent cannot be told.
    return next.parentState == "root" ? roots : []
  }
}
