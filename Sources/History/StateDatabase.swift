package import FileAccess
internal import GRDB
internal import LayerModel
internal import SQLiteLimits

/// What this program remembers from run to run: one SQLite file in a private directory.
///
/// Losing it loses no truth about a store: whatever is wrong with it, an audit goes on without.
package struct StateDatabase: Sendable {
  package let directory: PrivateDirectory
  private let queue: DatabaseQueue
  private let stop: StopFlag

  static let fileName: BytePath = "state.sqlite"
  private static let damagedName: BytePath = "state.sqlite.damaged"
  /// Each is held for moments only.
  package static let patience: Double = 5
  /// Of SQLite's machine, for one reading or writing; a million layers take a tenth of it.
  private static let steps = 1_000_000_000
  /// In bytes; a million layers take a quarter of it.
  private static let largest: Int64 = 1 << 30

  /// Opens the database, or makes it.
  ///
  /// - Parameters:
  ///   - directory: where it is or will be.
  ///   - patience: seconds to wait for another process that uses it.
  ///   - stop: ends whatever is read from it.
  ///   - damaged: is told what was moved out of the way to make a new one.
  /// - Returns: the database, with its schema.
  /// - Throws: what keeps this process from using it; damage is moved out of the way instead.
  package static func open(
    _ directory: PrivateDirectory, patience: Double = patience, stop: StopFlag = StopFlag(),
    damaged: (String) -> Void
  ) throws(StateProblem) -> StateDatabase {
    do throws(StateProblem) {
      return try StateDatabase(directory, patience: patience, stop: stop)
    } catch {
      guard error.isDamage else { throw error }
      let aside = try moveAside(directory)
      damaged("\(directory.path.appending(fileName)): \(error.message): it is now \(aside)")
      return try StateDatabase(directory, patience: patience, stop: stop)
    }
  }

  /// Opens a database that is there, only to look; `nil` when there is none.
  package static func existing(
    in directory: PrivateDirectory
  ) throws(StateProblem) -> StateDatabase? {
    func found(_ name: BytePath) throws(StateProblem) -> BytePath? {
      try StateProblem.refusing { () throws(PrivateDirectory.Refusal) in
        try directory.existingFile(name)
      }
    }
    guard let file = try found(fileName) else { return nil }
    // SQLite would open and may write what lies beside the file, whatever that is.
    for ending in directory.isForeign ? ["-journal", "-wal", "-shm"] : []
    where try found(fileName.with(ending)) != nil {
      throw StateProblem("\(file): a run is writing to it, or was killed as it did")
    }
    return try StateDatabase(
      file, in: directory, patience: patience, isReadOnly: directory.isForeign, stop: StopFlag())
  }

  private init(
    _ directory: PrivateDirectory, patience: Double, stop: StopFlag
  ) throws(StateProblem) {
    let file = try StateProblem.refusing { () throws(PrivateDirectory.Refusal) in
      try directory.file(Self.fileName)
    }
    try self.init(file, in: directory, patience: patience, isReadOnly: false, stop: stop)
  }

  private init(
    _ file: BytePath, in directory: PrivateDirectory, patience: Double, isReadOnly: Bool,
    stop: StopFlag
  ) throws(StateProblem) {
    self.directory = directory
    self.stop = stop
    guard let path = String(validating: file.bytes, as: UTF8.self) else {
      throw StateProblem("its path is not UTF-8")
    }
    var configuration = Configuration()
    configuration.busyMode = .timeout(patience)
    configuration.readonly = isReadOnly
    configuration.prepareDatabase { database in
      // Nothing but the database and its journal is ever written.
      try database.execute(sql: "PRAGMA temp_store = MEMORY")
    }
    queue = try StateProblem.wrapping {
      try DatabaseQueue(path: path, configuration: configuration)
    }
    try check()
  }

  private func check() throws(StateProblem) {
    let isEmpty = try read { database throws in
      func number(_ pragma: String) throws -> Int64 {
        try Int64.fetchOne(database, sql: "PRAGMA \(pragma)") ?? 0
      }
      let application = try number("application_id")
      let pages = try number("page_count")
      if application == 0, pages <= 1, try Self.isEmpty(database) { return true }
      guard application == StateSchema.applicationID else {
        throw StateProblem("it is a database of another program")
      }
      let version = try number("user_version")
      guard version <= StateSchema.version else {
        throw StateProblem("a newer version of this program made it")
      }
      guard version == StateSchema.version else {
        throw StateProblem("an older version of this program made it", isDamage: true)
      }
      guard pages <= Self.largest / (try number("page_size")) else {
        throw StateProblem("it is larger than \(Self.largest >> 30) GiB", isDamage: true)
      }
      guard try StateSchema.isWhole(in: database) else {
        throw StateProblem("it has other tables than this program makes", isDamage: true)
      }
      guard try String.fetchOne(database, sql: "PRAGMA quick_check(1)") == "ok" else {
        throw StateProblem("it is damaged", isDamage: true)
      }
      return false
    }
    guard isEmpty else { return }
    guard !queue.configuration.readonly else { throw StateProblem("nothing is in it yet") }
    try write { database in
      // Another run may have made them meanwhile.
      if try Self.isEmpty(database) { try StateSchema.create(in: database) }
    }
  }

  private static func isEmpty(_ database: Database) throws -> Bool {
    try Row.fetchOne(database, sql: "SELECT 1 FROM sqlite_schema") == nil
  }

  /// Keeps one damaged database, with what was still to be undone in it.
  private static func moveAside(
    _ directory: PrivateDirectory
  ) throws(StateProblem) -> BytePath {
    try StateProblem.refusing { () throws(PrivateDirectory.Refusal) in
      try directory.rename(fileName, to: damagedName)
      try directory.rename(fileName.with("-journal"), to: damagedName.with("-journal"))
    }
    return damagedName
  }

  func read<Result>(_ body: (Database) throws -> Result) throws(StateProblem) -> Result {
    try StateProblem.wrapping {
      try queue.read { [stop] database in
        try StatementGuard.limiting(database, steps: Self.steps, isStopped: { stop.isSet }) {
          try body(database)
        }
      }
    }
  }

  /// One transaction, whole or not at all; what a run found is kept though it was stopped.
  func write<Result>(_ body: (Database) throws -> Result) throws(StateProblem) -> Result {
    try StateProblem.wrapping {
      try queue.writeWithoutTransaction { database in
        var result: Result?
        try database.inTransaction(.immediate) {
          result = try StatementGuard.limiting(database, steps: Self.steps) { try body(database) }
          return .commit
        }
        guard let result else { throw DatabaseError(resultCode: .SQLITE_INTERNAL) }
        return result
      }
    }
  }
}

/// Why nothing can be remembered, or nothing is known.
package struct StateProblem: Error, Hashable, Sendable {
  /// In words, safe to print.
  package let message: String
  /// Whether the file itself is broken, so that only a new one helps.
  let isDamage: Bool

  init(_ message: String, isDamage: Bool = false) {
    self.message = message
    self.isDamage = isDamage
  }

  /// Does what a private directory may refuse.
  package static func refusing<Result>(
    _ body: () throws(PrivateDirectory.Refusal) -> Result
  ) throws(StateProblem) -> Result {
    do throws(PrivateDirectory.Refusal) {
      return try body()
    } catch {
      throw StateProblem("\(error.path): \(error.reason)")
    }
  }

  static func wrapping<Result>(_ body: () throws -> Result) throws(StateProblem) -> Result {
    do {
      return try body()
    } catch let error as StateProblem {
      throw error
    } catch let error as DatabaseError {
      throw StateProblem(error)
    } catch {
      throw StateProblem("\(error)")
    }
  }

  private init(_ error: DatabaseError) {
    let words = EscapedText.terminal(error.message ?? "SQLite error \(error.resultCode.rawValue)")
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self.init("it is damaged: \(words)", isDamage: true)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self.init("another process keeps it locked")
    case .SQLITE_INTERRUPT: self.init("it takes too long, or the run was to end")
    case .SQLITE_FULL: self.init("no space left on the device")
    default: self.init(words)
    }
  }
}

extension BytePath {
  fileprivate func with(_ suffix: String) -> BytePath { BytePath(bytes + suffix.utf8) }
}
