internal import Dispatch
internal import FileAccess
internal import LayerModel

extension Scanner {
  /// So many runs of shared bytes and so many files with several names are kept.
  private static let sharingLimit = 500_000

  /// What the regular files that the ledger of a store tells of share on disk.
  ///
  /// - Returns: `nil` where the file system lets no files share blocks.
  func sharing(of record: StoreRecord, trees: [ScanTree], progress: ScanProgress) -> BlockSharing? {
    var sharing = BlockSharing()
    switch Self.sharesBlocks(record.location.root) {
    case .no: return nil
    case .untold:
      sharing.unknown = "its file system does not tell which files share blocks"
      return sharing
    case .yes: break
    }
    let walk = SharingWalk(
      of: record, trees: trees, mounts: Surroundings.mounts(below: record.location.root).all,
      frontier: Frontier(record.ledgerRange.roots, workers: workers), limit: Self.sharingLimit)
    let total = Lock(SharingWorker.Found())
    let group = DispatchGroup()
    for number in 0..<workers {
      DispatchQueue(label: "layeraudit.sharing.\(number)").async(group: group) {
        let found = Self.walkSharing(walk, progress)
        total.withLock { $0.merge(found) }
      }
    }
    group.wait()
    var found = total.withLock { $0 }
    if progress.isStopped { found.unknown.insert("not all of it was walked") }
    sharing.files = found.files
    sharing.counted = found.counted
    sharing.once = walk.bytes
    sharing.unknown =
      found.unknown.isEmpty ? nil : found.unknown.sorted().joined(separator: "; ")
    return sharing
  }

  private static func sharesBlocks(_ root: BytePath) -> SharesBlocks {
    do throws(ReadProblem) {
      return try Directory.openRoot(root).sharesBlocks
    } catch {
      // Nothing of it was counted either.
      return .no
    }
  }

  private static func walkSharing(
    _ walk: SharingWalk, _ progress: ScanProgress
  ) -> SharingWorker.Found {
    Politeness.join()
    do throws(ReadProblem) {
      var worker = try SharingWorker(walk, progress)
      worker.run()
      return worker.found
    } catch {
      return SharingWorker.Found(unknown: ["the store could not be opened"])
    }
  }
}

/// What the workers of one walk share.
private final class SharingWalk: Sendable {
  let root: BytePath
  /// Directories below the store's root.
  let frontier: Frontier<BytePath>
  /// What other stores tell of, and what is mounted.
  let excluded: Set<BytePath>
  /// Directories that are file systems of their own on the same disk: btrfs has layers so.
  let fileSystems: Set<BytePath>
  private let linked = Lock(Set<FileIdentity>())
  private let extents: Lock<ExtentSet>
  private let limit: Int

  init(
    of record: StoreRecord, trees: [ScanTree], mounts: Set<BytePath>, frontier: Frontier<BytePath>,
    limit: Int
  ) {
    root = record.location.root
    self.frontier = frontier
    self.limit = limit
    extents = Lock(ExtentSet(limit: limit))
    excluded = mounts.union(record.ledgerRange.exclusions)
    fileSystems = Set(trees.filter(\.isFileSystem).map(\.root))
  }

  var bytes: ByteCount { extents.withLock(\.bytes) }

  /// Adds the extents of a file; those that there was no room for are not returned.
  func add(_ found: [SharedExtent]) -> [SharedExtent] {
    extents.withLock { extents in found.filter { extents.insert($0) } }
  }

  enum Name { case first, known, noRoom }

  /// Whether a file with several names was met before.
  func meet(_ file: FileIdentity) -> Name {
    linked.withLock {
      if $0.contains(file) { return .known }
      guard $0.count < limit else { return .noRoom }
      $0.insert(file)
      return .first
    }
  }
}

private struct SharingWorker: ~Copyable {
  /// What one worker saw; added up at the end.
  struct Found: Sendable {
    var files = 0
    var counted = ByteCount(0)
    /// Why there may be more.
    var unknown: Set<String> = []

    mutating func merge(_ other: Found) {
      files += other.files
      counted.add(other.counted)
      unknown.formUnion(other.unknown)
    }
  }

  private let walk: SharingWalk
  private let progress: ScanProgress
  private let root: Directory
  private(set) var found = Found()

  init(_ walk: SharingWalk, _ progress: ScanProgress) throws(ReadProblem) {
    self.walk = walk
    self.progress = progress
    root = try Directory.openRoot(walk.root, stop: progress.stopFlag)
  }

  mutating func run() {
    while let path = walk.frontier.take() {
      var own = [path]
      while let next = own.popLast() {
        if !progress.isStopped { own += look(into: next) }
        walk.frontier.share(&own)
      }
      walk.frontier.finish()
    }
  }

  /// Asks for the files of a directory.
  ///
  /// - Returns: the directories in it.
  private mutating func look(into path: BytePath) -> [BytePath] {
    var inner: [BytePath] = []
    do throws(ReadProblem) {
      let directory =
        path.isEmpty
        ? try Directory.openRoot(walk.root, stop: progress.stopFlag) : try root.directory(path)
      let device = try directory.status().identity.device
      let entries = try directory.entries(isSorted: false)
      for index in entries.indices {
        let status: FileStatus
        do throws(SystemError) {
          status = try directory.status(of: entries, at: index)
        } catch {
          note(error.problem(at: path))
          continue
        }
        if status.kind == .directory {
          let place = path.appending(entries.name(at: index))
          let isHere = status.identity.device == device || walk.fileSystems.contains(place)
          guard isHere, !walk.excluded.contains(place) else { continue }
          if place.bytes.count > ScanWorker.longestPath {
            found.unknown.insert("some directories are too deep")
          } else {
            inner.append(place)
          }
        } else if status.kind == .regular, status.allocated > 0 {
          ask(entries, at: index, status, in: directory)
        }
      }
    } catch {
      note(error)
    }
    return inner
  }

  private mutating func ask(
    _ entries: DirectoryEntries, at index: Int, _ status: FileStatus,
    in directory: borrowing Directory
  ) {
    if status.links > 1 {
      switch walk.meet(status.identity) {
      case .first: break
      case .known: return
      case .noRoom:
        found.unknown.insert("too many files have several names")
        return
      }
    }
    do throws(ReadProblem) {
      var shared = ByteCount(0)
      var extents: [SharedExtent] = []
      try directory.forEachSharedExtent(of: entries, at: index) { extent in
        extents.append(extent)
        guard extents.count >= Self.mostAtOnce else { return }
        shared.add(take(&extents))
      }
      shared.add(take(&extents))
      if shared > 0 { found.files += 1 }
      found.counted.add(shared)
    } catch {
      note(error)
    }
  }

  private static let mostAtOnce = 4_096

  /// Adds extents of one file to those of all.
  ///
  /// - Returns: the lengths of those that there was room for.
  private mutating func take(_ extents: inout [SharedExtent]) -> ByteCount {
    guard !extents.isEmpty else { return 0 }
    let taken = walk.add(extents)
    if taken.count < extents.count { found.unknown.insert("too many pieces of files are shared") }
    extents = []
    return taken.reduce(0) { $0.adding(ByteCount(clamping: $1.length)) }
  }

  /// What vanished shares nothing any more; what was ended is told once, by the whole.
  private mutating func note(_ problem: ReadProblem) {
    if case .missing = problem { return }
    guard !progress.isStopped else { return }
    found.unknown.insert("not all files could be opened")
  }
}
