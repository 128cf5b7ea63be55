package import FileAccess
internal import GRDB
internal import LayerModel

/// What this program remembers from run to run: one SQLite file in a private directory.
///
/// Losing it loses no truth about a store: whatever is wrong with it, an audit goes on without.
package struct StateDatabase: Sendable {
  package let directory: PrivateDirectory
  let queue: DatabaseQueue

  static let fileName: BytePath = "state.sqlite"
  private static let damagedName: BytePath = "state.sqlite.damaged"
  /// Each is held for moments only.
  package static let patience: Double = 5

  /// Opens the database, or makes it.
  ///
  /// - Parameters:
  ///   - directory: where it is or will be.
  ///   - patience: seconds to wait for another process that uses it.
  ///   - damaged: is told what was moved out of the way to make a new one.
  /// - Returns: the database, with its schema.
  /// - Throws: what keeps this process from using it; damage is moved out of the way instead.
  package static func open(
    _ directory: PrivateDirectory, patience: Double = patience, damaged: (String) -> Void
  ) throws(StateProblem) -> StateDatabase {
    do throws(StateProblem) {
      return try StateDatabase(directory, patience: patience)
    } catch {
      guard error.isDamage else { throw error }
      let aside = try moveAside(directory)
      damaged("\(directory.path.appending(fileName)): \(error.message): it is now \(aside)")
      return try StateDatabase(directory, patience: patience)
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
      file, in: directory, patience: patience, isReadOnly: directory.isForeign)
  }

  private init(_ directory: PrivateDirectory, patience: Double) throws(StateProblem) {
    let file = try StateProblem.refusing { () throws(PrivateDirectory.Refusal) in
      try directory.file(Self.fileName)
    }
    try self.init(file, in: directory, patience: patience, isReadOnly: false)
  }

  private init(
    _ file: BytePath, in directory: PrivateDirectory, patience: Double, isReadOnly: Bool
  ) throws(StateProblem) {
    self.directory = directory
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
    let found = try read { database in
      (
        application: try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0,
        version: try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0,
        tables: try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0,
        fault: try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? ""
      )
    }
    guard found.fault == "ok" else { throw StateProblem("it is damaged", isDamage: true) }
    if found.application == 0, found.tables == 0 {
      guard !queue.configuration.readonly else { throw StateProblem("nothing is in it yet") }
      return try write { database in
        // Another run may have made them meanwhile.
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        if tables == 0 { try StateSchema.create(in: database) }
      }
    }
    guard found.application == StateSchema.applicationID else {
      throw StateProblem("it is a database of another program")
    }
    guard found.version <= StateSchema.version else {
      throw StateProblem("a newer version of this program made it")
    }
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
    try StateProblem.wrapping { try queue.read(body) }
  }

  /// One transaction, whole or not at all.
  func write<Result>(_ body: (Database) throws -> Result) throws(StateProblem) -> Result {
    try StateProblem.wrapping {
      try queue.writeWithoutTransaction { database in
        var result: Result?
        try database.inTransaction(.immediate) {
          result = try body(database)
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
    case .SQLITE_FULL: self.init("no space left on the device")
    default: self.init(words)
    }
  }
}

extension BytePath {
  fileprivate func with(_ suffix: String) -> BytePath { BytePath(bytes + suffix.utf8) }
}
