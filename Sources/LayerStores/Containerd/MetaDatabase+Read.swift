internal import Bolt
internal import LayerModel

extension MetaDatabase {
  /// Reads all rows; what newer versions may add is passed over.
  static func read<Failure>(
    _ transaction: BoltTransaction<Failure>
  ) throws(BoltError<Failure>) -> MetaDatabase {
    var database = MetaDatabase()
    var rows = BoltRows(transaction)
    // containerd makes it with the file, and its buckets with the first row.
    guard let root = try transaction.bucket("v1") else { return database }
    let head = try rows.row(root, BytePath([]), ["version"])
    database.version = rows.number("version", head)
    try rows.each(in: root) { (rows, name, bucket) throws(BoltError<Failure>) in
      guard rows.isName(name, of: "a namespace", in: BytePath([])) else { return }
      database.namespaces[name] = try namespace(bucket, name, &rows)
    }
    database.faults = rows.faults
    return database
  }

  private static func namespace<Failure>(
    _ bucket: BoltBucket, _ name: BytePath, _ rows: inout BoltRows<Failure>
  ) throws(BoltError<Failure>) -> Namespace {
    var namespace = Namespace()
    let kinds = try rows.row(bucket, name, []).buckets
    func place(_ kind: String, _ key: BytePath) -> BytePath {
      name.appending(kind).appending(key)
    }
    try rows.each(in: kinds["images"]) { (rows, key, bucket) throws(BoltError<Failure>) in
      namespace.images[key] = try image(bucket, place("images", key), &rows)
    }
    if let content = kinds["content"] {
      let content = try rows.row(content, name.appending("content"), []).buckets
      try rows.each(in: content["blob"]) { (rows, key, bucket) throws(BoltError<Failure>) in
        namespace.blobs[key] = try blob(bucket, place("content/blob", key), &rows)
      }
      try rows.each(in: content["ingests"]) { (rows, key, bucket) throws(BoltError<Failure>) in
        namespace.ingests[key] = try ingest(bucket, place("content/ingests", key), &rows)
      }
    }
    try rows.each(in: kinds["snapshots"]) {
      (rows, snapshotter, bucket) throws(BoltError<Failure>) in
      guard rows.isName(snapshotter, of: "a snapshotter", in: name.appending("snapshots")) else {
        return
      }
      namespace.sequences[snapshotter] = bucket.sequence
      var snapshots: [BytePath: Snapshot] = [:]
      try rows.each(in: bucket) { (rows, key, bucket) throws(BoltError<Failure>) in
        let record = place("snapshots", snapshotter).appending(key)
        snapshots[key] = try snapshot(bucket, record, &rows)
      }
      namespace.snapshots[snapshotter] = snapshots
    }
    try rows.each(in: kinds["containers"]) { (rows, key, bucket) throws(BoltError<Failure>) in
      namespace.containers[key] = try container(bucket, place("containers", key), &rows)
    }
    try rows.each(in: kinds["leases"]) { (rows, key, bucket) throws(BoltError<Failure>) in
      namespace.leases[key] = try lease(bucket, place("leases", key), &rows)
    }
    try rows.each(in: kinds["sandboxes"]) { (rows, key, bucket) throws(BoltError<Failure>) in
      let record = place("sandboxes", key)
      let row = try rows.row(bucket, record, [])
      namespace.sandboxes[key] = try rows.labels(in: row.buckets["labels"], record)
    }
    return namespace
  }

  private static func image<Failure>(
    _ bucket: BoltBucket, _ record: BytePath, _ rows: inout BoltRows<Failure>
  ) throws(BoltError<Failure>) -> Image {
    let row = try rows.row(bucket, record, ["createdat", "updatedat"])
    var image = Image()
    image.created = rows.time("createdat", row)
    _ = rows.time("updatedat", row)
    image.labels = try rows.labels(in: row.buckets["labels"], record)
    guard let target = row.buckets["target"] else { return image }
    let descriptor = try rows.row(
      target, record.appending("target"), ["digest", "mediatype", "size"])
    image.digest = descriptor.values["digest"].map { BytePath($0) }
    image.mediaType = descriptor.values["mediatype"].map { BytePath($0) }
    image.size = rows.number("size", descriptor).map { ByteCount($0) }
    return image
  }

  private static func blob<Failure>(
    _ bucket: BoltBucket, _ record: BytePath, _ rows: inout BoltRows<Failure>
  ) throws(BoltError<Failure>) -> Blob {
    let row = try rows.row(bucket, record, ["createdat", "updatedat", "size"])
    _ = rows.time("createdat", row)
    _ = rows.time("updatedat", row)
    return Blob(
      size: rows.number("size", row).map { ByteCount($0) },
      labels: try rows.labels(in: row.buckets["labels"], record))
  }

  private static func ingest<Failure>(
    _ bucket: BoltBucket, _ record: BytePath, _ rows: inout BoltRows<Failure>
  ) throws(BoltError<Failure>) -> Ingest {
    let row = try rows.row(bucket, record, ["ref", "expireat", "expected"])
    return Ingest(
      reference: row.values["ref"].map { BytePath($0) }, expires: rows.time("expireat", row),
      expected: row.values["expected"].map { BytePath($0) })
  }

  private static func snapshot<Failure>(
    _ bucket: BoltBucket, _ record: BytePath, _ rows: inout BoltRows<Failure>
  ) throws(BoltError<Failure>) -> Snapshot {
    let row = try rows.row(bucket, record, ["name", "parent", "createdat", "updatedat"])
    var snapshot = Snapshot()
    snapshot.name = row.values["name"].map { BytePath($0) }
    snapshot.parent = row.values["parent"].flatMap { $0.isEmpty ? nil : BytePath($0) }
    snapshot.created = rows.time("createdat", row)
    _ = rows.time("updatedat", row)
    snapshot.children = Set(try rows.keys(in: row.buckets["children"]))
    snapshot.labels = try rows.labels(in: row.buckets["labels"], record)
    return snapshot
  }

  private static func container<Failure>(
    _ bucket: BoltBucket, _ record: BytePath, _ rows: inout BoltRows<Failure>
  ) throws(BoltError<Failure>) -> Container {
    let row = try rows.row(
      bucket, record, ["image", "snapshotter", "snapshotKey", "createdat", "updatedat"])
    func text(_ name: String) -> BytePath? {
      row.values[name].flatMap { $0.isEmpty ? nil : BytePath($0) }
    }
    var container = Container()
    container.image = text("image")
    container.snapshotter = text("snapshotter")
    container.snapshotKey = text("snapshotKey")
    container.created = rows.time("createdat", row)
    _ = rows.time("updatedat", row)
    container.labels = try rows.labels(in: row.buckets["labels"], record)
    return container
  }

  private static func lease<Failure>(
    _ bucket: BoltBucket, _ record: BytePath, _ rows: inout BoltRows<Failure>
  ) throws(BoltError<Failure>) -> Lease {
    let row = try rows.row(bucket, record, ["createdat"])
    var lease = Lease()
    lease.created = rows.time("createdat", row)
    lease.labels = try rows.labels(in: row.buckets["labels"], record)
    lease.contents = try rows.keys(in: row.buckets["content"])
    lease.ingests = try rows.keys(in: row.buckets["ingests"])
    lease.images = try rows.keys(in: row.buckets["images"])
    try rows.each(in: row.buckets["snapshots"]) {
      (rows, snapshotter, bucket) throws(BoltError<Failure>) in
      lease.snapshots += try rows.keys(in: bucket).map {
        SnapshotName(snapshotter: snapshotter, key: $0)
      }
    }
    return lease
  }
}
