internal import Archives
internal import FileAccess
internal import Hashing
internal import LayerModel

/// Looks at the tar of one layer while it streams by, and holds it against what was unpacked of it.
struct BlobTar: ~Copyable {
  /// Names of more entries are not kept: duplicates among the later ones are not told.
  ///
  /// Few layers have as many. Just so many fit without the table growing beyond 3 MiB, of which each
  /// worker may have one.
  static let usualNameLimit = 196_607

  /// Of the layers that were unpacked from it.
  private let proofs: [BlobProof]
  /// Whether no layer is below it.
  private let isBase: Bool
  private let nameLimit: Int
  private var walk = TarWalk()
  private var places = TarPlaces()
  private var linkPlaces = TarPlaces()
  /// Left empty where a proof has the names.
  private var names = NameTable()
  /// Entries that came when the table was full.
  private var namesLeftOut = 0
  /// Whether an entry is unpacked where its name does not say.
  private var hasNamesBehindLinks = false
  private var hasFailed = false
  private(set) var content = ByteCount(0)
  /// `nil` when nobody asked.
  private(set) var listing: TarListing?
  /// `nil` when nobody asked.
  private(set) var outline: TarOutline?
  private(set) var faults = BlobFaults()

  init(
    proofs: [BlobProof], isBase: Bool, lists: Bool, outline: TarOutline? = nil,
    nameLimit: Int = usualNameLimit
  ) {
    self.proofs = proofs
    self.isBase = isBase
    self.nameLimit = nameLimit
    self.outline = outline
    if lists { listing = TarListing() }
  }

  var entries: Int { walk.entries }
  /// Whether it could be read to its end.
  var isWhole: Bool { !hasFailed }

  mutating func feed(_ chunk: [UInt8], tools: inout WorkerTools, progress: ScanProgress) {
    guard !hasFailed else { return }
    var rest = chunk[...]
    do throws(TarWalk.Failure) {
      while let event = try walk.next(&rest) {
        switch event {
        case .entry(let entry): take(entry, tools: &tools, progress: progress)
        case .content(let piece):
          for proof in proofs { proof.content(piece, tools: &tools, progress: progress) }
          outline?.content(piece)
        case .contentEnd:
          for proof in proofs { proof.contentEnd(tools: &tools, progress: progress) }
          outline?.contentEnd()
        }
      }
    } catch {
      fail(error)
    }
  }

  /// Says how it ended, once all was fed.
  mutating func finish() {
    if namesLeftOut > 0 {
      faults.add(
        BlobFault(
          .namesLeftOut, expected: "at most \(nameLimit) names",
          actual: "\(namesLeftOut) more"))
    }
    guard !hasFailed else { return }
    do throws(TarWalk.Failure) {
      switch try walk.finish() {
      case .whole: break
      case .cut:
        faults.add(
          BlobFault(
            .noEnd, expected: "two blocks of zeros at the end",
            actual: "it ends after \(walk.position) bytes"))
      case .followed(let offset):
        faults.add(
          BlobFault(
            .dataAfterEnd, expected: "nothing but zeros after the end",
            actual: "other bytes from offset \(offset) on"))
      }
    } catch {
      fail(error)
    }
  }

  private mutating func fail(_ failure: TarWalk.Failure) {
    hasFailed = true
    switch failure {
    case .malformed(let offset, let expected):
      faults.add(
        BlobFault(
          .notTar, expected: expected, actual: "something else at offset \(offset) of the tar"))
    case .tooMany(let limit):
      faults.add(
        BlobFault(.limitReached, expected: "at most \(limit) entries", actual: "more entries"))
    }
  }

  private mutating func take(
    _ entry: TarWalk.Entry, tools: inout WorkerTools, progress: ScanProgress
  ) {
    let header = entry.header
    content.add(header.contentSize)
    // Not every entry is a thing of its own: a global header is none.
    if header.type != UInt8(ascii: "g") { look(at: header) }
    for proof in proofs { proof.take(entry, tools: &tools, progress: progress) }
  }

  private mutating func look(at header: TarHeader) {
    let place = places.place(of: header.name)
    if header.type == UInt8(ascii: "S") {
      faults.add(
        BlobFault(
          .oldSparse, name: header.name, expected: "a plain file or a PAX sparse file",
          actual: "an old GNU sparse file"))
    } else if header.kind == .unknown {
      faults.add(
        BlobFault(
          .unknownType, name: header.name, expected: "a type that engines unpack",
          actual: "type \(header.type)"))
    }
    if place.escapes || header.name.isAbsolute && !place.path.isEmpty {
      faults.add(
        BlobFault(
          place.escapes ? .escapingName : .absoluteName, name: header.name,
          expected: "a name below the layer's root",
          actual: place.escapes ? "a name that leads out of it" : "an absolute name"))
    }
    if header.isHardLink { look(atLink: header) }
    noteName(place, header)
    list(place, header)
  }

  /// Engines make links below the directory of the layer itself, so that what layers below have is
  /// not found by those that keep layers apart.
  ///
  /// Measured with containerd 1.6: overlayfs fails, native does not.
  private mutating func look(atLink header: TarHeader) {
    let target = linkPlaces.place(of: header.linkName)
    guard !isFull, !hasNamesBehindLinks, !record(of: target).isNamed,
      !liesBehindLink(linkPlaces)
    else { return }
    faults.add(
      BlobFault(
        .linkToMissing, name: header.name, expected: "\(header.linkName) before it",
        actual: isBase ? "no such entry" : "no such entry in this layer"))
  }

  private func liesBehindLink(_ places: TarPlaces) -> Bool {
    places.ancestors.contains { record(of: $0).kind == .symlink }
  }

  private var isFull: Bool { names.count >= nameLimit }

  private func record(of place: TarPlace) -> NameRecord { record(of: place.hash) }

  private func record(of hash: UInt64) -> NameRecord {
    proofs.first.map { $0.record(of: hash) } ?? names[hash]
  }

  private mutating func list(_ place: TarPlace, _ header: TarHeader) {
    guard listing != nil || outline != nil, !place.escapes else { return }
    let target = header.isHardLink ? linkPlaces.place(of: header.linkName) : nil
    listing?.take(header, at: place.path, linkedTo: target?.path)
    outline?.take(header, at: place, in: places.ancestors, linkedTo: target?.hash)
  }

  private mutating func noteName(_ place: TarPlace, _ header: TarHeader) {
    guard !place.escapes else { return }
    guard !isFull else {
      namesLeftOut += 1
      return
    }
    if liesBehindLink(places) { hasNamesBehindLinks = true }
    let before = record(of: place)
    let kind: NameRecord.Kind =
      switch header.kind {
      case .directory: .directory
      case .symlink: .symlink
      default: .other
      }
    if before.isNamed, !(kind == .directory && before.kind == .directory) {
      faults.add(
        BlobFault(
          .duplicateName, name: header.name, expected: "each name once", actual: "one more entry"))
    }
    guard proofs.isEmpty, header.kind != .unknown else { return }
    names.update(place.hash) { $0.kind = kind }
  }
}
