package import LayerModel

/// Where the lines of one report go among those of many hosts and nights: a folder a kind, in it
/// one a day and one a host, in it a file a run.
///
/// Source: Apache Hive "LanguageManual DDL", partitioned tables; DuckDB "Hive Partitioning".
package struct NDJSONFolder: Sendable {
  private let day: String
  private let host: String
  private let run: String

  package init(_ report: AuditReport) {
    day = String(report.startedAt.text.prefix(10))
    host = Self.escaped(report.host)
    run = Self.escaped(report.runID)
  }

  /// `findings`, `dt=2026-01-31`, `host=web-1`, `<run>.ndjson`: folders, and the file's name last.
  package func path(of kind: NDJSONReport.Kind) -> [String] {
    [kind.rawValue + "s", "dt=" + day, "host=" + host, run + ".ndjson"]
  }

  /// Every byte that could mean something in a path as `%NN`, as Hive does.
  private static func escaped(_ text: String) -> String {
    text.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."):
        String(UnicodeScalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }
}
