internal import FileAccess
internal import GoJSON
internal import LayerModel

extension LayerDBReading {
  /// Reads `repositories.json`, without which, or with a broken one, every name is lost.
  ///
  /// Source: moby v28.5.2 `reference/store.go`, `NewReferenceStore`, `reload`.
  mutating func readReferences() {
    let path = driver.images.appending("repositories.json")
    let file = MetadataFile(path, in: root, limit: .metadataLimit)
    var document = DocumentClaim(kind: "repositories", path: path, state: file.state)
    var owners: Int?
    if file.problem == nil, file.bytes.isEmpty {
      document.state = "empty"
    } else if file.problem == nil {
      do {
        document.state = try readTags(file.bytes, path)
        owners = record.references.count
      } catch {
        document.state = error.cause
        report(error)
      }
    } else if file.isMissing {
      owners = 0
    } else {
      report(file.problem)
    }
    if let size = file.status?.size, size > .largeMetadata {
      note("large-metadata", path, actual: size.description)
    }
    record.documents.append(document)
    search("repositories", path, owners: owners)
  }

  private mutating func readTags(
    _ bytes: [UInt8], _ path: BytePath
  ) throws(ReadProblem) -> String {
    let document = try JSONDocument(parsing: bytes, at: path)
    for oddity in DocumentOddities.of(document) { note(oddity.kind, path, actual: oddity.actual) }
    if document.value == .null { return "no-entries" }
    guard case .object = document.value else {
      throw .malformed(path, offset: 0, expected: "a JSON object")
    }
    do {
      for repository in try document.value.object("Repositories")?.entries ?? [] {
        try take(repository, path)
      }
    } catch {
      throw .malformed(path, offset: 0, expected: "\(error.key) to be \(error.expected)")
    }
    // An empty object of repositories is what Docker itself writes for a store without names.
    if case .object = document.value.member("Repositories") { return "ok" }
    return "no-entries"
  }

  private mutating func take(_ repository: JSONMember, _ path: BytePath) throws(JSONTypeError) {
    guard repository.value != .null else { return }
    guard case .object = repository.value else {
      throw JSONTypeError(key: repository.key, expected: "an object")
    }
    for entry in repository.value.entries {
      switch entry.value {
      case .string(let target): add(entry.key, in: repository.key, target, path)
      case .null: add(entry.key, in: repository.key, "", path)
      default: throw JSONTypeError(key: entry.key, expected: "a string")
      }
    }
  }

  private mutating func add(
    _ key: String, in repository: String, _ target: String, _ path: BytePath
  ) {
    let digest = Digest(prefixed: target)
    let isKnown = digest.map { images[ImageID($0.hex)] != nil } ?? false
    record.references.append(
      ReferenceClaim(
        name: EscapedText.utf8(key.utf8), path: path, target: digest?.hex ?? target,
        targetState: digest == nil ? "malformed" : isKnown ? "present" : "missing",
        nameState: Self.nameState(key, in: repository)))
  }

  /// Every key repeats its repository's name before the tag or the digest.
  private static func nameState(_ key: String, in repository: String) -> String {
    let key = Array(key.utf8)
    let name = Array(repository.utf8)
    guard key.starts(with: name), key.count > name.count else { return "wrong-repository" }
    let separator = key[name.count]
    guard separator == UInt8(ascii: ":") || separator == UInt8(ascii: "@") else {
      return "wrong-repository"
    }
    return ReferenceNames.state(repository: name, tag: Array(key[(name.count + 1)...]))
  }
}
