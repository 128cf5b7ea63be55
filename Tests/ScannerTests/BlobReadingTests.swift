import Foundation
import Hashing
import LayerModel
import TarFixtures
import Testing

@testable import Scanner

/// A store of nothing but blobs, in a directory or as members of an archive.
private final class BlobStore {
  let root = FileManager.default.temporaryDirectory.appending(path: "blobs-\(UUID())")
  var record = StoreRecord(
    location: StoreLocation(kind: .ociLayout, driver: "directory", root: "/"))

  init() throws {
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    record.location = StoreLocation(
      kind: .ociLayout, driver: "directory", root: BytePath(root.path))
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// Adds a layer; `diffID` is that of `tar` unless told otherwise.
  func add(_ bytes: [UInt8], tar: [UInt8]?, change: (inout BlobClaim) -> Void = { _ in }) throws {
    let digest = SHA256Hash.digest(of: bytes)
    var claim = BlobClaim(
      path: BytePath(digest.hex), place: .file, digest: BlobDigest(digest), state: "present")
    claim.size = ByteCount(clamping: bytes.count)
    claim.roles = [.layer]
    if let tar { claim.diffIDs = [SHA256Hash.digest(of: tar)] }
    change(&claim)
    if case .file = claim.place {
      try Data(bytes).write(to: root.appending(path: "\(claim.path)"))
    }
    record.blobs.append(claim)
  }

  func measure(_ level: AuditLevel = .content, workers: Int = 2) -> StoreMeasurements {
    Scanner(workers: workers).scan(record, level: level, progress: ScanProgress())
  }

  /// The verdict and the faults of each blob, in order, then every problem.
  func report(_ level: AuditLevel = .content) -> [String] {
    let found = measure(level)
    return record.blobs.flatMap { claim -> [String] in
      guard let blob = found.blobs[claim.path] else { return ["nothing"] }
      return ["\(blob.verification.rawValue): \(blob.verificationReason ?? "")"]
        + blob.faults.map { fault in
          "\(fault.kind.rawValue) \(fault.name): \(fault.expected ?? "") → \(fault.actual ?? "")"
        }
    } + found.problems.map { "problem \($0.problem.cause) \($0.problem.path.lastComponent)" }
  }
}

private func file(_ name: String, _ content: String, type: String = "0") -> [UInt8] {
  let bytes = Array(content.utf8)
  return TarBuilder(name, type: type, size: bytes.count).block + bytes
    + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
}

private let end = [UInt8](repeating: 0, count: 1_024)

struct BlobReadingTests {
  private static let tar =
    file("a", "hello") + file("b", String(repeating: "x", count: 9_000)) + end
  private static let proven = "verified: its digest and its DiffID were reproduced"

  /// One store for one layer with what its bytes are called after.
  private func report(
    _ bytes: [UInt8], tar: [UInt8]? = Self.tar, change: (inout BlobClaim) -> Void = { _ in }
  ) throws -> [String] {
    let store = try BlobStore()
    try store.add(bytes, tar: tar, change: change)
    return store.report()
  }

  @Test func `sound layers of each form are verified`() throws {
    for bytes in [Self.tar, Compression.gzip(Self.tar), Compression.zstd(Self.tar)] {
      #expect(try report(bytes) == [Self.proven])
      #expect(try report(bytes, tar: nil) == ["verified: its digest was reproduced"])
    }
    let gzip = Compression.gzip(Array(Self.tar[..<700])) + Compression.gzip(Array(Self.tar[700...]))
    #expect(try report(gzip) == [Self.proven])
  }

  @Test func `digests of other algorithms are reproduced`() throws {
    // printf abc | sha512sum, sha384sum
    let digests = [
      "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
      "sha384:cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
        + "8086072ba1e7cc2358baeca134c825a7",
    ]
    for digest in digests {
      #expect(
        try report(Array("abc".utf8), tar: nil) {
          $0.digest = BlobDigest(digest)
          $0.roles = [.config]
        } == ["verified: its digest was reproduced"])
    }
  }

  @Test func `large layers are hashed beside being inflated, with the same result`() throws {
    var random = SystemRandomNumberGenerator()
    let noise = (0..<3_000_000).map { _ in UInt8.random(in: 0...15, using: &random) }
    let tar =
      TarBuilder("noise", size: noise.count).block + noise
      + [UInt8](repeating: 0, count: (512 - noise.count % 512) % 512) + end
    for bytes in [tar, Compression.gzip(tar), Compression.zstd(tar)] {
      #expect(try report(bytes, tar: tar) == [Self.proven])
    }
  }

  /// As zstd:chunked blobs are made.
  @Test func `a large window is read in whichever frame it comes`() throws {
    let (head, rest) = (Array(Self.tar[..<700]), Array(Self.tar[700...]))
    let bytes = Compression.zstd(head) + Compression.zstd(rest, windowLog: 25)
    #expect(try report(bytes) == [Self.proven])
    let larger = try report(Compression.zstd(head) + Compression.zstd(rest, windowLog: 26))
    #expect(larger.first?.hasPrefix("not-read: ") == true)
    #expect(larger.last?.hasPrefix("problem not-entered ") == true)
  }

  @Test func `what is wrong is told of the blob`() throws {
    let gzip = Compression.gzip(Self.tar)
    let other = try #require(BlobDigest("sha256:" + String(repeating: "a", count: 64)))
    #expect(
      try report(gzip) { $0.digest = other } == [
        "damaged: its bytes do not have the digest that it is called by"
      ])
    #expect(
      try report(gzip, tar: [1]) == [
        "damaged: it does not inflate to the DiffID that its images name"
      ])
    #expect(
      try report(gzip) { $0.recordedSize = 5 } == [
        "unverifiable: the database records another length"
      ])
    #expect(
      try report(gzip, tar: nil) { $0.digest = nil } == [
        "unverifiable: nothing records a digest of it"
      ])
    #expect(try report(gzip) { $0.digest = nil } == ["verified: its DiffID was reproduced"])
    #expect(
      try report(gzip) { $0.state = "missing" } == ["not-read: its bytes are not there: missing"])
    let cut = Array(gzip.dropLast(9))
    #expect(
      try report(cut) == [
        "damaged: it cannot be inflated to its end",
        "not-inflatable : the rest of the gzip data → the end after \(cut.count) bytes",
      ])
    #expect(
      try report(gzip + [1, 2, 3]) == [
        Self.proven,
        "trailing-bytes : the end of the gzip data → 3 more bytes from offset \(gzip.count) on",
      ])
    let unread = try report(Array("BZh91AY&SY and so on".utf8))
    #expect(
      unread.prefix(2) == [
        "not-read: it is compressed with bzip2, which is not read",
        "limit-reached : gzip, zstd or a plain tar → bzip2, which is not read",
      ])
    #expect(unread.dropFirst(2).allSatisfy { $0.hasPrefix("problem not-entered ") })
    #expect(unread.count == 3)
    let named = file("BZh9", "a sound tar") + end
    #expect(try report(named, tar: named) == [Self.proven])
  }

  @Test func `what is odd about damaged bytes is told with the damage`() throws {
    let other = try #require(BlobDigest("sha256:" + String(repeating: "a", count: 64)))
    let tar = file("a", "hello")
    #expect(
      try report(tar, tar: tar) { $0.digest = other } == [
        "damaged: its bytes do not have the digest that it is called by; "
          + "no-end: it ends after 1024 bytes"
      ])
  }

  @Test func `an encrypted layer is verified by its digest only`() throws {
    #expect(
      try report([1, 2, 3, 4, 5]) {
        $0.mediaType = "application/vnd.oci.image.layer.v1.tar+gzip+encrypted"
      } == ["verified: its digest was reproduced"])
  }

  /// The faults of a sound blob with this tar.
  private func faults(_ tar: [UInt8], base: Bool = false) throws -> [String] {
    let store = try BlobStore()
    try store.add(Compression.gzip(tar), tar: tar)
    if base {
      var layer = LayerClaim(
        id: LayerID("0"), role: .image, contentPath: "none", contentState: "packed")
      layer.blob = store.record.blobs[0].path
      layer.parentState = "root"
      store.record.layers = [layer]
      #expect(store.measure().layers[LayerID("0")]?.verification == .verified)
    }
    let report = store.report()
    #expect(report.first == Self.proven)
    return Array(report.dropFirst())
  }

  @Test func `what is odd about a tar is told once`() throws {
    let a = file("a", "hello")
    #expect(
      try faults(a) == ["no-end : two blocks of zeros at the end → it ends after 1024 bytes"])
    #expect(
      try faults(a + end + [0, 7]) == [
        "data-after-end : nothing but zeros after the end → other bytes from offset 2049 on"
      ])
    #expect(try faults(a + end + end + end) == [])
    #expect(
      try faults(
        a + file("./a", "2") + TarBuilder("d/", type: "5").block
          + TarBuilder("d", type: "5").block + end)
        == ["duplicate-name ./a: each name once → one more entry"])
    #expect(
      try faults(file("../../x", "x") + file("/y", "y") + TarBuilder("/", type: "5").block + end)
        == [
          "escaping-name ../../x: a name below the layer's root → a name that leads out of it",
          "absolute-name /y: a name below the layer's root → an absolute name",
        ])
    #expect(
      try faults(TarBuilder("v", type: "V").block + file("g", "", type: "g") + end) == [
        "unknown-type v: a type that engines unpack → type 86"
      ])
    #expect(
      try faults(TarBuilder("s", type: "S").block + end) == [
        "old-sparse s: a plain file or a PAX sparse file → an old GNU sparse file"
      ])
  }

  @Test func `a link to nothing is told, unless its target may lie behind another link`() throws {
    var link = TarBuilder("link", type: "1")
    link.linkName = "target"
    #expect(
      try faults(link.block + file("target", "t") + end) == [
        "link-to-missing link: target before it → no such entry in this layer"
      ])
    #expect(
      try faults(link.block + file("target", "t") + end, base: true) == [
        "link-to-missing link: target before it → no such entry"
      ])
    #expect(try faults(file("target", "t") + link.block + end, base: true) == [])
    var symlink = TarBuilder("lib", type: "2")
    symlink.linkName = "usr"
    link.linkName = "usr/target"
    #expect(try faults(symlink.block + file("lib/target", "t") + link.block + end) == [])
    link.linkName = "lib/target"
    #expect(try faults(symlink.block + link.block + end) == [])
  }

  @Test func `a blob that is no tar is told so, and its DiffID stands`() throws {
    #expect(
      try faults(Array(String(repeating: "no tar ", count: 200).utf8)) == [
        "not-tar : a tar header with its checksum → something else at offset 0 of the tar"
      ])
    #expect(
      try faults(Array(Self.tar[..<2_000])) == [
        "not-tar : the rest of a file → something else at offset 2000 of the tar"
      ])
  }

  @Test func `faults are bounded and the rest is counted`() throws {
    let tar = (0..<200).flatMap { _ in file("a", "") } + end
    let store = try BlobStore()
    try store.add(Compression.gzip(tar), tar: tar)
    let found = try #require(store.measure().blobs[store.record.blobs[0].path])
    #expect(found.faults.count == 50)
    #expect(found.faultsLeftOut == 149)
    #expect(found.tarEntries == 200)
  }

  @Test func `less than level content reads no blob`() throws {
    let store = try BlobStore()
    try store.add(Self.tar, tar: Self.tar)
    #expect(store.report(.sizes) == ["not-read: level sizes does not read content"])
    #expect(store.report(.metadata) == ["not-read: level metadata does not read content"])
    #expect(store.measure(.sizes).bytesRead == 0)
  }

  @Test func `a blob that went away meanwhile is not read, and to be looked for again`() throws {
    let store = try BlobStore()
    try store.add(Self.tar, tar: Self.tar)
    try FileManager.default.removeItem(
      at: store.root.appending(path: "\(store.record.blobs[0].path)"))
    let reason = "not-read: not read: it kept changing while it was read"
    let path = store.record.blobs[0].path
    #expect(store.report() == [reason, "problem changed-while-reading \(path.lastComponent)"])
  }

  @Test func `bombs beyond what all may give are unread, and looked for again`() throws {
    let store = try BlobStore()
    let zeros = [UInt8](repeating: 0, count: 1_000_000)
    try store.add(Compression.gzip(zeros), tar: zeros)
    try store.add(Compression.gzip(Self.tar), tar: Self.tar)
    var scanner = Scanner(workers: 2)
    scanner.inflationRoom = SharedRoom(1_000)
    let found = scanner.scan(store.record, level: .content, progress: ScanProgress())
    let paths = store.record.blobs.map(\.path)
    #expect(found.blobs[paths[0]]?.faults.map(\.kind) == [.limitReached])
    #expect(found.problems.map(\.problem.path) == [paths[0]])
    #expect(found.problems.map(\.problem.cause) == ["not-entered"])
    #expect(found.blobs[paths[1]]?.verification == .verified)
  }

  @Test func `links and fifos in the place of a blob are not opened`() throws {
    let store = try BlobStore()
    for (name, make) in [
      ("link", { symlink("/etc/passwd", $0) }), ("fifo", { mkfifo($0, 0o600) }),
    ] as [(String, (String) -> Int32)] {
      try store.add([1, 2, 3], tar: nil) { $0.path = BytePath(name) }
      let path = store.root.appending(path: name).path
      try FileManager.default.removeItem(atPath: path)
      #expect(make(path) == 0)
    }
    #expect(
      store.report() == [
        "not-read: not read: it is a symbolic link, a regular file is due here",
        "not-read: not read: it is a fifo, a regular file is due here",
        "problem wrong-kind fifo", "problem wrong-kind link",
      ])
  }

  @Test(arguments: ["none", "gzip", "zstd"])
  func `members of an archive are read where they lie`(form: String) throws {
    let store = try BlobStore()
    let layers = [
      Compression.gzip(Self.tar), Self.tar, Compression.zstd(Self.tar), [],
      Compression.gzip(Self.tar).dropLast(1) + [9],
    ]
    var archive: [UInt8] = []
    for (number, layer) in layers.enumerated() {
      archive += TarBuilder("layer-\(number)", size: layer.count).block
      try store.add(layer, tar: layer.isEmpty ? nil : Self.tar) {
        $0.path = BytePath("layer-\(number)")
        $0.place = .member(offset: Int64(archive.count), length: Int64(layer.count))
        if layer.isEmpty { $0.roles = [.config] }
      }
      archive += layer + [UInt8](repeating: 0, count: (512 - layer.count % 512) % 512)
    }
    archive += end
    let path = store.root.appending(path: "archive")
    let bytes =
      form == "none"
      ? archive : form == "gzip" ? Compression.gzip(archive) : Compression.zstd(archive)
    try Data(bytes).write(to: path)
    store.record.location = StoreLocation(
      kind: .dockerArchive, driver: "tar", root: BytePath(path.path))
    #expect(
      store.report().prefix(5) == [
        Self.proven, Self.proven, Self.proven, "verified: its digest was reproduced",
        "damaged: it cannot be inflated to its end",
      ])
    #expect(
      store.measure().bytesRead
        == ByteCount(
          clamping: form == "none"
            ? layers.reduce(0) { $0 + $1.count } : bytes.count))
    try Data(bytes.dropLast(bytes.count / 2)).write(to: path)
    _ = store.report()
    try FileManager.default.removeItem(at: path)
    #expect(store.report().suffix(1) == ["problem changed-while-reading archive"])
  }

  @Test func `a blob that claims to be without end is not read`() throws {
    let store = try BlobStore()
    try store.add(Self.tar, tar: Self.tar)
    let path = store.root.appending(path: "\(store.record.blobs[0].path)").path
    // Not every file system has files of any length.
    if truncate(path, Int.max) != 0 { #expect(truncate(path, 1 << 40) == 0) }
    let report = store.report()
    #expect(report.count == 2)
    #expect(report.first?.hasPrefix("not-read: ") == true)
    #expect(report.last?.hasPrefix("problem too-large ") == true)
  }

  @Test func `any byte of a blob may be flipped or cut off`() throws {
    for bytes in [Compression.gzip(Self.tar), Compression.zstd(Self.tar), Self.tar] {
      let store = try BlobStore()
      for offset in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 300)) {
        var damaged = bytes
        damaged[offset] ^= 1 << UInt8(offset % 8)
        try store.add(damaged, tar: Self.tar)
        try store.add(Array(bytes[..<offset]), tar: Self.tar)
      }
      let found = store.measure()
      #expect(found.blobs.count == Set(store.record.blobs.map(\.path)).count)
      // The headers of gzip and zstd have fields that say nothing of the content.
      let verified = found.blobs.values.filter { $0.verification == .verified }
      #expect(verified.count < found.blobs.count / 4)
      #expect(verified.allSatisfy { $0.diffID == SHA256Hash.digest(of: Self.tar) })
      #expect(found.problems == [])
    }
  }

  @Test func `a scan that is stopped leaves blobs unread, and says so`() throws {
    let store = try BlobStore()
    try store.add(Self.tar, tar: Self.tar)
    let progress = ScanProgress()
    progress.stop()
    let found = Scanner(workers: 2).scan(store.record, level: .content, progress: progress)
    #expect(found.blobs.values.map(\.verification) == [.notRead])
    #expect(found.problems.count == 1)
  }
}
