import LayerModel

/// Where a finding is, as tools show it that know files of a checkout only.
///
/// Relative, and without host, digest, tag or directory of the store: the same defect of the same
/// image has the same place on every host and after every rebuild.
struct FindingPlace {
  /// `<image's repository>/<path in the layer>`, or `<kind of store>/<path in the store>`.
  let path: String

  init(_ finding: Finding) {
    let store = finding.store.prefix { $0 != ":" && $0 != "/" }
    let isInLayer = finding.subject.kind == "entry"
    let repository = isInLayer ? finding.affects.images.first.flatMap(Self.repository) : nil
    let folder = repository ?? (store.isEmpty ? "layeraudit" : String(store))
    let path = finding.path.map { EscapedText.terminal($0.bytes) } ?? finding.subject.kind
    self.path = EscapedText.terminal(folder) + "/" + Self.relative(path)
  }

  /// As a relative reference of RFC 3986: every byte that is no unreserved character or `/` as `%NN`.
  var uri: String {
    let digits = Array("0123456789ABCDEF".utf8)
    var text: [UInt8] = []
    for byte in path.utf8 {
      if Self.isUnreserved(byte) || byte == UInt8(ascii: "/") {
        text.append(byte)
      } else {
        text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._~".utf8.contains(byte)
    }
  }

  /// The name without its tag or digest; `nil` for an image without a name.
  private static func repository(_ name: String) -> String? {
    let name = name.prefix { $0 != "@" }
    let last = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
    guard let colon = name[last...].firstIndex(of: ":") else { return nil }
    return relative(String(name[..<colon]))
  }

  /// Without what would lead elsewhere: a `/` at the start, `.` and `..`.
  private static func relative(_ path: String) -> String {
    path.split(separator: "/").filter { $0 != "." && $0 != ".." }.joined(separator: "/")
  }
}

extension Finding {
  /// What it is about, expected and actual, whom it hits, why and what to do, one line each.
  var explanation: [String] {
    [
      ("subject", "\(subject.kind) \(subject.id)"), ("path", path?.description),
      ("expected", expected), ("actual", actual),
      ("images", affects.images.isEmpty ? nil : affects.images.joined(separator: ", ")),
      ("containers", affects.containers.isEmpty ? nil : affects.containers.joined(separator: ", ")),
      ("why", why), ("next", fix),
    ].compactMap { name, text in
      guard let text, !text.isEmpty else { return nil }
      return "\(name): \(EscapedText.terminal(text))"
    }
  }

  /// Whether it is to be looked at: neither known from the baseline nor suppressed.
  var isNew: Bool { status == .new }
}
