internal import Hashing
internal import LayerModel

/// What a finding is known by from run to run and host to host.
///
/// The first 32 hexadecimal digits of SHA-256 over `v1`, the rule, the subject's kind, its stable
/// id and the path, with a NUL byte between them. No wording, severity, time or host takes part.
enum Fingerprint {
  static func text(rule: RuleID, kind: String, id: String, path: BytePath?) -> String {
    let fields = ["v1", rule.text, kind, id].map { Array($0.utf8) } + [path?.bytes ?? []]
    return String(SHA256Hash.digest(of: Array(fields.joined(separator: [0]))).hex.prefix(32))
  }

  /// Appends `:2`, `:3` … where sorted findings share one, so that none hides another.
  static func number(_ findings: inout [Finding]) {
    var seen: [String: Int] = [:]
    for index in findings.indices {
      let fingerprint = findings[index].fingerprint
      seen[fingerprint, default: 0] += 1
      if let count = seen[fingerprint], count > 1 {
        findings[index].fingerprint = "\(fingerprint):\(count)"
      }
    }
  }
}
