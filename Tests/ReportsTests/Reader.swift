import BundledStores
import Foundation
import Testing

/// Programs of others that read our reports; `make test` installs them.
enum Reader {
  static let hasPromtool = runs(["promtool", "--version"])
  static let hasSARIF = runs([sarifKit, "--help"])
  static let hasJUnit = hasModule("junitparser")
  static let hasDuckDB = hasModule("duckdb")
  static let hasClickHouse = hasModule("chdb")

  /// What a script of Python prints as JSON; `sys.argv[1:]` are the arguments.
  static func python(_ script: String, _ arguments: String...) throws -> Any {
    try run(["-c", script] + arguments)
  }

  /// What the interpreter, called with these words, prints as JSON.
  static func run(_ words: [String]) throws -> Any {
    let run = try Command([interpreter] + words)
    guard run.status == 0 else { throw Failure(complaints: run.output + run.complaints) }
    return try JSONSerialization.jsonObject(with: Data(run.output.utf8))
  }

  struct Failure: Error {
    let complaints: String
  }

  static let project = URL(filePath: #filePath).appending(path: "../../..").standardized

  static let sarifKit = project.appending(path: ".build/readers/bin/sarif-kit").path

  private static let interpreter = project.appending(path: ".build/readers/bin/python").path

  private static func hasModule(_ name: String) -> Bool {
    runs([interpreter, "-c", "import " + name])
  }

  private static func runs(_ words: [String]) -> Bool {
    do { return try Command(words).status == 0 } catch { return false }
  }
}
