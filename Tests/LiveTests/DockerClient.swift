import BundledStores
import Foundation

/// The `docker` command, for one daemon.
struct DockerClient: EngineClient {
  let socket: String
  private let configuration: String

  init(place: URL) {
    socket = place.appending(path: "sock").path
    configuration = place.appending(path: "client").path
  }

  func command(_ words: [String], environment: [String]) throws -> Command {
    try Command(
      ["timeout", "120", "env", "DOCKER_CONFIG=\(configuration)"] + environment
        + [Surroundings.client, "-H", "unix://\(socket)"] + words)
  }

  /// What a command prints one JSON value a line of.
  func lines(_ words: String...) throws -> [[String: Any]] {
    let result = try command(words, environment: [])
    guard result.status == 0 else { throw Refusal(words, result) }
    return try result.output.split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
    }
  }

  /// What `docker inspect` and its like print.
  func inspect(_ words: String...) throws -> [[String: Any]] {
    let output = try command(words, environment: []).output
    return try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]] ?? []
  }
}
