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

  private func tags(of image: ImageClaim) -> [String] {
    image.names.filter { isReference($0) && !$0.contains("@") }
  }

  /// Writes images with their names into an archive.
  ///
  /// Never over another archive: it may have the only copy of something.
  func save(_ images: [ImageClaim], to archive: BytePath) -> [String] {
    let place = ShellWord.quoted(archive)
    let words = images.flatMap { image in
      let tags = tags(of: image)
      return tags.isEmpty ? [image.id.description] : tags
    }
    let several = isPodman ? " --multi-image-archive" : ""
    return [
      "test ! -e \(place)",
      "\(tool) save\(several) --output \(place) "
        + words.map(ShellWord.quoted).joined(separator: " "),
    ]
  }

  func load(_ archive: BytePath) -> String { "\(tool) load --input \(ShellWord.quoted(archive))" }
}
