internal import Facts
internal import Hashing
package import LayerModel

/// The rules in force: those built in, those added, as a profile and the command line tune them.
package struct RuleSet: Sendable {
  /// Sorted by id.
  package private(set) var rules: [Rule]
  package let profile: String
  package let suppressions: [Suppression]
  /// First 16 hexadecimal digits of SHA-256 over everything that decides a finding.
  package let digest: String

  /// A file that the caller read.
  package typealias File = (path: String, text: String)

  /// Loads rules.
  ///
  /// `extra` replaces built-in rules by id, or adds to them. `settings` are `rule.param=value` as
  /// given with `--set`, the last one winning.
  package init(
    extra: [File] = [], profile: String = "default", settings: [String] = [],
    suppressions: File? = nil
  ) throws(RuleFileError) {
    let builtIn = embeddedRules.filter { !$0.path.hasPrefix(Profile.folder) }
    var byID: [RuleID: Rule] = [:]
    for file in builtIn + extra {
      let rule = try Rule(file: file.path, text: file.text)
      if let other = byID[rule.id], !extra.contains(where: { $0.path == file.path }) {
        throw RuleFileError(
          file: file.path, line: nil, message: "id \"\(rule.id)\" is that of \(other.file)")
      }
      byID[rule.id] = rule
    }
    let chosen = try Profile.load(profile)
    try chosen.apply(to: &byID)
    for setting in settings { try Self.apply(setting, to: &byID) }
    rules = byID.values.sorted { $0.id < $1.id }
    self.profile = profile
    self.suppressions =
      try suppressions.map { (file) throws(RuleFileError) in
        try Suppression.load(file, rules: Set(byID.keys))
      } ?? []
    let all = builtIn + extra + [chosen.file] + (suppressions.map { [$0] } ?? [])
    let text = (all.flatMap { [$0.path, $0.text] } + settings).joined(separator: "\0")
    digest = String(SHA256Hash.digest(of: Array(text.utf8)).hex.prefix(16))
    try checkStatements()
  }

  package func rule(_ id: RuleID) -> Rule? { rules.first { $0.id == id } }

  /// Rules that a level leaves out.
  package func skipped(at level: AuditLevel, hasBaseline: Bool) -> [Rule] {
    rules.filter { !$0.applies(at: level, hasBaseline: hasBaseline) }
  }

  private static func apply(
    _ setting: String, to rules: inout [RuleID: Rule]
  ) throws(RuleFileError) {
    let file = "--set \(setting)"
    guard let equals = setting.firstIndex(of: "="),
      let dot = setting[..<equals].lastIndex(of: ".")
    else { throw RuleFileError(file: file, line: nil, message: "expected rule.param=value") }
    let id = RuleID(String(setting[..<dot]))
    let name = String(setting[setting.index(after: dot)..<equals])
    let value = RuleParameter(String(setting[setting.index(after: equals)...]), origin: file)
    guard var rule = rules[id] else {
      throw RuleFileError(
        file: file, line: nil,
        message: "no rule \"\(id)\"" + NearestName.hint(id.text, of: rules.keys.map(\.text)))
    }
    try rule.set(name, to: value, file: file, line: nil)
    rules[id] = rule
  }

  /// Prepares every statement, so that a wrong column is an error before anything is scanned.
  private func checkStatements() throws(RuleFileError) {
    do {
      let database = try FactDatabase()
      for rule in rules {
        do throws(FactQueryError) {
          let columns = try database.prepare(
            rule.statement, parameters: rule.parameters.mapValues(\.value))
          try rule.check(columns)
        } catch {
          throw RuleFileError(file: rule.file, line: nil, message: rule.explain(error))
        }
      }
    } catch let error as RuleFileError {
      throw error
    } catch {
      throw RuleFileError(file: "rules", line: nil, message: "no database: \(error)")
    }
  }
}

extension Rule {
  func applies(at level: AuditLevel, hasBaseline: Bool) -> Bool {
    level >= needsLevel && (need != .baseline || hasBaseline)
  }

  mutating func set(
    _ name: String, to value: RuleParameter, file: String, line: Int?
  ) throws(RuleFileError) {
    guard let old = parameters[name] else {
      throw RuleFileError(
        file: file, line: line,
        message: "rule \(id) has no parameter \"\(name)\""
          + NearestName.hint(name, of: parameters.keys))
    }
    guard old.kind == value.kind else {
      throw RuleFileError(
        file: file, line: line,
        message:
          "\(id).\(name) is \(old.kind.rawValue) such as \"\(old.text)\", not \"\(value.text)\"")
    }
    parameters[name] = value
  }

  /// A query must return the columns that the texts name.
  fileprivate func check(_ columns: [String]) throws(FactQueryError) {
    let known = Set(columns).union(parameters.keys)
    let names = [message, fix, expected, actual].flatMap { $0?.names ?? [] }
    for name in names + ["store_id"] where !known.contains(name) {
      throw FactQueryError(message: "no column or parameter \"\(name)\" in the query")
    }
  }

  /// SQLite's message with the nearest right name.
  fileprivate func explain(_ error: FactQueryError) -> String {
    let prefix = "no such column: "
    guard error.message.hasPrefix(prefix), let table = FactSchema.table(subject) else {
      return error.message
    }
    let name = String(error.message.dropFirst(prefix.count))
    return error.message + NearestName.hint(name, of: table.columns.map(\.name))
  }
}
