internal import FileAccess
internal import LayerModel

/// `l/` in an overlay driver's directory and the file `link` of every layer: the short names that
/// mounts are made of.
///
/// Docker's overlay2 and containers/storage's overlay have the same.
///
/// Source: moby v28.5.2 `daemon/graphdriver/overlay2/overlay.go`, `create`, `getLower`;
/// section 4.1 of the format's facts. containers/storage `drivers/overlay/overlay.go`, `create`.
struct LinkTable {
  /// What one layer's `link` says.
  struct Link {
    /// `nil` unless it is a name that Docker makes.
    var name: BytePath?
    /// As ``LayerClaim/linkState``.
    var state: String
    var path: BytePath
    var expected: String?
    var actual: String?
  }

  static let folderName: BytePath = "l"

  /// By the name of the layer's directory.
  private(set) var links: [LayerID: Link] = [:]
  /// Where the entries of `l/` lead, by name; `nil` for one that is no link into a layer.
  private(set) var targets: [BytePath: LayerID?] = [:]
  /// What entries of `l/` are, as far as they are no links into a layer.
  private var strangers: [BytePath: String] = [:]
  /// The entries of `l/` that lead into each layer.
  private var namesOfTargets: [LayerID: [BytePath]] = [:]
  private(set) var problems: [ReadProblem] = []
  /// Names in `l/` that no layer has as its own.
  private(set) var unowned: [BytePath] = []

  private let folder: BytePath

  init(home: BytePath, layers: [LayerID], in root: borrowing Directory) {
    folder = home.appending(Self.folderName)
    readTargets(root)
    for layer in layers {
      links[layer] = Self.link(of: layer, at: home, in: root, &problems)
    }
    compare()
  }

  /// The name by which the layer should be mounted, as far as anything tells it.
  func name(of layer: LayerID) -> BytePath? {
    if let link = links[layer], link.state != "duplicate", let name = link.name { return name }
    return leading(to: layer)
  }

  /// The one entry of `l/` that leads into the layer; `nil` if there are several.
  func leading(to layer: LayerID) -> BytePath? {
    let known = namesOfTargets[layer] ?? []
    return known.count == 1 ? known.first : nil
  }

  private mutating func readTargets(_ root: borrowing Directory) {
    do {
      let directory = try root.directory(folder)
      for name in try directory.names() {
        let path = folder.appending(name)
        guard let status = try root.statusIfPresent(path) else { continue }
        guard status.kind == .symlink else {
          targets[name] = .some(nil)
          strangers[name] = "a \(status.kind.rawValue)"
          continue
        }
        let target = try root.linkTarget(path)
        let layer = Self.layer(at: target)
        targets[name] = .some(layer)
        if let layer { namesOfTargets[layer, default: []].append(name) }
        strangers[name] = "a link to \(EscapedText.utf8(target.bytes.prefix(160)))"
      }
    } catch {
      problems.append(error.ofSearchedDirectory)
    }
  }

  /// `../<id>/diff`, the only target that Docker makes.
  private static func layer(at target: BytePath) -> LayerID? {
    let parts = target.components
    guard parts.count == 3, parts[0] == "..", parts[2] == "diff", target.hasPrefix("../") else {
      return nil
    }
    return LayerID(parts[1])
  }

  private static func link(
    of layer: LayerID, at home: BytePath, in root: borrowing Directory,
    _ problems: inout [ReadProblem]
  ) -> Link {
    let path = home.appending(layer.name).appending("link")
    let file = MetadataFile(path, in: root, limit: .wordLimit)
    if let problem = file.problem, problem.leavesUnknown { problems.append(problem) }
    switch file.problem {
    case nil: break
    case .missing: return Link(state: "missing", path: path)
    case .wrongKind: return Link(state: "wrong-kind", path: path)
    case .tooLarge: return Link(state: "malformed", path: path)
    default: return Link(state: "unreadable", path: path)
    }
    guard !file.bytes.isEmpty else { return Link(state: "empty", path: path) }
    guard isShortName(file.bytes) else {
      return Link(
        state: "malformed", path: path, expected: "26 characters of A-Z and 2-7",
        actual: EscapedText.utf8(file.bytes.prefix(64)))
    }
    return Link(name: BytePath(file.bytes), state: "ok", path: path)
  }

  /// Base32 of 16 random bytes without padding.
  static func isShortName(_ bytes: [UInt8]) -> Bool {
    bytes.count == 26 && bytes.allSatisfy { 65...90 ~= $0 || 50...55 ~= $0 }
  }

  private mutating func compare() {
    var owners: [BytePath: [LayerID]] = [:]
    for (layer, link) in links { link.name.map { owners[$0, default: []].append(layer) } }
    let shared = owners.filter { $0.value.count > 1 }.mapValues { Set($0) }
    for (layer, link) in links where link.state == "ok" {
      guard let name = link.name else { continue }
      links[layer] = judged(link, name, of: layer, others: shared[name] ?? [])
    }
    unowned = targets.keys.filter { name in
      guard owners[name] == nil else { return false }
      // The link of a layer that has lost its own record is not without owner.
      guard let layer = targets[name] ?? nil, let link = links[layer] else { return true }
      return link.state == "ok"
    }.sorted()
  }

  private func judged(
    _ link: Link, _ name: BytePath, of layer: LayerID, others: Set<LayerID>
  ) -> Link {
    var link = link
    guard let target = targets[name] else {
      link.state = "link-missing"
      link.path = folder.appending(name)
      link.expected = "../\(layer)/diff"
      link.actual = "nothing"
      return link
    }
    if target == layer { return link }
    if let target, others.contains(target) {
      link.state = "duplicate"
      link.expected = "a name of its own"
      link.actual = "\(name), which is \(target.short)'s"
      return link
    }
    let isLink = strangers[name]?.hasPrefix("a link") == true
    link.state = isLink ? "link-elsewhere" : "link-wrong-kind"
    link.path = folder.appending(name)
    link.expected = "../\(layer)/diff"
    link.actual = strangers[name]
    return link
  }
}
