package import FileAccess
package import LayerModel

/// Reads the stores of containerd: of Kubernetes, of nerdctl, and of Docker with its image store.
///
/// Kinds of ``Oddity`` that it emits beyond those of any JSON (`trailing-bytes`, `invalid-utf8`,
/// `ambiguous-key`): `row-value-malformed`, `schema-newer`, `database-writable`; of content
/// `content-name-malformed`, `content-algorithm-unknown`, `blob-mode`, `ingest-too-long`,
/// `ingest-without-data`,
/// `gc-label-missing`, `gc-label-dangling`, `gc-label-strange`; of snapshots `snapshot-id-ahead`,
/// `snapshot-kind-unknown`, `snapshot-parent-active`, `snapshot-index-differs`,
/// `snapshot-child-dangling`, `snapshot-child-unlisted`, `snapshot-named-twice`,
/// `snapshots-forgotten`, `work-missing`; of Docker's containers those of ``DockerLayerDBReader``.
package enum ContainerdReader {
  static let metaFolder = BytePath("io.containerd.metadata.v1.bolt")
  static let contentFolder = BytePath("io.containerd.content.v1.content")
  static let snapshotterPrefix = "io.containerd.snapshotter.v1."

  /// Reads all metadata of one root.
  ///
  /// - Throws: only when the root itself cannot be opened.
  package static func read(
    _ location: StoreLocation, stop: StopFlag? = nil
  ) throws(ReadProblem) -> StoreRecord {
    let root = try Directory.openRoot(location.root, stop: stop)
    var reading = ContainerdReading(root, location)
    reading.readEverything()
    return reading.finish()
  }

  /// The store in one directory; empty if there is none.
  ///
  /// The database may be lost: the content store, or a snapshotter, is enough.
  static func locations(
    in directory: borrowing Directory, entries: [BytePath: FileKind], root: BytePath
  ) -> [StoreLocation] {
    let names = snapshotters(among: entries.filter { $0.value == .directory }.keys)
    let isStore =
      entries[metaFolder] == .directory || entries[contentFolder] == .directory || !names.isEmpty
    guard isStore else { return [] }
    // What was never used has an empty directory, and no database.
    let used = names.filter { name in
      let path = BytePath(snapshotterPrefix + name.description).appending("metadata.db")
      do { return try directory.statusIfPresent(path) != nil } catch { return true }
    }
    let driver = used.map(\.description).joined(separator: "+")
    return [
      StoreLocation(kind: .containerd, driver: driver.isEmpty ? "none" : driver, root: root)
    ]
  }

  /// The names of the snapshotters that have a directory, sorted.
  static func snapshotters(among names: some Sequence<BytePath>) -> [BytePath] {
    names.filter { $0.hasPrefix(snapshotterPrefix) }
      .map { BytePath($0.bytes.dropFirst(snapshotterPrefix.utf8.count)) }.sorted()
  }
}
