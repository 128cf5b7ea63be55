internal import Hashing
internal import LayerModel

/// Two layers as Docker 1.8.3 pulls them: directories called by the digest of their JSON.
extension GraphFixture {
  package static let pulledBase = digest(of: pulledJSON(parent: nil))
  package static let pulledTop = digest(of: pulledJSON(parent: pulledBase))
  /// What `layer_id` of both says.
  package static let blob = "sha256:" + String(repeating: "6f", count: 32)

  package static func digest(of text: String) -> String {
    SHA256Hash.digest(of: Array(text.utf8)).hex
  }

  /// Keys in order, no newline: the very bytes that the directory is called for.
  package static func pulledJSON(parent: String?) -> String {
    let parent = parent.map { ",\"parent_id\":\"sha256:\($0)\"" } ?? ""
    return #"{"created":"2015-07-01T10:00:00Z","layer_id":"\#(blob)"\#(parent)}"#
  }

  /// Adds the two layers to the store, the upper one tagged by nothing.
  package func addPulledImage() throws {
    try writePulled(Self.pulledBase, parent: nil)
    try writePulled(Self.pulledTop, parent: Self.pulledBase)
  }

  private func writePulled(_ id: String, parent: String?) throws {
    try write("graph/\(id)/json", Self.pulledJSON(parent: parent))
    try write("graph/\(id)/layersize", "0")
    try write("graph/\(id)/checksum", Self.blob)
    try write("graph/\(id)/v1Compatibility", "{}")
    try write("graph/\(id)/tar-data.json.gz", "not read by these tests")
    try addLayer(id, below: parent.map { [$0] } ?? [])
  }
}
