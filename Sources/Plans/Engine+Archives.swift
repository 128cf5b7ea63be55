internal import LayerModel

/// How images that no registry has are kept while they go.
extension Engine {
  /// Commands that write images into archives in `folder`.
  ///
  /// Never over another archive: it may have the only copy of something.
  func save(_ images: [ImageClaim], in folder: BytePath) -> [String] {
    let make = "\(asOwner)mkdir -p -- \(ShellWord.quoted(folder))"
    guard !isPodman else {
      return [make] + images.flatMap { save($0, to: archive(of: $0, in: folder)) }
    }
    let place = ShellWord.quoted(archive(of: images, in: folder))
    let words = images.flatMap { image in
      let tags = tags(of: image)
      return tags.isEmpty ? [image.id.description] : tags
    }
    return [
      make, "test ! -e \(place)",
      "\(tool) save --output \(place) " + words.map(ShellWord.quoted).joined(separator: " "),
    ]
  }

  /// Commands that bring back with all their names what ``save(_:in:)`` has written.
  func load(_ images: [ImageClaim], from folder: BytePath) -> [String] {
    guard isPodman else {
      return ["\(tool) load --input \(ShellWord.quoted(archive(of: images, in: folder)))"]
    }
    return images.flatMap { image in
      let place = ShellWord.quoted(archive(of: image, in: folder))
      let words = ([image.id.description] + tags(of: image)).map(ShellWord.quoted)
      return ["\(tool) load --input \(place)"]
        + (words.count > 1 ? ["\(tool) tag \(words.joined(separator: " "))"] : [])
    }
  }

  /// Whether an image that was saved is another afterwards, by the digest of its manifest.
  func losesDigest(_ image: ImageClaim) -> Bool {
    isPodman && ![.oci, .docker].contains(image.manifestForm)
  }

  /// By its id, which needs no name in the archive, and in the form of its manifest, which another
  /// would not keep: Docker's archive has no manifest, and an OCI one has its layers packed unless it
  /// is told.
  ///
  /// Measured with Podman 4.3.1: digest, annotations and id are as before.
  private func save(_ image: ImageClaim, to archive: BytePath) -> [String] {
    let place = ShellWord.quoted(archive)
    let form = Self.isOCI(image) ? "oci-archive --uncompressed" : "docker-dir"
    return [
      "test ! -e \(place)",
      "\(tool) save --format \(form) --output \(place) \(ShellWord.quoted(image.id.description))",
    ]
  }

  private func archive(of images: [ImageClaim], in folder: BytePath) -> BytePath {
    folder.appending(BytePath("images-\(images.first?.id.short ?? "").tar"))
  }

  /// A directory for what has no archive of its form.
  private func archive(of image: ImageClaim, in folder: BytePath) -> BytePath {
    folder.appending(BytePath("image-\(image.id.short)" + (Self.isOCI(image) ? ".tar" : "")))
  }

  private static func isOCI(_ image: ImageClaim) -> Bool {
    [.oci, .ociPacked].contains(image.manifestForm)
  }
}
