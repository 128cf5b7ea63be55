internal import FileAccess
internal import LayerModel

/// The reading of one store, step by step; the steps are in the extensions.
struct ContainerdReading: StoreReading, ~Copyable {
  let root: Directory
  var record: StoreRecord
  /// Without rows when it cannot be read.
  var meta = MetaDatabase()
  /// Whether every row of it was read.
  var isMetaKnown = false
  var mark = GarbageMark(MetaDatabase())
  /// By name, those with a directory.
  var snapshotters: [BytePath: Snapshotter] = [:]
  /// Those that could not be entered, which is reported.
  var closedSnapshotters: Set<BytePath> = []
  /// By digest as it is written in rows; those with a file, a row, or both.
  var blobs: [BytePath: BlobClaim] = [:]
  /// Algorithms whose directories could not be listed; `nil` when that is so of the whole store.
  var unlisted: Set<BlobDigest.Algorithm>? = []
  /// Files among them that are called for no digest.
  var unnamed: [BytePath] = []
  /// What images say of layers, by ChainID.
  var steps: [Digest: ContainerdStep] = [:]
  /// What was read of the images of each namespace.
  var walks: [BytePath: OCIWalk] = [:]
  /// Blobs that are told not to be read.
  var notEntered: Set<BytePath> = []
  /// What the walks of all namespaces may still follow.
  var budget = OCIWalk.Budget()
  /// Layers of images that are not unpacked, as far as they are in the record.
  var packedLayers: Set<LayerID> = []
  /// Ids that layers of the record have.
  var layerIDs: Set<LayerID> = []
  /// By snapshotter and by what that calls each snapshot.
  var named: [BytePath: [BytePath: LayerID]] = [:]
  /// What Docker says of its own; empty where no data root of it is known.
  var docker = DockerOwners([]) { _ in false }
  /// Those of them that more than one namespace may name.
  var shared: [BytePath: [BytePath: SharedSnapshot]] = [:]
  /// The first of the blobs that are present and hold what a DiffID names.
  var packed: [Digest: BytePath] = [:]

  static let metaPath = ContainerdReader.metaFolder.appending("meta.db")
  static let blobFolder = ContainerdReader.contentFolder.appending("blobs")
  static let ingestFolder = ContainerdReader.contentFolder.appending("ingest")

  /// How many slashes above a fault are looked at for what has it: more than any name of an image,
  /// a snapshot or a label has.
  static let deepestKey = 64

  init(_ root: consuming Directory, _ location: StoreLocation) {
    self.root = root
    record = StoreRecord(location: location)
  }

  mutating func readEverything() {
    // Rows are written after what they name, and deleted before it: whatever comes between makes
    // something look unnamed that is new, which its age tells.
    readMeta()
    readSnapshotters()
    mark = GarbageMark(meta)
    readContent()
    readImages()
    readSnapshots()
    placeImages()
    noteMetaFaults()
    readDockerOwners()
    readContainers()
    readLeases()
    collectLeftovers()
    record.isLive = isHeld()
  }

  /// The record, sorted.
  consuming func finish() -> StoreRecord {
    record.places = ContainerdPlaces.rules
    record.sort()
    return record
  }

  /// The names in a directory; `nil` when it is not there, or could not be read, which is reported.
  mutating func names(in folder: BytePath) -> [BytePath]? {
    do {
      return try root.namesIfPresent(folder)
    } catch {
      report(error.ofSearchedDirectory)
      return nil
    }
  }

  /// The names in a directory, none when it is not there; `nil` when it could not be listed, which is
  /// reported, of a link with its target.
  mutating func listing(of folder: BytePath) -> [BytePath]? {
    let tree = StoreTree(at: folder, in: root)
    if let problem = tree.problem {
      report(problem)
      return nil
    }
    do {
      return try root.namesIfPresent(folder) ?? []
    } catch {
      report(error.ofSearchedDirectory)
      return nil
    }
  }

  /// What is at a path; `nil` when nothing is, and when it cannot be asked for, which is reported.
  mutating func status(_ path: BytePath) -> FileStatus? {
    do {
      return try root.statusIfPresent(path)
    } catch {
      report(error)
      return nil
    }
  }

  private mutating func readMeta() {
    let file = BoltFile("containerd-meta", at: Self.metaPath, in: root, MetaDatabase.read)
    record.documents.append(file.document)
    file.problems.forEach { report($0) }
    isMetaKnown = file.content != nil
    meta = file.content ?? MetaDatabase()
    noteMode(of: Self.metaPath)
    if let version = meta.version, version > MetaDatabase.newestVersion {
      note(
        "schema-newer", Self.metaPath, expected: "at most \(MetaDatabase.newestVersion)",
        actual: "\(version)")
    }
    let owners = isMetaKnown ? meta.namespaces.values : nil
    search("images", Self.metaPath, owners: owners?.reduce(0) { $0 + $1.images.count })
    search("containers", Self.metaPath, owners: owners?.reduce(0) { $0 + $1.containers.count })
    search("leases", Self.metaPath, owners: owners?.reduce(0) { $0 + $1.leases.count })
  }

  private mutating func readSnapshotters() {
    let found: [BytePath]
    do {
      found = ContainerdReader.snapshotters(among: try root.names())
    } catch {
      report(error)
      return
    }
    for name in found {
      let tree = StoreTree(at: Snapshotter(name).folder, in: root)
      report(tree.problem)
      if tree.state == "ok" {
        readSnapshotter(name)
      } else if tree.state != "missing" {
        closedSnapshotters.insert(name)
      }
    }
  }

  private mutating func readSnapshotter(_ name: BytePath) {
    var snapshotter = Snapshotter(name)
    let file = BoltFile(
      "snapshotter-database", at: snapshotter.databasePath, in: root, SnapshotterDatabase.read)
    let entries = names(in: snapshotter.snapshots)
    snapshotter.entries = entries.map { Set($0) }
    snapshotter.database = file.content
    snapshotter.databaseState = file.document.state
    let isNamed = meta.namespaces.values.contains { $0.snapshots[name]?.isEmpty == false }
    if file.document.state == "missing", entries?.isEmpty != false, !isNamed {
      // It is made with the first snapshot.
      snapshotter.database = SnapshotterDatabase()
    } else {
      record.documents.append(file.document)
    }
    file.problems.forEach { report($0) }
    if entries == nil, snapshotter.keepsEntries, snapshotter.database?.rows.isEmpty == false {
      let state = StoreTree(at: snapshotter.snapshots, in: root).state
      record.documents.append(
        DocumentClaim(kind: "snapshot-home", path: snapshotter.snapshots, state: state))
    }
    noteMode(of: snapshotter.databasePath)
    noteFaults(snapshotter.database?.faults ?? [], snapshotter.databasePath)
    snapshotters[name] = snapshotter
  }

  /// Both databases are written by root alone.
  private mutating func noteMode(of path: BytePath) {
    guard let status = status(path), status.kind == .regular, status.mode & 0o022 != 0 else {
      return
    }
    note(
      "database-writable", path, expected: "a file that only its owner can write",
      actual: "mode \(String(status.mode, radix: 8))")
  }

  private mutating func noteFaults(_ faults: [RowFault], _ path: BytePath) {
    for fault in faults {
      note(
        "row-value-malformed", path, expected: fault.expected,
        actual: "\(fault.record.description): \(fault.actual)")
    }
  }

  /// Tells of faults in `meta.db`, once it is known which image, snapshot or container has them.
  private mutating func noteMetaFaults() {
    guard !meta.faults.isEmpty else { return }
    var images: [BytePath: ImageID] = [:]
    for image in record.images {
      let folder = BytePath(image.namespace ?? "").appending("images")
      for name in image.names { images[folder.appending(name)] = image.id }
    }
    for fault in meta.faults {
      var layer: LayerID?
      var image: ImageID?
      var container: ContainerID?
      // What has the value is above it, under a key that may hold slashes itself.
      for place in [fault.record] + fault.record.ancestors.prefix(Self.deepestKey) {
        image = images[place]
        let parts = place.bytes.split(separator: UInt8(ascii: "/"), maxSplits: 2)
        if parts.count == 3 {
          let (name, kind, key) = (BytePath(parts[0]), BytePath(parts[1]), BytePath(parts[2]))
          let id = LayerID(name.appending(key))
          if kind == "snapshots", layerIDs.contains(id) { layer = id }
          if kind == "containers", meta.namespaces[name]?.containers[key] != nil {
            container = ContainerID(name.appending(key))
          }
        }
        if image != nil || layer != nil || container != nil { break }
      }
      note(
        "row-value-malformed", Self.metaPath, layer: layer, image: image, container: container,
        expected: fault.expected, actual: "\(fault.record.description): \(fault.actual)")
    }
  }

  /// Whether the daemon holds its database, as it does from its start to its end.
  private func isHeld() -> Bool {
    do {
      return try root.file(Self.metaPath).isHeld()
    } catch {
      // That a daemon is at work decides on nothing but a word in the report.
      return false
    }
  }
}
