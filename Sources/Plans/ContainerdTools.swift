internal import LayerModel

/// The commands by which people work on a containerd store: `ctr`, and for containers whatever
/// made them.
///
/// Measured with containerd 1.6.20: a sweep after `content rm` deletes a blob's file when no
/// namespace lists it any more; `snapshots rm` takes many keys, what lies on others first;
/// `snapshots unpack` makes again what a manifest's chain lacks, from the blobs that are here.
struct ContainerdTools {
  private let isUsualPlace: Bool
  private let socket: String?

  init(of record: StoreRecord) {
    let root = record.location.root
    isUsualPlace = root == "/var/lib/containerd"
    socket = Self.socket(of: root)
  }

  /// Where the distributions of containerd that have a place of their own listen.
  private static func socket(of root: BytePath) -> String? {
    let names = Set(root.components)
    if names.contains("rancher") { return "/run/k3s/containerd/containerd.sock" }
    if names.contains("microk8s") { return "/var/snap/microk8s/common/run/containerd.sock" }
    if root.parent.lastComponent == "containerd", root.lastComponent == "daemon" {
      return "/run/docker/containerd/containerd.sock"
    }
    return nil
  }

  /// What to know before the commands are run; for people.
  func notes(removing containers: [ContainerClaim]) -> [String] {
    var notes: [String] = []
    if !isUsualPlace, socket == nil {
      notes.append("`ctr` must reach the daemon of this store: `-a SOCKET`, or CONTAINERD_ADDRESS")
    }
    if containers.contains(where: { Self.namespace(of: $0.id.name) == Self.kubernetes }) {
      notes.append(
        "drain the node first (`kubectl drain`), or the kubelet starts the containers again on "
          + "what is damaged")
    }
    return notes
  }

  /// Each a command that fails when it leaves something, so that a list of them ends there.
  func remove(_ containers: [ContainerClaim]) -> [String] {
    containers.flatMap { container -> [String] in
      let namespace = Self.namespace(of: container.id.name)
      let id = ShellWord.quoted(container.id.name.lastComponent)
      switch namespace {
      case Self.docker: return ["docker rm --force \(id)"]
      case Self.kubernetes:
        return ["{ \(crictl) rm --force \(id) || \(crictl) rmp --force \(id); }"]
      default:
        let tool = ctr(namespace)
        return [
          // Fails where nothing runs; what runs is not removed by the next.
          "{ \(tool) tasks rm --force \(id) || true; }",
          "\(tool) containers rm \(id)",
        ]
      }
    }
  }

  /// `snapshots` in the order in which they can go: what lies on others first.
  func remove(_ snapshots: [LayerClaim]) -> [String] {
    var keys: [String: [String]] = [:]
    var order: [String] = []
    for snapshot in snapshots {
      let tool = self.snapshots(BytePath(snapshot.namespace ?? ""), snapshot.snapshotter ?? "")
      if keys[tool] == nil { order.append(tool) }
      keys[tool, default: []].append(ShellWord.quoted(Self.key(of: snapshot)))
    }
    return order.map { "\($0) rm " + (keys[$0] ?? []).joined(separator: " ") }
  }

  func remove(_ blobs: [BlobClaim]) -> [String] {
    let listed = blobs.flatMap { blob in
      blob.namespaces.map { (namespace: $0, digest: blob.digest?.description) }
    }
    let namespaces = Dictionary(grouping: listed, by: \.namespace).sorted { $0.key < $1.key }
    let removals = namespaces.map {
      let digests = $1.compactMap(\.digest).map(ShellWord.quoted).joined(separator: " ")
      return "\(ctr(BytePath($0))) content rm \(digests)"
    }
    return removals + (namespaces.first.map { sweep(in: BytePath($0.key)) } ?? [])
  }

  /// The end of a lease is the one command that waits for a sweep of all that nobody lists: a pull
  /// before it would take the same file again.
  private func sweep(in namespace: BytePath) -> [String] {
    [
      "\(ctr(namespace)) leases create --id layeraudit",
      "\(ctr(namespace)) leases rm --sync layeraudit  # waits until the files are gone",
    ]
  }

  func unpack(_ image: ImageClaim, by snapshotter: String) -> String {
    let tool = snapshots(Self.namespace(of: image.id.name), snapshotter)
    return "\(tool) unpack \(ShellWord.quoted(image.id.name.lastComponent))"
  }

  func pull(_ name: String, of image: ImageClaim) -> String {
    let namespace = Self.namespace(of: image.id.name)
    let word = ShellWord.quoted(name)
    switch namespace {
    case Self.docker: return "docker pull \(word)"
    case Self.kubernetes: return "\(crictl) pull \(word)"
    default: return "\(ctr(namespace)) images pull \(word)"
    }
  }

  private var crictl: String { socket.map { "crictl -r unix://\($0)" } ?? "crictl" }

  private func ctr(_ namespace: BytePath) -> String {
    "ctr " + (socket.map { "-a \($0) " } ?? "") + "-n " + ShellWord.quoted(namespace)
  }

  private func snapshots(_ namespace: BytePath, _ snapshotter: String) -> String {
    "\(ctr(namespace)) snapshots --snapshotter \(ShellWord.quoted(snapshotter))"
  }

  /// Ids of this format begin with the namespace.
  private static func namespace(of id: BytePath) -> BytePath { id.components.first ?? id }

  /// A key may have slashes; an id is the namespace, the snapshotter and the key.
  private static func key(of snapshot: LayerClaim) -> BytePath {
    BytePath(
      snapshot.id.name.bytes.split(
        separator: UInt8(ascii: "/"), maxSplits: 2, omittingEmptySubsequences: false
      ).last ?? [])
  }

  private static let docker = BytePath("moby")
  private static let kubernetes = BytePath("k8s.io")
}
