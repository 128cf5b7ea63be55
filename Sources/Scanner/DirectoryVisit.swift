internal import FileAccess
internal import Hashing
internal import LayerModel

/// One directory that is being walked, beside the same directory of the parent layer.
struct DirectoryVisit: ~Copyable {
  let work: DirectoryWork
  let tree: ScanTree
  let status: FileStatus
  /// The parent layer's directory of the same path, for trees that are whole file systems.
  let parent: Directory?
  /// What the tar-split proof has read already.
  let proven: ProvenTree?
  /// Of the directory's path; 0 unless the layer was proven or is outlined.
  let hash: UInt64
  /// Up to which layer the tars removed everything in here.
  let cut: UInt8
  /// Whether the layer's own tar hides what the parent layer has in here.
  let isHidden: Bool
  /// Whether entries and their contents are hashed.
  let hashes: Bool

  init(
    _ work: DirectoryWork, tree: ScanTree, directory: borrowing Directory,
    proven: ProvenTree?, root: borrowing Directory
  ) throws(ReadProblem) {
    let status = try directory.status()
    let parent = try Self.open(tree.parentRoot?.appending(work.path), in: root)
    self.work = work
    self.tree = tree
    self.status = status
    self.proven = proven
    hashes = tree.hashes && proven?.replacesFingerprint != true
    if let proven {
      var places = TarPlaces()
      hash = places.place(of: work.path).hash
      let ancestors = work.path.isEmpty ? [] : places.ancestors
      cut = proven.names.cut(below: ancestors + [hash])
      isHidden = (ancestors + [hash]).contains {
        !proven.names.table[$0].marks.isDisjoint(with: [.whiteout, .opaque])
      }
    } else {
      hash = tree.outlines ? NameHash.of(path: work.path.bytes) : 0
      cut = 0
      isHidden = false
    }
    self.parent = parent
  }

  /// Whether no tar has the directory, nor anything in it.
  var isForeign: Bool {
    guard let proven, !work.path.isEmpty, !proven.hasHiddenEntries else { return false }
    return [.absent, .removed].contains(proven.names.table[hash].kind)
  }

  /// How a sum over what `lstat` says begins.
  func path(of status: FileStatus) -> [UInt8] { work.path.bytes + [0] + status.statusBytes }

  /// Whether the proof has counted an entry, so that it need not be looked at again.
  borrowing func hasCounted(
    _ entries: borrowing DirectoryEntries, at index: Int, as kind: FileKind
  ) -> Bool {
    guard let proven, !hashes, kind.isLeaf else { return false }
    let name = NameHash.child(of: hash, name: entries.bytes(ofNameAt: index))
    return proven.names.table[name].marks.contains(.counted)
  }

  private static func open(
    _ path: BytePath?, in root: borrowing Directory
  ) throws(ReadProblem) -> Directory? {
    guard let path else { return nil }
    do throws(ReadProblem) {
      return try root.directory(path)
    } catch {
      // Not in the parent, or no directory there: everything here is the layer's own.
      guard error.leavesUnknown else { return nil }
      throw error
    }
  }
}
