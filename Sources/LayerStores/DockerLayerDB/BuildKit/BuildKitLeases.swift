internal import Bolt
internal import LayerModel

/// The keys that `buildkit/containerdmeta.db` keeps alive: `v1/buildkit/leases/<id>/snapshots/default`.
///
/// Source: containerd `core/metadata/buckets.go`; moby
/// `builder/builder-next/adapters/snapshot/leasemanager.go`, for the snapshotter's name.
enum BuildKitLeases {
  static func read<Failure>(
    _ transaction: BoltTransaction<Failure>
  ) throws(BoltError<Failure>) -> Set<BytePath> {
    var keys: Set<BytePath> = []
    guard let leases = try transaction.bucket("v1", "buildkit", "leases") else { return keys }
    var entries = try transaction.entries(of: leases)
    while let lease = try entries.next() {
      guard let bucket = lease.bucket,
        let snapshots = try transaction.bucket("snapshots", "default", in: bucket)
      else { continue }
      var resources = try transaction.entries(of: snapshots)
      while let resource = try resources.next() { keys.insert(BytePath(resource.key)) }
    }
    return keys
  }
}
