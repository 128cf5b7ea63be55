internal import Facts
internal import LayerModel

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
    guard let fitting = value.converted(to: old.kind) else {
      throw RuleFileError(
        file: file, line: line,
        message:
          "\(id).\(name) is \(old.kind.rawValue) such as \"\(old.text)\", not \"\(value.text)\"")
    }
    guard !fitting.isImpossible(as: name) else {
      throw RuleFileError(
        file: file, line: line, message: "\(id).\(name) cannot be less than 0: \(value.text)")
    }
    parameters[name] = fitting
  }

  /// Prepares the statement against empty tables and checks the columns it gives.
  func checkStatement(in database: FactDatabase) throws(RuleFileError) {
    do throws(FactQueryError) {
      let columns = try database.prepare(statement, parameters: parameters.mapValues(\.value))
      try check(columns)
    } catch {
      throw RuleFileError(file: file, line: conditionLine, message: explain(error))
    }
  }

  /// A query must return the columns that the texts name, and those that name a finding's subject.
  private func check(_ columns: [String]) throws(FactQueryError) {
    let known = Set(columns).union(parameters.keys).union(Self.givenNames)
    let texts = [message, fix, expected, actual].flatMap { $0?.names ?? [] }
    let key = FactSchema.table(subject)?.key ?? []
    let columnsUsed = evidence + [pathColumn] + [bytesColumn, repairColumn].compactMap(\.self)
    for name in texts + columnsUsed + key + ["store_id"] where !known.contains(name) {
      throw FactQueryError(
        message: "no column or parameter \"\(name)\" in the query's result"
          + NearestName.hint(name, of: known))
    }
  }

  /// SQLite's message with the nearest right name.
  private func explain(_ error: FactQueryError) -> String {
    let message = error.message
    if let name = message.suffix(after: "no such column: ") {
      let own = FactSchema.table(subject)?.columns.map(\.name) ?? []
      let all = FactSchema.tables.flatMap { $0.columns.map(\.name) }
      let bare = name.split(separator: ".").last.map(String.init) ?? name
      let names = if case .query = condition { all } else { own }
      return message + NearestName.hint(bare, of: names)
    }
    if let name = message.suffix(after: "no such table: ") {
      return message + NearestName.hint(name, of: FactSchema.tables.map(\.name))
    }
    return message
  }
}

extension String {
  /// What follows `prefix`; `nil` when the text does not begin with it.
  fileprivate func suffix(after prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
