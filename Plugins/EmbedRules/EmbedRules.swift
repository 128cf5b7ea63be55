import Foundation
import PackagePlugin

/// Builds what ships of `rules/` into the binary, from those very files.
@main
struct EmbedRules: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let rules = context.package.directoryURL.appending(path: "rules")
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedRules.swift")
    let inputs = try FileManager.default.subpathsOfDirectory(atPath: rules.path)
      .filter { $0.hasSuffix(".yml") }.sorted().map { rules.appending(path: $0) }
    return [
      .buildCommand(
        displayName: "Embedding rules", executable: try context.tool(named: "embedrules").url,
        arguments: [rules.path, output.path], inputFiles: inputs, outputFiles: [output])
    ]
  }
}
