import LayerModel

extension SampleReport {
  static var findings: [Finding] {
    let damaged = finding("layer-content-damaged", .error, "layer", child.description)
    var size = finding("layer-size-mismatch", .error, "layer", base.description)
    size.path = root.appending("graph/\(base)/layersize")
    size.expected = "309790"
    size.actual = "309000"
    size.bytes = 790
    size.evidence = ["size_by_walk": "309000", "a": "\u{1B}[31mred"]
    var name = finding("reference-to-missing-image", .warning, "reference", "gone\u{1B}c:latest")
    name.path = root.appending(BytePath([0x6E, 0xE9, 0x0A, 0x6D]))
    name.affects = .init()
    var known = finding("layer-size-mismatch", .warning, "layer", upper.description)
    known.status = .known
    var suppressed = finding("setuid-file", .warning, "entry", "bin/su")
    suppressed.status = .suppressed
    let many = (10..<23).map {
      finding("leftover-staging", .warning, "leftover", "/var/lib/docker/graph/_tmp/\($0)")
    }
    var run = finding("scan-incomplete", .note, "run", "run")
    run.store = ""
    return [damaged, size, name, known, suppressed, run] + many
  }

  static func finding(
    _ rule: RuleID, _ severity: Severity, _ kind: String, _ subject: String
  ) -> Finding {
    Finding(
      rule: rule, severity: severity, status: .new,
      fingerprint: String(repeating: "0f", count: 16), store: record.location.id,
      subject: .init(kind: kind, id: subject), layer: kind == "layer" ? LayerID(subject) : nil,
      path: nil, expected: nil, actual: nil,
      message: "\(kind) \(subject.prefix(12)) is not what the store says, and this is a message "
        + "that is long enough to be wrapped at eighty columns",
      why: "The store wrote this when it unpacked the layer.\nA difference means files were lost, "
        + "cut short or added since.",
      fix: "Remove and pull again the images under \"affects\".",
      affects: .init(images: ["evil\u{202E}gpj.exe:1", "ubuntu:14.04"], containers: ["web\u{7}"]),
      bytes: nil, evidence: [:])
  }
}
