package import FileAccess
package import LayerModel

/// Reads an OCI image layout: `oci-layout`, `index.json` and `blobs/<algorithm>/<digits>`, and the
/// `manifest.json` that Docker puts beside them.
///
/// Kinds of ``Oddity`` that it emits beyond those of ``OCIWalk`` and of ``DockerArchiveReading``:
/// `layout-version`, `name-duplicate`, `member-unlisted`.
///
/// Source: OCI image-spec v1.1 `image-layout.md`.
package enum OCILayoutReader {
  /// Reads all documents; the bytes of layers are left to the scanner.
  ///
  /// - Throws: only when the root itself cannot be opened.
  package static func read(
    _ location: StoreLocation, stop: StopFlag? = nil
  ) throws(ReadProblem) -> StoreRecord {
    guard location.driver == PackedArchive.driver else {
      let root = try Directory.openRoot(location.root, stop: stop)
      return read(location, DirectoryFiles(root: root))
    }
    let files = try TarFiles(location.root, stop: stop)
    let about = PackedArchive(files)
    return about.added(to: read(location, files))
  }

  private static func read<Files: ArchiveFiles & ~Copyable>(
    _ location: StoreLocation, _ files: consuming Files
  ) -> StoreRecord {
    var reading = OCILayoutReading(files, location)
    reading.readEverything()
    return reading.finish()
  }

  /// A layout without its `oci-layout` is told by the index beside the blobs.
  static func locations(
    in directory: borrowing Directory, entries: [BytePath: FileKind], root: BytePath
  ) -> [StoreLocation] {
    let hasBlobs = entries["blobs"] == .directory
    let isLayout =
      entries["oci-layout"] == .regular || entries["index.json"] == .regular && hasBlobs
    guard isLayout else { return [] }
    return [StoreLocation(kind: .ociLayout, driver: "directory", root: root)]
  }
}
