internal import ArgumentParser
internal import FileAccess
internal import LayerModel
internal import Rules

/// Which rules, with which values; shared by every command that runs or shows them.
struct RuleOptions: ParsableArguments {
  @Option(
    help: "A profile of rules: default, strict or ci.", completion: .list(RuleSet.profiles))
  var profile = "default"

  @Option(
    name: .customLong("rules"), help: "A directory of rule files that add to the built-in ones.",
    completion: .directory)
  var ruleDirectories: [String] = []

  @Option(help: "Set a parameter: rule.param=value. Repeatable.")
  var set: [String] = []

  @Option(help: "A file of findings that are known and accepted.", completion: .file())
  var suppressions: String?

  private static let limit: ByteCount = 4_194_304

  func load() throws -> RuleSet {
    do {
      return try RuleSet(
        extra: try ruleDirectories.flatMap(Self.files), profile: profile, settings: set,
        suppressions: try suppressions.map { ($0, try Self.text(BytePath($0))) })
    } catch let error as RuleFileError {
      throw CommandFailure(status: .usage, message: error.description)
    }
  }

  /// The `.yml` files of a directory and of the directories below it.
  private static func files(in directory: String) throws -> [RuleSet.File] {
    do {
      return try UserDirectory.files(below: BytePath(directory), suffix: ".yml").map {
        (EscapedText.terminal($0.bytes), try text($0))
      }
    } catch let problem as ReadProblem {
      throw CommandFailure(status: .usage, message: "\(problem.path): \(problem.detail)")
    }
  }

  private static func text(_ path: BytePath) throws -> String {
    do {
      let bytes = try InputFile.read(path, limit: limit)
      guard EscapedText.isUTF8(bytes) else {
        throw CommandFailure(status: .usage, message: "\(path): not UTF-8")
      }
      return String(decoding: bytes, as: UTF8.self)
    } catch let problem as ReadProblem {
      throw CommandFailure(status: .usage, message: "\(path): \(problem.detail)")
    }
  }
}
