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

  private(set) var path = BytePath([])
  private let tree: ScanTree
  /// From the store's root; the last one may hide what is further below.
  private var places: [BytePath]

  /// The roots of the layers below the tree.
  init(below tree: ScanTree) {
    self.tree = tree
    places = tree.lowerRoots
  }

  /// The directories of that path.
  init(
    _ path: BytePath, below tree: ScanTree, in root: borrowing Directory
  ) throws(ReadProblem) {
    self.init(below: tree)
    for name in path.components { try enter(name, in: root) }
  }

  /// Goes to the directories of that name; none are left where one layer has something else there, or
  /// hides it.
  mutating func enter(_ name: BytePath, in root: borrowing Directory) throws(ReadProblem) {
    let above = places
    places = []
    path = path.appending(name)
    for place in above {
      if try tree.hides(name, in: place, of: root) { return }
      let entry = place.appending(name)
      guard let status = try root.statusIfPresent(entry) else { continue }
      guard status.kind == .directory else { return }
      places.append(entry)
      if try tree.isOpaque(entry, in: root) { return }
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
  /// Beyond this, in bytes, no path is compared with layers below.
  private static let longestCompared = 4_096

  /// What layers below have in an opaque directory that the tar does not hide, if anything; the empty
  /// path where layers below are not known, and in a base layer, where no build makes one opaque.
  ///
  /// Where an engine compares two mounted trees instead of writing down what is in the layer's own
  /// ("naive diff"), the tar of a build has a whiteout for each name that the directory hid.
  ///
  /// Source: moby `daemon/graphdriver/fsdiff.go`; `overlay2/overlay.go`, `useNaiveDiff`.
  func hiddenByNoTar(_ visit: borrowing DirectoryVisit) throws(ReadProblem) -> BytePath? {
    guard let proven = visit.proven, !proven.hasHiddenEntries, !visit.isHidden else { return nil }
    let tree = visit.tree
    if tree.lowerRoots.isEmpty { return "" }
    // An opaque directory above was looked into with all that is below it.
    for ancestor in visit.work.path.ancestors
    where try tree.isOpaque(tree.root.appending(ancestor), in: root) { return nil }
    var left = [(try LowerDirectories(visit.work.path, below: tree, in: root), visit.hash)]
    while let (lower, hash) = left.popLast() {
      for (name, isDirectory) in try lower.names(in: root) {
        if proven.names.hides(name, in: hash, byFiles: tree.hasWhiteoutFiles) { continue }
        let place = lower.path.appending(name)
        let child = NameHash.child(of: hash, name: name.bytes[...])
        guard let own = try root.statusIfPresent(tree.root.appending(place)) else {
          // What has an entry of its own is missed by the proof.
          if proven.names.table[child].isNamed { continue }
          return place
        }
        guard own.kind == .directory, isDirectory else { continue }
        guard place.bytes.count <= Self.longestCompared else {
          throw .notEntered(place, reason: "it is deeper than is compared with layers below")
        }
        var next = lower
        try next.enter(name, in: root)
        left.append((next, child))
      }
    }
    return nil
  }

  /// Whether layers below show the same entry, so that it matters to nobody that no tar has it.
  ///
  /// Changing a file to what it is already copies it into the layer with its attributes and times, and
  /// a naive diff sees no change.
  mutating func isAsBelow(
    _ path: BytePath, _ status: FileStatus, visit: borrowing DirectoryVisit
  ) throws(ReadProblem) -> Bool {
    let tree = visit.tree
    guard !tree.lowerRoots.isEmpty, !visit.isHidden, path.bytes.count <= Self.longestCompared,
      visit.proven?.names.hides(path, byFiles: tree.hasWhiteoutFiles) == false
    else { return false }
    if lower?.tree != visit.work.tree || lower?.directories.path != path.parent {
      let found = try LowerDirectories(path.parent, below: tree, in: root)
      lower = (visit.work.tree, found)
    }
    guard let below = try lower?.directories.entry(path.lastComponent, in: root),
      status.isLike(below.status)
    else { return false }
    let place = tree.root.appending(path)
    guard try ownAttributes(of: place) == ownAttributes(of: below.place) else { return false }
    switch status.kind {
    case .symlink: return try root.linkTarget(place) == root.linkTarget(below.place)
    case .regular: return try hasSameBytes(place, below.place, tree: visit.work.tree)
    default: return true
    }
  }

  private mutating func hasSameBytes(
    _ path: BytePath, _ other: BytePath, tree: Int
  ) throws(ReadProblem) -> Bool {
    let file = try root.file(path)
    let before = try root.file(other)
    let pair = ComparedPair(
      tree: tree, own: file.status.identity, other: before.status.identity)
    if let isSame = sameBytes[pair] { return isSame }
    let isSame = try firstDifference(of: file, from: before) == nil
    if file.status.links > 1, sameBytes.count < Self.mostPairs { sameBytes[pair] = isSame }
    return isSame
  }

  private static let mostPairs = 100_000

  /// Those that a copy into the layer keeps: what overlay writes itself is left out.
  private func ownAttributes(of path: BytePath) throws(ReadProblem) -> [ExtendedAttribute] {
    do throws(SystemError) {
      return try root.attributesOfEntry(path).filter {
        !OverlayAttribute.isOfHost($0.name) || $0.name == OverriddenStatus.attribute
      }
    } catch {
      throw error.problem(at: root.path.appending(path))
    }
  }
}

extension FileStatus {
  /// Whether all but the content is the same; of directories other times are no change.
  fileprivate func isLike(_ other: FileStatus) -> Bool {
    kind == other.kind && mode == other.mode && owner == other.owner && group == other.group
      && deviceMajor == other.deviceMajor && deviceMinor == other.deviceMinor
      && (kind == .directory || size == other.size && modified == other.modified)
  }
}

extension LayerNames {
  /// Whether the tar hides what layers below have under the name in a directory.
  func hides(_ name: BytePath, in directory: UInt64, byFiles: Bool) -> Bool {
    let record = table[NameHash.child(of: directory, name: name.bytes[...])]
    if record.kind == .removed || !record.marks.isDisjoint(with: [.whiteout, .opaque]) {
      return true
    }
    let file = Whiteout.prefix + name.bytes
    return byFiles && table[NameHash.child(of: directory, name: file[...])].isNamed
  }

  /// The same of a path, one of whose directories the tar may make opaque by a file.
  func hides(_ path: BytePath, byFiles: Bool) -> Bool {
    var directory = NameHash.root
    for name in path.components {
      if hides(name, in: directory, byFiles: byFiles) { return true }
      if byFiles, hasOpaqueMark(in: directory) { return true }
      directory = NameHash.child(of: directory, name: name.bytes[...])
    }
    return false
  }
}
