import BundledStores
import Foundation

/// The `docker` command, for one daemon.
struct DockerClient: Sendable {
  let socket: String
  private let configuration: String

  init(place: URL) {
    socket = place.appending(path: "sock").path
    configuration = place.appending(path: "client").path
  }

  func command(_ words: String..., environment: [String] = []) throws -> Command {
    try command(words, environment: environment)
  }

  /// Ends by itself when the daemon does not answer.
  func command(_ words: [String], environment: [String] = []) throws -> Command {
    try Command(
      ["timeout", "120", "env", "DOCKER_CONFIG=\(configuration)"] + environment
        + [Surroundings.client, "-H", "unix://\(socket)"] + words)
  }

  /// Runs a command that must succeed; gives what it printed.
  @discardableResult
  func run(_ words: String..., environment: [String] = []) throws -> String {
    let result = try command(words, environment: environment)
    guard result.status == 0 else {
      throw Refusal(words: words, status: result.status, complaints: result.complaints)
    }
    return result.output.trimmed
  }

  struct Refusal: Error {
    let words: [String]
    let status: Int32
    let complaints: String
  }

  /// What a command prints one JSON value a line of.
  func lines(_ words: String...) throws -> [[String: Any]] {
    let result = try command(words)
    guard result.status == 0 else {
      throw Refusal(words: words, status: result.status, complaints: result.complaints)
    }
    return try result.output.split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
    }
  }

  /// What `docker inspect` and its like print.
  func inspect(_ words: String...) throws -> [[String: Any]] {
    let output = try command(words).output
    return try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]] ?? []
  }
}
