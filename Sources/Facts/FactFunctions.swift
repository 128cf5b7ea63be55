internal import GRDB
internal import LayerModel

/// The functions of ours that rules may call besides SQLite's own.
enum FactFunctions {
  static let all = [globPath, bytes, short]

  /// `glob_path(pattern, path)`: `*` and `?` stay within one component, `**` does not.
  private static let globPath = DatabaseFunction("glob_path", argumentCount: 2, pure: true) {
    guard let pattern = FactValue($0[0]).text, let path = FactValue($0[1]).text else { return nil }
    return PathPattern(pattern).matches(path)
  }

  /// `bytes(n)`: binary units, as in reports.
  private static let bytes = DatabaseFunction("bytes", argumentCount: 1, pure: true) {
    FactValue($0[0]).integer.map { ByteCount($0).iec }
  }

  /// `short(id)`: the first 12 characters, and `-init` where the id ends so.
  private static let short = DatabaseFunction("short", argumentCount: 1, pure: true) {
    FactValue($0[0]).text.map { ShortID.of($0) }
  }
}
