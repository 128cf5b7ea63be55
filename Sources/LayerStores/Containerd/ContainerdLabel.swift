internal import LayerModel

/// Labels that containerd gives to what it keeps; most are what its garbage collector goes by.
///
/// Source: containerd v2.3.4 `core/metadata/gc.go`, `pkg/labels/labels.go`.
enum ContainerdLabel {
  static let uncompressed = BytePath("containerd.io/uncompressed")
  static let expire = BytePath("containerd.io/gc.expire")
  static let flat = BytePath("containerd.io/gc.flat")
  /// Whoever has it holds no files of its own: they are fetched when they are read.
  static let remote = BytePath("containerd.io/snapshot/remote")
  /// The key by which a remote snapshotter is asked for a snapshot that it may have already.
  static let snapshotReference = BytePath("containerd.io/snapshot.ref")
  static let diffID = BytePath("containerd.io/snapshot/diff-id")
  static let parentChainID = BytePath("containerd.io/snapshot/parent-chain-id")

  private static let source = "containerd.io/distribution.source"
  private static let root = "containerd.io/gc.root"
  private static let reference = "containerd.io/gc.ref."
  private static let backReference = "containerd.io/gc.bref."

  static func isRoot(_ labels: [BytePath: BytePath]) -> Bool {
    labels.keys.contains { rest(of: $0, after: root) != nil }
  }

  /// When a thing is no root any more; `nil` for never, as a value that is no time.
  static func expiry(_ labels: [BytePath: BytePath]) -> Timestamp? {
    labels[expire].flatMap { Timestamp(rfc3339: String(decoding: $0.bytes, as: UTF8.self)) }
  }

  /// Hosts that a blob was pulled from or pushed to, sorted.
  static func registries(_ labels: [BytePath: BytePath]) -> [String] {
    labels.keys.compactMap { rest(of: $0, after: source)?.dropFirst() }
      .map { EscapedText.utf8(Array($0)) }.sorted()
  }

  /// What a thing with these labels keeps.
  static func references(_ labels: [BytePath: BytePath], in namespace: BytePath) -> [GCNode] {
    labels.compactMap { node($0, $1, after: reference, in: namespace) }
  }

  /// What keeps a thing with these labels.
  static func backReferences(_ labels: [BytePath: BytePath], in namespace: BytePath) -> [GCNode] {
    labels.compactMap { node($0, $1, after: backReference, in: namespace) }
  }

  /// The digest of a label by which a blob keeps another, and what the label calls that.
  private static func content(
    _ label: BytePath, _ value: BytePath
  ) -> (name: ArraySlice<UInt8>, digest: BytePath)? {
    rest(of: label, after: reference + "content").map { ($0.dropFirst(), value) }
  }

  /// The blobs that a blob with these labels keeps.
  static func contents(
    _ labels: [BytePath: BytePath]
  ) -> [(name: ArraySlice<UInt8>, digest: BytePath)] { labels.compactMap { content($0, $1) } }

  private static func node(
    _ label: BytePath, _ value: BytePath, after prefix: String, in namespace: BytePath
  ) -> GCNode? {
    guard label.hasPrefix(prefix) else { return nil }
    if rest(of: label, after: prefix + "content") != nil {
      return GCNode(namespace, .content(value))
    }
    if rest(of: label, after: prefix + "image") != nil { return GCNode(namespace, .image(value)) }
    if rest(of: label, after: prefix + "container") != nil {
      return GCNode(namespace, .container(value))
    }
    guard let rest = rest(of: label, after: prefix + "snapshot"), rest.first == dot else {
      return nil
    }
    let snapshotter = BytePath(rest.dropFirst().prefix { $0 != slash })
    return GCNode(namespace, .snapshot(SnapshotName(snapshotter: snapshotter, key: value)))
  }

  /// What follows a prefix in a label: nothing, or a separator and more.
  private static func rest(of label: BytePath, after prefix: String) -> ArraySlice<UInt8>? {
    guard label.hasPrefix(prefix) else { return nil }
    let rest = label.bytes.dropFirst(prefix.utf8.count)
    return rest.isEmpty || rest.first == dot || rest.first == slash ? rest : nil
  }

  private static let dot = UInt8(ascii: ".")
  private static let slash = UInt8(ascii: "/")
}
