package import LayerModel

extension StoreRecord {
  /// Images that a person may mean: by `name:tag`, by `name` for its tag `latest`, or by the
  /// beginning of an id.
  ///
  /// A name goes before an id, as in Docker. More than one result means an ambiguous prefix.
  package func images(called name: String) -> [ImageClaim] {
    // Many stores keep names whole that people shorten.
    for prefix in ["", "docker.io/library/", "docker.io/", "localhost/"] {
      let whole = prefix + name
      let named = images.filter { $0.names.contains(whole) || $0.names.contains(whole + ":latest") }
      guard named.isEmpty, !name.isEmpty else { return Self.withoutTwins(named) }
    }
    // As engines and lists print it: without the namespace, with or without the algorithm.
    let digest = "sha256:"
    let digits = name.hasPrefix(digest) ? String(name.dropFirst(digest.count)) : name
    return Self.withoutTwins(
      images.filter {
        let id = $0.id.description
        return id.hasPrefix(name) || !digits.isEmpty && id.digits.hasPrefix(digits)
      })
  }

  /// One image may be in several namespaces.
  private static func withoutTwins(_ images: [ImageClaim]) -> [ImageClaim] {
    let isOne = Set(images.map(\.id.description.digits)).count == 1
    return isOne ? Array(images.prefix(1)) : images
  }

  /// Layers by their id, their short id, or the beginning of an id, whichever fits first.
  package func layers(called name: String) -> [LayerClaim] {
    guard !name.isEmpty else { return [] }
    let exact = layers.filter { $0.id.name == BytePath(name) }
    guard exact.isEmpty else { return exact }
    let short = layers.filter { $0.id.short == name }
    return short.isEmpty ? layers.filter { $0.id.name.hasPrefix(name) } : short
  }
}

extension String {
  /// What follows the algorithm of a digest that a namespace may stand before; else the whole.
  fileprivate var digits: Substring {
    firstRange(of: "sha256:").map { self[$0.upperBound...] } ?? self[...]
  }
}
