package import FileAccess
package import LayerModel

/// Reads the stores of containers/storage: Podman, Buildah, CRI-O and skopeo, of root and of others.
///
/// Kinds of ``Oddity`` that it emits beyond those of any JSON (`invalid-utf8`, `ambiguous-key`):
/// `mode-drift`, `lock-odd`, `links-lost`; of records `record-duplicate`, `record-without-id`, `record-id-malformed`,
/// `name-duplicate`; of layers `layer-incomplete`, `layer-blob-differs`, `layer-blob-size-differs`,
/// `layer-compression-differs`, `toc-without-data`, `layer-root-differs`,
/// `work-missing`, `container-work-missing`, `layer-undescribed`, `merged-missing`, `unknown-file`,
/// `mount-program`; of images `image-directory-missing`, `image-digest-differs`,
/// `image-id-differs`, `image-layers-differ`, `manifest-layers-differ`, `manifest-copies-differ`,
/// `manifest-config-size-differs`, `mapped-layer-missing`; of containers `userdata-missing`,
/// `container-layer-shared`, `container-layer-of-image`; and those of `BigData`.
package enum ContainersStorageReader {
  /// Reads all metadata of one driver in one root.
  ///
  /// - Throws: only when the root itself cannot be opened.
  package static func read(
    _ location: StoreLocation, stop: StopFlag? = nil
  ) throws(ReadProblem) -> StoreRecord {
    let root = try Directory.openRoot(location.root, stop: stop)
    var reading = StorageReading(root, location, StorageDriver(name: location.driver))
    reading.readEverything()
    return reading.finish()
  }

  /// The stores in one directory, one for each driver, and what kept others from being found.
  static func locations(
    in directory: borrowing Directory, entries: [BytePath: FileKind], root: BytePath
  ) -> (locations: [StoreLocation], problems: [ReadProblem]) {
    let (drivers, problems) = StorageDriver.all(in: directory, entries: entries)
    let locations = drivers.map {
      StoreLocation(kind: .containersStorage, driver: $0.name, root: root)
    }
    return (locations, problems)
  }
}
