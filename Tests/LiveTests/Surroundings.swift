import BundledStores
import Foundation
import Glibc
import Testing

/// What this machine offers to tests that run engines.
enum Surroundings {
  static let daemon = program("/usr/sbin/dockerd", "/usr/bin/dockerd", "/usr/local/bin/dockerd")
  /// Debian's client comes first: it builds with BuildKit without a plugin.
  static let client = program("/usr/bin/docker", "/usr/local/bin/docker")
  static let podman = program("/usr/bin/podman", "/usr/local/bin/podman")
  static let buildah = program("/usr/bin/buildah", "/usr/local/bin/buildah")
  static let containerd = program("/usr/bin/containerd", "/usr/local/bin/containerd")
  static let containerdClient = program("/usr/bin/ctr", "/usr/local/bin/ctr")
  /// A shell that runs in an image with nothing else.
  static let busybox: String? = {
    let path = program("/bin/busybox", "/usr/bin/busybox")
    let linked = try? Command(["sh", "-c", "ldd '\(path)' 2>&1"]).output
    return path.isEmpty || linked?.contains("=>") == true ? nil : path
  }()

  /// Why no daemon can be run here; `nil` when one can.
  static let obstacle: String? =
    daemon.isEmpty || client.isEmpty
    ? "docker.io is not installed" : rightsObstacle("dockerd")

  /// Why there is no store of overlay2 here; `nil` when there is.
  static let overlayObstacle: String? = obstacle ?? kernelObstacle

  /// Why Podman and Buildah cannot be run here; `nil` when they can.
  static let storageObstacle: String? =
    podman.isEmpty || buildah.isEmpty
    ? "podman and buildah are not installed" : rightsObstacle("podman in a store of its own")

  /// Why they have no store of overlay here; `nil` when they have.
  static let storageOverlayObstacle: String? = storageObstacle ?? kernelObstacle

  /// Why there is no store of containerd here; `nil` when there is.
  static let containerdObstacle: String? =
    containerd.isEmpty || containerdClient.isEmpty
    ? "containerd is not installed" : rightsObstacle("containerd") ?? kernelObstacle

  private static func rightsObstacle(_ program: String) -> String? {
    if getuid() != 0 { return "only root can run \(program)" }
    let probe = try? Command(["unshare", "-n", "-m", "mount", "-t", "tmpfs", "none", "/mnt"])
    return probe?.status == 0 ? nil : "this machine allows neither namespaces nor mounts"
  }

  private static let kernelObstacle = overlayPlace == nil ? "overlay cannot be mounted here" : nil

  static func place(for driver: String) throws -> URL {
    driver == "vfs" ? FileManager.default.temporaryDirectory : try #require(overlayPlace)
  }

  /// Where the kernel takes directories for overlay; not every file system will do.
  private static let overlayPlace: URL? = [
    FileManager.default.temporaryDirectory, URL(filePath: "/var/tmp"),
  ].first { place in
    let script = """
      set -e; mkdir l u w m; mount -t overlay none -o lowerdir=l,upperdir=u,workdir=w m
      touch m/x; test -e u/x
      """
    let folder = place.appending(path: "layeraudit-overlay-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      return try Command(["unshare", "-m", "sh", "-c", "cd '\(folder.path)'; \(script)"]).status
        == 0
    } catch {
      return false
    }
  }

  private static func program(_ paths: String...) -> String {
    paths.first { access($0, X_OK) == 0 } ?? ""
  }
}
