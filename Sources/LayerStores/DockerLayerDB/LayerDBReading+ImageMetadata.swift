internal import FileAccess
internal import LayerModel

extension LayerDBReading {
  /// Reads `imagedb/metadata`: what is known of images beside their configuration.
  ///
  /// Nothing in it is checked by the daemon, and an image does without it.
  /// Source: moby v28.5.2 `image/fs.go`, `SetMetadata`; `image/store.go`, `GetParent`.
  mutating func readImageMetadata() {
    let folder = driver.images.appending("imagedb/metadata/sha256")
    for name in names(in: folder, isDue: false) ?? [] {
      let id = ImageID(name)
      let path = folder.appending(name)
      if images[id] != nil {
        readParent(of: id, in: path)
        readLastUpdated(of: id, in: path)
      } else {
        add(id.isHex64 ? .imageMetadata : .stray, path)
      }
    }
  }

  private mutating func readParent(of id: ImageID, in folder: BytePath) {
    let file = TrimmedFile(folder.appending("parent"), in: root)
    guard !file.isMissing else { return }
    if let problem = file.problem, problem.leavesUnknown { return report(problem) }
    guard let digest = Digest(prefixed: file.bytes) else {
      return note(
        "image-parent-malformed", file.path, image: id, expected: "sha256: and 64 digits",
        actual: file.fault ?? file.text)
    }
    let parent = ImageID(digest.hex)
    images[id]?.claim.parent = parent
    guard images[parent] == nil else { return }
    note("image-parent-unknown", file.path, image: id, actual: parent.description)
  }

  private mutating func readLastUpdated(of id: ImageID, in folder: BytePath) {
    let file = TrimmedFile(folder.appending("lastUpdated"), in: root)
    guard !file.isMissing else { return }
    if let problem = file.problem, problem.leavesUnknown { return report(problem) }
    let text = String(decoding: file.bytes, as: UTF8.self)
    guard Timestamp(rfc3339: text) == nil else { return }
    note(
      "image-time-malformed", file.path, image: id, expected: "a date and time",
      actual: file.fault ?? file.text)
  }
}
