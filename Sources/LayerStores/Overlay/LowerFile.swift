internal import LayerModel

/// `<id>/lower` in an overlay driver's directory: the layers that are mounted below one, by their short names, nearest first.
///
/// It is written once and never compared with the chain that the layers' records tell.
/// Source: moby v28.5.2 `daemon/graphdriver/overlay2/overlay.go`, `getLower`;
/// containers/storage `drivers/overlay/overlay.go`, `getLower`.
struct LowerFile {
  /// As ``LayerClaim/chainState``.
  var state: String
  var expected: String?
  var actual: String?
  /// The names in the file without `l/`; empty when it could not be read.
  var names: [BytePath] = []

  /// Whether another directory may be in the place of a layer's own.
  enum StandIn {
    /// The build cache made it when it made the layer.
    case known
    /// The build cache made it, and does not remember what of.
    case likely
    case no
  }

  /// Docker's limit, which is below the kernel's.
  static let dockerLimit = 128
  /// Source: containers/storage `drivers/overlay/overlay.go`, `maxDepth`.
  static let storageLimit = 500

  /// Compares the file with the chain.
  ///
  /// `due` has a name for each layer below, `nil` where none is known; `isWhole` tells that it goes
  /// down to the base; of more than `limit` nothing is mounted. `standIn` tells whether a directory holds what the layer at that place of
  /// `due` does.
  init(
    _ file: MetadataFile, due: [BytePath?], isWhole: Bool, links: LinkTable,
    limit: Int = dockerLimit,
    standIn: (LayerID, Int) -> StandIn = { _, _ in .no }
  ) {
    switch file.problem {
    case nil: state = "match"
    case .missing:
      state = due.isEmpty ? "match" : "missing"
      if !due.isEmpty { expected = Self.text(due, isWhole) }
      return
    case .wrongKind(_, let found, _):
      state = "wrong-kind"
      actual = "a \(found.words)"
    case .tooLarge(_, let limit):
      state = "malformed"
      actual = "more than \(limit.iec)"
    default: state = "unreadable"
    }
    guard file.problem == nil else {
      if state != "unreadable" { expected = Self.text(due, isWhole) }
      return
    }
    guard !file.bytes.isEmpty else {
      state = "empty"
      expected = Self.text(due, isWhole)
      actual = "0 bytes"
      return
    }
    parse(file.bytes)
    guard state == "match" else {
      expected = Self.text(due, isWhole)
      return
    }
    guard names.count <= limit else {
      state = "too-long"
      expected = "\(limit) layers at the most"
      actual = Self.count(names.count)
      return
    }
    compare(due, isWhole, links, standIn)
  }

  private mutating func parse(_ bytes: [UInt8]) {
    for part in bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false) {
      let prefix = part.prefix(2)
      guard prefix.elementsEqual("l/".utf8), LinkTable.isShortName(Array(part.dropFirst(2))) else {
        state = "malformed"
        actual = EscapedText.utf8(part.prefix(64))
        return
      }
      names.append(BytePath(part.dropFirst(2)))
    }
  }

  private mutating func compare(
    _ due: [BytePath?], _ isWhole: Bool, _ links: LinkTable, _ standIn: (LayerID, Int) -> StandIn
  ) {
    var likely: Int?
    let count = isWhole ? max(due.count, names.count) : due.count
    let position = (0..<count).first { place in
      guard place < due.count, place < names.count else { return true }
      guard let name = due[place] else { return false }
      guard name != names[place] else { return false }
      let directory = links.targets[names[place]] ?? nil
      switch directory.map({ standIn($0, place) }) ?? .no {
      case .known: return false
      case .likely:
        likely = likely ?? place
        return false
      case .no: return true
      }
    }
    guard let position = position ?? likely else { return }
    state = position == likely ? "stand-in" : "differs"
    expected = Self.text(due, isWhole)
    actual = Self.describe(names, at: position, links)
  }

  /// What the file should hold, cut to what a report can show; `?` is what is not known.
  private static func text(_ due: [BytePath?], _ isWhole: Bool) -> String {
    let due = isWhole ? due : due + [nil]
    guard !due.isEmpty else { return "no such file" }
    let shown = due.prefix(16).map { $0.map { "l/\($0)" } ?? "?" }.joined(separator: ":")
    return due.count > 16 ? shown + ":… (\(count(due.count)))" : shown
  }

  private static func describe(
    _ names: [BytePath], at position: Int, _ links: LinkTable
  ) -> String {
    guard position < names.count else {
      return count(names.count) + ", ends before number \(position + 1)"
    }
    let name = names[position]
    var place = "l/\(name)"
    switch links.targets[name] {
    case nil: place += " (no such link)"
    case .some(nil): place += " (leads to no layer)"
    case .some(let layer?): place += " (\(layer.short))"
    }
    return count(names.count) + ", number \(position + 1): " + place
  }

  private static func count(_ layers: Int) -> String {
    layers == 1 ? "1 layer" : "\(layers) layers"
  }
}
