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
  private var process: pid_t = 0

  init() throws {
    place = try LivePlace(for: "overlayfs")
    root = place.folder.appending(path: "root")
    client = ContainerdClient(socket: place.folder.appending(path: "sock").path)
    let configuration = place.folder.appending(path: "config.toml")
    try """
    version = 2
    root = "\(root.path)"
    state = "\(place.folder.appending(path: "state").path)"
    disabled_plugins = ["io.containerd.grpc.v1.cri"]
    [grpc]
      address = "\(client.socket)"
    """.write(to: configuration, atomically: true, encoding: .utf8)
    let log = place.folder.appending(path: "log").path
    let line = "unshare -n -- '\(Surroundings.containerd)' -c '\(configuration.path)'"
    let shell = try Command(["sh", "-c", "setsid \(line) >'\(log)' 2>&1 </dev/null & echo $!"])
    process = try #require(pid_t(shell.output.trimmed))
    for _ in 0..<240 {
      if try client.command("version").status == 0 { return }
      usleep(250_000)
    }
    stop()
    throw LiveDaemon.Failure(log: (try? String(contentsOfFile: log, encoding: .utf8)) ?? "no log")
  }

  deinit { stop() }

  func stop() {
    guard process > 0 else { return }
    for attempt in 0..<300 {
      guard Glibc.kill(process, attempt == 0 ? SIGTERM : attempt == 200 ? SIGKILL : 0) == 0 else {
        break
      }
      let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      if status?.split(separator: ")").last?.hasPrefix(" Z") != false { break }
      usleep(100_000)
    }
    process = 0
  }
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

/// Imports, unpacks, makes containers, leases and snapshots, and removes all of it, in two namespaces.
struct ContainerdChurn: Churn {
  let client: ContainerdClient
  let files: ChurnFiles

  init(_ daemon: LiveContainerd) throws {
    client = daemon.client
    files = try ChurnFiles("churn", in: daemon.place.folder)
  }

  func round(_ number: Int) throws {
    try files.write(number)
    try pack(number)
    for namespace in ["first", "second"] {
      let ctr = { (words: [String]) throws in
        let result = try client.command(["-n", namespace] + words, environment: [])
        guard result.status == 0 else { throw Refusal(words, result) }
      }
      let image = "docker.io/library/churn:\(number)"
      try ctr(["images", "import", files.archive])
      try ctr(["containers", "create", image, "c\(number)"])
      try ctr(["leases", "create", "--id", "l\(number)", "--expires", "1h"])
      try ctr(["images", "tag", image, "docker.io/library/moved:\(number)"])
      try ctr(["snapshots", "prepare", "free\(number)"])
      if number > 1 {
        try ctr(["containers", "rm", "c\(number - 1)"])
        try ctr(["leases", "rm", "l\(number - 1)"])
      }
      if number > 2 {
        let names = ["churn", "moved"].map { "docker.io/library/\($0):\(number - 2)" }
        try ctr(["images", "rm"] + (number % 2 == 0 ? ["--sync"] : []) + names)
      }
    }
  }

  /// Makes an archive of the form of `docker save`, of two layers.
  private func pack(_ number: Int) throws {
    let script = """
      set -e; rm -rf image; mkdir image; cp files.tar image/one.tar
      (cd tree && tar -cf ../image/two.tar a/n1 a/n2)
      one=$(sha256sum <image/one.tar); two=$(sha256sum <image/two.tar)
      printf '{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s","sha256:%s"]}}' "${one%% *}" "${two%% *}" >image/config
      name=$(sha256sum <image/config); name=${name%% *}.json; mv image/config "image/$name"
      printf '[{"Config":"%s","RepoTags":["docker.io/library/churn:\(number)"],"Layers":["one.tar","two.tar"]}]' "$name" >image/manifest.json
      (cd image && tar -cf '\(files.archive)' manifest.json "$name" one.tar two.tar)
      """
    try Command.run("sh", "-c", "cd '\(files.folder.path)'; \(script)")
  }
}
