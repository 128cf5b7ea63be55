import Foundation
import Glibc
import Synchronization

/// Asks a daemon for what it knows while something else goes on.
final class BackgroundAnswers: Sendable {
  private let result = Mutex<Result<Bool, any Error>?>(nil)

  init(_ client: DockerClient) {
    Thread.detachNewThread { [self] in
      let answer = Result {
        try client.command("info").status == 0 && client.command("ps", "-a").status == 0
      }
      result.withLock { $0 = answer }
    }
  }

  /// Whether it answered.
  func finish() throws -> Bool {
    while true {
      if let result = result.withLock({ $0 }) { return try result.get() }
      usleep(50_000)
    }
  }
}
