import BundledStores
import Foundation
import Glibc
import Testing

/// What this machine offers to tests that run a daemon.
enum Surroundings {
  static let daemon = program("/usr/sbin/dockerd", "/usr/bin/dockerd", "/usr/local/bin/dockerd")
  /// Debian's client comes first: it builds with BuildKit without a plugin.
  static let client = program("/usr/bin/docker", "/usr/local/bin/docker")
  /// A shell that runs in an image with nothing else.
  static let busybox: String? = {
    let path = program("/bin/busybox", "/usr/bin/busybox")
    let linked = try? Command(["sh", "-c", "ldd '\(path)' 2>&1"]).output
    return path.isEmpty || linked?.contains("=>") == true ? nil : path
  }()

  /// Why no daemon can be run here; `nil` when one can.
  static let obstacle: String? = {
    if daemon.isEmpty || client.isEmpty { return "docker.io is not installed" }
    if getuid() != 0 { return "only root can run dockerd" }
    let probe = try? Command(["unshare", "-n", "-m", "mount", "-t", "tmpfs", "none", "/mnt"])
    return probe?.status == 0 ? nil : "this machine allows neither namespaces nor mounts"
  }()

  /// Why there is no store of overlay2 here; `nil` when there is.
  static let overlayObstacle: String? =
    obstacle ?? (overlayPlace == nil ? "overlay cannot be mounted here" : nil)

  static func place(for driver: String) throws -> URL {
    driver == "overlay2" ? try #require(overlayPlace) : FileManager.default.temporaryDirectory
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
