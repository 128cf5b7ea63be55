internal import FileAccess
internal import LayerModel

extension GraphReading {
  /// Reads `repositories-<driver>` and makes the list of images that Docker would show.
  mutating func readNames() {
    let repositories = GraphRepositories(root, driver: driver)
    record.documents.append(repositories.document)
    record.oddities += repositories.divergences
    if let problem = repositories.problem { note(problem) }
    record.references = repositories.entries.map { entry in
      ReferenceClaim(
        name: entry.name, path: driver.repositoriesPath, target: entry.target,
        targetState: targetState(entry.target), nameState: entry.nameState)
    }
    record.searchedRoots.append(
      SearchedRoot(
        name: "repositories", path: driver.repositoriesPath,
        owners: repositories.problem == nil ? repositories.entries.count : nil))
    record.images = images(named: repositories.entries)
  }

  private func targetState(_ target: String) -> String {
    let id = LayerID(target)
    if let layer = layers[id], layer.role == .image {
      return layer.loadable == false ? "unloadable" : "present"
    }
    guard !id.isHex64 else { return "missing" }
    let matches = layers.values.count { $0.role == .image && $0.id.name.hasPrefix(target) }
    return matches == 1 && !target.isEmpty ? "prefix" : "malformed"
  }

  /// Tagged images, and heads without a name: what `docker images` lists.
  private func images(named entries: [GraphRepositories.Entry]) -> [ImageClaim] {
    var names: [LayerID: [String]] = [:]
    for entry in entries { names[LayerID(entry.target), default: []].append(entry.name) }
    let images = layers.values.filter { $0.role == .image }
    let parents = Set(images.compactMap(\.parent))
    return images.compactMap { layer in
      let own = names[layer.id] ?? []
      let isHead = layer.loadable == true && !parents.contains(layer.id)
      guard isHead || !own.isEmpty else { return nil }
      let (chain, isComplete) = GraphChains.chain(of: layer.id, in: layers)
      return ImageClaim(
        id: ImageID(layer.id.name), names: own.sorted(), layers: chain, isComplete: isComplete,
        created: layer.created, configPath: layer.metadataPath)
    }
  }

  /// `linkgraph.db`: names and links of containers; the daemon does not start with a broken one.
  mutating func readLinkGraph() {
    guard isPrimary else { return }
    let path: BytePath = "linkgraph.db"
    var document = DocumentClaim(kind: "link-graph", path: path, state: "ok")
    do throws(ReadProblem) {
      if let status = try root.statusIfPresent(path) {
        let file = try root.file(path)
        var buffer = [UInt8](repeating: 0, count: 100)
        let count = try file.read(into: &buffer)
        // Source: sqlite.org/fileformat2.html, "The Database Header".
        let isDatabase = count == 100 && buffer.starts(with: Array("SQLite format 3\0".utf8))
        document.state = status.size == 0 ? "empty" : isDatabase ? "ok" : "malformed"
      } else {
        document.state = "missing"
      }
    } catch {
      document.state = error.cause
      note(error)
    }
    record.documents.append(document)
  }
}
