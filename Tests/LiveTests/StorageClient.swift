import BundledStores
import Foundation

/// `podman` or `buildah`, for one store.
struct StorageClient: EngineClient {
  private let start: [String]

  init(_ program: String, driver: String, in place: URL) {
    start = [
      "TMPDIR=\(place.path)", "CONTAINERS_CONF=\(place.appending(path: "containers.conf").path)",
      program, "--root", place.appending(path: "root").path, "--runroot",
      place.appending(path: "run").path, "--storage-driver", driver,
    ]
  }

  func command(_ words: [String], environment: [String]) throws -> Command {
    try Command(["timeout", "120", "env"] + environment + start + words)
  }
}

/// A store of Podman and Buildah, of a test's own: nothing of the host's is read or written.
struct StorageEngines: Sendable {
  let place: LivePlace
  let podman: StorageClient
  let buildah: StorageClient
  /// The store.
  let root: URL

  init(driver: String) throws {
    place = try LivePlace(for: driver)
    root = place.folder.appending(path: "root")
    podman = StorageClient(Surroundings.podman, driver: driver, in: place.folder)
    buildah = StorageClient(Surroundings.buildah, driver: driver, in: place.folder)
    // Locks in shared memory would be those of the host's containers.
    try """
    [engine]
    tmp_dir = "\(place.folder.appending(path: "libpod").path)"
    lock_type = "file"
    events_logger = "none"
    cgroup_manager = "cgroupfs"
    """.write(
      to: place.folder.appending(path: "containers.conf"), atomically: true, encoding: .utf8)
  }
}
