import BundledStores
import Foundation

/// A command by which an engine is told what to do.
protocol EngineClient: Sendable {
  /// Runs one command; ends by itself when the engine does not answer.
  func command(_ words: [String], environment: [String]) throws -> Command
}

extension EngineClient {
  func command(_ words: String..., environment: [String] = []) throws -> Command {
    try command(words, environment: environment)
  }

  /// Runs a command that must succeed; gives what it printed.
  @discardableResult
  func run(_ words: String..., environment: [String] = []) throws -> String {
    let result = try command(words, environment: environment)
    guard result.status == 0 else { throw Refusal(words, result) }
    return result.output.trimmed
  }
}

/// What an engine said when it did not do what it was told.
struct Refusal: Error {
  let words: [String]
  let status: Int32
  let complaints: String

  init(_ words: [String], _ result: Command) {
    self.words = words
    status = result.status
    complaints = result.complaints
  }
}

extension String {
  var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
