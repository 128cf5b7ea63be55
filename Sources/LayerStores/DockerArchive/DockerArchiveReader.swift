package import FileAccess
package import LayerModel

/// Reads an archive of `docker save`, `podman save`, skopeo and others: `manifest.json`,
/// configurations, and layers in directories of their own or beside them.
package enum DockerArchiveReader {
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
    _ location: StoreLocation, _ files: borrowing Files
  ) -> StoreRecord {
    var record = StoreRecord(location: location)
    record.places = LayoutPlaces.archive
    var claims = DockerArchiveClaims(files, isDue: files.isWhole)
    var legacy = LegacyArchive(files, claims.known)
    legacy.readRepositories(&claims, in: files)
    legacy.judge(&claims)
    record.images = claims.images
    record.layers = Array(claims.layers.values)
    record.blobs = claims.blobs
    record.descriptors = claims.descriptors
    record.references = claims.references
    record.documents = claims.documents
    record.oddities = claims.oddities + legacy.strays(beside: claims)
    record.problems = (claims.problems + legacy.problems).map { AttributedProblem($0) }
    record.searchedRoots = [
      SearchedRoot(name: "manifest", path: DockerArchiveManifest.path, owners: claims.items)
    ]
    record.sort()
    return record
  }

  /// A `manifest.json` that lists images, or what else only such an archive has.
  static func locations(
    in directory: borrowing Directory, entries: [BytePath: FileKind], root: BytePath
  ) -> [StoreLocation] {
    guard isRoot(directory, entries) else { return [] }
    return [StoreLocation(kind: .dockerArchive, driver: "directory", root: root)]
  }

  private static func isRoot(
    _ directory: borrowing Directory, _ entries: [BytePath: FileKind]
  ) -> Bool {
    guard entries["oci-layout"] == nil, entries["index.json"] == nil else { return false }
    // A list that is cut short or gone is told by its neighbours.
    let hasLayers = entries.contains { name, kind in
      kind == .directory && Identifier<LayerKind>(name).isHex64
    }
    let hasConfig = entries.contains { name, kind in
      kind == .regular && name.hasSuffix(".json")
        && Digest(hex: name.bytes.dropLast(5)) != nil
    }
    if entries["repositories"] == .regular, hasLayers { return true }
    guard entries["manifest.json"] == .regular else { return false }
    if hasConfig { return true }
    do {
      let limit = OCIWalk.documentLimit
      return DockerArchiveManifest.isOne(try directory.read("manifest.json", limit: limit))
    } catch {
      return false
    }
  }
}

extension DockerArchiveClaims {
  /// The files that images need, by what they need them for.
  var blobs: [BlobClaim] {
    needs.map { path, need in
      // A name is a promise only where the format makes it one: of layers it is but a name.
      let isCalled = need.roles.contains(.config) || path.hasPrefix("blobs/")
      let digest = isCalled ? Self.digest(in: path) : nil
      var blob: BlobClaim
      if let entry = entries[path] {
        blob = BlobClaim(entry, at: path, digest)
      } else {
        blob = BlobClaim(path: path, place: .file, digest: digest, state: "missing")
      }
      blob.take(need)
      return blob
    }
  }
}
