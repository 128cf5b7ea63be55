/// A build cache beside the layers.
extension LayerDBFixture {
  /// A directory that nothing but the build cache has.
  package static let cacheOnly = "directoryofthebuildcache0"
  private static let cacheOnlyLink = String(repeating: "Q", count: 26)
  private static let cachedDiff = String(repeating: "d4", count: 32)
  /// A layer on the top one that no image has.
  package static let cachedLayer = digest(of: "sha256:\(top) sha256:\(cachedDiff)")

  /// Adds the databases of a cache that exported a layer and that has one more directory.
  package func addBuildCache(exporting layer: String = LayerDBFixture.top) throws {
    try addDirectory(Self.cacheOnly, link: Self.cacheOnlyLink, on: [])
    try writeBuildCache([
      "exported": .named(["committed": .text(Self.caches[2]), "chainid": .text("sha256:\(layer)")]),
      Self.caches[2]: .named(["parent": .text("sha256:\(Self.middle)"), "iscommitted": .text("")]),
      Self.cacheOnly: .named(["parent": .text(""), "size": .text("5")]),
    ])
  }

  /// Adds the databases of a cache that exported a layer whose image is gone, and the layer.
  package func addCachedLayer() throws {
    let folder = layer(Self.cachedLayer)
    try write("\(folder)/diff", "sha256:\(Self.cachedDiff)", mode: 0o644)
    try write("\(folder)/size", "0", mode: 0o644)
    try write("\(folder)/cache-id", Self.cacheOnly, mode: 0o644)
    try write("\(folder)/parent", "sha256:\(Self.top)", mode: 0o644)
    try write("\(folder)/tar-split.json.gz", "not read by these tests", mode: 0o644)
    try addDirectory(
      Self.cacheOnly, link: Self.cacheOnlyLink, on: Array(Self.links[..<3].reversed()))
    let chain = BoltTree.text("sha256:\(Self.cachedLayer)")
    try writeBuildCache([
      "exported": .named(["committed": .text(Self.cacheOnly), "chainid": chain]),
      Self.cacheOnly: .named(["parent": .text("sha256:\(Self.top)"), "iscommitted": .text("")]),
    ])
  }

  package func loseCacheDirectory() throws {
    try remove(home(Self.cacheOnly))
    try remove("\(driver)/l/\(Self.cacheOnlyLink)")
  }

  private func writeBuildCache(_ snapshots: [String: BoltTree]) throws {
    let leases = snapshots.mapValues { _ in BoltTree.named([:]) }
    let meta = BoltTree.named(["v1": .named(["buildkit": .named(["leases": .named(leases)])])])
    try write("buildkit/snapshots.db", BoltTree.named(snapshots).file)
    try write("buildkit/containerdmeta.db", meta.file, mode: 0o644)
    try write("buildkit/metadata_v2.db", BoltTree.named(["_main": .named([:])]).file)
  }
}
