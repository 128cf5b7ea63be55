internal import FileAccess
internal import LayerModel

extension ScanWorker {
  /// Counts one entry and notes what is remarkable about it.
  mutating func count(
    _ entries: DirectoryEntries, at index: Int, status: FileStatus,
    visit: borrowing DirectoryVisit, in directory: borrowing Directory
  ) {
    let number = visit.work.tree
    let isFirst =
      status.links < 2 || status.kind == .directory
      || state.links.isFirstName(status, in: number)
    let whiteout = whiteout(entries, at: index, status: status, visit: visit)
    accumulators[number].count(
      status, isWhiteout: whiteout == .hidesName, isFirstName: isFirst)
    // Of a whole tree it is first to be told what is the layer's own.
    if visit.tree.outlines, visit.tree.shape != .wholeTree || status.kind == .directory {
      outline(
        entries, at: index, status: status, whiteout: whiteout, visit: visit, in: directory)
    }
    if whiteout == .opaque { accumulators[number].totals.opaqueDirectories += 1 }
    if whiteout == .hidesName {
      check(entries, at: index, status: status, visit: visit, in: directory)
    }
    guard visit.tree.layer != nil else { return }
    if visit.tree.lists, visit.tree.shape != .wholeTree {
      list(entries.name(at: index), status, visit: visit)
    }
    if whiteout == .none { noteSpecial(entries, at: index, status: status, visit: visit) }
    if visit.proven != nil {
      checkAgainstTar(entries.name(at: index), status: status, visit: visit)
    }
    if visit.tree.shape == .wholeTree, status.kind != .directory {
      compare(entries, at: index, status: status, visit: visit, in: directory)
    }
  }

  /// Every name of a file is listed, so that the list does not depend on which worker came first.
  private mutating func list(
    _ name: BytePath, _ status: FileStatus, visit: borrowing DirectoryVisit
  ) {
    guard status.kind == .regular else { return }
    accumulators[visit.work.tree].listing.append(
      SizedFile(path: visit.work.path.appending(name), bytes: status.size))
  }

  private mutating func noteSpecial(
    _ entries: DirectoryEntries, at index: Int, status: FileStatus,
    visit: borrowing DirectoryVisit
  ) {
    let kind: EntryFault.Kind
    if status.kind == .socket {
      kind = .socket
    } else if status.isWhiteoutDevice, visit.tree.shape != .ownEntriesWithWhiteoutDevices {
      kind = .misplacedDevice
    } else {
      return
    }
    accumulators[visit.work.tree].add(
      EntryFault(
        kind, path: visit.work.path.appending(entries.name(at: index)), expected: "no such entry",
        actual: status.kind.rawValue))
  }

  /// Adds to the sizes that Docker computes by comparing with the parent's tree.
  ///
  /// Source: docker 1.7.1 `pkg/archive/changes.go`, `ChangesSize`; `changes_unix.go`,
  /// `statDifferent`.
  private mutating func compare(
    _ entries: DirectoryEntries, at index: Int, status: FileStatus,
    visit: borrowing DirectoryVisit, in directory: borrowing Directory
  ) {
    let name = entries.name(at: index)
    let number = visit.work.tree
    let isLinked = status.kind == .regular && status.links > 1
    let before: FileStatus?
    do throws(ReadProblem) {
      before = try visit.statusInParent(name)
    } catch {
      return accumulators[number].add(error)
    }
    if let before, !status.differs(from: before),
      !hasOtherCapabilities(name, status: status, visit: visit, in: directory)
    {
      if isLinked { state.links.note(status, isOwn: false, in: number) }
      return compareContentWithParent(name, status: status, visit: visit, in: directory)
    }
    if visit.proven?.inherits == false {
      checkAgainstParent(name, status: status, before: before, visit: visit)
    }
    if visit.tree.lists { list(name, status, visit: visit) }
    if visit.tree.outlines {
      outline(entries, at: index, status: status, whiteout: .none, visit: visit, in: directory)
    }
    accumulators[number].sizeByChanges.add(status.size)
    if isLinked {
      state.links.note(status, isOwn: true, in: number)
    } else if status.kind == .regular {
      accumulators[number].sizeByRegularChanges.add(status.size)
    }
  }

  /// Docker's diff compares one extended attribute: `security.capability`.
  private mutating func hasOtherCapabilities(
    _ name: BytePath, status: FileStatus, visit: borrowing DirectoryVisit,
    in directory: borrowing Directory
  ) -> Bool {
    guard status.kind == .regular else { return false }
    do throws(ReadProblem) {
      guard let there = try visit.attributesInParent(name) else { return false }
      let here = try attributes(of: name, in: directory)
      return here.first { $0.name == "security.capability" }
        != there.first { $0.name == "security.capability" }
    } catch {
      accumulators[visit.work.tree].add(error)
      return false
    }
  }
}

extension FileStatus {
  /// Docker's idea of a changed entry that is no directory.
  func differs(from other: FileStatus) -> Bool {
    kind != other.kind || mode != other.mode || owner != other.owner || group != other.group
      || deviceMajor != other.deviceMajor || deviceMinor != other.deviceMinor
      || size != other.size || !modified.isSameForDocker(as: other.modified)
  }
}

extension Timestamp {
  /// Equal, or the same second where one of the two has no nanoseconds.
  ///
  /// Source: docker 1.7.1 `pkg/archive/changes.go`, `sameFsTime`.
  fileprivate func isSameForDocker(as other: Timestamp) -> Bool {
    seconds == other.seconds
      && (nanoseconds == other.nanoseconds || nanoseconds == 0 || other.nanoseconds == 0)
  }
}

extension DirectoryVisit {
  /// `lstat` in the parent layer; `nil` when the name is not there.
  borrowing func statusInParent(_ name: BytePath) throws(ReadProblem) -> FileStatus? {
    try parent?.statusIfPresent(name)
  }

  /// `nil` when the parent layer has no such directory.
  borrowing func fileInParent(_ name: BytePath) throws(ReadProblem) -> RegularFile? {
    try parent?.file(name)
  }

  /// The names in the same directory of the parent layer; `nil` when there is none.
  borrowing func entriesInParent() throws(ReadProblem) -> DirectoryEntries? {
    try parent?.entries()
  }

  /// `nil` when the name is not in the parent layer.
  borrowing func attributesInParent(
    _ name: BytePath
  ) throws(ReadProblem) -> [ExtendedAttribute]? {
    try parent?.attributesIfPresent(name)
  }
}
