internal import GRDB
internal import GRDBSQLite

/// Holds a connection to what rules and people may do: read our tables, for a while.
///
/// SQLite offers authorizer, step limit and length limit through its C interface only, so this
/// file holds all the unsafe code of the target. GRDB's own authorizer, which it needs for
/// observing changes, is gone after the first call; nothing here observes changes.
enum StatementGuard {
  /// Runs `body` with only SELECTs allowed, none for longer than `steps` instructions of SQLite's
  /// machine, which do not depend on how fast this one is.
  static func reading<Result>(
    _ database: Database, steps: Int32, _ body: () throws -> Result
  ) rethrows -> Result {
    let connection = unsafe database.sqliteConnection
    unsafe sqlite3_set_authorizer(
      connection,
      { _, action, _, name, _, _ in unsafe StatementGuard.authorize(action, function: name) }, nil)
    unsafe sqlite3_progress_handler(connection, steps, { _ in 1 }, nil)
    unsafe sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, longestValue)
    defer {
      unsafe sqlite3_set_authorizer(connection, nil, nil)
      unsafe sqlite3_progress_handler(connection, 0, nil, nil)
    }
    return try body()
  }

  /// More than any cell of ours; keeps `printf('%1000000000d')` from eating the memory.
  private static let longestValue: Int32 = 64 << 20

  private static func authorize(_ action: Int32, function: UnsafePointer<CChar>?) -> Int32 {
    switch action {
    case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: return SQLITE_OK
    case SQLITE_FUNCTION:
      guard let function = unsafe function else { return SQLITE_DENY }
      return allowedFunctions.contains(unsafe String(cString: function).lowercased())
        ? SQLITE_OK : SQLITE_DENY
    default: return SQLITE_DENY
    }
  }

  /// SQLite's own that give the same answer each time and touch nothing, and ours.
  private static let allowedFunctions: Set<String> = [
    "abs", "avg", "bytes", "char", "coalesce", "count", "cume_dist", "dense_rank", "first_value",
    "format", "glob", "glob_path", "group_concat", "hex", "ifnull", "iif", "instr", "json_array",
    "json_array_length", "json_each", "json_extract", "json_valid", "lag", "last_value", "lead",
    "length", "like", "lower", "ltrim", "max", "min", "nth_value", "ntile", "nullif",
    "percent_rank", "printf", "quote", "rank", "replace", "round", "row_number", "rtrim", "short",
    "sign", "substr", "substring", "sum", "total", "trim", "typeof", "unicode", "upper", "->",
    "->>",
  ]
}
