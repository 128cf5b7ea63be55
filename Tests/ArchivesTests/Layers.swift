import Foundation

/// The `tar-data.json.gz` of the five layers of a store that Docker 1.8.3 filled by a pull.
enum Layers {
  static let names = ["948", "960", "b40", "cbb", "ed7"]
  /// Two entries, none of them a file.
  static let smallest = "b40"
  /// Two directories, a symlink and a file.
  static let small = "cbb"

  static func compressed(_ name: String) throws -> [UInt8] {
    let folder = Bundle.module.resourceURL?.appendingPathComponent("Layers")
    let file = folder?.appendingPathComponent(name + ".json.gz")
    guard let file else { throw CocoaError(.fileNoSuchFile) }
    return Array(try Data(contentsOf: file))
  }
}
