import Foundation
import Hashing
import LayerModel

/// The configuration and manifest of an image, as containers/storage keeps them.
///
/// Source: containers/storage `images.go`, `Image`; containers/image `storage/storage_dest.go`,
/// `Commit`; OCI image-spec `config.md`, `manifest.md`.
struct StorageImageData {
  struct Document {
    let text: String
    var digest: Digest { SHA256Hash.digest(of: Array(text.utf8)) }
  }

  let config: Document
  let manifest: Document

  /// `tars` begin with the base.
  init(of tars: [LayerTar.Summary], created: String) {
    let diffIDs = tars.map { "\"\($0.diffID)\"" }.joined(separator: ",")
    let history = tars.map { _ in "{\"created\":\"\(created)\",\"created_by\":\"COPY . /\"}" }
    config = Document(
      text: """
        {"created":"\(created)","architecture":"amd64","os":"linux","config":{"Cmd":["/bin/sh"]},\
        "rootfs":{"type":"layers","diff_ids":[\(diffIDs)]},\
        "history":[\(history.joined(separator: ","))]}
        """)
    let layers = tars.map {
      Self.descriptor("application/vnd.oci.image.layer.v1.tar", $0.diffID, $0.bytes)
    }
    let type = "application/vnd.oci.image.config.v1+json"
    manifest = Document(
      text: """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
        "config":\(Self.descriptor(type, config.digest, config.text.utf8.count)),\
        "layers":[\(layers.joined(separator: ","))]}
        """)
  }

  private static func descriptor(_ type: String, _ digest: Digest, _ size: Int) -> String {
    "{\"mediaType\":\"\(type)\",\"digest\":\"\(digest)\",\"size\":\(size)}"
  }

  /// By key; the manifest is kept twice.
  var documents: [(key: String, document: Document)] {
    [
      ("\(config.digest)", config), ("manifest-\(manifest.digest)", manifest),
      ("manifest", manifest),
    ]
  }

  /// The image's element of `images.json`.
  func record(name: String, top: String, _ created: String) -> String {
    func map(_ value: (Document) -> String) -> String {
      documents.map { "\"\($0.key)\":\(value($0.document))" }.joined(separator: ",")
    }
    let keys = documents.map { "\"\($0.key)\"" }.joined(separator: ",")
    return """
      {"id":"\(config.digest.hex)","digest":"\(manifest.digest)","names":["\(name)"],\
      "layer":"\(top)","big-data-names":[\(keys)],\
      "big-data-sizes":{\(map { String($0.text.utf8.count) })},\
      "big-data-digests":{\(map { "\"\($0.digest)\"" })},"created":"\(created)"}
      """
  }

  /// Source: containers/storage `store.go`, `makeBigDataBaseName`.
  static func file(of key: String) -> String {
    key.contains { !$0.isLetter && !$0.isNumber && $0 != "." }
      ? "=" + Data(key.utf8).base64EncodedString() : key
  }
}
