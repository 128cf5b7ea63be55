package import GRDB
internal import GRDBSQLite

/// Holds a connection to so much work, and what rules and people write to reading our tables.
///
/// SQLite offers authorizer, progress handler and length limit through its C interface only, so this
/// target holds all the unsafe code around databases. GRDB's own authorizer, which it needs for
/// observing changes, is gone after the first call; nothing here observes changes.
package enum StatementGuard {
  /// Runs `body` with only SELECTs allowed, and no more work than `steps`.
  package static func reading<Result>(
    _ database: Database, steps: Int, _ body: () throws -> Result
  ) rethrows -> Result {
    let connection = unsafe database.sqliteConnection
    unsafe sqlite3_set_authorizer(
      connection,
      { _, action, _, name, _, _ in unsafe StatementGuard.authorize(action, function: name) }, nil)
    defer { unsafe sqlite3_set_authorizer(connection, nil, nil) }
    return try limiting(database, steps: steps, body)
  }

  /// Runs `body`, whose statements together may take `steps` instructions of SQLite's machine, which
  /// do not depend on how fast this one is; `isStopped` is asked often whether to end at once.
  ///
  /// What goes on when it is to end fails with `SQLITE_INTERRUPT`.
  package static func limiting<Result>(
    _ database: Database, steps: Int, isStopped: @escaping () -> Bool = { false },
    _ body: () throws -> Result
  ) rethrows -> Result {
    let connection = unsafe database.sqliteConnection
    let stride = max(1, min(steps, StepBudget.stride))
    let budget = StepBudget(strides: steps / stride, isStopped: isStopped)
    unsafe sqlite3_progress_handler(
      connection, Int32(stride),
      { budget in unsafe StepBudget.isSpent(budget) ? 1 : 0 },
      Unmanaged.passUnretained(budget).toOpaque())
    unsafe sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, longestValue)
    defer { unsafe sqlite3_progress_handler(connection, 0, nil, nil) }
    return try withExtendedLifetime(budget) { try body() }
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

/// The work that is left to the statements of one ``StatementGuard/limiting(_:steps:isStopped:_:)``.
private final class StepBudget {
  /// Instructions between two questions; what a statement takes beyond the last is not counted.
  static let stride = 1_000

  private var strides: Int
  private let isStopped: () -> Bool

  init(strides: Int, isStopped: @escaping () -> Bool) {
    self.strides = strides
    self.isStopped = isStopped
  }

  /// Takes one stride from the budget that SQLite was given.
  static func isSpent(_ budget: UnsafeMutableRawPointer?) -> Bool {
    guard let budget = unsafe budget else { return true }
    let own = unsafe Unmanaged<StepBudget>.fromOpaque(budget).takeUnretainedValue()
    own.strides -= 1
    return own.strides <= 0 || own.isStopped()
  }
}
