import BundledStores
import Foundation
import Glibc
import Testing

/// A dockerd of a test's own: its roots, its socket and its network are nobody else's.
///
/// Stopped with the last reference, however the test ended.
final class LiveDaemon {
  let client: DockerClient
  /// The store.
  let root: URL
  let place: LivePlace
  private let process: LiveProcess

  init(driver: String) throws {
    place = try LivePlace(for: driver)
    root = place.folder.appending(path: "root")
    let client = DockerClient(place: place.folder)
    self.client = client
    let words = [
      Surroundings.daemon, "--data-root", root.path, "--exec-root",
      place.folder.appending(path: "exec").path, "--pidfile",
      place.folder.appending(path: "pid").path, "-H",
      "unix://\(client.socket)", "--iptables=false", "--bridge=none", "--storage-driver", driver,
    ]
    do {
      process = try LiveProcess(words, in: place) { try client.command("info").status == 0 }
    } catch {
      Self.endChild(in: place)
      throw error
    }
  }

  deinit {
    process.end(by: SIGTERM)
    Self.endChild(in: place)
  }

  /// Stops the daemon as a host does when it is shut down.
  func stop() { process.end(by: SIGTERM) }

  /// Ends the daemon as a power cut does.
  func kill() { process.end(by: SIGKILL) }

  /// Ends what the daemon started; the place is cleaned by itself.
  private static func endChild(in place: LivePlace) {
    let child = place.folder.appending(path: "exec/containerd/containerd.pid")
    if let text = try? String(contentsOf: child, encoding: .utf8), let child = pid_t(text.trimmed),
      let command = try? String(contentsOfFile: "/proc/\(child)/cmdline", encoding: .utf8),
      command.contains(place.folder.path)
    {
      Glibc.kill(child, SIGKILL)
    }
  }
}
