import BundledStores
import Foundation
import Glibc
import Synchronization

/// Imports, builds, runs, commits, saves, loads, tags and removes, round after round, as a busy
/// host does.
struct Churn: Sendable {
  let docker: DockerClient
  let folder: URL

  init(_ docker: DockerClient, in folder: URL) throws {
    self.docker = docker
    self.folder = folder
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func round(_ number: Int) throws {
    let tar = folder.appending(path: "files.tar").path
    try writeTree(number, to: tar)
    try docker.run("import", tar, "imported:latest")
    try docker.run("import", tar, "imported:\(number)")
    for buildKit in ["0", "1"] {
      try docker.run(
        "build", "--network", "none", "-t", "built\(buildKit):latest", folder.path,
        environment: ["DOCKER_BUILDKIT=\(buildKit)"])
    }
    let container = try docker.run(
      "create", "--network", "none", "built0:latest", "/busybox", "sh", "-c", Self.work)
    if Surroundings.busybox != nil { try docker.run("start", container) }
    try docker.run("commit", container, "committed:latest")
    let archive = folder.appending(path: "saved.tar").path
    try docker.run("save", "-o", archive, "built0:latest", "built1:latest", "committed:latest")
    try docker.run("rm", "-f", container)
    try docker.run("rmi", "-f", "built0:latest", "built1:latest", "committed:latest")
    try docker.run("load", "-q", "-i", archive)
    try docker.run("tag", "built1:latest", "moved:latest")
    if number > 2 { try docker.run("rmi", "-f", "imported:\(number - 2)") }
    if number % 3 == 0 { try docker.run("image", "prune", "-f") }
    if number % 4 == 0 { try docker.run("builder", "prune", "-af") }
  }

  /// Writes files and removes them again, so that the container's layer changes under an audit.
  private static let work =
    "i=0; while [ $i -lt 300 ]; do i=$((i+1)); echo $i >/f$i; busybox rm -f /f$((i-3)) /a/n$i; done"

  private func writeTree(_ number: Int, to tar: String) throws {
    let tree = folder.appending(path: "tree")
    let script = """
      set -e; rm -rf '\(tree.path)'; mkdir -p '\(tree.path)/a/b'; cd '\(tree.path)'
      i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo \(number) $i >a/n$i; done
      head -c 200000 /dev/urandom >a/b/big; ln a/b/big a/hard; ln -s ../a/n1 a/b/link
      [ -z '\(Surroundings.busybox ?? "")' ] || cp -L '\(Surroundings.busybox ?? "")' busybox
      chmod 750 .
      tar -cf '\(tar)' .
      """
    try Command.run("sh", "-c", script)
    let step =
      Surroundings.busybox == nil
      ? ""
      : #"RUN ["/busybox", "sh", "-c", "busybox rm -rf /a/b; busybox mkdir /a/b; echo \#(number) >/a/b/new"]"#
    try """
    FROM imported:latest
    COPY tree/a/n1 /first
    \(step)
    COPY tree/a/b /second
    """.write(to: folder.appending(path: "Dockerfile"), atomically: true, encoding: .utf8)
  }
}

/// Churn on a thread of its own, until it is over or told to end.
final class BackgroundChurn: Sendable {
  private struct State {
    var rounds = 0
    var failure: (any Error)?
    var isOver = false
    var isToEnd = false
  }

  private let state = Mutex(State())

  /// Ends after so many rounds or seconds, whichever comes first.
  init(_ churn: Churn, rounds: Int, seconds: Double) {
    let end = Date().addingTimeInterval(seconds)
    Thread.detachNewThread { [self] in
      for number in 1...rounds where Date() < end && !state.withLock(\.isToEnd) {
        do {
          try churn.round(number)
          state.withLock { $0.rounds += 1 }
        } catch {
          state.withLock { $0.failure = error }
          break
        }
      }
      state.withLock { $0.isOver = true }
    }
  }

  var isOver: Bool { state.withLock(\.isOver) }

  /// Waits for its end; gives the rounds that it made.
  func finish() throws -> Int {
    state.withLock { $0.isToEnd = true }
    while !isOver { usleep(100_000) }
    return try state.withLock { state throws in
      if let failure = state.failure { throw failure }
      return state.rounds
    }
  }
}
