import Foundation
import Glibc
import Hashing
import LayerModel
import Scanner
import TarFixtures

/// A chain of layers, each with its tar-split and the directory that unpacking made of it.
final class LayerFixture {
  let root: URL
  let shape: ContentPlan.Shape
  private var claims: [LayerClaim] = []
  private var contents: [[TarEntry]] = []
  private let owners: OwnerMapping?
  /// How layers are kept as blobs beside their directories; `nil` for tar-splits.
  private let compression: (([UInt8]) -> [UInt8])?
  private(set) var blobs: [BlobClaim] = []

  init(
    _ shape: ContentPlan.Shape, owners: OwnerMapping? = nil,
    blobs compression: (([UInt8]) -> [UInt8])? = nil
  ) throws {
    self.shape = shape
    self.owners = owners
    self.compression = compression
    root = FileManager.default.temporaryDirectory.appending(path: "layers-\(UUID())")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// Writes a layer on top of those before.
  ///
  /// `build` may write the tar-split of entries in its own way.
  func add(
    _ entries: [TarEntry], recordsDiffID: Bool = true,
    build: (TarEntry, inout TarSplitBuilder) -> Void = { entry, builder in
      builder.add(
        name: Array(entry.name.utf8), header: entry.header, content: Array(entry.content.utf8))
    }
  ) throws {
    let number = claims.count
    var builder = TarSplitBuilder()
    for entry in entries { build(entry, &builder) }
    let tarSplit = builder.finished()
    try Data(tarSplit).write(to: root.appending(path: "tar-split-\(number)"))
    try unpack(entries, number: number)
    var claim = LayerClaim(
      id: LayerID("\(number)"), role: .image, contentPath: BytePath("\(number)"),
      contentState: "directory")
    claim.parentState = number == 0 ? "root" : "present"
    claim.parent = claims.last?.id
    if recordsDiffID { claim.recordedDiffID = SHA256Hash.digest(of: builder.tar) }
    claim.content = ContentPlan(
      root: BytePath("\(number)"), shape: shape, tarSplit: BytePath("tar-split-\(number)"),
      inheritedTarSplits: shape == .wholeTree
        ? (0..<number).map { BytePath("tar-split-\($0)") } : nil,
      owners: owners)
    if let compression { try addBlob(compression(builder.tar), to: &claim) }
    claims.append(claim)
    contents.append(entries)
  }

  private func addBlob(_ bytes: [UInt8], to claim: inout LayerClaim) throws {
    let digest = SHA256Hash.digest(of: bytes)
    let path = BytePath(digest.hex)
    try Data(bytes).write(to: root.appending(path: digest.hex))
    claim.blob = path
    claim.content?.tarSplit = path
    claim.content?.tarForm = .blob
    if shape == .wholeTree {
      claim.content?.inheritedTarSplits = claims.isEmpty ? [] : nil
      claim.content?.parentRoot = claims.last?.content?.root
    }
    var blob = BlobClaim(path: path, place: .file, digest: BlobDigest(digest), state: "present")
    blob.roles = [.layer]
    blob.size = ByteCount(clamping: bytes.count)
    blob.diffIDs = claim.recordedDiffID.map { [$0] } ?? []
    blobs.append(blob)
  }

  /// Adds one more directory that the last layer was unpacked to.
  func addTwin() throws {
    guard var claim = claims.last, let entries = contents.last else { return }
    let number = claims.count
    try unpack(entries, number: number)
    claim.id = LayerID("\(number)")
    claim.content?.root = BytePath("\(number)")
    claims.append(claim)
    contents.append(entries)
  }

  func changeBlob(_ number: Int = 0, _ body: (inout BlobClaim) -> Void) { body(&blobs[number]) }

  /// Writes other bytes into a blob's file.
  func damageBlob(_ number: Int = 0, _ body: (inout Data) -> Void) throws {
    let file = root.appending(path: "\(blobs[number].path)")
    var bytes = try Data(contentsOf: file)
    body(&bytes)
    try bytes.write(to: file)
  }

  private func unpack(_ entries: [TarEntry], number: Int) throws {
    let directory = root.appending(path: "\(number)")
    if shape == .wholeTree, number > 0 {
      let copy = Process()
      copy.executableURL = URL(filePath: "/bin/cp")
      copy.arguments = ["-a", root.appending(path: "\(number - 1)").path, directory.path]
      try copy.run()
      copy.waitUntilExit()
    } else {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }
    let shift = Int(owners?.user(0) ?? 0)
    for entry in entries where !entry.name.split(separator: "/").contains("..") {
      try entry.isWhiteout && shape != .ownEntriesWithWhiteoutFiles
        ? hide(entry, in: directory, own: entries) : entry.unpack(in: directory, ownerShift: shift)
    }
    for entry in entries where entry.type == "5" {
      try Disk.setTime(entry.time, directory.appending(path: entry.name).path)
    }
  }

  private func hide(_ entry: TarEntry, in directory: URL, own: [TarEntry]) throws {
    let mark = directory.appending(path: entry.name)
    let parent = mark.deletingLastPathComponent()
    let hidden = parent.appending(path: String(mark.lastPathComponent.dropFirst(4)))
    let isOpaque = mark.lastPathComponent == ".wh..wh..opq"
    if shape == .wholeTree {
      guard isOpaque else { return try FileManager.default.removeItem(at: hidden) }
      for name in try FileManager.default.contentsOfDirectory(atPath: parent.path) {
        try FileManager.default.removeItem(at: parent.appending(path: name))
      }
    } else if isOpaque {
      try Disk.setAttribute("trusted.overlay.opaque", "y", parent.path)
    } else {
      try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
      try Disk.makeDevice(hidden.path, 0, 0)
    }
  }

  /// The number of the layer that was added last.
  var top: Int { claims.count - 1 }

  func path(_ name: String, layer: Int = 0) -> String {
    root.appending(path: "\(layer)").appending(path: name).path
  }

  func change(_ layer: Int = 0, _ body: (inout LayerClaim) -> Void) { body(&claims[layer]) }

  func measure(
    _ level: AuditLevel = .content, workers: Int = 2, processors: Int = 2,
    seesTrustedAttributes: Bool = true
  ) -> StoreMeasurements {
    var record = StoreRecord(
      location: StoreLocation(
        kind: .dockerLayerDB, driver: "test", root: BytePath(root.path)))
    record.layers = claims
    record.blobs = blobs
    return Scanner(
      workers: workers, processors: processors, seesTrustedAttributes: seesTrustedAttributes
    ).scan(record, level: level, progress: ScanProgress())
  }

  /// The verdict and every fault of a layer, then every problem of the store.
  func report(layer: Int = 0, seesTrustedAttributes: Bool = true) -> [String] {
    let found = measure(seesTrustedAttributes: seesTrustedAttributes)
    let measured = found.layers[LayerID("\(layer)")]
    let verdict =
      "\(measured?.verification.rawValue ?? "none"): \(measured?.verificationReason ?? "")"
    return [verdict] + (measured?.entries ?? []).map(Self.line)
      + found.problems.map { "problem \($0.problem.cause) \($0.problem.path)" }
  }

  private static func line(_ fault: EntryFault) -> String {
    let flags = fault.flags.map { " " + $0 } ?? ""
    return "\(fault.kind.rawValue) \(fault.path): \(fault.expected ?? "") → \(fault.actual ?? "")"
      + flags
  }
}
