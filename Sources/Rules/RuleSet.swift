internal import Dispatch
internal import Facts
internal import Hashing
package import LayerModel

/// The rules in force: those built in, those added, as a profile and the command line tune them.
package struct RuleSet: Sendable {
  /// Sorted by id.
  package let rules: [Rule]
  package let profile: String
  package let suppressions: [Suppression]
  /// First 16 hexadecimal digits of SHA-256 over everything that decides a finding.
  package let digest: String
  /// What the profile changes for some images.
  let variants: [RuleVariant]

  /// A file that the caller read.
  package typealias File = (path: String, text: String)

  /// The names that `profile` can have.
  package static var profiles: [String] { Profile.names }

  /// The ids of the rules that are built in, each of which its file is called by.
  package static var builtInIDs: [String] {
    builtIn.map { String(BytePath($0.path).lastComponent.description.dropLast(".yml".count)) }
  }

  /// Loads rules.
  ///
  /// `extra` replaces built-in rules by id, or adds to them. `settings` are `rule.param=value` as
  /// given with `--set`, the last one winning.
  package init(
    extra: [File] = [], profile: String = "default", settings: [String] = [],
    suppressions: File? = nil
  ) throws(RuleFileError) {
    try self.init(
      extra: extra, profile: try Profile.load(profile), named: profile, settings: settings,
      suppressions: suppressions)
  }

  init(
    extra: [File], profile: Profile, named name: String, settings: [String], suppressions: File?
  ) throws(RuleFileError) {
    var byID = try Self.shipped.get()
    byID.merge(try Self.load(extra)) { _, added in added }
    try profile.apply(to: &byID)
    var variants = try profile.variants(of: byID)
    for text in settings {
      let setting = try RuleSetting(text)
      try setting.apply(to: &byID)
      for index in variants.indices where variants[index].rules[setting.rule] != nil {
        try setting.apply(to: &variants[index].rules)
      }
    }
    rules = byID.values.sorted { $0.id < $1.id }
    self.variants = variants
    self.profile = name
    self.suppressions =
      try suppressions.map { (file) throws(RuleFileError) in
        try Suppression.load(file, rules: Set(byID.keys))
      } ?? []
    let all = Self.builtIn + extra + [profile.file] + (suppressions.map { [$0] } ?? [])
    let text = (all.flatMap { [$0.path, $0.text] } + settings).joined(separator: "\0")
    digest = String(SHA256Hash.digest(of: Array(text.utf8)).hex.prefix(16))
    try checkStatements()
  }

  package func rule(_ id: RuleID) -> Rule? { rules.first { $0.id == id } }

  /// Rules that a level leaves out.
  package func skipped(at level: AuditLevel, hasBaseline: Bool) -> [Rule] {
    rules.filter { !$0.applies(at: level, hasBaseline: hasBaseline) }
  }

  private static let builtIn = embeddedRules.filter { !$0.path.hasPrefix(Profile.folder) }

  /// The rules that are built in, parsed once.
  private static let shipped = Result { () throws(RuleFileError) in try load(builtIn) }

  /// Parses on all processors: nothing is read of a store before the rules are there.
  private static func load(_ files: [File]) throws(RuleFileError) -> [RuleID: Rule] {
    let parsed = Lock([Result<Rule, RuleFileError>?](repeating: nil, count: files.count))
    DispatchQueue.concurrentPerform(iterations: files.count) { index in
      let file = files[index]
      let rule = Result { () throws(RuleFileError) in try Rule(file: file.path, text: file.text) }
      parsed.withLock { $0[index] = rule }
    }
    var byID: [RuleID: Rule] = [:]
    for (file, result) in zip(files, parsed.withLock { $0 }) {
      guard let rule = try result?.get() else { continue }
      if let other = byID[rule.id] {
        throw RuleFileError(
          file: file.path, line: 1, message: "id \"\(rule.id)\" is that of \(other.file)")
      }
      byID[rule.id] = rule
    }
    return byID
  }

  /// Prepares every statement, so that a wrong column is an error before anything is scanned.
  private func checkStatements() throws(RuleFileError) {
    do {
      let database = try FactDatabase()
      for rule in rules { try rule.checkStatement(in: database) }
    } catch let error as RuleFileError {
      throw error
    } catch {
      throw RuleFileError(file: "rules", line: nil, message: "no database: \(error)")
    }
  }
}

/// One `rule.param=value`.
private struct RuleSetting {
  let text: String
  let rule: RuleID
  let name: String
  let value: String

  init(_ text: String) throws(RuleFileError) {
    self.text = text
    guard let equals = text.firstIndex(of: "="), let dot = text[..<equals].lastIndex(of: ".") else {
      throw RuleFileError(
        file: "--set \(text)", line: nil, message: "expected rule.param=value")
    }
    rule = RuleID(String(text[..<dot]))
    name = String(text[text.index(after: dot)..<equals])
    value = String(text[text.index(after: equals)...])
  }

  func apply(to rules: inout [RuleID: Rule]) throws(RuleFileError) {
    guard var changed = rules[rule] else {
      throw RuleFileError(
        file: "--set \(text)", line: nil,
        message: "no rule \"\(rule)\"" + NearestName.hint(rule.text, of: rules.keys.map(\.text)))
    }
    try changed.set(
      name, to: RuleParameter(value, origin: "--set"), file: "--set \(text)", line: nil)
    rules[rule] = changed
  }
}
