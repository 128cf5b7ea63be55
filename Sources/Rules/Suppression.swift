package import LayerModel
internal import Yams

/// A finding that people know of and accept for a while.
package struct Suppression: Hashable, Sendable {
  package let rule: RuleID
  /// Patterns; empty for any path.
  package let paths: [String]
  /// Patterns for affected images; empty for any.
  package let images: [String]
  package let reason: String
  /// Who answers for it.
  package let owner: String?
  /// The last day on which it holds, `YYYY-MM-DD`; `nil` for a permanent one.
  package let expires: String?
  package let file: String
  package let line: Int

  private static let keys = [
    "rule", "paths", "images", "reason", "expires", "permanent", "owner",
  ]

  /// Reads a list of suppressions; each needs a reason, and an expiry or `permanent: true`.
  package static func load(
    _ file: RuleSet.File, rules: Set<RuleID>
  ) throws(RuleFileError) -> [Suppression] {
    guard let nodes = try YAMLMapping.compose(file: file.path, text: file.text).sequence else {
      throw RuleFileError(
        file: file.path, line: 1, message: "expected a list of entries that begin \"- rule:\"")
    }
    var suppressions: [Suppression] = []
    for node in nodes {
      let yaml = try YAMLMapping(file: file.path, node: node, keys: keys)
      suppressions.append(try Suppression(yaml, rules: rules))
    }
    return suppressions
  }

  private init(_ yaml: YAMLMapping, rules: Set<RuleID>) throws(RuleFileError) {
    rule = RuleID(try yaml.required("rule"))
    guard rules.contains(rule) else {
      throw yaml.error(
        "rule", "no rule \"\(rule)\"" + NearestName.hint(rule.text, of: rules.map(\.text)))
    }
    paths = try yaml.texts("paths")
    images = try yaml.texts("images")
    reason = try yaml.required("reason")
    owner = try yaml.text("owner")
    expires = try yaml.text("expires")
    let isPermanent = try yaml.bool("permanent") ?? false
    guard (expires != nil) != isPermanent else {
      throw RuleFileError(
        file: yaml.file, line: yaml.line,
        message: "needs either \"expires: YYYY-MM-DD\" or \"permanent: true\"")
    }
    if let expires, Timestamp(rfc3339: expires + "T00:00:00Z") == nil {
      throw yaml.error("expires", "expected a day as YYYY-MM-DD, not \"\(expires)\"")
    }
    file = yaml.file
    line = yaml.line
  }

  /// Whether it has run out on `day` (`YYYY-MM-DD`).
  func isExpired(on day: String) -> Bool { expires.map { $0 < day } ?? false }

  /// Whether it names the finding.
  ///
  /// One limited to images holds only if it covers every image that the finding hits, so that
  /// accepting something in one image hides it in no other.
  func matches(_ finding: Finding) -> Bool {
    guard finding.rule == rule else { return false }
    let path = EscapedText.utf8((finding.path ?? "").bytes)
    let absolute = path.hasPrefix("/") ? path : "/" + path
    let pathFits =
      paths.isEmpty
      || paths.contains {
        PathPattern($0).matches($0.hasPrefix("/") ? absolute : path)
      }
    return pathFits && (images.isEmpty || finding.hitsOnly(images))
  }
}

extension Finding {
  /// Whether it hits images, and each of them matches one of the patterns.
  func hitsOnly(_ patterns: [String]) -> Bool {
    !affects.images.isEmpty
      && affects.images.allSatisfy { name in
        patterns.contains { PathPattern($0).matches(name) }
      }
  }
}
