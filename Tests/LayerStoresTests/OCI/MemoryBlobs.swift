import Hashing
import LayerModel

@testable import LayerStores

/// Blobs without a store, and documents that name them.
final class MemoryBlobs: OCIBlobSource {
  private(set) var blobs: [BlobDigest: [UInt8]] = [:]
  var states: [BlobDigest: String] = [:]
  var roots: [OCIWalk.Root] = []

  static let index = "application/vnd.oci.image.index.v1+json"
  static let manifest = "application/vnd.oci.image.manifest.v1+json"
  static let config = "application/vnd.oci.image.config.v1+json"
  static let layer = "application/vnd.oci.image.layer.v1.tar"

  func status(of digest: BlobDigest) -> OCIBlobStatus {
    let path = BytePath("blobs/\(digest.algorithm.rawValue)/\(digest.hex)")
    let state = states[digest] ?? (blobs[digest] == nil ? "missing" : "present")
    return OCIBlobStatus(
      path: path, state: state, size: blobs[digest].map { ByteCount(clamping: $0.count) })
  }

  func bytes(of digest: BlobDigest, limit: ByteCount) throws(ReadProblem) -> [UInt8] {
    guard let bytes = blobs[digest] else { throw .missing(status(of: digest).path) }
    return bytes
  }

  /// Keeps a blob, and gives a descriptor of it as JSON.
  @discardableResult
  func add(
    _ text: String, _ mediaType: String, called digest: BlobDigest? = nil, _ more: String = ""
  ) -> String {
    let bytes = Array(text.utf8)
    let digest = digest ?? BlobDigest(SHA256Hash.digest(of: bytes))
    blobs[digest] = bytes
    return Self.descriptor(digest.description, mediaType, size: bytes.count, more)
  }

  func remove(_ descriptor: String) { digest(of: descriptor).map { blobs[$0] = nil } }

  func digest(of descriptor: String) -> BlobDigest? {
    descriptor.split(separator: "\"").lazy.compactMap { BlobDigest(String($0)) }.first
  }

  static func descriptor(
    _ digest: String, _ mediaType: String, size: Int, _ more: String = ""
  ) -> String {
    #"{"mediaType":"\#(mediaType)","digest":"\#(digest)","size":\#(size)\#(more)}"#
  }

  /// An image of layers that hold the given texts, not compressed.
  func image(
    _ layers: [String], diffIDs: [String]? = nil, architecture: String = "amd64",
    history: Int? = nil, _ more: String = ""
  ) -> String {
    let ids = diffIDs ?? layers.map { "\(SHA256Hash.digest(of: Array($0.utf8)))" }
    let steps = (0..<(history ?? ids.count)).map { #"{"created_by":"step \#($0)"}"# }
    let config = add(
      """
      {"architecture":"\(architecture)","os":"linux","rootfs":{"type":"layers",\
      "diff_ids":[\(ids.map { "\"\($0)\"" }.joined(separator: ","))]},\
      "history":[\(steps.joined(separator: ","))]}
      """, Self.config)
    let list = layers.map { add($0, Self.layer) }.joined(separator: ",")
    return add(#"{"schemaVersion":2,"config":\#(config),"layers":[\#(list)]}"#, Self.manifest, more)
  }

  func index(_ manifests: [String], _ more: String = "") -> String {
    add(
      #"{"schemaVersion":2,"manifests":[\#(manifests.joined(separator: ","))]}"#, Self.index, more)
  }

  func add(
    _ text: String, _ mediaType: String, _ more: String
  ) -> String { add(text, mediaType, called: nil, more) }

  /// Walks from an index that lists the descriptors.
  func walk(
    _ descriptors: [String], names: [String] = [], limits: OCIWalk.Limits = .init()
  ) throws -> OCIWalk {
    let document = try OCIDocument(
      Array(#"{"manifests":[\#(descriptors.joined(separator: ","))]}"#.utf8), at: "index.json")
    var walk = OCIWalk(limits: limits)
    _ = walk.follow(
      document.manifests.enumerated().map {
        OCIWalk.Root(
          descriptor: $1, path: "index.json", record: "manifests[\($0)]", names: names)
      }, in: self)
    walk.finish()
    return walk
  }
}
