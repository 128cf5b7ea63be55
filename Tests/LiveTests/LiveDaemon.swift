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
  private var process: pid_t = 0

  init(driver: String) throws {
    place = try LivePlace(for: driver)
    root = place.folder.appending(path: "root")
    client = DockerClient(place: place.folder)
    do {
      try start(driver)
    } catch {
      clean()
      throw error
    }
  }

  deinit { clean() }

  private func start(_ driver: String) throws {
    let words = [
      "unshare", "-n", "--", Surroundings.daemon, "--data-root", root.path, "--exec-root",
      place.folder.appending(path: "exec").path, "--pidfile",
      place.folder.appending(path: "pid").path, "-H",
      "unix://\(client.socket)", "--iptables=false", "--bridge=none", "--storage-driver", driver,
    ]
    let log = place.folder.appending(path: "log").path
    let line = words.map { "'\($0)'" }.joined(separator: " ")
    let shell = try Command(["sh", "-c", "setsid \(line) >'\(log)' 2>&1 </dev/null & echo $!"])
    process = try #require(pid_t(shell.output.trimmed))
    for _ in 0..<240 {
      if try client.command("info").status == 0 { return }
      guard isRunning(process) else { break }
      usleep(250_000)
    }
    throw Failure(log: (try? String(contentsOfFile: log, encoding: .utf8)) ?? "no log")
  }

  struct Failure: Error {
    let log: String
  }

  /// Stops the daemon as a host does when it is shut down.
  func stop() { end(by: SIGTERM) }

  /// Ends the daemon as a power cut does.
  func kill() { end(by: SIGKILL) }

  private func end(by signal: Int32) {
    guard process > 0 else { return }
    for attempt in 0..<600 where isRunning(process) {
      // One that does not stop is not waited for without end.
      if attempt == 0 || attempt == 300 { Glibc.kill(process, attempt == 0 ? signal : SIGKILL) }
      usleep(100_000)
    }
    process = 0
  }

  private func isRunning(_ process: pid_t) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else {
      return false
    }
    // A zombie waits for whoever adopted it.
    return status.split(separator: ")").last?.hasPrefix(" Z") == false
  }

  /// Ends what the daemon started; the place is cleaned by itself.
  private func clean() {
    end(by: SIGTERM)
    let child = place.folder.appending(path: "exec/containerd/containerd.pid")
    if let text = try? String(contentsOf: child, encoding: .utf8), let child = pid_t(text.trimmed),
      let command = try? String(contentsOfFile: "/proc/\(child)/cmdline", encoding: .utf8),
      command.contains(place.folder.path)
    {
      Glibc.kill(child, SIGKILL)
    }
  }
}
