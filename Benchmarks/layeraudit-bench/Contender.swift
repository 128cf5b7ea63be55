/// A command that takes part in the comparison.
struct Contender {
  let name: String
  let command: [String]
  /// `layeraudit` ends with 1 when it has findings.
  var accepted: Set<Int32> = [0]

  static func layeraudit(_ program: String, level: String, store: String) -> Contender {
    Contender(
      name: "layeraudit \(level)",
      command: [program, "audit", "--no-state", "--level", level, "-q", store],
      accepted: [0, 1])
  }

  static func diskUsage(_ tree: String) -> Contender {
    Contender(name: "du -s", command: ["du", "-s", tree])
  }

  static func sha256sum(_ tree: String) -> Contender {
    Contender(
      name: "sha256sum",
      command: ["sh", "-c", "find \"$1\" -type f -print0 | xargs -0 sha256sum", "sh", tree])
  }

  /// Two streams at once, few and long command lines.
  static func openssl(_ lists: FileLists) -> Contender {
    let stream = "xargs -0 -n 8000 -s 1000000 openssl dgst -sha256"
    let script = "\(stream) <\"$1\" & \(stream) <\"$2\" && wait $!"
    return Contender(name: "2 x openssl", command: ["sh", "-c", script, "sh"] + lists.paths)
  }

  /// Runs once, and complains on an exit code that is not accepted.
  func run() throws -> Cost {
    let cost = try ChildProcess.run(command)
    guard accepted.contains(cost.status) else { throw ContenderFailure(name, cost.status) }
    return cost
  }
}

struct ContenderFailure: Error, CustomStringConvertible {
  let description: String

  init(_ name: String, _ status: Int32) {
    description = "\(name) ended with \(status)"
  }
}
