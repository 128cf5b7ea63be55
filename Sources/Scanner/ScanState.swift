internal import Dispatch
internal import FileAccess
internal import LayerModel

/// What all workers of one scan share.
final class ScanState: Sendable {
  let root: BytePath
  let trees: [ScanTree]
  let blobs: [BlobWork]
  let level: AuditLevel
  let frontier: Frontier<WorkItem>
  let nodes = DirectoryNodes()
  let links: LinkedFiles
  /// Where the rest of the root is walked; `nil` when only trees are.
  let map: RootMap?
  let lanes = HashLanes()
  let progress: ScanProgress
  let exchange: HashExchange
  let beginnings: ScanBeginnings
  /// Entries of outlines that may be kept.
  let outlineRoom: SharedRoom
  let inflationRoom: SharedRoom
  let emptyRoom = EmptyRoom()
  /// One blob at a time may take 32 MiB, so that memory stays bounded.
  let largeWindows = DispatchSemaphore(value: 1)
  private let digests: Lock<[Int: DirectoryNodes.Result]>

  init(
    root: BytePath, trees: [ScanTree], blobs: [BlobWork], map: RootMap? = nil, level: AuditLevel,
    workers: Int, processors: Int, order: ScanOrder? = nil, outlineLimit: Int = 0,
    inflationRoom: SharedRoom, progress: ScanProgress
  ) {
    self.root = root
    self.trees = trees
    self.blobs = blobs
    self.level = level
    self.progress = progress
    self.map = map
    outlineRoom = SharedRoom(Int64(outlineLimit))
    self.inflationRoom = inflationRoom
    links = LinkedFiles(ranks: trees.map(\.rank))
    digests = Lock([:])
    beginnings = ScanBeginnings(order)
    // Last in, first out: the first tree is taken first when it is pushed last.
    let ofBlobs = Set(blobs.flatMap(\.trees))
    let items = trees.indices.reversed().filter { !ofBlobs.contains($0) }.map { tree in
      trees[tree].tarSplit != nil && trees[tree].tarForm == .tarSplit && trees[tree].hashes
        ? WorkItem.proof(tree: tree)
        : .directory(DirectoryWork(tree: tree, path: BytePath([]), slot: nil))
    }
    // The largest blob takes longest, and so is taken first.
    let files = blobs.indices.filter { blobs[$0].claim.place == .file }
      .sorted { blobs[$0].claim.size ?? 0 < blobs[$1].claim.size ?? 0 }
    let isArchive = files.count < blobs.count
    let all = items + files.map { WorkItem.blob($0) } + (isArchive ? [.archive] : [])
    let places = map.map { map in
      map.roots.map { WorkItem.places(PlaceWork(path: $0, state: map.start(at: $0).state)) }
    }
    frontier = Frontier(
      (places ?? []) + (order.map { Self.ordered(all, by: $0, trees, blobs) } ?? all),
      workers: workers)
    exchange = HashExchange(of: frontier, processors: processors)
  }

  /// What comes first is taken first when it is pushed last.
  private static func ordered(
    _ items: [WorkItem], by order: ScanOrder, _ trees: [ScanTree], _ blobs: [BlobWork]
  ) -> [WorkItem] {
    let ranked = items.enumerated().map { position, item in
      switch item {
      case .proof(let tree): (order.rank(of: trees[tree]), position, item)
      case .directory(let work): (order.rank(of: trees[work.tree]), position, item)
      case .blob(let index): (order.rank(of: blobs[index], among: trees), position, item)
      case .file, .archive, .places: (-1, position, item)
      }
    }
    return ranked.sorted { ($1.0, $0.1) < ($0.0, $1.1) }.map(\.2)
  }

  /// Whether a worker is to do it, rather than leave it since the time was over before.
  func begins(_ item: WorkItem) -> Bool {
    switch item {
    case .proof(let tree): beginnings.begins(tree: tree)
    case .directory(let work): beginnings.begins(tree: work.tree)
    case .blob(let index): beginnings.begins(blobs[index])
    case .file, .archive, .places: true
    }
  }

  /// Reports one entry's digest and finishes every directory that it was the last entry of.
  func report(_ result: DirectoryNodes.Result, to slot: DirectoryNodes.Slot?, tree: Int) {
    var result = result
    var slot = slot
    while let place = slot {
      guard let node = nodes.report(result, to: place) else { return }
      result = node.result()
      slot = node.parent
    }
    let final = result
    digests.withLock { $0[tree] = final }
    links.forget(tree)
    if trees[tree].layer != nil { progress.finishLayer() }
  }

  func digest(of tree: Int) -> DirectoryNodes.Result? { digests.withLock { $0[tree] } }
}

/// One piece of work.
enum WorkItem: Sendable {
  case directory(DirectoryWork)
  case file(FileWork)
  /// Prove a layer against its tar-split, then walk it.
  case proof(tree: Int)
  /// Read a blob, prove the layers that were unpacked from it, then walk them.
  case blob(Int)
  /// Read the blobs that are members of the archive that is the store.
  case archive
  /// Look at what is in no tree.
  case places(PlaceWork)
}

struct DirectoryWork: Sendable {
  let tree: Int
  /// Relative to the tree's root.
  let path: BytePath
  let slot: DirectoryNodes.Slot?
}

/// A file that is large enough to be hashed by itself.
struct FileWork: Sendable {
  let tree: Int
  let path: BytePath
  let slot: DirectoryNodes.Slot
}
