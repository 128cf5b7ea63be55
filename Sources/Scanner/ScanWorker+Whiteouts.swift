internal import FileAccess
internal import Glibc
internal import LayerModel

/// What a name of a layer says about names below it.
enum Whiteout {
  case none
  /// The file or device hides a name of the layers below.
  case hidesName
  /// The directory hides everything of the layers below it.
  case opaque
  /// aufs' own bookkeeping in the root of a branch that was mounted writable.
  case bookkeeping

  static let prefix = Array(".wh.".utf8)
  /// What tars have to make a directory opaque.
  static let opaqueName: BytePath = ".wh..wh..opq"
  /// Files that hide what lower layers have in their directory.
  static let opaqueMarks = [opaqueName, opaqueDevice]
  /// What fuse-overlayfs adds where it may make devices.
  static let opaqueDevice: BytePath = ".wh..opq"
  static let metaPrefix = Array(".wh..wh.".utf8)

  /// Reads a name of an aufs branch.
  ///
  /// Source: aufs(5), "Whiteout"; docker 1.7.1 `daemon/graphdriver/aufs/aufs.go`, `Diff`.
  init(name: BytePath, isInRoot: Bool) {
    if !name.bytes.starts(with: Self.prefix) || name.bytes.count == Self.prefix.count {
      self = .none
    } else if name == Self.opaqueName {
      self = .opaque
    } else if isInRoot, name.bytes.starts(with: Self.metaPrefix) {
      self = .bookkeeping
    } else {
      self = .hidesName
    }
  }
}

extension ScanWorker {
  func whiteout(
    _ entries: DirectoryEntries, at index: Int, status: FileStatus,
    visit: borrowing DirectoryVisit
  ) -> Whiteout {
    if visit.tree.hasWhiteoutFiles {
      // Most names are none, and need not be copied to see that.
      guard entries.bytes(ofNameAt: index).first == Whiteout.prefix[0] else { return .none }
      let name = entries.name(at: index)
      // fuse-overlayfs that may make devices marks a directory by one as well.
      if name == Whiteout.opaqueDevice, status.isWhiteoutDevice { return .opaque }
      return Whiteout(name: name, isInRoot: visit.work.path.isEmpty)
    }
    let hasDevices = visit.tree.shape == .ownEntriesWithWhiteoutDevices
    return hasDevices && status.isWhiteoutDevice ? .hidesName : .none
  }

  /// Holds a whiteout file against what it may be, and against the layers below.
  mutating func check(
    _ entries: DirectoryEntries, at index: Int, status: FileStatus,
    visit: borrowing DirectoryVisit, in directory: borrowing Directory
  ) {
    guard visit.tree.hasWhiteoutFiles else { return }
    let whiteout = entries.name(at: index)
    let path = visit.work.path.appending(whiteout)
    let hidden = BytePath(whiteout.bytes.dropFirst(Whiteout.prefix.count))
    func fault(_ kind: EntryFault.Kind, _ expected: String, _ actual: String) -> EntryFault {
      EntryFault(kind, path: path, expected: expected, actual: actual)
    }
    let number = visit.work.tree
    if status.kind != .regular {
      accumulators[number].add(
        fault(.whiteoutNotRegular, "an empty file", "\(status.kind.rawValue)"))
    } else if status.size > 0 {
      accumulators[number].add(
        fault(.whiteoutNotEmpty, "an empty file", "\(status.size) bytes"))
    }
    do throws(ReadProblem) {
      if try directory.statusIfPresent(hidden) != nil {
        accumulators[number].add(
          fault(.whiteoutBesideName, "either a name or its whiteout", "both"))
      }
      if try hidesNothing(visit.work.path.appending(hidden), of: visit.tree) {
        accumulators[number].add(
          fault(.whiteoutOfNothing, "a name in a layer below", "no such name"))
      }
    } catch {
      accumulators[number].add(error)
    }
  }

  /// Whether every layer below was looked into, and none has the name.
  func hidesNothing(_ path: BytePath, of tree: ScanTree) throws(ReadProblem) -> Bool {
    guard !tree.lowerRoots.isEmpty else { return false }
    for lower in tree.lowerRoots {
      do throws(ReadProblem) {
        if try root.statusIfPresent(lower.appending(path)) != nil { return false }
      } catch {
        // A file or link stands where this layer has a directory: the name is not below it.
        if case .unreadable(_, errno: ELOOP) = error { continue }
        throw error
      }
    }
    return true
  }
}
