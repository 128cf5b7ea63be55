import BundledStores
import Foundation
import Glibc
import Testing

/// A daemon of a test's own, in a network of its own; ended with the last reference.
final class LiveProcess {
  private var process: pid_t
  private let log: String

  /// Starts it apart from the terminal, and waits until `isReady`, or until it has ended.
  init(_ words: [String], in place: LivePlace, isReady: () throws -> Bool) throws {
    log = place.folder.appending(path: "log").path
    let line = (["unshare", "-n", "--"] + words).map { "'\($0)'" }.joined(separator: " ")
    let shell = try Command(["sh", "-c", "setsid \(line) >'\(log)' 2>&1 </dev/null & echo $!"])
    process = try #require(pid_t(shell.output.trimmed))
    for _ in 0..<240 {
      if try isReady() { return }
      guard isRunning else { break }
      usleep(250_000)
    }
    end(by: SIGKILL)
    throw Failure(log: (try? String(contentsOfFile: log, encoding: .utf8)) ?? "no log")
  }

  deinit { end(by: SIGTERM) }

  struct Failure: Error {
    let log: String
  }

  func end(by signal: Int32) {
    guard process > 0 else { return }
    for attempt in 0..<600 where isRunning {
      // One that does not stop is not waited for without end.
      if attempt == 0 || attempt == 300 { Glibc.kill(process, attempt == 0 ? signal : SIGKILL) }
      usleep(100_000)
    }
    process = 0
  }

  private var isRunning: Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else {
      return false
    }
    // A zombie waits for whoever adopted it.
    return status.split(separator: ")").last?.hasPrefix(" Z") == false
  }
}
