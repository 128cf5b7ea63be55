import Foundation
import Testing

/// Compares with a file of `reports/golden`; `UPDATE_GOLDEN=1` writes the file in place of that.
func expectGolden(_ name: String, _ bytes: [UInt8]) throws {
  let file = URL(filePath: #filePath).appending(path: "../../../reports/golden/\(name)")
    .standardized
  if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
    try Data(bytes).write(to: file)
  }
  let golden = [UInt8](try Data(contentsOf: file))
  guard golden != bytes else { return }
  let (old, new) = (lines(golden), lines(bytes))
  let first = zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
  Issue.record(
    """
    \(name) differs from line \(first + 1) on:
    - \(old.dropFirst(first).first ?? "(end)")
    + \(new.dropFirst(first).first ?? "(end)")
    """)
}

private func lines(_ bytes: [UInt8]) -> [Substring] {
  String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
}
