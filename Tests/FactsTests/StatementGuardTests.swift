import LayerModel
import Testing

@testable import Facts

@Suite struct StatementGuardTests {
  @Test(arguments: [
    "ATTACH ':memory:' AS other", "INSERT INTO layer (layer_id) VALUES ('x')", "DELETE FROM layer",
    "DROP TABLE layer", "CREATE TABLE mine (a)", "PRAGMA query_only = 0", "BEGIN",
    "SELECT * FROM pragma_table_info('layer')", "SELECT load_extension('x')", "SELECT random()",
    "SELECT randomblob(1000000000)", "SELECT zeroblob(1000000000)", "VACUUM",
    "SELECT 1; SELECT 2", "", "SELECT writefile('/tmp/x', 'y')",
  ])
  func `nothing but reading our tables is allowed`(sql: String) throws {
    let database = try FactDatabase()
    #expect(throws: FactQueryError.self) { try database.query(sql) }
    #expect(throws: FactQueryError.self) { try database.prepare(sql) }
    #expect(try database.query("SELECT count(*) FROM layer").rows == [[.integer(0)]])
  }

  @Test func `what is refused is said`() throws {
    let database = try FactDatabase()
    let error = #expect(throws: FactQueryError.self) {
      try database.query("ATTACH ':memory:' AS other")
    }
    #expect(error?.message == "not authorized: only SELECT over the fact tables is allowed")
  }

  @Test func `two statements are one too many`() throws {
    let error = #expect(throws: FactQueryError.self) {
      try FactDatabase().query("SELECT 1; SELECT 2")
    }
    #expect(error?.message == "one statement only")
  }

  @Test func `a statement without an end is stopped, and the tables stay usable`() throws {
    let database = try FactDatabase(stepLimit: 10_000)
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    let error = #expect(throws: FactQueryError.self) {
      try database.query(endless + "SELECT count(*) FROM n")
    }
    #expect(error?.message.hasPrefix("took more than 10000 steps") == true)
    try database.insert([FactRow(["name": .text("a")])], into: FactSchema.reference)
    #expect(try database.query("SELECT name FROM reference").rows == [[.text("a")]])
  }

  @Test func `an answer without an end is cut short`() throws {
    let database = try FactDatabase(rowLimit: 100)
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    let error = #expect(throws: FactQueryError.self) { try database.query(endless) }
    #expect(error?.message == "gives more than 100 rows")
    let narrower = #expect(throws: FactQueryError.self) { try database.query(endless, rows: 7) }
    #expect(narrower?.message == "gives more than 7 rows")
  }

  @Test func `a value that would eat the memory is not made`() throws {
    let database = try FactDatabase()
    let rows = try database.query("SELECT length(printf('%1000000000d', 1))").rows
    #expect(rows == [[.null]])
  }

  @Test func `a missing parameter is an error`() throws {
    let database = try FactDatabase()
    #expect(throws: FactQueryError.self) { try database.query("SELECT :missing") }
    #expect(
      try database.query("SELECT :a", parameters: ["a": .integer(1), "b": .null]).rows.count == 1)
  }

  @Test func `lists can be searched and functions of ours called`() throws {
    let database = try FactDatabase()
    let rows = try database.query(
      """
      SELECT 'b' IN (SELECT value FROM json_each('["a","b"]')), bytes(1536), short('0123456789abcdef'),
        glob_path('/usr/*', '/usr/bin/su'), glob_path('/usr/**', '/usr/bin/su')
      """
    ).rows
    #expect(
      rows == [[.integer(1), .text("1.5 KiB"), .text("0123456789ab"), .integer(0), .integer(1)]])
  }
}
