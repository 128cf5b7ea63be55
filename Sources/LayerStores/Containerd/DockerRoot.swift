package import LayerModel

/// A data root of Docker, as far as its daemon has things in containerd.
package enum DockerRoot {
  /// Where a daemon keeps what belongs to the containerd that it runs for itself.
  ///
  /// Source: moby v28.5.2 `cmd/dockerd/daemon.go`, `initContainerd`; `libcontainerd/supervisor`.
  package static let containerd: BytePath = "containerd/daemon"
  static let containers: BytePath = "containers"

  /// Whether a directory with these entries is one; with the image store of containerd it has
  /// neither `image` nor a directory of a driver.
  static func isOne(_ entries: [BytePath: FileKind]) -> Bool {
    entries[containers] == .directory
      && ["containerd", "image", "buildkit", "graph"].contains { entries[$0] == .directory }
  }

  /// The data root whose own containerd has its store at `root`; `nil` for any other.
  package static func owning(_ root: BytePath) -> BytePath? {
    root.components.suffix(2) == containerd.components[...] ? root.parent.parent : nil
  }
}
