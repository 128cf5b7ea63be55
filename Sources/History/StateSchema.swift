internal import GRDB

/// The tables of the state database.
///
/// `run` has a row from the moment a run begins; `store_run` and `store_size` tell what it made of each
/// store; `thing` has one row for each layer and blob, with its last reading. Times are seconds since
/// the epoch. Every change of a statement raises the version: a file with others is not one of ours.
enum StateSchema {
  /// Of a database of ours: "layr".
  static let applicationID = 0x6C61_7972
  /// Files of other versions are not read.
  static let version = 2

  static func create(in database: Database) throws {
    for statement in statements { try database.execute(sql: statement) }
    try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    try database.execute(sql: "PRAGMA user_version = \(version)")
  }

  /// Whether the database has these tables and indexes, and no others.
  ///
  /// A view in the place of a table, or a trigger, would have SQLite run what a stranger wrote.
  static func isWhole(in database: Database) throws -> Bool {
    let found = try String.fetchAll(
      database,
      sql: "SELECT CAST(sql AS TEXT) FROM sqlite_schema WHERE sql IS NOT NULL LIMIT ?",
      arguments: [statements.count + 1])
    return found.sorted() == statements.sorted()
  }

  private static let statements = [
    """
    CREATE TABLE run (
      id TEXT PRIMARY KEY, process TEXT NOT NULL, started INTEGER NOT NULL, level TEXT NOT NULL,
      ended INTEGER, verdict TEXT, status INTEGER, is_complete INTEGER, bytes_read INTEGER,
      duration REAL, told INTEGER NOT NULL DEFAULT 0)
    """,
    "CREATE INDEX run_started ON run (started)",
    """
    CREATE TABLE store (
      id INTEGER PRIMARY KEY, kind TEXT NOT NULL, driver TEXT NOT NULL, root BLOB NOT NULL,
      UNIQUE (kind, driver, root))
    """,
    """
    CREATE TABLE store_run (
      run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
      store INTEGER NOT NULL REFERENCES store ON DELETE CASCADE,
      verdict TEXT NOT NULL, errors INTEGER NOT NULL, warnings INTEGER NOT NULL,
      layers INTEGER NOT NULL,
      verified INTEGER NOT NULL, damaged INTEGER NOT NULL, bytes_read INTEGER NOT NULL,
      PRIMARY KEY (run, store)) WITHOUT ROWID
    """,
    "CREATE INDEX store_run_store ON store_run (store)",
    """
    CREATE TABLE store_size (
      run TEXT NOT NULL, store INTEGER NOT NULL, class TEXT NOT NULL, bytes INTEGER NOT NULL,
      PRIMARY KEY (run, store, class),
      FOREIGN KEY (run, store) REFERENCES store_run ON DELETE CASCADE) WITHOUT ROWID
    """,
    """
    CREATE TABLE thing (
      store INTEGER NOT NULL REFERENCES store ON DELETE CASCADE, kind TEXT NOT NULL,
      name BLOB NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
      read_at INTEGER, verdict TEXT, reason TEXT, status_digest BLOB, content_digest BLOB,
      has_findings INTEGER, PRIMARY KEY (store, kind, name)) WITHOUT ROWID
    """,
    "CREATE INDEX thing_last_seen ON thing (last_seen)",
  ]
}
