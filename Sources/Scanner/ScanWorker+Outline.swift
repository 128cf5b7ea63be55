internal import FileAccess
internal import Hashing
internal import LayerModel

/// Outlines: what a layer has and hides of its own.
extension ScanWorker {
  /// Adds one entry; of whole trees only those that are the layer's own, and directories.
  mutating func outline(
    _ entries: borrowing DirectoryEntries, at index: Int, status: FileStatus, whiteout: Whiteout,
    visit: borrowing DirectoryVisit, in directory: borrowing Directory
  ) {
    let number = visit.work.tree
    let name = entries.bytes(ofNameAt: index)
    let folder = visit.hash
    switch whiteout {
    case .bookkeeping: return
    case .opaque: return accumulators[number].outline.add(.init(.opaque, at: folder, in: folder))
    case .hidesName:
      let hidden =
        visit.tree.hasWhiteoutFiles ? name.dropFirst(Whiteout.prefix.count) : name
      let place = NameHash.child(of: folder, name: hidden)
      return accumulators[number].outline.add(.init(.whiteout, at: place, in: folder))
    case .none: break
    }
    let place = NameHash.child(of: folder, name: name)
    guard status.kind == .regular, status.links < 2 else {
      let kind = status.kind == .directory ? LayerOutline.Kind.directory : .other
      return accumulators[number].outline.add(.init(kind, at: place, in: folder))
    }
    guard visit.tree.compared.isEmpty else {
      guard visit.tree.compared.contains(place) else { return }
      return compare(entries, at: index, place: place, tree: number, in: directory)
    }
    accumulators[number].outline.add(
      .init(.file, at: place, in: folder, bytes: status.size))
    accumulators[number].outline.name(place, status.size) {
      visit.work.path.appending(BytePath(name))
    }
  }

  /// Hashes a file for a comparison; what cannot be read is equal to nothing.
  private mutating func compare(
    _ entries: borrowing DirectoryEntries, at index: Int, place: UInt64, tree: Int,
    in directory: borrowing Directory
  ) {
    do throws(ReadProblem) {
      let file = try directory.file(of: entries, at: index)
      accumulators[tree].contents[place] = try tools.digest(of: file, progress: state.progress)
    } catch {
      if case .missing = error { return }
      accumulators[tree].add(error)
    }
  }

  /// Adds the names of a whole tree's parent that are gone, which nothing in the tree marks.
  mutating func outlineRemoved(
    _ entries: borrowing DirectoryEntries, visit: borrowing DirectoryVisit
  ) throws(ReadProblem) {
    guard visit.tree.outlines, let before = try visit.entriesInParent() else { return }
    for index in before.indices {
      let name = before.bytes(ofNameAt: index)
      guard entries.index(of: name, hint: index) == nil else { continue }
      let place = NameHash.child(of: visit.hash, name: name)
      accumulators[visit.work.tree].outline.add(.init(.whiteout, at: place, in: visit.hash))
    }
  }
}
