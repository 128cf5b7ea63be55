internal import LayerModel

/// How images that have to go are had again.
extension Engine {
  /// Commands that bring an image back with all its names; none when nothing shows that a registry
  /// has it.
  ///
  /// By its digest, as a tag may mean another image by now. Docker before 1.10 knew digests only of
  /// what was pulled by them.
  func fetch(_ image: ImageClaim) -> [String] {
    let tags = tags(of: image)
    let origins = image.origins.filter(isReference)
    guard let origin = origins.first else {
      return isChecksummed(image) ? tags.map(pull) : []
    }
    return origins.map(pull) + name(origin, as: tags, of: image)
  }

  /// Commands that fail where a registry does not have what ``fetch(_:)`` would pull from it.
  ///
  /// Podman keeps of an image that was loaded from a layout the same as of one that was pulled; Docker
  /// knows digests of registries only.
  func ask(_ images: [ImageClaim]) -> [String] {
    guard isPodman else { return [] }
    return images.flatMap { $0.origins.filter(isReference) }.map {
      "skopeo inspect --raw " + ShellWord.quoted("docker://\($0)") + " > /dev/null"
    }
  }

  func canFetch(_ image: ImageClaim) -> Bool { !fetch(image).isEmpty }

  private func pull(_ name: String) -> String { "\(tool) pull \(ShellWord.quoted(name))" }

  private func name(_ origin: String, as tags: [String], of image: ImageClaim) -> [String] {
    let word = ShellWord.quoted(origin)
    let naming = tags.map { "\(tool) tag \(word) \(ShellWord.quoted($0))" }
    // Podman takes the digest that it was told for another name.
    let isStrange = isPodman && !tags.isEmpty && !image.names.contains(origin)
    return naming + (isStrange ? ["\(tool) untag \(word) \(word)"] : [])
  }

  func tags(of image: ImageClaim) -> [String] {
    image.names.filter { isReference($0) && !$0.contains("@") }
  }

}
