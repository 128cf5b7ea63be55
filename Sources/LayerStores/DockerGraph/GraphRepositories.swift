internal import FileAccess
internal import GoJSON
internal import LayerModel

/// `repositories-<driver>`: the names of images.
///
/// Source: docker 1.7.1 `graph/tags.go`, `TagStore`.
struct GraphRepositories {
  struct Entry {
    let repository: String
    /// A tag, or a manifest digest when it has a colon.
    let tag: String
    let target: String

    var isDigest: Bool { tag.contains(":") }
    var name: String { repository + (isDigest ? "@" : ":") + tag }

    /// `ok`, `illegal-name`, `illegal-tag`.
    var nameState: String {
      guard Self.isRepository(repository) else { return "illegal-name" }
      return (isDigest ? Digest(prefixed: tag) != nil : Self.isTag(tag)) ? "ok" : "illegal-tag"
    }

    /// Source: docker 1.7.1 `graph/tags/tags.go`: `^[\w][\w.-]{0,127}$`.
    private static func isTag(_ text: String) -> Bool {
      guard let first = text.utf8.first, isWord(first), text.utf8.count <= 128 else { return false }
      return text.utf8.allSatisfy {
        isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
      }
    }

    /// Components of letters, digits and `._-`, the first perhaps a host with a port.
    private static func isRepository(_ text: String) -> Bool {
      let components = text.split(separator: "/", omittingEmptySubsequences: false)
      guard let first = components.first else { return false }
      let host = first.split(separator: ":", omittingEmptySubsequences: false)
      let hasPort =
        components.count > 1 && host.count == 2 && host[1].utf8.allSatisfy { 48...57 ~= $0 }
      return isComponent(hasPort ? host[0] : first)
        && components.dropFirst().allSatisfy { isComponent($0) && $0 == $0.lowercased() }
    }

    private static func isComponent(_ text: Substring) -> Bool {
      !text.isEmpty
        && text.utf8.allSatisfy {
          isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
      48...57 ~= byte || 65...90 ~= byte || 97...122 ~= byte || byte == UInt8(ascii: "_")
    }
  }

  private(set) var document: DocumentClaim
  /// Sorted by repository and tag.
  private(set) var entries: [Entry] = []
  private(set) var problem: ReadProblem?
  private(set) var divergences: [Oddity] = []

  private static let limit: ByteCount = 16_777_216

  init(_ root: borrowing Directory, driver: GraphDriver) {
    let path = driver.repositoriesPath
    document = DocumentClaim(kind: "repositories", path: path, state: "ok")
    do throws(ReadProblem) {
      guard try root.statusIfPresent(path) != nil else {
        document.state = "missing"
        return
      }
      let bytes = try root.read(path, limit: Self.limit)
      guard !bytes.isEmpty else {
        document.state = "empty"
        return
      }
      let json = try JSONDocument(parsing: bytes, at: path)
      if json.trailingBytes > 0 { divergences.append(Oddity("trailing-bytes", path: path)) }
      if json.hasInvalidUTF8 { divergences.append(Oddity("invalid-utf8", path: path)) }
      divergences += json.ambiguousKeys.map {
        Oddity("ambiguous-key", path: path, actual: $0.spellings.joined(separator: ", "))
      }
      try read(json.value, at: path)
    } catch {
      document.state = error.cause
      problem = error
    }
  }

  private mutating func read(_ value: JSONValue, at path: BytePath) throws(ReadProblem) {
    guard value != .null else { return document.state = "no-entries" }
    let wrongType = ReadProblem.malformed(
      path, offset: 0, expected: "an object of repositories, each an object of tags")
    guard case .object = value else { throw wrongType }
    guard let repositories = value.member("Repositories"), repositories != .null else {
      return document.state = "no-entries"
    }
    guard case .object = repositories else { throw wrongType }
    for repository in repositories.entries where repository.value != .null {
      guard case .object = repository.value else { throw wrongType }
      for tag in repository.value.entries {
        guard case .string(let target) = tag.value else { throw wrongType }
        entries.append(Entry(repository: repository.key, tag: tag.key, target: target))
      }
    }
    entries.sort { ($0.repository, $0.tag) < ($1.repository, $1.tag) }
  }
}
