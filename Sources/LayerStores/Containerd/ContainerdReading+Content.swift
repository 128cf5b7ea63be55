internal import FileAccess
internal import LayerModel

/// The content store: files by their digests, and the rows that list them.
extension ContainerdReading {
  mutating func readContent() {
    readFiles()
    listRows()
    judgeUse()
    readIngests()
  }

  static func path(of digest: BlobDigest) -> BytePath {
    blobFolder.appending(digest.algorithm.rawValue).appending(digest.hex)
  }

  private mutating func readFiles() {
    guard let algorithms = listing(of: Self.blobFolder) else {
      unlisted = nil
      return search("content", Self.blobFolder, owners: nil)
    }
    for name in algorithms {
      let folder = Self.blobFolder.appending(name)
      let word = String(decoding: name.bytes, as: UTF8.self)
      guard let algorithm = BlobDigest.Algorithm(rawValue: word) else {
        note(
          "content-algorithm-unknown", folder,
          expected: "a directory that is called for an algorithm", actual: name.description)
        continue
      }
      readFiles(in: folder, algorithm)
    }
  }

  private mutating func readFiles(in folder: BytePath, _ algorithm: BlobDigest.Algorithm) {
    guard let names = listing(of: folder) else {
      unlisted?.insert(algorithm)
      return
    }
    let owner = status(folder)?.owner
    for name in names {
      let path = folder.appending(name)
      guard let digest = BlobDigest(algorithm, hex: name.bytes) else {
        unnamed.append(path)
        continue
      }
      var claim = BlobClaim(path: path, place: .file, digest: digest, state: "present")
      do throws(ReadProblem) {
        // What vanished since it was listed is as good as never seen.
        guard let status = try root.statusIfPresent(path) else { continue }
        describe(&claim, status, owner)
      } catch {
        claim.state = "unreadable"
        report(error)
      }
      blobs[BytePath(digest.description)] = claim
    }
  }

  private mutating func describe(_ claim: inout BlobClaim, _ status: FileStatus, _ owner: UInt32?) {
    claim.changedAt = status.newestChange
    guard status.kind == .regular else {
      claim.state = status.kind == .symlink ? "symlink" : "wrong-kind"
      return
    }
    claim.size = status.size
    claim.allocated = status.allocated
    guard status.mode & 0o222 != 0 || status.owner != owner else { return }
    note(
      "blob-mode", claim.path, expected: "mode 444, owner \(owner.map(String.init) ?? "0")",
      actual: "mode \(String(status.mode, radix: 8)), owner \(status.owner)")
  }

  /// Adds what the rows of all namespaces say.
  private mutating func listRows() {
    for (name, namespace) in meta.namespaces.sorted(by: { $0.key < $1.key }) {
      for (key, row) in namespace.blobs.sorted(by: { $0.key < $1.key }) {
        guard let digest = BlobDigest(key.bytes) else {
          let record = name.appending("content/blob").appending(key)
          note(
            "row-value-malformed", Self.metaPath, expected: "a digest",
            actual: "\(record.description): it is called so")
          continue
        }
        var claim =
          blobs[key]
          ?? BlobClaim(
            path: Self.path(of: digest), place: .file, digest: digest,
            state: unlisted?.contains(digest.algorithm) == false ? "missing" : "unreadable")
        claim.namespaces.append(EscapedText.utf8(name.bytes))
        // Of several rows, one that is wrong.
        if claim.recordedSize == nil || row.size != claim.size, let size = row.size {
          claim.recordedSize = size
        }
        if let label = row.labels[ContainerdLabel.uncompressed] {
          noteUncompressed(label, &claim, name, key)
        }
        blobs[key] = claim
      }
    }
    // Of what all namespaces say, sorted once: each can say something else of one blob.
    for (key, blob) in blobs where blob.labelledDiffIDs.count > 1 {
      blobs[key]?.labelledDiffIDs = Set(blob.labelledDiffIDs).sorted()
    }
  }

  private mutating func noteUncompressed(
    _ label: BytePath, _ claim: inout BlobClaim, _ namespace: BytePath, _ key: BytePath
  ) {
    guard let diffID = Digest(prefixed: label.bytes) else {
      let record = namespace.appending("content/blob").appending(key)
        .appending(ContainerdLabel.uncompressed)
      return note(
        "row-value-malformed", Self.metaPath, expected: "a digest",
        actual: "\(record.description): \(label.description.prefix(100))")
    }
    claim.labelledDiffIDs.append(diffID)
  }

  /// Tells for each blob whether the next run of the garbage collector keeps it.
  private mutating func judgeUse() {
    guard isMetaKnown else { return }
    let expected = Set(meta.namespaces.values.flatMap { $0.ingests.values.compactMap(\.expected) })
    var keeps: [BytePath: GarbageMark.Keep] = [:]
    for (node, keep) in mark.kept {
      guard case .content(let key) = node.thing, meta.namespaces[node.namespace]?.blobs[key] != nil
      else { continue }
      keeps[key] = keeps[key].map { $0.longer(keep) } ?? keep
    }
    for key in blobs.keys {
      if let keep = keeps[key] {
        blobs[key]?.use = "used"
        blobs[key]?.keptUntil = keep.until
      } else if blobs[key]?.namespaces.isEmpty == false {
        blobs[key]?.use = "unreferenced"
      } else {
        blobs[key]?.use = expected.contains(key) ? "ingested" : "unlisted"
      }
    }
    let count = meta.namespaces.values.reduce(0) { $0 + $1.blobs.count }
    search("content", Self.metaPath, owners: count)
  }

  /// Adds the blobs to the record once it is known what they are to images.
  mutating func listBlobs() {
    let lost = blobs.values.filter { ["unreferenced", "unlisted"].contains($0.use) }
    for path in unnamed {
      // It ends every sweep of the content store, whatever else there is to delete.
      // Source: containerd v2.3.4 `plugins/content/local/store.go`, `Walk`.
      note(
        "content-name-malformed", path, expected: "as many hexadecimal digits as a digest has",
        actual: path.lastComponent.description,
        bytes: lost.reduce(ByteCount(0)) { $0.adding($1.size ?? 0) })
    }
    record.blobs += blobs.values
    for blob in lost where blob.state != "missing" {
      var leftover = Leftover(
        blob.use == "unlisted" ? .unlistedBlob : .unreferencedBlob, path: blob.path,
        changedAt: blob.changedAt)
      leftover.keptUntil = blob.keptUntil
      record.leftovers.append(leftover)
    }
  }
}

extension GarbageMark.Keep {
  /// That which keeps longer.
  fileprivate func longer(_ other: Self) -> Self {
    guard let mine = until, let theirs = other.until else { return until == nil ? self : other }
    return mine < theirs ? other : self
  }
}
