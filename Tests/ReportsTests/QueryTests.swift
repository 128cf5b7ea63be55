import BundledStores
import Foundation
import LayerModel
import Reports
import Testing

/// The queries over the reports of many hosts, run by the engines that they are for.
@Suite struct QueryTests {
  private static let queries = Reader.project.appending(path: "reports/queries")

  /// What each query finds in ``FleetSample``.
  private static let expected: [String: [[String]]] = [
    "bad-artifact": [
      [
        FleetSample.artifact, "layer-content-damaged", "12", "2026-09-23", "2026-09-24",
        "layer cdcdcdcdcdcd is damaged",
      ]
    ],
    "bad-disk": [["node-07", "9", "9", "2026-09-24"]],
    "growth": [
      [
        "node-03", "docker-graph/aufs:/var/lib/docker", "2026-09-24", "10000000000",
        "15250000000", "52.5",
      ]
    ],
    "stale-layers": [
      [
        "node-05", "docker-graph/aufs:/var/lib/docker", FleetSample.stale.description, "3",
        "2026-09-22", "7000000",
      ]
    ],
    "silent-hosts": [["node-11", "2026-09-23", "fail", "1", "3"]],
    "old-proof": [
      ["node-09", "docker-graph/aufs:/var/lib/docker", "2", "1", "2026-08-12"]
    ],
  ]

  /// Runs the tables' definitions and then each query; a row is a list of texts.
  private static let duckDB = """
    import duckdb, json, os, sys
    os.chdir(sys.argv[1])
    engine = duckdb.connect()
    engine.execute(open(sys.argv[2]).read())
    print(json.dumps({path: [[str(cell) for cell in row]
      for row in engine.execute(open(path).read()).fetchall()] for path in sys.argv[3:]}))
    """

  private static let clickHouse = """
    import chdb.session, json, os, sys
    os.chdir(sys.argv[1])
    engine = chdb.session.Session()
    for statement in open(sys.argv[2]).read().split(";\\n"):
        if statement.strip(): engine.query(statement)
    print(json.dumps({path: [[str(value) for value in json.loads(line)]
      for line in engine.query(open(path).read().rstrip().rstrip(";"),
        "JSONCompactEachRow").bytes().decode().splitlines()] for path in sys.argv[3:]}))
    """

  @Test func `every query has an expectation, and every table its columns`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.queries.path)
    #expect(
      Set(files)
        == Set(Self.expected.keys.map { $0 + ".sql" } + ["duckdb.sql", "clickhouse.sql"]))
    for engine in ["duckdb", "clickhouse"] {
      let text = try String(
        contentsOf: Self.queries.appending(path: engine + ".sql"), encoding: .utf8)
      for kind in NDJSONReport.Kind.allCases {
        let columns = try Self.columns(of: kind)
        let view = try #require(
          text.components(separatedBy: "CREATE VIEW ")
            .first { $0.hasPrefix("\(kind.rawValue)s AS") })
        let body = try #require(view.split(separator: "\n    ", maxSplits: 1).last)
        // The comma in DateTime64(3, 'UTC') is before no name.
        let named = body.split(separator: ",").compactMap {
          $0.firstMatch(of: /^\s*([a-z0-9_]+)[: ]/)?.1
        }
        #expect(named.map(String.init) == columns, "\(engine), \(kind)")
      }
    }
  }

  private static func columns(of kind: NDJSONReport.Kind) throws -> [String] {
    var bytes: [UInt8] = []
    NDJSONReport().write(kind, of: SampleReport.report) { bytes += $0 }
    let line = try #require(String(decoding: bytes, as: UTF8.self).split(separator: "\n").first)
    return line.matches(of: #/[{,]"([a-z0-9_]+)": /#).map { String($0.1) }
  }

  @Test(.enabled(if: Reader.hasDuckDB))
  func `DuckDB finds the bad image, the bad disk and the rest`() throws {
    try expectAnswers(Self.duckDB, tables: "duckdb.sql")
  }

  @Test(.enabled(if: Reader.hasClickHouse))
  func `ClickHouse finds the same`() throws {
    try expectAnswers(Self.clickHouse, tables: "clickhouse.sql")
  }

  private func expectAnswers(_ engine: String, tables: String) throws {
    let folder = try Folder()
    try FleetSample().write(to: folder)
    let paths = Self.expected.keys.sorted().map {
      Self.queries.appending(path: $0 + ".sql").path
    }
    let script = try folder.write(Array(engine.utf8), to: ["run.py"])
    let run = try Reader.run(
      [script, folder.url.path, Self.queries.appending(path: tables).path] + paths)
    let answers = try #require(run as? [String: [[String]]])
    for (name, rows) in Self.expected {
      let path = Self.queries.appending(path: name + ".sql").path
      #expect(answers[path] == rows, "\(name)")
    }
  }
}
