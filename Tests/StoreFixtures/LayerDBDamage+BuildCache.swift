/// What befalls the databases of the build cache and what they own.
extension LayerDBDamage {
  private typealias F = LayerDBFixture

  private static let documents = [
    "+ document buildkit/containerdmeta.db", "+ document buildkit/metadata_v2.db",
    "+ document buildkit/snapshots.db",
  ]
  private static let ownDirectory = "+ layer \(F.cacheOnly)"

  static let buildCache: [LayerDBDamage] = [
    .init(
      0, "a build cache with the top layer and a directory of its own",
      changes: documents + [
        ownDirectory, "layer TOP isHeldByBuildCache: false → true",
        "root build-cache owners: 0 → 2",
      ],
      findings: []
    ) {
      try $0.addBuildCache()
    },
    .init(
      95, "a directory of the build cache that is lost",
      changes: ["+ build-cache-missing overlay2/\(F.cacheOnly) a directory→"] + documents + [
        "layer TOP isHeldByBuildCache: false → true", "root build-cache owners: 0 → 2",
      ],
      findings: ["error build-cache-missing overlay2/\(F.cacheOnly) build-cache-missing"]
    ) {
      try $0.addBuildCache()
      try $0.loseCacheDirectory()
    },
    .init(
      90, "snapshots of the build cache that are lost",
      changes: documents + [
        ownDirectory, "+ orphan-layer overlay2/\(F.cacheOnly) perhaps owned",
        "root build-cache owners: 0 → nil",
      ],
      findings: [
        "note layer-ownership-unknown overlay2/\(F.cacheOnly)",
        "warning build-cache-database-missing buildkit/snapshots.db",
      ]
    ) {
      try $0.addBuildCache()
      try $0.remove("buildkit/snapshots.db")
    },
    .init(
      91, "snapshots of the build cache that are cut",
      changes: documents + [
        ownDirectory, "+ orphan-layer overlay2/\(F.cacheOnly) perhaps owned",
        "+ problem malformed buildkit/snapshots.db", "root build-cache owners: 0 → nil",
      ],
      findings: [
        "error build-cache-database-unusable buildkit/snapshots.db",
        "note layer-ownership-unknown overlay2/\(F.cacheOnly)",
      ]
    ) {
      try $0.addBuildCache()
      let bytes = try $0.bytes("buildkit/snapshots.db")
      try $0.overwrite("buildkit/snapshots.db", Array(bytes[..<4_000]))
    },
    .init(
      93, "leases and metadata of the build cache that are lost",
      changes: documents + [
        ownDirectory, "layer TOP isHeldByBuildCache: false → true",
        "root build-cache owners: 0 → 2",
      ],
      findings: [
        "warning build-cache-database-missing buildkit/containerdmeta.db",
        "warning build-cache-database-missing buildkit/metadata_v2.db",
      ]
    ) {
      try $0.addBuildCache()
      try $0.remove("buildkit/containerdmeta.db")
      try $0.remove("buildkit/metadata_v2.db")
    },
    .init(
      74, "a layer that no image but the build cache has",
      changes: documents + [
        "+ layer \(F.cachedLayer)", "root build-cache owners: 0 → 1", "root layers owners: 3 → 4",
      ],
      findings: []
    ) {
      try $0.addCachedLayer()
    },
    .init(
      0, "a layer that was there when the build cache exported it",
      changes: documents + [
        ownDirectory, "layer MIDDLE isHeldByBuildCache: false → true",
        "root build-cache owners: 0 → 2",
      ],
      findings: []
    ) {
      try $0.addBuildCache(exporting: F.middle)
    },
  ]
}
