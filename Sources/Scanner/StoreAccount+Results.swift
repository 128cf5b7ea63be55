internal import FileAccess
internal import LayerModel

extension ScanTree {
  /// Gives each tree that lies in no other one, and that the store's ledger tells of, its rank:
  /// layers before leftovers, those nearer to the base first.
  static func rank(_ trees: inout [ScanTree], of record: StoreRecord) {
    let depths = Dictionary(
      record.layers.map { ($0.id, $0.depth ?? .max) }, uniquingKeysWith: { first, _ in first })
    func key(_ tree: ScanTree) -> (Int, Int, BytePath) {
      guard let layer = tree.layer else { return (1, 0, tree.root) }
      return (0, depths[layer] ?? .max, tree.root)
    }
    let roots = Set(trees.map(\.root))
    var seen: Set<BytePath> = []
    let order = trees.indices.sorted { key(trees[$0]) < key(trees[$1]) }
    for (rank, index) in order.enumerated() {
      let root = trees[index].root
      // Two layers with one directory have its bytes once.
      let isInner = root.ancestors.contains(where: roots.contains)
      guard !isInner, record.ledgerRange.contains(root), seen.insert(root).inserted else {
        continue
      }
      trees[index].rank = rank
    }
  }
}

extension StoreAccount {
  /// Adds up what the workers brought back of a whole store.
  init(state: ScanState, results: Scanner.Results) {
    self.init()
    let linked = state.links.accounted()
    if !linked.isWhole {
      let reason = "more than \(LinkedFiles.accountLimit) files have several names"
      gaps.insert(LedgerGap(path: BytePath([]), reason: reason))
    }
    for (number, tree) in state.trees.enumerated() {
      guard let rank = tree.rank else { continue }
      let found = results.accumulator(of: number)
      var size = found.singles
      size.add(linked.sizes[.tree(rank)] ?? DiskSize())
      switch tree.owner {
      case .layer(let id): layers[id] = size
      case .leftover(let path): leftovers[path] = size
      }
      for problem in found.problems where problem.leavesUnknown {
        gaps.insert(LedgerGap(path: problem.path, reason: problem.detail))
      }
    }
    for (key, size) in results.places.sizes { add(size, at: key) }
    for case (.place(let key), let size) in linked.sizes { add(size, at: key) }
    add(results.places.problems)
    let isCutShort = state.progress.isStopped || !results.problems.isEmpty
    if isCutShort {
      gaps.insert(LedgerGap(path: BytePath([]), reason: "not all of it was walked"))
    }
  }

  private mutating func add(_ size: DiskSize, at key: PlaceKey) {
    if key.path == ScanWorker.blobs {
      blobs[key.name, default: DiskSize()].add(size)
    } else {
      places[key, default: DiskSize()].add(size)
    }
  }

  /// Of an archive, which is one file: of several images no one's removal frees any of it.
  init(ofArchive record: StoreRecord) {
    self.init()
    do throws(ReadProblem) {
      let root = record.location.root
      let file = try Directory.openRoot(root.parent).status(root.lastComponent)
      blobs[record.images.count > 1 ? .shared : .unique] = file.diskSize
    } catch {
      add([error])
    }
  }
}
