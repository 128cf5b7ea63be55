internal import Facts
internal import LayerModel
internal import Yams

extension Rule {
  private static let keys = [
    "id", "title", "severity", "subject", "needs", "stores", "when", "query", "params", "message",
    "expected", "actual", "path", "bytes", "evidence", "hits", "suppressible", "why", "fix",
    "repair",
    "examples",
  ]

  /// What a rule may hit other than what its rows name.
  private enum Hits: String, CaseIterable { case store }

  /// Reads one rule file; its SQL is checked by ``RuleSet``.
  package init(file: String, text: String) throws(RuleFileError) {
    let yaml = try YAMLMapping(file: file, text: text, keys: Self.keys)
    id = try Self.id(yaml)
    title = try yaml.required("title")
    severity = try yaml.choice("severity", Severity.self)
    subject = try Self.subject(yaml)
    need = try yaml.choice("needs", Need.self)
    stores = try Self.stores(yaml)
    condition = try Self.condition(yaml)
    parameters = try Self.parameters(yaml)
    message = try Self.template("message", yaml)
    expected = yaml.node("expected") == nil ? nil : try Self.template("expected", yaml)
    actual = yaml.node("actual") == nil ? nil : try Self.template("actual", yaml)
    why = try yaml.required("why")
    fix = try Self.template("fix", yaml)
    repairColumn = try Self.repairColumn(yaml)
    repair =
      yaml.node("repair") == nil || repairColumn != nil
      ? nil : try yaml.choice("repair", Repair.self)
    pathColumn = try yaml.text("path") ?? "path"
    bytesColumn = try yaml.text("bytes")
    evidence = try yaml.texts("evidence")
    hitsStore = yaml.node("hits") == nil ? false : try yaml.choice("hits", Hits.self) == .store
    isSuppressible = try yaml.bool("suppressible") ?? true
    examples = try Self.examples(yaml, subject: subject)
    self.file = file
    severityOrigin = file
    conditionLine = yaml.line(of: yaml.node("when") == nil ? "query" : "when")
    try checkParameters(yaml)
    try checkNames(yaml)
  }

  /// Lower-case words with hyphens: ids stand in file names, flags and other tools' reports.
  private static func id(_ yaml: YAMLMapping) throws(RuleFileError) -> RuleID {
    let text = try yaml.required("id")
    let isPlain = text.utf8.allSatisfy {
      97...122 ~= $0 || 48...57 ~= $0 || $0 == UInt8(ascii: "-")
    }
    guard isPlain else {
      throw yaml.error("id", "\"\(text)\" is not made of lower-case letters, digits and hyphens")
    }
    return RuleID(text)
  }

  private static func subject(_ yaml: YAMLMapping) throws(RuleFileError) -> FactTable.Name {
    let name = try yaml.required("subject")
    guard FactSchema.table(name) != nil else {
      throw yaml.error(
        "subject",
        "no fact table \"\(name)\"" + NearestName.hint(name, of: FactSchema.tables.map(\.name)))
    }
    return name
  }

  private static func stores(_ yaml: YAMLMapping) throws(RuleFileError) -> [String] {
    let names = try yaml.texts("stores")
    let kinds = StoreKind.allCases.map(\.rawValue)
    for name in names where !kinds.contains(name) {
      throw yaml.error("stores", "no store kind \"\(name)\"" + NearestName.hint(name, of: kinds))
    }
    return names
  }

  private static func condition(_ yaml: YAMLMapping) throws(RuleFileError) -> Condition {
    switch (try yaml.text("when"), try yaml.text("query")) {
    case (let expression?, nil): return .expression(expression)
    case (nil, let query?): return .query(query)
    default:
      throw RuleFileError(
        file: yaml.file, line: yaml.line, message: "needs either \"when\" or \"query\"")
    }
  }

  private static func parameters(
    _ yaml: YAMLMapping
  ) throws(RuleFileError) -> [String: RuleParameter] {
    guard let mapping = try yaml.mapping("params", keys: nil) else { return [:] }
    var parameters: [String: RuleParameter] = [:]
    for key in mapping.keys {
      let parameter = try mapping.parameter(key)
      guard !parameter.isImpossible(as: key) else {
        throw mapping.error(key, "cannot be less than 0: \(parameter.text)")
      }
      parameters[key] = parameter
    }
    return parameters
  }

  private static func template(
    _ key: String, _ yaml: YAMLMapping
  ) throws(RuleFileError) -> RuleTemplate {
    let text = try yaml.required(key)
    do {
      return try RuleTemplate(text)
    } catch {
      throw yaml.error(key, error.message)
    }
  }

  /// `"{column}"`: the repair differs from row to row.
  private static func repairColumn(_ yaml: YAMLMapping) throws(RuleFileError) -> String? {
    guard let text = try yaml.text("repair"), text.hasPrefix("{"), text.hasSuffix("}") else {
      return nil
    }
    return String(text.dropFirst().dropLast())
  }

  private static func examples(
    _ yaml: YAMLMapping, subject: FactTable.Name
  ) throws(RuleFileError) -> [Example] {
    guard let mapping = try yaml.mapping("examples", keys: ["bad", "good"]) else {
      throw RuleFileError(file: yaml.file, line: yaml.line, message: "\"examples\" is missing")
    }
    var examples: [Example] = []
    for (key, fires) in [("bad", true), ("good", false)] {
      guard let rows = mapping.node(key)?.sequence, !rows.isEmpty else {
        throw RuleFileError(
          file: yaml.file, line: mapping.line, message: "needs at least one \"\(key)\" example")
      }
      for row in rows {
        examples.append(
          try Example(row, fires: fires, subject: subject, file: yaml.file))
      }
    }
    return examples
  }

  /// Every `:name` in the SQL must be declared, and everything declared used.
  private func checkParameters(_ yaml: YAMLMapping) throws(RuleFileError) {
    let named = SQLNames.parameters(in: statement)
    for name in named.sorted() where parameters[name] == nil {
      throw RuleFileError(
        file: file, line: conditionLine,
        message: "no parameter \"\(name)\" in params" + NearestName.hint(name, of: parameters.keys))
    }
    let texts = [message, fix] + [expected, actual].compactMap { $0 }
    let shown = Set(texts.flatMap(\.names))
    for name in parameters.keys.sorted() where !named.contains(name) && !shown.contains(name) {
      throw yaml.error("params", "\"\(name)\" is used nowhere")
    }
  }

  /// Every name in the texts must be a column of the subject, of the query's result, or a
  /// parameter; a query's own columns are known only to SQLite, so they are checked there.
  private func checkNames(_ yaml: YAMLMapping) throws(RuleFileError) {
    guard case .expression = condition, let table = FactSchema.table(subject) else { return }
    let known = Set(table.columns.map(\.name)).union(parameters.keys).union(Self.givenNames)
    let texts =
      [("message", message), ("fix", fix)]
      + [("expected", expected), ("actual", actual)].compactMap { key, text in
        text.map { (key, $0) }
      }
    for (key, template) in texts {
      for name in template.names where !known.contains(name) {
        throw yaml.error(
          key, "no column or parameter \"\(name)\"" + NearestName.hint(name, of: known.sorted()))
      }
    }
    for (key, name) in [("path", pathColumn)] + evidence.map({ ("evidence", $0) })
      + (bytesColumn.map { [("bytes", $0)] } ?? [])
      + (repairColumn.map { [("repair", $0)] } ?? [])
    where !known.contains(name) {
      throw yaml.error(key, "no column \"\(name)\"" + NearestName.hint(name, of: known.sorted()))
    }
  }
}

extension Rule.Example {
  /// A row of the subject, or a mapping of tables to rows.
  init(_ node: Node, fires: Bool, subject: String, file: String) throws(RuleFileError) {
    let mapping = try YAMLMapping(file: file, node: node, keys: nil)
    line = mapping.line
    self.fires = fires
    let namesTables = mapping.keys.contains { mapping.node($0)?.sequence != nil }
    guard namesTables else {
      rows = [subject: [try Self.row(mapping, table: subject)]]
      return
    }
    var rows: [String: [FactRow]] = [:]
    for table in mapping.keys {
      guard let nodes = mapping.node(table)?.sequence else {
        throw mapping.error(table, "expected a list of rows")
      }
      for node in nodes {
        let row = try YAMLMapping(file: file, node: node, keys: nil)
        rows[table, default: []].append(try Self.row(row, table: table))
      }
    }
    self.rows = rows
  }

  private static func row(
    _ mapping: YAMLMapping, table name: String
  ) throws(RuleFileError) -> FactRow {
    guard let table = FactSchema.table(name) else {
      throw RuleFileError(
        file: mapping.file, line: mapping.line,
        message: "no fact table \"\(name)\""
          + NearestName.hint(name, of: FactSchema.tables.map(\.name)))
    }
    var row = FactRow(["store_id": .text("example")])
    for key in mapping.keys {
      guard table.column(key) != nil, let node = mapping.node(key) else {
        throw mapping.error(
          key, "no column of \(name)" + NearestName.hint(key, of: table.columns.map(\.name)))
      }
      row.values[key] = value(node)
    }
    return row
  }

  private static func value(_ node: Node) -> FactValue {
    if node.null != nil { return .null }
    if let flag = node.bool { return .integer(flag ? 1 : 0) }
    let text = node.scalar?.string ?? ""
    // Looking for a number in every text would take longer than all the rest.
    guard let first = text.utf8.first, "+-.0123456789".utf8.contains(first) else {
      return .text(text)
    }
    if let number = node.int { return .integer(Int64(number)) }
    if let number = node.float { return .real(number) }
    return .text(text)
  }
}

extension YAMLMapping {
  func parameter(_ key: String) throws(RuleFileError) -> RuleParameter {
    guard node(key)?.sequence == nil else {
      return RuleParameter(list: try texts(key), origin: file)
    }
    return RuleParameter(try required(key), origin: file)
  }
}
