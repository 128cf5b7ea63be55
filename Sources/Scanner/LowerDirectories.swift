internal import FileAccess
internal import Hashing
internal import LayerModel

/// Where the layers below have what a container sees of them in one directory, nearest first.
///
/// Source: Linux `Documentation/filesystems/overlayfs.rst`, "whiteouts and opaque directories";
/// fuse-overlayfs `main.c`, `load_dir`.
struct LowerDirectories {
  /// More names of one directory are not compared.
  private static let nameLimit = 1_000_000

  let path: BytePath
  private let tree: ScanTree
  /// From the store's root.
  private var places: [BytePath] = []

  /// Finds the directories called `path` below the tree; none where one layer has no directory there,
  /// or hides it.
  init(
    _ path: BytePath, below tree: ScanTree, in root: borrowing Directory
  ) throws(ReadProblem) {
    self.path = path
    self.tree = tree
    for lower in tree.lowerRoots {
      var place = lower
      var isOpaque = false
      var isThere = true
      for name in path.components {
        if try tree.hides(name, in: place, of: root) { return }
        place = place.appending(name)
        guard let status = try root.statusIfPresent(place) else {
          isThere = false
          break
        }
        guard status.kind == .directory else { return }
        if try tree.isOpaque(place, in: root) { isOpaque = true }
      }
      if isThere { places.append(place) }
      if isOpaque { return }
    }
  }

  /// What a container would see of the name; `nil` when nothing is there, or it is hidden.
  func entry(
    _ name: BytePath, in root: borrowing Directory
  ) throws(ReadProblem) -> (place: BytePath, status: FileStatus)? {
    for place in places {
      if try tree.hides(name, in: place, of: root) { return nil }
      let entry = place.appending(name)
      if let status = try root.statusIfPresent(entry) {
        return status.isWhiteoutDevice ? nil : (entry, status)
      }
    }
    return nil
  }

  /// The names that a container would see, each with whether it is a directory.
  func names(
    in root: borrowing Directory
  ) throws(ReadProblem) -> [(name: BytePath, isDirectory: Bool)] {
    var names: [(name: BytePath, isDirectory: Bool)] = []
    var known: Set<BytePath> = []
    for place in places {
      let directory = try root.directory(place)
      let entries = try directory.entries(isSorted: false)
      guard names.count + entries.count <= Self.nameLimit else {
        throw .tooMany(place, limit: Self.nameLimit, things: "names")
      }
      var hidden: [BytePath] = []
      for index in entries.indices {
        let name = entries.name(at: index)
        if tree.hasWhiteoutFiles, name.bytes.starts(with: Whiteout.prefix) {
          hidden.append(BytePath(name.bytes.dropFirst(Whiteout.prefix.count)))
          continue
        }
        // What went since is as good as absent.
        guard known.insert(name).inserted, let status = try directory.statusIfPresent(name),
          !status.isWhiteoutDevice
        else { continue }
        names.append((name, status.kind == .directory))
      }
      known.formUnion(hidden)
    }
    return names
  }
}

extension ScanTree {
  /// Whether a file in the directory hides the name in the layers below.
  fileprivate func hides(
    _ name: BytePath, in place: BytePath, of root: borrowing Directory
  ) throws(ReadProblem) -> Bool {
    guard hasWhiteoutFiles else { return false }
    return try root.statusIfPresent(place.appending(BytePath(Whiteout.prefix + name.bytes))) != nil
  }

  /// Whether the directory hides what the layers below have in it.
  func isOpaque(_ place: BytePath, in root: borrowing Directory) throws(ReadProblem) -> Bool {
    if hasWhiteoutFiles {
      for mark in Whiteout.opaqueMarks
      where try root.statusIfPresent(place.appending(mark)) != nil { return true }
    }
    do throws(SystemError) {
      return isOpaque(try root.attributesOfEntry(place))
    } catch {
      throw error.problem(at: root.path.appending(place))
    }
  }

  /// The same by the attributes of the directory.
  func isOpaque(_ attributes: [ExtendedAttribute]) -> Bool {
    hasMountProgram || hasWhiteoutFiles
      ? OverlayAttribute.isOpaqueToProgram(attributes) : OverlayAttribute.isOpaque(attributes)
  }
}

extension ScanWorker {
  /// What layers below have in an opaque directory that the tar does not hide, if anything; the empty
  /// path in a base layer, where no build makes a directory opaque.
  ///
  /// Where an engine compares two mounted trees instead of writing down what is in the layer's own
  /// ("naive diff"), the tar of a build has a whiteout for each name that the directory hid.
  ///
  /// Source: moby `daemon/graphdriver/fsdiff.go`; `overlay2/overlay.go`, `useNaiveDiff`.
  func hiddenByNoTar(_ visit: borrowing DirectoryVisit) throws(ReadProblem) -> BytePath? {
    guard let proven = visit.proven, !visit.isHidden, !proven.hasHiddenEntries else { return nil }
    let tree = visit.tree
    if tree.isRoot { return "" }
    // An opaque directory above was looked into with all that is below it.
    for ancestor in visit.work.path.ancestors
    where try tree.isOpaque(tree.root.appending(ancestor), in: root) { return nil }
    var left = [(path: visit.work.path, hash: visit.hash)]
    while let (path, hash) = left.popLast() {
      let lower = try LowerDirectories(path, below: tree, in: root)
      for (name, isDirectory) in try lower.names(in: root) {
        let child = NameHash.child(of: hash, name: name.bytes[...])
        let record = proven.names.table[child]
        let file = Whiteout.prefix + name.bytes
        let isHidden =
          record.kind == .removed || !record.marks.isDisjoint(with: [.whiteout, .opaque])
          || tree.hasWhiteoutFiles
            && proven.names.table[NameHash.child(of: hash, name: file[...])].isNamed
        if isHidden { continue }
        let place = path.appending(name)
        guard let own = try root.statusIfPresent(tree.root.appending(place)) else {
          // What has an entry of its own is missed by the proof.
          if record.isNamed { continue }
          return place
        }
        if own.kind == .directory, isDirectory { left.append((place, child)) }
      }
    }
    return nil
  }

  /// Whether layers below show the same entry, so that it matters to nobody that no tar has it.
  ///
  /// Changing a file to what it is already copies it into the layer, and a naive diff sees no change.
  mutating func isAsBelow(
    _ path: BytePath, _ status: FileStatus, visit: borrowing DirectoryVisit
  ) throws(ReadProblem) -> Bool {
    let tree = visit.tree
    guard !tree.lowerRoots.isEmpty, !visit.isHidden else { return false }
    if lower?.tree != visit.work.tree || lower?.directories.path != path.parent {
      let found = try LowerDirectories(path.parent, below: tree, in: root)
      lower = (visit.work.tree, found)
    }
    guard let below = try lower?.directories.entry(path.lastComponent, in: root),
      below.status.kind == status.kind, below.status.mode == status.mode,
      below.status.owner == status.owner, below.status.group == status.group
    else { return false }
    let place = tree.root.appending(path)
    switch status.kind {
    case .symlink: return try root.linkTarget(place) == root.linkTarget(below.place)
    case .characterDevice, .blockDevice:
      return status.deviceMajor == below.status.deviceMajor
        && status.deviceMinor == below.status.deviceMinor
    case .regular:
      guard status.size == below.status.size else { return false }
      let file = try root.file(place)
      let other = try root.file(below.place)
      try state.emptyRoom.admit(file)
      try state.emptyRoom.admit(other)
      return try tools.firstDifference(of: file, from: other, progress: state.progress) == nil
    default: return true
    }
  }
}
