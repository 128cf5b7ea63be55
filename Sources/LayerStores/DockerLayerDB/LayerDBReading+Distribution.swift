internal import FileAccess
internal import GoJSON
internal import LayerModel

extension LayerDBReading {
  private var folder: BytePath { driver.images.appending("distribution") }

  /// Reads the cache that tells a pull which layers need no download.
  ///
  /// Entries of layers that are gone are normal: nothing ever removes them.
  /// Source: moby v28.5.2 `distribution/metadata/v2_metadata_service.go`.
  mutating func readDistribution() {
    let forward = readDiffIDs()
    var repositories: [Digest: Set<String>] = [:]
    let path = folder.appending("v2metadata-by-diffid/sha256")
    for name in names(in: path, isDue: false) ?? [] {
      let file = MetadataFile(path.appending(name), in: root, limit: .metadataLimit)
      if let problem = file.problem, problem.leavesUnknown {
        report(problem)
        continue
      }
      guard let diffID = Digest(hex: name.bytes), let blobs = Self.blobs(in: file) else {
        noteMalformed(path.appending(name), "an array of digests")
        continue
      }
      repositories[diffID] = Set(blobs.prefix(Self.mostBlobs).compactMap(\.repository))
      for digest in blobs.map(\.digest) where forward[digest] != .some(diffID) {
        note(
          "distribution-one-way", path.appending(name), expected: "\(digest) → \(diffID)",
          actual: (forward[digest] ?? nil)?.description ?? "nothing")
      }
    }
    for index in record.images.indices {
      let layers = images[record.images[index].id]?.diffIDs ?? []
      record.images[index].layerRepositories = Self.common(layers.map { repositories[$0] ?? [] })
    }
  }

  /// What is in each of the sets, sorted.
  private static func common(_ sets: [Set<String>]) -> [String] {
    guard var common = sets.first else { return [] }
    for set in sets.dropFirst() where !common.isEmpty { common.formIntersection(set) }
    return common.sorted()
  }

  /// As many as Docker keeps of one layer.
  private static let mostBlobs = 50

  private mutating func noteMalformed(_ path: BytePath, _ expected: String) {
    note("distribution-malformed", path, expected: expected)
  }

  /// `diffid-by-digest`: the layer that each compressed blob unpacks to.
  private mutating func readDiffIDs() -> [Digest: Digest] {
    let path = folder.appending("diffid-by-digest/sha256")
    var found: [Digest: Digest] = [:]
    for name in names(in: path, isDue: false) ?? [] {
      let file = TrimmedFile(path.appending(name), in: root)
      if let problem = file.problem, problem.leavesUnknown {
        report(problem)
      } else if let digest = Digest(hex: name.bytes), let diffID = Digest(prefixed: file.bytes) {
        found[digest] = diffID
      } else {
        noteMalformed(file.path, "sha256: and 64 digits")
      }
    }
    return found
  }

  /// `nil` for anything but an array of objects with a digest each.
  private static func blobs(
    in file: MetadataFile
  ) -> [(digest: Digest, repository: String?)]? {
    guard file.problem == nil else { return nil }
    let elements: [JSONValue]
    do {
      guard case .array(let found) = try JSONDocument(parsing: file.bytes, at: BytePath([])).value
      else { return nil }
      elements = found
    } catch {
      // As good as any other thing that is no such array, which is what the oddity says.
      return nil
    }
    var blobs: [(digest: Digest, repository: String?)] = []
    for element in elements {
      guard case .string(let text)? = element.member("Digest"),
        let digest = Digest(prefixed: text)
      else { return nil }
      var repository: String?
      if case .string(let text)? = element.member("SourceRepository"), !text.isEmpty {
        repository = EscapedText.utf8(text.utf8)
      }
      blobs.append((digest, repository))
    }
    return blobs
  }
}
