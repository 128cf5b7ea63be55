internal import LayerModel

/// The labels by which a document keeps what it names from the garbage collector.
///
/// Source: containerd v2.3.4 `core/images/handlers.go`, `SetChildrenMappedLabels`.
extension ContainerdReading {
  /// Holds the labels of each document against what it names.
  ///
  /// `unpacked` are images whose layers are in a snapshotter, so that their blobs may be let go.
  mutating func checkLabels(
    _ walk: OCIWalk, _ namespace: BytePath, _ digests: [BytePath: BytePath],
    unpacked: Set<ImageID>
  ) {
    let children = Dictionary(
      grouping: walk.descriptors.filter { [.manifest, .config, .layer].contains($0.kind) },
      by: \.path)
    for (path, named) in children {
      guard let digest = digests[path], let row = meta.namespaces[namespace]?.blobs[digest],
        let keep = mark[namespace, .content(digest)]
      else { continue }
      let labels = ContainerdLabel.contents(row.labels)
      let labelled = Set(labels.map(\.digest))
      let layers = named.filter { $0.kind == .layer }
      let isDropped =
        layers.first?.image.map { unpacked.contains($0) } == true
        && layers.allSatisfy { !labelled.contains(BytePath($0.digestText)) }
      for child in named where !(isDropped && child.kind == .layer) {
        checkKept(child, by: keep, namespace)
      }
      noteStrange(labels, of: digest, Set(named.map { BytePath($0.digestText) }), namespace)
    }
  }

  /// Tells of something that is there and needed, and will be deleted.
  private mutating func checkKept(
    _ child: DescriptorClaim, by keep: GarbageMark.Keep, _ namespace: BytePath
  ) {
    let key = BytePath(child.digestText)
    guard meta.namespaces[namespace]?.blobs[key] != nil, let blob = blobs[key] else { return }
    let own = mark[namespace, .content(key)]
    // What is kept as long as the document is not lost before it.
    guard own == nil || own?.until != nil && keep.until == nil else { return }
    let time = own?.until.map { "kept by a lease until \($0.text)" } ?? "kept by nothing"
    note(
      "gc-label-missing", blob.path, image: child.image,
      expected: "a label containerd.io/gc.ref.content of \(child.path.lastComponent)",
      actual: "none in \(EscapedText.utf8(namespace.bytes)): \(time)", bytes: blob.size)
  }

  /// Tells of labels that the document's writer did not set for anything in it.
  private mutating func noteStrange(
    _ labels: [(name: ArraySlice<UInt8>, digest: BytePath)], of document: BytePath,
    _ children: Set<BytePath>, _ namespace: BytePath
  ) {
    for label in labels where Self.isOfChild(label.name) && !children.contains(label.digest) {
      let isThere = meta.namespaces[namespace]?.blobs[label.digest] != nil
      note(
        isThere ? "gc-label-strange" : "gc-label-dangling",
        blobs[document]?.path ?? Self.metaPath, expected: "labels for what it names",
        actual: "\(BytePath(label.name).description) is \(label.digest.description.prefix(100))",
        bytes: isThere ? blobs[label.digest]?.size : nil)
    }
  }

  /// `config`, `l.3`, `m.1`, and numbers, as older versions have; what else there is others set.
  private static func isOfChild(_ name: ArraySlice<UInt8>) -> Bool {
    if name.elementsEqual("config".utf8) { return true }
    let isList = ["l.", "m."].contains { name.starts(with: $0.utf8) }
    let digits = isList ? name.dropFirst(2) : name
    return !digits.isEmpty && digits.allSatisfy { 48...57 ~= $0 }
  }
}
