import Foundation

// Writes one Swift file that holds every `.yml` file below a directory, by relative path.
// Usage: embedrules RULES_DIRECTORY OUTPUT_FILE

let root = URL(fileURLWithPath: CommandLine.arguments[1])
let names = try FileManager.default.subpathsOfDirectory(atPath: root.path)
  .filter { $0.hasSuffix(".yml") }.sorted()
let entries = try names.map { name in
  let text = try String(contentsOf: root.appending(path: name), encoding: .utf8)
  return "  (path: \(name.debugDescription), text: \(text.debugDescription)),\n"
}
let source = """
  /// The files of `rules/`, by path relative to it.
  let embeddedRules: [(path: String, text: String)] = [
  \(entries.joined())]

  """
try source.write(toFile: CommandLine.arguments[2], atomically: true, encoding: .utf8)
