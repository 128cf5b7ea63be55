/// How much a finding matters, worst first.
package enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
  case error, warning, note

  /// `error` is the greatest.
  package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .error: 2
    case .warning: 1
    case .note: 0
    }
  }
}

/// A rule's permanent id, such as `layer-size-mismatch`.
package struct RuleID: Hashable, Comparable, Sendable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  package let text: String
  package init(_ text: String) { self.text = text }
  package init(stringLiteral text: String) { self.text = text }
  package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
  package var description: String { text }
}

/// One thing that a rule found, with all that a person needs to act on it.
package struct Finding: Hashable, Sendable {
  package enum Status: String, Hashable, Sendable {
    case new, known, suppressed
  }

  package struct Subject: Hashable, Sendable {
    /// The fact table: `layer`, `image`, `reference`, `container`, `leftover`, `entry` ...
    package var kind: String
    package var id: String
    package init(kind: String, id: String) {
      self.kind = kind
      self.id = id
    }
  }

  package struct Affects: Hashable, Sendable {
    /// Names, or the short id of an untagged image; sorted.
    package var images: [String]
    package var containers: [String]
    package init(images: [String] = [], containers: [String] = []) {
      self.images = images
      self.containers = containers
    }
  }

  package var rule: RuleID
  package var severity: Severity
  package var status: Status
  /// 32 hexadecimal digits; `:2`, `:3` … where several findings share one.
  package var fingerprint: String
  package var store: String
  package var subject: Subject
  package var layer: LayerID?
  package var path: BytePath?
  package var expected: String?
  package var actual: String?
  package var message: String
  package var why: String
  package var fix: String
  package var affects: Affects
  package var bytes: ByteCount?
  /// Further columns of the row that the rule asked to show, by name.
  package var evidence: [String: String]
  /// What heals it; `nil` when only a person can tell.
  package var repair: Repair?

  package init(
    rule: RuleID, severity: Severity, status: Status, fingerprint: String, store: String,
    subject: Subject, layer: LayerID?, path: BytePath?, expected: String?, actual: String?,
    message: String, why: String, fix: String, affects: Affects, bytes: ByteCount?,
    evidence: [String: String], repair: Repair? = nil
  ) {
    self.rule = rule
    self.severity = severity
    self.status = status
    self.fingerprint = fingerprint
    self.store = store
    self.subject = subject
    self.layer = layer
    self.path = path
    self.expected = expected
    self.actual = actual
    self.message = message
    self.why = why
    self.fix = fix
    self.affects = affects
    self.bytes = bytes
    self.evidence = evidence
    self.repair = repair
  }
}

extension Finding: Comparable {
  /// Reports list findings by store, worst severity first, then rule, layer, path and message.
  package static func < (left: Finding, right: Finding) -> Bool {
    if left.store != right.store { return left.store < right.store }
    if left.severity != right.severity { return left.severity > right.severity }
    return (left.rule.text, left.subject.id, left.path ?? "", left.message)
      < (right.rule.text, right.subject.id, right.path ?? "", right.message)
  }
}
