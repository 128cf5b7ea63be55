internal import GoJSON
internal import LayerModel

/// The directories of Docker's first format, one a layer, and `repositories`, which names the top
/// ones: newer daemons write both for older ones to read.
///
/// Source: moby v20.10 `image/tarexport/save.go`, `saveLayer`; `image/spec/v1.md`.
struct LegacyArchive {
  private struct Layer {
    var parent: BytePath?
    /// Whether its `json` was understood.
    var isRead = false
  }

  private var layers: [BytePath: Layer] = [:]
  private var names: [BytePath] = []
  private var known: Set<BytePath>
  private var inside: Set<BytePath> = []
  private var oddities: [Oddity] = []
  private(set) var problems: [ReadProblem] = []

  static let repositories: BytePath = "repositories"

  init<Files: ArchiveFiles & ~Copyable>(_ files: borrowing Files, _ known: Set<BytePath>) {
    self.known = known
    do {
      names = try files.names(in: BytePath([])) ?? []
      for name in names where LayerID(name).isHex64 {
        guard try files.entry(at: name)?.kind == .directory else { continue }
        try read(name, in: files)
      }
    } catch {
      problems.append(error.ofSearchedDirectory)
    }
  }

  private mutating func read<Files: ArchiveFiles & ~Copyable>(
    _ name: BytePath, in files: borrowing Files
  ) throws(ReadProblem) {
    let inside = try files.names(in: name) ?? []
    self.inside.formUnion(inside.map { name.appending($0) })
    var layer = Layer()
    for due: BytePath in ["VERSION", "json"] where !inside.contains(due) && files.isWhole {
      oddities.append(Oddity("legacy-file-missing", path: name.appending(due)))
    }
    known.formUnion(["VERSION", "json", "layer.tar"].map { name.appending($0) })
    if inside.contains("json") {
      let path = name.appending("json")
      do {
        let json = try Self.object(try files.read(path, limit: .metadataLimit), path)
        try take(json, name, &layer)
      } catch {
        oddities.append(
          Oddity("legacy-file-malformed", path: path, actual: error.detail))
      }
    }
    layers[name] = layer
  }

  private mutating func take(
    _ json: JSONValue, _ name: BytePath, _ layer: inout Layer
  ) throws(ReadProblem) {
    let path = name.appending("json")
    do throws(JSONTypeError) {
      let id = try json.string("id") ?? ""
      if BytePath(id) != name {
        oddities.append(
          Oddity("legacy-id-differs", path: path, expected: "\(name)", actual: id))
      }
      let parent = try json.string("parent") ?? ""
      layer.parent = parent.isEmpty ? nil : BytePath(parent)
      layer.isRead = true
    } catch {
      throw error.problem(at: path)
    }
  }

  private static func object(_ bytes: [UInt8], _ path: BytePath) throws(ReadProblem) -> JSONValue {
    let value = try JSONDocument(
      parsing: bytes, at: path, maximumValues: OCIDocument.valueLimit
    ).value
    guard case .object = value else {
      throw .malformed(path, offset: 0, expected: "a JSON object")
    }
    return value
  }

  /// Reads which layer is the top one of which name.
  ///
  /// Archives without the directories name them all the same; nothing can be said of those.
  mutating func readRepositories<Files: ArchiveFiles & ~Copyable>(
    _ claims: inout DockerArchiveClaims, in files: borrowing Files
  ) {
    var document = ArchiveDocument(
      "archive-repositories", at: Self.repositories, limit: .metadataLimit, in: files)
    guard document.isTold, document.claim.state != "missing" else { return }
    var found: [(name: String, id: String)] = []
    document.parse { (bytes) throws(ReadProblem) in
      let value = try Self.object(bytes, Self.repositories)
      for repository in value.entries {
        for tag in repository.value.entries {
          guard case .string(let id) = tag.value else {
            throw .malformed(Self.repositories, offset: 0, expected: "ids of layers")
          }
          found.append(("\(repository.key):\(tag.key)", id))
        }
      }
    }
    claims.documents.append(document.claim)
    document.problem.map { claims.problems.append($0) }
    guard !layers.isEmpty, files.isWhole else { return }
    for (name, id) in found where layers[BytePath(id)] == nil {
      oddities.append(
        Oddity(
          "archive-name-dangling", path: Self.repositories,
          image: claims.images.first { $0.names.contains(name) }?.id,
          expected: "a layer of the archive", actual: "\(name): \(id)"))
    }
  }

  /// Holds the directories against each other and against the images.
  mutating func judge(_ claims: inout DockerArchiveClaims) {
    for (name, layer) in layers.sorted(by: { $0.key < $1.key }) {
      guard let parent = layer.parent, layers[parent] == nil else { continue }
      oddities.append(
        Oddity(
          "legacy-parent-differs", path: name.appending("json"), expected: "a layer of the archive",
          actual: "\(parent)"))
    }
    let chains = Dictionary(grouping: claims.descriptors.filter { $0.kind == .layer }) { row in
      row.record.prefix { $0 != "." }
    }
    var told: Set<BytePath> = []
    for (_, rows) in chains.sorted(by: { $0.key < $1.key }) {
      let places = rows.map { BytePath($0.digestText) }.map { path -> BytePath? in
        let parts = path.components
        return parts.count == 2 && parts[1] == "layer.tar" ? parts[0] : nil
      }
      for (below, place) in zip([nil] + places, places) {
        guard let place, let layer = layers[place], layer.isRead, layer.parent != below,
          layer.parent.map({ layers[$0] != nil }) ?? true, told.insert(place).inserted
        else { continue }
        oddities.append(
          Oddity(
            "legacy-parent-differs", path: place.appending("json"),
            expected: below.map { "\($0)" } ?? "none",
            actual: layer.parent.map { "\($0)" } ?? "none"
          ))
      }
    }
    let owners = Dictionary(
      claims.layers.values.compactMap { layer in
        layer.blob.flatMap { $0.lastComponent == "layer.tar" ? ($0.parent, layer.id) : nil }
      }, uniquingKeysWith: min)
    claims.oddities += oddities.map { oddity in
      var oddity = oddity
      oddity.layer = owners[oddity.path.parent]
      return oddity
    }
  }

  /// What has no place in the format, one note a directory.
  ///
  /// Without the list of images nobody can tell.
  func strays(beside claims: DockerArchiveClaims) -> [Oddity] {
    guard claims.items != nil else { return [] }
    let parts: Set<BytePath> = [DockerArchiveManifest.path, Self.repositories]
    let used = known.union(claims.known)
    let folders = Set(used.map { $0.components.first ?? $0 })
    let top = names.filter { !parts.contains($0) && !folders.contains($0) }
    let beside = Dictionary(grouping: self.inside.subtracting(used), by: \.parent)
    return ([top] + beside.values.map { $0.sorted() }).compactMap { names in
      names.first.map { first in
        Oddity(
          "member-unlisted", path: first,
          actual: names.count > 1 ? "and \(names.count - 1) more beside it" : nil)
      }
    }
  }
}
