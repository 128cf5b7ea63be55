internal import LayerModel

/// A choice of rules, severities and parameters, from `rules/profiles/<name>.yml`.
struct Profile {
  static let folder = "profiles/"

  let file: RuleSet.File
  private let yaml: YAMLMapping

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
    return Profile(
      file: file,
      yaml: try YAMLMapping(
        file: file.path, text: file.text, keys: ["name", "title", "severity", "params"]))
  }

  func apply(to rules: inout [RuleID: Rule]) throws(RuleFileError) {
    if let severities = try yaml.mapping("severity", keys: nil) {
      for key in severities.keys {
        var rule = try rule(key, in: rules, of: severities)
        let text = try severities.required(key)
        rule.severity = text == "off" ? nil : try severities.choice(key, Severity.self)
        rule.severityOrigin = file.path
        rules[rule.id] = rule
      }
    }
    if let params = try yaml.mapping("params", keys: nil) {
      for key in params.keys {
        var rule = try rule(key, in: rules, of: params)
        guard let values = try params.mapping(key, keys: nil) else { continue }
        for name in values.keys {
          try rule.set(
            name, to: try values.parameter(name), file: file.path, line: values.line(of: name))
        }
        rules[rule.id] = rule
      }
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
