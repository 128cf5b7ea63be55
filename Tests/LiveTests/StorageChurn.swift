import BundledStores
import Foundation

/// Imports, commits, saves, loads, tags, untags and removes by Podman.
struct PodmanChurn: Churn {
  let podman: StorageClient
  let files: ChurnFiles

  init(_ engines: StorageEngines) throws {
    podman = engines.podman
    files = try ChurnFiles("podman", in: engines.place.folder)
  }

  func round(_ number: Int) throws {
    try files.write(number)
    let image = try podman.run("import", "-q", files.tar, "imported:latest")
    // With the same words it might be the same image.
    try podman.run("import", "-q", "-m", "again", files.tar, "imported:\(number)")
    let container = try podman.run("create", "--network", "none", "imported:latest", "/busybox")
    try MountedWork.change(try podman.run("mount", container))
    if number > 1 { try podman.run("rmi", "-f", "committed:latest") }
    try podman.run("commit", "-q", container, "committed:latest")
    try podman.run("umount", container)
    try podman.run("tag", "committed:latest", "committed:\(number)")
    try podman.run("save", "-q", "-o", files.archive, "committed:latest")
    try podman.run("rm", "-f", container)
    try podman.run("rmi", "-f", "committed:latest", "committed:\(number)")
    try podman.run("load", "-q", "-i", files.archive)
    try podman.run("untag", image)
    // All that nobody names would be taken from others who are at work, too.
    try podman.run("rmi", "-f", image)
    if number > 2 { try podman.run("rmi", "-f", "imported:\(number - 2)") }
  }
}

/// Builds from nothing and on top of that, tags and removes by Buildah.
struct BuildahChurn: Churn {
  let buildah: StorageClient
  let files: ChurnFiles

  init(_ engines: StorageEngines) throws {
    buildah = engines.buildah
    files = try ChurnFiles("buildah", in: engines.place.folder)
  }

  func round(_ number: Int) throws {
    try files.write(number)
    let base = try buildah.run("from", "scratch")
    try buildah.run("copy", "-q", base, files.tree, "/")
    try buildah.run("commit", "-q", "--rm", base, "base:latest")
    let container = try buildah.run("from", "--pull-never", "base:latest")
    try buildah.run("copy", "-q", container, files.tree + "/a/b", "/second")
    try MountedWork.change(try buildah.run("mount", container))
    try buildah.run("commit", "-q", container, "built:\(number)")
    try buildah.run("umount", container)
    try buildah.run("rm", container)
    try buildah.run("tag", "built:\(number)", "built:latest")
    try buildah.run("rmi", "base:latest")
    if number > 2 { try buildah.run("rmi", "-f", "built:\(number - 2)") }
  }
}

/// What goes on in a mounted container.
enum MountedWork {
  /// Writes files and removes them again, so that the container's layer changes under an audit.
  static func change(_ root: String) throws {
    let script = """
      set -e; cd '\(root)'
      i=0; while [ $i -lt 300 ]; do i=$((i+1)); echo $i >f$i; rm -f f$((i-3)) a/n$i; done
      rm -rf a/b; mkdir a/b; echo new >a/b/new
      """
    try Command.run("sh", "-c", script)
  }
}
