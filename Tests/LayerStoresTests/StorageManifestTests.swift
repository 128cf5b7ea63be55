import LayerModel
import Testing

@testable import LayerStores

/// Whether a manifest shows that its image was pulled, and not made or loaded here.
@Suite struct StorageManifestTests {
  private static let plain = "sha256:" + String(repeating: "a", count: 64)
  private static let packed = "sha256:" + String(repeating: "b", count: 64)
  private static let docker = "application/vnd.docker.image.rootfs.diff.tar.gzip"
  private static let oci = "application/vnd.oci.image.layer.v1.tar"

  private func isFetched(_ text: String, diffIDs: [String] = [plain]) throws -> Bool {
    let manifest = try #require(StorageManifest(Array(text.utf8), at: "manifest"))
    return manifest.isFetched(unpackingTo: diffIDs.compactMap { Digest(prefixed: $0) })
  }

  private func manifest(_ type: String, _ digest: String) -> String {
    """
    {"schemaVersion":2,"config":{"digest":"\(Self.packed)"},
     "layers":[{"mediaType":"\(type)","size":1,"digest":"\(digest)"}]}
    """
  }

  @Test func `an image with packed layers was pulled`() throws {
    #expect(try isFetched(manifest(Self.docker, Self.packed)))
    #expect(try isFetched(manifest(Self.oci + "+gzip", Self.packed)))
    #expect(try isFetched(manifest(Self.oci + "+zstd", Self.packed)))
  }

  @Test func `an image of the first schema was pulled`() throws {
    #expect(try isFetched(#"{"schemaVersion":1,"fsLayers":[]}"#, diffIDs: []))
  }

  @Test func `an image that was committed or built was not`() throws {
    #expect(try !isFetched(manifest(Self.oci, Self.plain)))
  }

  @Test func `an image from an archive of Docker's was not, though its layers are called packed`()
    throws
  {
    #expect(try !isFetched(manifest(Self.docker, Self.plain)))
  }

  @Test func `an index, and an image whose layers are not known, was not for all that is known`()
    throws
  {
    #expect(try !isFetched(#"{"schemaVersion":2,"manifests":[]}"#, diffIDs: []))
    #expect(try !isFetched(manifest(Self.docker, Self.packed), diffIDs: []))
  }

  @Test(arguments: [
    ("oci.image.config.v1+json", plain, ManifestForm.oci),
    ("oci.image.config.v1+json", packed, .ociPacked),
    ("docker.container.image.v1+json", plain, .docker),
    ("docker.container.image.v1+json", packed, nil), ("custom", plain, nil),
  ])
  func `its form is told by its configuration and whether its layers are packed`(
    type: String, layer: String, form: ManifestForm?
  ) throws {
    let text = """
      {"schemaVersion":2,
       "config":{"mediaType":"application/vnd.\(type)","digest":"\(Self.packed)"},
       "layers":[{"size":1,"digest":"\(layer)"}]}
      """
    let manifest = try #require(StorageManifest(Array(text.utf8), at: "manifest"))
    #expect(manifest.form(unpackingTo: [Digest(prefixed: Self.plain)].compactMap(\.self)) == form)
  }
}
