internal import Archives
internal import FileAccess
internal import LayerModel

/// Counts what the directories of a layer hold while its proof looks at each entry of the tar.
///
/// When the tar accounts for every name that is there, nothing is left for the walk to find.
struct DirectoryCensus: Sendable {
  /// Names in the directories that were looked into.
  private(set) var listed = 0
  /// Of these, the ones that the tar has and that were counted.
  private(set) var accounted = 0
  /// Of the directories; the other entries are counted by the proof, see ``NameRecord/Marks/counted``.
  private(set) var directories = TreeAccumulator()
  /// Whether something is there that only the walk tells.
  private(set) var needsWalk = false
  /// Of the file system that the layer is on.
  private var device: UInt64?

  /// Whether each name has been counted once, and nothing else is there.
  var isComplete: Bool { !needsWalk && listed == accounted }

  /// Adds one entry that is no directory.
  mutating func account() { accounted += 1 }

  mutating func leaveToWalk() { needsWalk = true }

  /// Adds a directory; `path` is empty for the layer's root, which is the first.
  mutating func add(_ directory: TreeCursor.Look, at path: BytePath) {
    let status = directory.status
    guard let names = directory.names, status.identity.device == device ?? status.identity.device,
      path.bytes.count <= ScanWorker.longestPath, !OverlayAttribute.changes(directory.attributes)
    else { return leaveToWalk() }
    device = status.identity.device
    listed += names
    if path.isEmpty {
      directories.countRoot(status)
    } else {
      accounted += 1
      directories.count(status, isWhiteout: false, isFirstName: true)
    }
  }
}

extension TarSplitProof {
  /// Counts what the walk would only look at again: all entries of most layers but directories.
  mutating func count(_ status: FileStatus, at name: UInt64) {
    guard tree.shape == .ownEntriesWithWhiteoutDevices, status.kind.isLeaf,
      !known.names.table[name].marks.contains(.counted)
    else { return }
    outcome.counted.count(
      status, isWhiteout: status.isWhiteoutDevice,
      isFirstName: status.links < 2 || firstNames.isFirstName(status, in: number))
    known.names.mark(name, .counted)
    census.account()
  }

  /// Looks into the directories that lead to an entry, each once.
  mutating func lookIntoAncestors(of entry: ProofEntry) {
    guard takesCensus, !entry.path.isEmpty, !hasVisited(places.parent) else { return }
    let path = entry.path.bytes
    var end = 0
    for ancestor in places.ancestors {
      if !hasVisited(ancestor) { _ = look(into: BytePath(path[..<end]), hash: ancestor) }
      let next = path[(end == 0 ? 0 : end + 1)...].firstIndex(of: UInt8(ascii: "/"))
      end = next ?? path.count
    }
  }

  /// The attributes of a directory that the tar has; `nil` where it was looked into already.
  mutating func lookInto(_ entry: ProofEntry) -> [ExtendedAttribute]? {
    guard takesCensus, !hasVisited(entry.place.hash) else { return nil }
    return look(into: entry.path, hash: entry.place.hash)?.attributes
  }

  /// Only where every entry of a directory is the layer's own, and none is hashed by itself.
  private var takesCensus: Bool {
    tree.shape == .ownEntriesWithWhiteoutDevices && known.replacesFingerprint && !tree.collects
      && tree.mounts.isEmpty && !census.needsWalk
  }

  private func hasVisited(_ directory: UInt64) -> Bool {
    known.names.table[directory].marks.contains(.visited)
  }

  private mutating func look(into path: BytePath, hash: UInt64) -> TreeCursor.Look? {
    known.names.mark(hash, .visited)
    do throws(ReadProblem) {
      guard let directory = try disk.look(into: path) else {
        census.leaveToWalk()
        return nil
      }
      census.add(directory, at: path)
      return directory
    } catch {
      // The walk meets the same problem and reports it.
      census.leaveToWalk()
      return nil
    }
  }
}
