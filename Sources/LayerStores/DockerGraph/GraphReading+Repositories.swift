internal import FileAccess
internal import GoJSON
internal import LayerModel

extension GraphReading {
  /// Reads `repositories-<driver>` and lists the images as `docker images` would.
  ///
  /// Source: docker 1.7.1 `graph/tags.go`, `TagStore`; `graph/list.go`, `Images`.
  mutating func readRepositories() {
    let path = driver.repositories
    let file = MetadataFile(path, in: root, limit: .metadataLimit)
    var document = DocumentClaim(kind: "repositories", path: path, state: file.state)
    var names: [LayerID: Set<String>] = [:]
    if file.problem == nil {
      if file.bytes.isEmpty {
        document.state = "empty"
      } else {
        do { document.state = try readTags(file.bytes, path, &names) } catch {
          document.state = error.cause
          report(error)
        }
      }
    } else if !file.isMissing {
      report(file.problem)
    }
    noteSize(of: file, at: path)
    record.documents.append(document)
    let isRead = ["ok", "no-entries", "missing", "empty"].contains(document.state)
    record.searchedRoots.append(
      SearchedRoot(name: "repositories", path: path, owners: isRead ? names.count : nil))
    listImages(names)
  }

  mutating func noteSize(of file: MetadataFile, at path: BytePath) {
    guard let size = file.status?.size, size > .largeMetadata else { return }
    record.oddities.append(Oddity("large-metadata", path: path, actual: size.description))
  }

  private mutating func readTags(
    _ bytes: [UInt8], _ path: BytePath, _ names: inout [LayerID: Set<String>]
  ) throws(ReadProblem) -> String {
    let document = try JSONDocument(parsing: bytes, at: path)
    record.oddities += DocumentOddities.of(document).map {
      Oddity($0.kind, path: path, actual: $0.actual)
    }
    if document.value == .null { return "no-entries" }
    guard case .object = document.value else {
      throw .malformed(path, offset: 0, expected: "a JSON object")
    }
    let entries: [ReferenceEntry]
    do { entries = try Self.references(in: document.value) } catch {
      throw .malformed(path, offset: 0, expected: "\(error.key) to be \(error.expected)")
    }
    let ids = images.keys.sorted()
    for entry in entries { take(entry, path, ids, &names) }
    // An empty object of repositories is what Docker itself writes for a store without names.
    if case .object = document.value.member("Repositories") { return "ok" }
    return "no-entries"
  }

  private struct ReferenceEntry {
    let repository: [UInt8]
    let tag: [UInt8]
    let target: String
  }

  /// - Throws: for what Go would refuse in `map[string]map[string]string`.
  private static func references(
    in value: JSONValue
  ) throws(JSONTypeError) -> [ReferenceEntry] {
    var references: [ReferenceEntry] = []
    for repository in try value.object("Repositories")?.entries ?? [] {
      guard repository.value != .null else { continue }
      guard case .object = repository.value else {
        throw JSONTypeError(key: repository.key, expected: "an object")
      }
      for tag in repository.value.entries {
        var target = ""
        switch tag.value {
        case .string(let text): target = text
        case .null: break
        default: throw JSONTypeError(key: tag.key, expected: "a string")
        }
        references.append(
          ReferenceEntry(
            repository: Array(repository.key.utf8), tag: Array(tag.key.utf8), target: target))
      }
    }
    return references
  }

  private mutating func take(
    _ entry: ReferenceEntry, _ path: BytePath, _ ids: [LayerID],
    _ names: inout [LayerID: Set<String>]
  ) {
    let name = ReferenceNames.joined(repository: entry.repository, tag: entry.tag)
    let (image, state) = resolve(entry.target, ids)
    if let image { names[image, default: []].insert(name) }
    record.references.append(
      ReferenceClaim(
        name: name, path: path, target: entry.target, targetState: state,
        nameState: ReferenceNames.state(repository: entry.repository, tag: entry.tag)))
  }

  private func resolve(_ target: String, _ ids: [LayerID]) -> (LayerID?, String) {
    let id = LayerID(target)
    guard id.isHex64 else {
      let match = GraphChain.uniqueMatch(of: target, in: ids)
      return (match, match == nil ? "malformed" : "prefix")
    }
    guard let claim = images[id]?.claim else { return (nil, "missing") }
    return (id, mayLoad(claim) ? "present" : "unloadable")
  }

  /// Tagged images, and loadable ones that no loadable image is built on.
  private mutating func listImages(_ names: [LayerID: Set<String>]) {
    var parents: Set<LayerID> = []
    for image in images.values where mayLoad(image.claim) {
      image.claim.parent.map { _ = parents.insert($0) }
    }
    var listing = ChainListing()
    for id in images.keys.sorted() {
      guard let claim = images[id]?.claim else { continue }
      let isHead = mayLoad(claim) && !parents.contains(id)
      guard isHead || names[id] != nil else { continue }
      let (ancestors, reachesRoot) = chain.ancestors(of: id)
      var layers = [id] + ancestors
      let isListed = listing.room(for: layers.count) != nil
      if !isListed { layers = [] }
      listing.take(layers.count)
      let isWhole = isListed && layers.allSatisfy { images[$0]?.claim.loadable == true }
      record.images.append(
        ImageClaim(
          id: ImageID(id.name), names: names[id, default: []].sorted(), layers: layers,
          isComplete: reachesRoot && isWhole, created: claim.created,
          configPath: claim.metadataPath))
    }
    listing.problems(at: "graph").forEach { report($0) }
  }

  /// Whether the daemon would load the image with this driver, for all that is known.
  func mayLoad(_ claim: LayerClaim) -> Bool {
    claim.loadable != false && claim.contentState != "other-driver"
  }
}
