internal import LayerModel

/// What `meta.db` says, of all namespaces.
///
/// Names, digests and keys are kept as the bytes that they are.
/// Source: containerd v2.3.4 `core/metadata/buckets.go`.
struct MetaDatabase: Sendable {
  struct Namespace: Sendable {
    var images: [BytePath: Image] = [:]
    /// By digest as written.
    var blobs: [BytePath: Blob] = [:]
    /// By the reference that a client gave.
    var ingests: [BytePath: Ingest] = [:]
    /// By snapshotter, then key.
    var snapshots: [BytePath: [BytePath: Snapshot]] = [:]
    /// By snapshotter, the last number that was given to one of its snapshots.
    var sequences: [BytePath: UInt64] = [:]
    var containers: [BytePath: Container] = [:]
    var leases: [BytePath: Lease] = [:]
    /// Labels of sandboxes, which may hold things.
    var sandboxes: [BytePath: [BytePath: BytePath]] = [:]
  }

  struct Image: Hashable, Sendable {
    var digest: BytePath?
    var mediaType: BytePath?
    var size: ByteCount?
    var created: Timestamp?
    var labels: [BytePath: BytePath] = [:]
  }

  struct Blob: Hashable, Sendable {
    var size: ByteCount?
    var labels: [BytePath: BytePath] = [:]
  }

  struct Ingest: Hashable, Sendable {
    /// What the content store calls it.
    var reference: BytePath?
    var expires: Timestamp?
    /// The digest of a blob that is there already, which it only shares.
    var expected: BytePath?
  }

  struct Snapshot: Hashable, Sendable {
    /// What the snapshotter calls it.
    var name: BytePath?
    /// A key of the same namespace.
    var parent: BytePath?
    var created: Timestamp?
    /// Keys of snapshots on top of it, by this row.
    var children: Set<BytePath> = []
    var labels: [BytePath: BytePath] = [:]
  }

  struct Container: Hashable, Sendable {
    /// The name of its image.
    var image: BytePath?
    var snapshotter: BytePath?
    var snapshotKey: BytePath?
    var created: Timestamp?
    var labels: [BytePath: BytePath] = [:]
  }

  struct Lease: Hashable, Sendable {
    var created: Timestamp?
    var labels: [BytePath: BytePath] = [:]
    var contents: [BytePath] = []
    /// Snapshotter and key.
    var snapshots: [SnapshotName] = []
    var ingests: [BytePath] = []
    var images: [BytePath] = []
  }

  /// Of the schema; 3 for containerd 1.6 and 1.7, 4 for 2.x.
  var version: Int64?
  var namespaces: [BytePath: Namespace] = [:]
  var faults: [RowFault] = []

  /// What this program knows.
  static let newestVersion: Int64 = 4
}

/// By what a snapshot is found again that a remote snapshotter had before it was asked for it.
struct SharedSnapshot: Hashable, Sendable {
  var key: BytePath
  /// What the snapshotter calls the one below.
  var parent: BytePath?
}

/// What tells a snapshot from others of a namespace.
struct SnapshotName: Hashable, Sendable {
  var snapshotter: BytePath
  var key: BytePath
}
