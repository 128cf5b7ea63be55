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
      guard named.isEmpty, !name.isEmpty else { return named }
    }
    return images.filter { $0.id.name.hasPrefix(name) }
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
