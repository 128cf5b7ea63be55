import BundledStores
import Foundation
import Glibc
import Synchronization

/// What a busy host does with its store, round after round.
protocol Churn: Sendable {
  func round(_ number: Int) throws
}

/// Files for images, other ones in every round.
struct ChurnFiles: Sendable {
  let folder: URL

  /// In a directory of its own in `place`.
  init(_ name: String, in place: URL) throws {
    folder = place.appending(path: name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  var tree: String { folder.appending(path: "tree").path }
  /// The tree as a tar.
  var tar: String { folder.appending(path: "files.tar").path }
  /// Where a round may save images.
  var archive: String { folder.appending(path: "saved.tar").path }

  func write(_ number: Int) throws {
    let script = """
      set -e; rm -rf '\(tree)' '\(archive)'; mkdir -p '\(tree)/a/b'; cd '\(tree)'
      i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo \(number) $i >a/n$i; done
      head -c 200000 /dev/urandom >a/b/big; ln a/b/big a/hard; ln -s ../a/n1 a/b/link
      [ -z '\(Surroundings.busybox ?? "")' ] || cp -L '\(Surroundings.busybox ?? "")' busybox
      chmod 750 .
      tar -cf '\(tar)' .
      """
    try Command.run("sh", "-c", script)
  }
}

/// Churn on a thread of its own, until it is told to end or fails.
final class BackgroundChurn: Sendable {
  private struct State {
    var rounds = 0
    var failure: (any Error)?
    var isOver = false
    var isToEnd = false
  }

  private let state = Mutex(State())

  init(_ churn: any Churn) {
    Thread.detachNewThread { [self] in
      var number = 1
      while !state.withLock(\.isToEnd) {
        do {
          try churn.round(number)
          number += 1
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
  /// The rounds that it has made.
  var rounds: Int { state.withLock(\.rounds) }

  /// Tells it to end, and waits until it has.
  func finish() throws {
    state.withLock { $0.isToEnd = true }
    while !isOver { usleep(100_000) }
    try state.withLock { state throws in
      if let failure = state.failure { throw failure }
    }
  }
}
