internal import LayerModel
internal import Yams

/// A choice of rules, severities and parameters, from `rules/profiles/<name>.yml`.
///
/// `severity` and `params` hold for every finding; an entry of `images` only for findings that hit
/// nothing but images whose names match one of its patterns.
struct Profile {
  static let folder = "profiles/"

  let file: RuleSet.File
  private let everywhere: ProfileChanges
  private let perImage: [(patterns: [String], changes: ProfileChanges)]

  /// The names of all profiles.
  static var names: [String] {
    embeddedRules.filter { $0.path.hasPrefix(folder) }
      .map { String($0.path.dropFirst(folder.count).dropLast(".yml".count)) }
  }

  static func load(_ name: String) throws(RuleFileError) -> Profile {
    guard let file = embeddedRules.first(where: { $0.path == folder + name + ".yml" }) else {
      throw RuleFileError(
        file: "--profile \(name)", line: nil,
        message: "no such profile" + NearestName.hint(name, of: names))
    }
    return try Profile(file)
  }

  init(_ file: RuleSet.File) throws(RuleFileError) {
    self.file = file
    let yaml = try YAMLMapping(
      file: file.path, text: file.text, keys: ["name", "title", "severity", "params", "images"])
    _ = try yaml.required("title")
    everywhere = ProfileChanges(
      severities: try yaml.mapping("severity", keys: nil),
      params: try yaml.mapping("params", keys: nil))
    var perImage: [(patterns: [String], changes: ProfileChanges)] = []
    for node in yaml.node("images")?.sequence ?? [] {
      let entry = try YAMLMapping(
        file: file.path, node: node, keys: ["match", "severity", "params"])
      let patterns = try entry.texts("match")
      guard !patterns.isEmpty else {
        throw RuleFileError(file: file.path, line: entry.line, message: "\"match\" is missing")
      }
      let changes = ProfileChanges(
        severities: try entry.mapping("severity", keys: nil),
        params: try entry.mapping("params", keys: nil))
      perImage.append((patterns, changes))
    }
    self.perImage = perImage
  }

  func apply(to rules: inout [RuleID: Rule]) throws(RuleFileError) {
    try everywhere.apply(to: &rules)
  }

  /// The rules as each entry of `images` changes them, in the order of the file.
  func variants(of rules: [RuleID: Rule]) throws(RuleFileError) -> [RuleVariant] {
    var variants: [RuleVariant] = []
    for (patterns, changes) in perImage {
      var changed = rules
      try changes.apply(to: &changed)
      variants.append(
        RuleVariant(patterns: patterns, rules: changed.filter { rules[$0.key] != $0.value }))
    }
    return variants
  }
}

/// Rules as they are for some images only.
struct RuleVariant: Hashable, Sendable {
  let patterns: [String]
  /// Those that differ from the rules for all.
  var rules: [RuleID: Rule]
}

/// What a profile changes of rules.
struct ProfileChanges {
  let severities: YAMLMapping?
  let params: YAMLMapping?

  func apply(to rules: inout [RuleID: Rule]) throws(RuleFileError) {
    for key in severities?.keys ?? [] {
      guard let severities else { continue }
      var rule = try rule(key, in: rules, of: severities)
      let isOff = try severities.required(key) == "off"
      rule.severity = isOff ? nil : try severities.choice(key, Severity.self)
      rule.severityOrigin = severities.file
      rules[rule.id] = rule
    }
    for key in params?.keys ?? [] {
      guard let params, let values = try params.mapping(key, keys: nil) else { continue }
      var rule = try rule(key, in: rules, of: params)
      for name in values.keys {
        try rule.set(
          name, to: try values.parameter(name), file: values.file, line: values.line(of: name))
      }
      rules[rule.id] = rule
    }
  }

  private func rule(
    _ key: String, in rules: [RuleID: Rule], of mapping: YAMLMapping
  ) throws(RuleFileError) -> Rule {
    guard let rule = rules[RuleID(key)] else {
      throw mapping.error(key, "no such rule" + NearestName.hint(key, of: rules.keys.map(\.text)))
    }
    return rule
  }
}
