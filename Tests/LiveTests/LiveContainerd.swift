import BundledStores
import Foundation
import Glibc
import Testing

/// A containerd of a test's own: its roots, its socket and its network are nobody else's.
///
/// Stopped with the last reference, however the test ended.
final class LiveContainerd {
  let client: ContainerdClient
  /// The store.
  let root: URL
  let place: LivePlace
  private let process: LiveProcess

  init() throws {
    place = try LivePlace(for: "overlayfs")
    root = place.folder.appending(path: "root")
    let client = ContainerdClient(socket: place.folder.appending(path: "sock").path)
    self.client = client
    let configuration = place.folder.appending(path: "config.toml")
    // The plugins for Kubernetes, by their names in 1.x and 2.x, would look for a network.
    try """
    version = 2
    root = "\(root.path)"
    state = "\(place.folder.appending(path: "state").path)"
    disabled_plugins = [
      "io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images", "io.containerd.cri.v1.runtime"
    ]
    [grpc]
      address = "\(client.socket)"
    """.write(to: configuration, atomically: true, encoding: .utf8)
    process = try LiveProcess([Surroundings.containerd, "-c", configuration.path], in: place) {
      try client.command("version").status == 0
    }
  }

  func stop() { process.end(by: SIGTERM) }
}

/// `ctr`, for one daemon.
struct ContainerdClient: EngineClient {
  let socket: String

  func command(_ words: [String], environment: [String]) throws -> Command {
    try Command(
      ["timeout", "-s", "KILL", "120", "env"] + environment
        + [Surroundings.containerdClient, "-a", socket] + words)
  }
}
