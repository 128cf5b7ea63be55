internal import LayerModel

/// `aufs/layers/<id>`: the ancestors that aufs mounts below a layer, nearest first.
///
/// One id a line, each line ended, the layer itself not among them; empty for a base layer.
/// Docker never compares it with the parents in the images' JSON.
/// Source: docker 1.7.1 `daemon/graphdriver/aufs/aufs.go`, `Create`; `dirs.go`, `getParentIds`.
struct AufsChainFile {
  var state: String
  /// What the chain should be and is where the two part; `nil` when they agree.
  var expected: String?
  var actual: String?
  /// The ids in the file; empty when it could not be read.
  var ancestors: [LayerID] = []

  static let limit: ByteCount = .largeMetadata

  /// Judges the file of one layer against the parents that metadata names.
  ///
  /// `isWhole` tells that `parents` reach the root; otherwise only they are compared.
  init(_ file: MetadataFile, parents: [LayerID], isWhole: Bool) {
    switch file.problem {
    case nil: state = "match"
    case .missing: state = "missing"
    case .wrongKind: state = "wrong-kind"
    case .tooLarge: state = "malformed"
    default: state = "unreadable"
    }
    guard file.problem == nil else {
      if state != "unreadable" { expected = Self.count(parents.count) }
      return
    }
    compare(file.bytes, parents, isWhole)
  }

  private mutating func compare(_ bytes: [UInt8], _ parents: [LayerID], _ isWhole: Bool) {
    var lines = bytes.split(separator: newline, omittingEmptySubsequences: false)
    let isEnded = lines.last?.isEmpty ?? true
    if isEnded, !lines.isEmpty { lines.removeLast() }
    ancestors = lines.filter { !$0.isEmpty }.map { LayerID(BytePath($0)) }
    let compared = isWhole ? max(parents.count, ancestors.count) : parents.count
    if let position = (0..<compared).first(where: { parents.at($0) != ancestors.at($0) }) {
      expected = Self.describe(parents, at: position)
      actual = Self.describe(ancestors, at: position)
      let isListOfIDs = ancestors.allSatisfy { $0.isHex64 || $0.initOwner != nil }
      state = isListOfIDs ? "differs" : "malformed"
    } else if !isEnded || lines.count != ancestors.count {
      state = "malformed"
      expected = "one id a line, each line ended"
      actual = isEnded ? "an empty line" : "the last line is not ended"
    }
  }

  private static func describe(_ chain: [LayerID], at position: Int) -> String {
    let line = chain.at(position).map { "line \(position + 1): \($0.short)" }
    return count(chain.count) + ", " + (line ?? "ends before line \(position + 1)")
  }

  private static func count(_ ancestors: Int) -> String {
    ancestors == 1 ? "1 ancestor" : "\(ancestors) ancestors"
  }
}

private let newline = UInt8(ascii: "\n")

extension Array {
  fileprivate func at(_ position: Int) -> Element? {
    indices.contains(position) ? self[position] : nil
  }
}
