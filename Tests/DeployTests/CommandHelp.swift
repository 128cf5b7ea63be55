import BundledStores
import Foundation

/// What the program says of one of its commands to tools.
struct CommandHelp {
  /// Without the program's own name; empty for the program itself.
  let name: String
  /// As they are typed.
  let flags: [String]
  let isLeaf: Bool

  static let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "layeraudit").path

  /// The program and all commands in it.
  static func all() throws -> [CommandHelp] {
    let dump = try Command([program, "--experimental-dump-help"]).output
    let root = try JSONDecoder().decode(Dump.self, from: Data(dump.utf8)).command
    return root.flattened(below: [])
  }

  private struct Dump: Decodable {
    var command: Node
  }

  private struct Node: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable { var name: String }
      var names: [Name]?
    }

    var commandName: String
    var arguments: [Argument]?
    var subcommands: [Node]?

    func flattened(below path: [String]) -> [CommandHelp] {
      let children = subcommands ?? []
      let names = (arguments ?? []).flatMap { $0.names ?? [] }.map(\.name)
      // What `help` takes is not for people.
      let flags = commandName == "help" ? [] : names.map { ($0.count == 1 ? "-" : "--") + $0 }
      let own = CommandHelp(
        name: path.joined(separator: " "), flags: flags, isLeaf: children.isEmpty)
      return [own] + children.flatMap { $0.flattened(below: path + [$0.commandName]) }
    }
  }
}
