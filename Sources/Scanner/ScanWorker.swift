internal import FileAccess
internal import Hashing
internal import LayerModel

/// One worker: takes items until none is left, and keeps its own sums.
struct ScanWorker: ~Copyable {
  /// A file of a layer and the one in its parent's directory.
  struct ComparedPair: Hashable {
    let tree: Int
    let own: FileIdentity
    let other: FileIdentity
  }

  let state: ScanState
  let root: Directory
  var tools: WorkerTools
  var accumulators: [TreeAccumulator]
  var proofs: [Int: TarSplitProof.Outcome] = [:]
  var blobs: [BytePath: BlobMeasurement] = [:]
  var blobProblems: [ReadProblem] = []
  /// Of blobs that were read to be outlined.
  var outlines: [BytePath: TarOutline.Finished] = [:]
  var places = PlaceAccumulator()
  /// Hard links that were compared with those of a parent layer.
  var compared: Set<ComparedPair> = []
  /// Where layers below have the directory of the last entry that no tar has.
  var lower: (tree: Int, directories: LowerDirectories)?
  /// The last directory that no tar has, and whether layers below have the same.
  var foreign: (tree: Int, path: BytePath, isAsBelow: Bool)?
  /// Which pairs of hard links hold the same.
  var sameBytes: [ComparedPair: Bool] = [:]
  /// What the item at hand led to and is still to be done, the last one first.
  var own: [WorkItem] = []

  /// Files from this size on are work of their own, so that a directory does not wait for one.
  private static let largeFile: ByteCount = 4_194_304

  init(_ state: ScanState) throws(ReadProblem) {
    self.state = state
    tools = WorkerTools(state.exchange)
    // Nothing is opened below an archive.
    let isArchive = state.blobs.contains { $0.claim.place != .file }
    root = try Directory.openRoot(
      isArchive ? state.root.parent : state.root, stop: state.progress.stopFlag)
    accumulators = [TreeAccumulator](repeating: TreeAccumulator(), count: state.trees.count)
  }

  /// Takes items until none is left; what they lead to is done here, unless another worker has
  /// nothing to do: handing every directory over a lock takes longer than looking into it.
  ///
  /// Once the scan is stopped, what is left is taken and not done.
  mutating func run() {
    while let item = state.frontier.take() {
      own = [item]
      while let next = own.popLast() {
        if !state.progress.isStopped, state.begins(next) { work(on: next) }
        state.frontier.share(&own)
      }
      state.frontier.finish()
    }
    tools.flush(state.progress)
  }

  private mutating func work(on item: WorkItem) {
    switch item {
    case .directory(let work): walk(work)
    case .file(let work): hashLargeFile(work)
    case .proof(let tree): prove(tree)
    case .blob(let index): readBlob(index)
    case .archive: readArchive()
    case .places(let work): walkPlaces(work)
    }
  }

  /// Notes why something could not be read; `gone` when it only vanished.
  ///
  /// Nothing vanishes from an image's layer but with all of it, which another look tells.
  mutating func failure(_ problem: ReadProblem, tree: Int) -> DirectoryNodes.Result {
    if case .missing = problem, !state.trees[tree].isReadOnly { return .gone }
    accumulators[tree].add(problem.ofVanished)
    return .unknown
  }

  private mutating func walk(_ work: DirectoryWork) {
    do throws(ReadProblem) {
      let tree = state.trees[work.tree]
      if work.path.isEmpty, tree.layer == nil, try root.status(tree.root).kind != .directory {
        return try countSingleFile(work.tree)
      }
      let directory = try root.directory(tree.root.appending(work.path))
      if work.path.isEmpty { try checkMount(of: directory, tree) }
      let visit = try DirectoryVisit(
        work, tree: tree, directory: directory,
        proven: tree.tarSplit == nil ? nil : state.links.proven(in: work.tree),
        root: root)
      try walk(visit, in: directory)
    } catch {
      // A tree whose root is gone has nothing to say; anything else below may vanish.
      state.report(failure(error, tree: work.tree), to: work.slot, tree: work.tree)
    }
  }

  /// A layer's own directory is on the file system of the driver's.
  ///
  /// - Throws: `notEntered` when another one is mounted there, whose files are not the layer's.
  func checkMount(of directory: borrowing Directory, _ tree: ScanTree) throws(ReadProblem) {
    guard tree.layer != nil else { return }
    if tree.mounts.contains(where: \.isEmpty) { throw .mounted(tree.root) }
    guard !tree.isFileSystem else { return }
    let folder = try root.status(tree.root.parent)
    guard try directory.status().identity.device == folder.identity.device else {
      throw .mounted(tree.root)
    }
  }

  /// No name that a tar or the kernel takes is as deep.
  static let longestPath = 16_384

  /// A leftover may be a file.
  private mutating func countSingleFile(_ tree: Int) throws(ReadProblem) {
    let status = try root.status(state.trees[tree].root)
    if status.links > 1 { _ = state.links.isFirstName(status, in: tree) }
    accumulators[tree].count(status, isWhiteout: false, isFirstName: true)
    state.report(.gone, to: nil, tree: tree)
  }

  private mutating func walk(
    _ visit: borrowing DirectoryVisit, in directory: borrowing Directory
  ) throws(ReadProblem) {
    let work = visit.work
    let tree = visit.tree
    let isRoot = work.path.isEmpty
    if isRoot { accumulators[work.tree].countRoot(visit.status) }
    let needsAttributes = visit.hashes || tree.hasOverlayAttributes
    let attributes = needsAttributes ? try attributes(of: directory) : []
    if tree.hasOverlayAttributes { checkOverlay(attributes, visit: visit) }
    let entry = CanonicalEntry(
      name: work.path.lastComponent, status: visit.status, linkTarget: nil, attributes: attributes)
    if tree.collects {
      accumulators[work.tree].manifest.append(
        ManifestEntry(
          path: work.path, status: visit.status, linkTarget: nil, content: nil,
          attributes: entry.attributesDigest))
    }
    // Digests are in the order of names, and some checks look for names.
    let entries = try directory.entries(
      isSorted: visit.hashes || tree.sumsStatus || visit.parent != nil || visit.proven != nil)
    var statuses = tree.sumsStatus ? visit.path(of: visit.status) : []
    var results: [DirectoryNodes.Result] = []
    var deferred: [(name: BytePath, index: Int, isDirectory: Bool)] = []
    for index in entries.indices {
      if visit.hasCounted(entries, at: index, as: entries.kind(at: index)) { continue }
      let status: FileStatus
      do throws(SystemError) {
        status = try directory.status(of: entries, at: index)
      } catch {
        let path = directory.path.appending(entries.name(at: index))
        results.append(failure(error.problem(at: path), tree: work.tree))
        continue
      }
      // Not every file system says in its directories what an entry is.
      if visit.hasCounted(entries, at: index, as: status.kind) { continue }
      if tree.sumsStatus {
        statuses += Array(entries.bytes(ofNameAt: index)) + [0] + status.statusBytes
      }
      if !tree.mounts.isEmpty,
        tree.mounts.contains(work.path.appending(entries.name(at: index)))
      {
        let path = directory.path.appending(entries.name(at: index))
        results.append(failure(.mounted(path), tree: work.tree))
        continue
      }
      count(entries, at: index, status: status, visit: visit, in: directory)
      if status.kind == .directory, status.identity.device != visit.status.identity.device {
        let path = directory.path.appending(entries.name(at: index))
        results.append(failure(.mounted(path), tree: work.tree))
      } else if status.kind == .directory, work.path.bytes.count > Self.longestPath {
        let path = directory.path.appending(entries.name(at: index))
        results.append(
          failure(.notEntered(path, reason: "it is deeper than any tar makes"), tree: work.tree))
      } else if status.kind == .directory {
        deferred.append((entries.name(at: index), results.count, true))
        results.append(.unknown)
      } else if visit.hashes, status.kind == .regular, status.size >= Self.largeFile {
        deferred.append((entries.name(at: index), results.count, false))
        results.append(.unknown)
      } else if visit.hashes {
        results.append(digest(entries, at: index, status: status, visit: visit, in: directory))
      }
    }
    if tree.sumsStatus { accumulators[work.tree].status.add(SHA256Hash.digest(of: statuses)) }
    try checkInherited(entries, visit: visit)
    try outlineRemoved(entries, visit: visit)
    finish(visit, entry: entry, results: results, deferred: deferred)
  }

  /// Hands the directory over to the table of nodes, or reports it when nothing is left below it.
  private mutating func finish(
    _ visit: borrowing DirectoryVisit, entry: CanonicalEntry, results: [DirectoryNodes.Result],
    deferred: [(name: BytePath, index: Int, isDirectory: Bool)]
  ) {
    let work = visit.work
    let node = DirectoryNodes.Node(
      parent: work.slot, tree: work.tree, entry: entry, results: results,
      outstanding: deferred.count)
    guard !deferred.isEmpty else {
      return state.report(
        visit.hashes ? node.result() : .unknown, to: work.slot, tree: work.tree)
    }
    let id = state.nodes.add(node)
    var files: [WorkItem] = []
    for item in deferred {
      let slot = DirectoryNodes.Slot(node: id, index: item.index)
      let path = work.path.appending(item.name)
      if item.isDirectory {
        own.append(.directory(DirectoryWork(tree: work.tree, path: path, slot: slot)))
      } else {
        files.append(.file(FileWork(tree: work.tree, path: path, slot: slot)))
      }
    }
    // Large files are worth the lock.
    if !files.isEmpty { state.frontier.push(files) }
  }
}
