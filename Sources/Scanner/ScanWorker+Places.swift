internal import FileAccess
internal import LayerModel

/// The rest of a store's root: sizes only, each entry classed by where it is.
extension ScanWorker {
  mutating func walkPlaces(_ work: PlaceWork) {
    do throws(ReadProblem) {
      let directory =
        work.path.isEmpty
        ? try Directory.openRoot(state.root, stop: state.progress.stopFlag)
        : try root.directory(work.path)
      try walkPlaces(work, in: directory)
    } catch {
      notePlace(error)
    }
  }

  /// What vanished is no gap, nor is what somebody mounted and the kernel shows to nobody else.
  private mutating func notePlace(_ problem: ReadProblem) {
    if case .missing = problem { return }
    if state.map?.mounts.contains(problem.path) == true { return noteMount(at: problem.path) }
    places.note(problem)
  }

  private mutating func walkPlaces(
    _ work: PlaceWork, in directory: borrowing Directory
  ) throws(ReadProblem) {
    guard let map = state.map else { return }
    let status = try directory.status()
    if map.roots.contains(work.path) { places.add(status, to: map.start(at: work.path).key) }
    let entries = try directory.entries()
    let isMarked = map[work.path] == .leadsOn
    var named: [LedgerClass: Int] = [:]
    for index in entries.indices {
      let entry: FileStatus
      do throws(SystemError) {
        entry = try directory.status(of: entries, at: index)
      } catch {
        notePlace(error.problem(at: work.path.appending(entries.name(at: index))))
        continue
      }
      // The names of most files are of no use.
      if !isMarked, case .covered(let key) = work.state, entry.kind != .directory,
        entry.identity.device == status.identity.device, map.mounts.isEmpty
      {
        count(entry, at: key)
        continue
      }
      let path = work.path.appending(entries.name(at: index))
      let mark = isMarked ? map[path] : nil
      if mark == .taken { continue }
      if entry.identity.device != status.identity.device || map.mounts.contains(path) {
        noteMount(at: path)
        continue
      }
      if case .blob(let name) = mark {
        count(entry, at: PlaceKey(name, Self.blobs))
        continue
      }
      var place = map.table.entry(
        at: path, isDirectory: entry.kind == .directory, in: work.state)
      if place.key.path == path {
        named[place.key.name, default: 0] += 1
        if named[place.key.name, default: 0] > Self.mostNamed(of: place.key.name) {
          place.key.path = work.path.appending("*")
          if entry.kind == .directory { place.state = .covered(place.key) }
        }
      }
      count(entry, at: place.key)
      if entry.kind == .directory {
        own.append(.places(PlaceWork(path: path, state: place.state)))
      }
    }
  }

  /// So many entries of one directory are named of each class.
  private static func mostNamed(of name: LedgerClass) -> Int { name == .unexplained ? 64 : 4_096 }
  /// Never the path of a place, as a root is no store of its own blobs.
  static let blobs = BytePath("**")

  private mutating func count(_ status: FileStatus, at key: PlaceKey) {
    guard status.links > 1, status.kind != .directory else { return places.add(status, to: key) }
    state.links.account(status, for: .place(key))
  }

  /// What is mounted is on another disk, or somewhere else on this one.
  ///
  /// Nothing is said of memory that the engine itself mounts for a container that runs, nor of what
  /// is mounted in places that keep no records.
  ///
  /// Source: Podman `libpod/container_internal.go`, `ShmDir`; moby `container/container_unix.go`,
  /// `ShmResourcePath`, `SecretMountPath`.
  private mutating func noteMount(at path: BytePath) {
    let folder = path.parent.lastComponent
    let isMemory =
      path.lastComponent == "shm" && (folder == "userdata" || folder == "mounts")
      || path.lastComponent == "secrets" && folder == "mounts"
    guard !isMemory, state.map?.bookkeeping.contains(where: { path.isWithin($0) }) == true else {
      return
    }
    places.note(.mounted(path))
  }
}

/// What one worker has seen of places; added up at the end.
struct PlaceAccumulator: Sendable {
  private(set) var sizes: [PlaceKey: DiskSize] = [:]
  /// What was not read.
  private(set) var problems: [ReadProblem] = []

  private static let problemLimit = 100

  mutating func add(_ status: FileStatus, to key: PlaceKey) {
    sizes[key, default: DiskSize()].add(status.diskSize)
  }

  /// Of many some are told, which is enough to know that there are any.
  mutating func note(_ problem: ReadProblem) {
    if problems.count < Self.problemLimit { problems.append(problem) }
  }

  mutating func merge(_ other: PlaceAccumulator) {
    for (key, size) in other.sizes { sizes[key, default: DiskSize()].add(size) }
    problems += other.problems
  }
}

extension FileStatus {
  var diskSize: DiskSize {
    DiskSize(apparent: kind == .regular ? size : 0, allocated: allocated)
  }
}
