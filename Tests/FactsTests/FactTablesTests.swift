import LayerModel
import Testing

@testable import Facts

@Suite struct FactTablesTests {
  @Test func `a layer's claims and measurements come back by column`() throws {
    let tables = try FactTables()
    let (record, measurements) = Self.store
    try tables.insert(record, measurements, level: .content, now: 1_000)
    let row = try #require(try tables.query("SELECT * FROM layer").records.first)
    #expect(row["store_id"] == .text("docker-graph/aufs:/var/lib/docker"))
    #expect(row["layer_id"] == .text(Self.id))
    #expect(row["short_id"] == .text("aaaaaaaaaaaa"))
    #expect(row["path"] == .text("graph/\(Self.id)/json"))
    #expect(row["role"] == .text("image"))
    #expect(row["recorded_bytes"] == .integer(4_400))
    #expect(row["size_by_walk"] == .integer(4_399))
    #expect(row["size_by_tar"] == .null)
    #expect(row["age_seconds"] == .integer(100))
    #expect(row["verification"] == .text("unverifiable"))
    #expect(row["entry_faults"] == .integer(1))
  }

  @Test func `a path that is not UTF-8 stays exact`() throws {
    let tables = try FactTables()
    let (record, measurements) = Self.store
    try tables.insert(record, measurements, level: .content, now: 0)
    let row = try #require(try tables.query("SELECT * FROM entry").records.first)
    #expect(row["path"].path == BytePath([0x61, 0xFF]))
    #expect(row["path"].text == "a\\xff")
    let found = try tables.query(#"SELECT 1 FROM entry WHERE glob_path('*', path)"#)
    #expect(found.rows.count == 1)
  }

  @Test func `an escape that stands in a name is not taken for a byte`() throws {
    #expect(BytePath("a\\xff").factValue != BytePath([0x61, 0xFF]).factValue)
  }

  @Test func `a NUL in a store's text hides nothing that follows it`() throws {
    let tables = try FactTables()
    let row = FactRow(["name": "a\0b".factValue])
    try tables.database.insert([row], into: FactSchema.reference)
    #expect(try tables.query("SELECT name FROM reference").rows == [[.text("a\\x00b")]])
  }

  @Test func `everything a record holds has its row`() throws {
    let tables = try FactTables()
    let (record, measurements) = Self.store
    try tables.insert(record, measurements, level: .sizes, now: 1_000)
    try tables.insert(Self.comparison)
    var history = RunHistory(directory: "/var/lib/layeraudit")
    history.unended = [.init(runID: "a", startedAt: Timestamp(seconds: 1))]
    try tables.insert(history, of: record.location, now: 1_000)
    for table in FactSchema.tables where !["suppression", "rule_cut"].contains(table.name) {
      let count = try tables.query("SELECT count(*) FROM \(table.name)").rows
      #expect(count != [[.integer(0)]], "\(table.name) is empty")
    }
    #expect(
      try tables.query("SELECT cause, detail, is_unread, layer_id FROM problem").rows == [
        [
          .text("unreadable"), .text("not read: input/output error (EIO): check the disk"),
          .integer(1), .text(Self.id),
        ]
      ])
    #expect(
      try tables.query("SELECT bytes, age_seconds, ownership_known FROM leftover").rows == [
        [.integer(8_192), .integer(500), .integer(0)]
      ])
    #expect(
      try tables.query("SELECT unread, layers_not_read, level FROM store").rows == [
        [.integer(1), .null, .text("sizes")]
      ])
  }

  @Test func `a container whose image is gone needs all layers that it stands on`() throws {
    var record = StoreRecord(
      location: StoreLocation(kind: .dockerLayerDB, driver: "overlay2", root: "/s"))
    // The base names the one above it, as a damaged record may.
    record.layers = [("base", "top"), ("top", "base"), ("rw", "top")].map { id, parent in
      var layer = LayerClaim(
        id: LayerID(id), role: .image, contentPath: BytePath(id), contentState: "directory")
      layer.parent = LayerID(parent)
      return layer
    }
    var container = ContainerClaim(
      id: ContainerID("c"), name: "web", driver: "overlay2", image: ImageID("gone"),
      configPath: "c", configState: "ok", imageState: "missing", contentState: "present",
      initState: "present")
    container.layers = [LayerID("rw")]
    record.containers = [container]
    let tables = try FactTables()
    _ = try tables.insert(record, StoreMeasurements(), level: .metadata, now: 1_000)
    let rows = try tables.query("SELECT layer_id FROM layer_use ORDER BY layer_id").rows
    #expect(rows == ["base", "rw", "top"].map { [.text($0)] })
  }

  @Test func `rows that a table has no room for are counted as not read`() throws {
    var (record, measurements) = Self.store
    record.problems = []
    measurements.problems = []
    let image = record.images[0]
    record.images = (0..<3).map { index in
      var copy = image
      copy.id = ImageID("\(index)")
      return copy
    }
    let tables = try FactTables(rowLimit: 2)
    let leftOut = try tables.insert(record, measurements, level: .content, now: 1_000)
    let due = ["image", "image_name", "layer_use"].map { "rows for the table \($0)" }
    #expect(
      leftOut.map(\.problem) == due.map { .tooMany(BytePath([]), limit: 2, things: $0) })
    #expect(try tables.query("SELECT count(*) FROM image").rows == [[.integer(2)]])
    #expect(try tables.query("SELECT count(*) FROM problem").rows == [[.integer(3)]])
    #expect(try tables.query("SELECT unread FROM store").rows == [[.integer(3)]])
  }

  @Test func `ages of the future are 0 and cannot overflow`() throws {
    var (record, measurements) = Self.store
    record.layers[0].changedAt = .min
    record.leftovers[0].changedAt = .max
    measurements.problems = []
    let tables = try FactTables()
    try tables.insert(record, measurements, level: .content, now: 1_000)
    #expect(try tables.query("SELECT age_seconds FROM layer").rows == [[.integer(.max)]])
    #expect(try tables.query("SELECT age_seconds FROM leftover").rows == [[.integer(0)]])
  }

  static var comparison: SizeComparison {
    let image = ImageProfile(
      id: ImageID(id), store: "s", names: ["app:1"], platform: nil, layers: [])
    let size = SizeChange(before: 10, after: 15)
    var layer = LayerChange(
      LayerProfile(id: LayerID(id), identity: id), position: 1, .grown, size)
    layer.places = [PlaceChange(.file, "usr/a", size)]
    var change = ImageChange(image, .grown, size)
    change.layers = [layer]
    var comparison = SizeComparison(base: "b")
    comparison.images = [change]
    return comparison
  }

  @Test func `a change is told with what caused it`() throws {
    let tables = try FactTables()
    try tables.insert(Self.comparison)
    let row = try #require(try tables.query("SELECT * FROM image_change").records.first)
    #expect(row["growth_bytes"] == .integer(5))
    #expect(row["growth_percent"] == .real(50))
    #expect(row["cause"] == .text("layer 1 +5 B: usr/a +5 B"))
  }

  static let id = String(repeating: "a", count: 64)

  static var store: (StoreRecord, StoreMeasurements) {
    let layerID = LayerID(id)
    var layer = LayerClaim(
      id: layerID, role: .image, contentPath: BytePath("aufs/diff/\(id)"), contentState: "directory"
    )
    layer.metadataPath = BytePath("graph/\(id)/json")
    layer.recordedSize = 4_400
    layer.changedAt = 900
    var record = StoreRecord(
      location: StoreLocation(kind: .dockerGraph, driver: "aufs", root: "/var/lib/docker"))
    record.layers = [layer]
    record.images = [
      ImageClaim(
        id: ImageID(id), names: ["app:1"], layers: [layerID], isComplete: true, created: nil)
    ]
    record.references = [
      ReferenceClaim(
        name: "app:1", path: "repositories-aufs", target: id, targetState: "present",
        nameState: "ok")
    ]
    record.containers = [
      ContainerClaim(
        id: ContainerID("c1"), name: "web", driver: "aufs", image: ImageID(id),
        configPath: "containers/c1/config.json", configState: "ok", imageState: "present",
        contentState: "present", initState: "present")
    ]
    record.leases = [
      LeaseClaim(
        namespace: "default", id: "l", path: "meta.db", created: nil, expires: nil, resources: 1,
        missing: 0, held: 0)
    ]
    record.documents = [DocumentClaim(kind: "repositories", path: "repositories-aufs", state: "ok")]
    record.leftovers = [
      Leftover(.orphanLayer, path: "aufs/diff/x", changedAt: 500, ownershipKnown: false)
    ]
    record.oddities = [Oddity("mode-drift", path: BytePath("graph/\(id)/json"), layer: layerID)]
    record.searchedRoots = [SearchedRoot(name: "images", path: "graph", owners: 1)]
    var blob = BlobClaim(path: "blobs/sha256/b", place: .file, digest: nil, state: "present")
    blob.images = [ImageID(id)]
    record.blobs = [blob]
    record.descriptors = [
      DescriptorClaim(
        .layer, path: "blobs/sha256/m", record: "layers[0]", digestText: "sha256:b",
        state: "present")
    ]
    var measured = LayerMeasurement()
    measured.sizeByWalk = 4_399
    measured.verification = .unverifiable
    measured.entries = [EntryFault(.socket, path: BytePath([0x61, 0xFF]))]
    var measurements = StoreMeasurements()
    var stream = BlobMeasurement()
    stream.faults = [BlobFault(.trailingBytes)]
    measurements.blobs = [blob.path: stream]
    measurements.layers = [layerID: measured]
    var totals = TreeTotals()
    totals.allocated = 8_192
    measurements.leftovers = ["aufs/diff/x": totals]
    measurements.baselineLayers = [
      BaselineLayer(layerID, .unknown, baselineWrittenAt: Timestamp(seconds: 0))
    ]
    measurements.problems = [
      AttributedProblem(.unreadable(BytePath("aufs/diff/\(id)/etc"), errno: 5), layer: layerID)
    ]
    return (record, measurements)
  }
}
