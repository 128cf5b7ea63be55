import Hashing
import LayerModel
import Testing

@testable import LayerStores

/// What is found from the descriptors at the root of a store of blobs.
struct OCIWalkTests {
  private static func rows(_ walk: OCIWalk) -> [String] {
    walk.descriptors.map { "\($0.kind.rawValue) \($0.record) \($0.state)" }
  }

  private static func oddities(_ walk: OCIWalk) -> [String] {
    walk.oddities.map {
      "\($0.kind) \($0.expected ?? "-") \($0.actual ?? "-")"
    }.sorted()
  }

  @Test func `an image has its layers, its chain and what made them`() throws {
    let blobs = MemoryBlobs()
    let walk = try blobs.walk([blobs.image(["one", "two"])], names: ["app:1"])
    #expect(
      Self.rows(walk) == [
        "target manifests[0] present", "config config present", "layer layers[0] present",
        "layer layers[1] present",
      ])
    #expect(walk.oddities == [] && walk.problems == [] && walk.isWhole)
    let image = try #require(walk.images.values.first)
    #expect(image.claim.names == ["app:1"] && image.claim.isComplete)
    #expect(image.claim.history.map(\.createdBy) == ["step 1", "step 0"])
    let base = SHA256Hash.digest(of: Array("one".utf8))
    let top = ChainID.of(parent: base, diff: SHA256Hash.digest(of: Array("two".utf8)))
    #expect(image.claim.layers.map(\.description) == [top.hex, base.hex])
    #expect(image.claim.history.map(\.layer) == image.claim.layers)
    let layer = try #require(walk.layers[LayerID(top.hex)])
    #expect(layer.parent == LayerID(base.hex) && layer.depth == 1)
    #expect(layer.blob == image.steps.last.map { blobs.status(of: $0.blob).path })
    for step in image.steps {
      let need = try #require(walk.needs[step.blob])
      #expect(need.diffIDs == [step.diffID] && need.roles == [.layer])
      #expect(need.images == [image.claim.id])
    }
  }

  @Test func `names of images and layers begin with their namespace`() throws {
    let blobs = MemoryBlobs()
    let image = blobs.image(["one"])
    let document = try OCIDocument(Array(#"{"manifests":[\#(image)]}"#.utf8), at: "index.json")
    var walk = OCIWalk(imagePrefix: "ns/", layerPrefix: "ns/sha256:")
    let reached = walk.follow(
      [.init(descriptor: document.manifests[0], path: "meta.db", record: "ns/images/app")],
      in: blobs)
    #expect(reached.map(\.state) == ["present"])
    #expect(reached[0].images.allSatisfy { $0.name.hasPrefix("ns/") })
    #expect(walk.layers.keys.allSatisfy { $0.name.hasPrefix("ns/sha256:") })
  }

  @Test func `other platforms and subjects need not be here, the only one must`() throws {
    let blobs = MemoryBlobs()
    let arm = #","platform":{"os":"linux","architecture":"arm64"}"#
    let gone = blobs.image(["arm"], architecture: "arm64", arm)
    let here = blobs.image(["amd"])
    blobs.remove(gone)
    let both = blobs.index([here, gone], #","annotations":{"x":"y"}"#)
    let only = blobs.index([gone])
    let walk = try blobs.walk([both, only])
    #expect(
      Self.rows(walk) == [
        "target manifests[0] present", "manifest manifests[0] present", "config config present",
        "layer layers[0] present", "manifest manifests[1] not-fetched",
        "target manifests[1] present", "manifest manifests[0] missing",
      ])
    #expect(!walk.isWhole)
    // The one that must be here is an image, too, for whoever names it to be told.
    #expect(walk.images.values.map(\.claim.isComplete).sorted { $0 && !$1 } == [true, false])
  }

  @Test(arguments: ["missing", "malformed", "circular"])
  func `whoever names what cannot be followed is told`(fault: String) throws {
    let blobs = MemoryBlobs()
    let document = fault == "malformed" ? blobs.add("{", MemoryBlobs.manifest) : blobs.image(["a"])
    if fault == "missing" { blobs.remove(document) }
    let index = blobs.index([document])
    let descriptor = try OCIDocument(
      [UInt8](#"{"schemaVersion":2,"manifests":[\#(index)]}"#.utf8), at: "index.json"
    ).manifests[0]
    var walk = OCIWalk()
    if fault == "circular" { walk.active = [try #require(blobs.digest(of: document))] }
    _ = walk.follow(
      [.init(descriptor: descriptor, path: "index.json", record: "manifests[0]", names: ["app:1"])],
      in: blobs)
    walk.finish()
    for text in [document, index] {
      let digest = try #require(blobs.digest(of: text))
      let images = try #require(walk.needs[digest]?.images)
      #expect(images.map { walk.images[$0]?.claim.names } == [["app:1"]])
    }
  }

  @Test func `attestations are no images but belong to one`() throws {
    let blobs = MemoryBlobs()
    let image = blobs.image(["one"])
    let digest = try #require(blobs.digest(of: image))
    let statement = blobs.add("{}", "application/vnd.in-toto+json")
    let config = blobs.add(
      #"{"rootfs":{"type":"layers","diff_ids":["sha256:\#(String(repeating: "a", count: 64))"]}}"#,
      MemoryBlobs.config)
    let attestation = blobs.add(
      #"{"config":\#(config),"layers":[\#(statement)]}"#, MemoryBlobs.manifest,
      """
      ,"platform":{"os":"unknown","architecture":"unknown"},"annotations":\
      {"vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":"\(digest)"}
      """)
    let walk = try blobs.walk([blobs.index([image, attestation])])
    #expect(walk.images.keys.map(\.description) == [digest.hex])
    #expect(walk.oddities == [] && walk.isWhole)
    let digestOfStatement = try #require(blobs.digest(of: statement))
    let need = try #require(walk.needs[digestOfStatement])
    #expect(need.roles == [.artifact] && need.images.map(\.description) == [digest.hex])
  }

  @Test func `a layer that is kept elsewhere need not be here`() throws {
    let blobs = MemoryBlobs()
    let config = blobs.add(
      #"{"rootfs":{"type":"layers","diff_ids":["sha256:\#(String(repeating: "a", count: 64))"]}}"#,
      MemoryBlobs.config)
    let foreign = MemoryBlobs.descriptor(
      "sha256:" + String(repeating: "b", count: 64),
      "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", size: 9)
    let walk = try blobs.walk([
      blobs.add(#"{"config":\#(config),"layers":[\#(foreign)]}"#, MemoryBlobs.manifest, "")
    ])
    #expect(Self.rows(walk).last == "layer layers[0] not-fetched")
    #expect(walk.images.values.filter(\.claim.isComplete).count == 1)
  }

  @Test func `artifacts have blobs of their own, and may carry them`() throws {
    let blobs = MemoryBlobs()
    let config = MemoryBlobs.descriptor(
      "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
      "application/vnd.oci.empty.v1+json", size: 2, #","data":"e30=""#)
    let text = blobs.add("bill of materials", "text/plain")
    let subject = MemoryBlobs.descriptor(
      "sha256:" + String(repeating: "c", count: 64), MemoryBlobs.manifest, size: 1)
    let walk = try blobs.walk([
      blobs.add(
        #"{"artifactType":"x","config":\#(config),"layers":[\#(text)],"subject":\#(subject)}"#,
        MemoryBlobs.manifest, "")
    ])
    #expect(
      walk.descriptors.map { "\($0.kind.rawValue) \($0.state) \($0.embeddedState ?? "-")" } == [
        "target present -", "config not-fetched match", "layer present -", "subject not-fetched -",
      ])
    #expect(walk.isWhole && walk.layers.isEmpty)
    let digest = try #require(blobs.digest(of: text))
    #expect(walk.needs[digest]?.roles == [.artifact])
  }

  @Test(arguments: [
    (#""data":"e30h""#, "differs"), (#""data":"e3""#, "malformed"), (#""data":"e30=""#, "match"),
  ]) func `what a descriptor carries is held against its digest`(
    field: String, state: String
  ) throws {
    let json =
      #"{"manifests":[{"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2,\#(field)}]}"#
    let document = try OCIDocument(Array(json.utf8), at: "index.json")
    #expect(document.manifests[0].embeddedState == state)
  }

  @Test func `layers and DiffIDs are counted, and paired only when they are as many`() throws {
    let blobs = MemoryBlobs()
    let one = "\(SHA256Hash.digest(of: Array("one".utf8)))"
    let walk = try blobs.walk([
      blobs.image(["one", "two"], diffIDs: [one]),
      blobs.image(["one"], diffIDs: [one, one], history: 1),
    ])
    #expect(
      Self.oddities(walk) == [
        "layer-count-differs 1 layer 2 DiffIDs", "layer-count-differs 2 layers 1 DiffID",
      ])
    #expect(walk.layers.isEmpty && walk.images.values.allSatisfy { !$0.claim.isComplete })
    #expect(
      walk.images.values.map(\.claim.historyState).sorted { $0 ?? "" < $1 ?? "" } == [
        "ok", "too-few",
      ])
  }

  @Test func `a platform is held against the configuration`() throws {
    let blobs = MemoryBlobs()
    let walk = try blobs.walk([
      blobs.image(["a"], #","platform":{"os":"linux","architecture":"arm64","variant":"v8"}"#),
      blobs.image(["b"], #","platform":{"os":"linux","architecture":"amd64","variant":"v2"}"#),
    ])
    #expect(Self.oddities(walk) == ["platform-differs linux/arm64/v8 linux/amd64"])
  }

  @Test func `an edited document accuses nobody but itself`() throws {
    let blobs = MemoryBlobs()
    let image = blobs.image(["one"])
    let digest = try #require(blobs.digest(of: image))
    let text = String(decoding: try #require(blobs.blobs[digest]), as: UTF8.self)
    blobs.add(text.replacing("sha256:", with: "sha256:0"), MemoryBlobs.manifest, called: digest)
    let walk = try blobs.walk([image])
    #expect(Self.rows(walk) == ["target manifests[0] present"])
    #expect(Self.oddities(walk) == ["document-digest-differs \(digest) -"])
    #expect(!walk.isWhole && walk.problems == [])
  }

  @Test func `an edited configuration tells no DiffIDs`() throws {
    let blobs = MemoryBlobs()
    let image = blobs.image(["one"])
    let config = try #require(
      blobs.blobs.keys.first {
        String(decoding: blobs.blobs[$0] ?? [], as: UTF8.self).contains("rootfs")
      })
    let text = String(decoding: try #require(blobs.blobs[config]), as: UTF8.self)
    blobs.add(text.replacing("linux", with: "lunix"), MemoryBlobs.config, called: config)
    let walk = try blobs.walk([image])
    #expect(walk.needs.values.filter { !$0.diffIDs.isEmpty }.isEmpty)
    #expect(walk.images.values.first?.claim.configState == "digest-mismatch")
    #expect(Self.oddities(walk) == ["document-digest-differs \(config) -"])
  }

  @Test func `indexes in a circle and too deep ones end`() throws {
    let blobs = MemoryBlobs()
    let digest = try #require(BlobDigest("sha256:" + String(repeating: "d", count: 64)))
    let itself = MemoryBlobs.descriptor(digest.description, MemoryBlobs.index, size: 1)
    let circle = blobs.add(#"{"manifests":[\#(itself)]}"#, MemoryBlobs.index, called: digest)
    var deep = blobs.image(["one"])
    for _ in 0..<20 { deep = blobs.index([deep]) }
    let walk = try blobs.walk([circle, deep])
    #expect(
      Self.oddities(walk).map { $0.split(separator: " ")[0] } == [
        "document-digest-differs", "index-circular", "index-too-deep",
      ])
    #expect(!walk.isWhole)
  }

  @Test func `indexes that name the same twice cost nothing more`() throws {
    let blobs = MemoryBlobs()
    var wide = blobs.image(["one"])
    for _ in 0..<15 { wide = blobs.index([wide, wide, wide]) }
    let walk = try blobs.walk([wide, wide], names: ["a", "a"])
    #expect(walk.images.count == 1 && walk.descriptors.count == 2 + 15 * 3 + 2)
    #expect(walk.images.values.first?.claim.names == ["a"])
  }

  @Test func `digests that are none, and other algorithms`() throws {
    let blobs = MemoryBlobs()
    let upper = MemoryBlobs.descriptor(
      "sha256:" + String(repeating: "A", count: 64), MemoryBlobs.manifest, size: 1)
    let text = #"{"config":{"mediaType":"x","digest":"","size":0},"layers":[]}"#
    let hash = BlobHash(.sha512)
    hash.update(Array(text.utf8))
    let long = hash.finish()
    let other = blobs.add(text, MemoryBlobs.manifest, called: long)
    let walk = try blobs.walk([upper, other])
    #expect(
      Self.rows(walk) == [
        "target manifests[0] malformed", "target manifests[1] present", "config config malformed",
      ])
    #expect(walk.images.keys.map(\.description) == [long.hex])
  }

  @Test func `a type that says otherwise is told`() throws {
    let blobs = MemoryBlobs()
    let image = blobs.image(["one"])
    let index = blobs.index([image])
    let walk = try blobs.walk([
      image.replacing(MemoryBlobs.manifest, with: MemoryBlobs.index),
      index.replacing(MemoryBlobs.index, with: MemoryBlobs.manifest),
      index.replacing(MemoryBlobs.index, with: ""),
    ])
    #expect(
      Self.oddities(walk) == [
        "document-type-differs \(MemoryBlobs.index) a manifest",
        "document-type-differs \(MemoryBlobs.manifest) an index",
      ])
    #expect(walk.images.count == 1)
  }

  @Test func `whoever names a document for the second time is judged as well`() throws {
    let blobs = MemoryBlobs()
    let image = blobs.image(["one"])
    let arm = String(image.dropLast()) + #","platform":{"os":"linux","architecture":"arm64"}}"#
    let walk = try blobs.walk([
      image, image.replacing(MemoryBlobs.manifest, with: MemoryBlobs.index), arm, arm,
    ])
    #expect(
      Self.oddities(walk) == [
        "document-type-differs \(MemoryBlobs.index) a manifest",
        "platform-differs linux/arm64 linux/amd64",
      ])
  }

  @Test func `who has a subject says nothing of its platform, whatever comes first`() throws {
    let blobs = MemoryBlobs()
    let image = blobs.image(["one"])
    let config = blobs.add("{}", "application/vnd.oci.empty.v1+json")
    let referrer = blobs.add(
      #"{"artifactType":"x","config":\#(config),"layers":[],"subject":\#(image)}"#,
      MemoryBlobs.manifest)
    let arm = String(image.dropLast()) + #","platform":{"os":"linux","architecture":"arm64"}}"#
    let walk = try blobs.walk([referrer, arm])
    #expect(Self.oddities(walk) == ["platform-differs linux/arm64 linux/amd64"])
    #expect(Self.rows(walk).last == "subject subject present")
  }

  @Test func `a link in the place of a blob is not read, which is told once`() throws {
    let blobs = MemoryBlobs()
    let image = blobs.image(["one"])
    let manifest = try #require(blobs.digest(of: image))
    blobs.states[manifest] = "symlink"
    let walk = try blobs.walk([image, image])
    #expect(walk.problems.map(\.cause) == ["not-entered"])
    #expect(!walk.isWhole && walk.images.values.map(\.claim.isComplete) == [false])
  }

  @Test func `there is an end to images behind indexes, to names and to bytes`() throws {
    let blobs = MemoryBlobs()
    var images = (0..<4).map { blobs.image(["\($0)"]) }
    images.append(blobs.index(images))
    let names = (0..<3).map { "name:\($0)" }
    func problems(_ limits: OCIWalk.Limits) throws -> [String] {
      let walk = try blobs.walk(images, names: names, limits: limits)
      #expect(walk.isWhole == walk.problems.isEmpty)
      return walk.problems.map(\.detail)
    }
    // Four images by themselves, and as many behind the index, each with three names.
    #expect(try problems(.init(pairs: 2 * 4 * 4)) == [])
    #expect(try problems(.init(pairs: 20)).count == 1)
    #expect(try problems(.init(bytes: 800)).count == 1)
    #expect(try problems(.init(descriptors: 5)).count == 1)
  }

  @Test func `where descriptors are too many, layers are not known, and nobody dies of it`() throws
  {
    let blobs = MemoryBlobs()
    let image = blobs.image((0..<20).map { "\($0)" })
    for limit in 1...25 {
      let walk = try blobs.walk([image], limits: .init(descriptors: limit))
      #expect(walk.isWhole == walk.problems.isEmpty)
      #expect(walk.isWhole == (limit > 21), "\(limit)")
    }
  }

  @Test func `layers of an image with something else among them have their DiffIDs`() throws {
    let blobs = MemoryBlobs()
    let one = SHA256Hash.digest(of: Array("one".utf8))
    let config = blobs.add(
      #"{"rootfs":{"type":"layers","diff_ids":["\#(one)","\#(one)"]}}"#, MemoryBlobs.config)
    let layer = blobs.add("one", MemoryBlobs.layer)
    let other = blobs.add("two", "application/octet-stream")
    let walk = try blobs.walk([
      blobs.add(#"{"config":\#(config),"layers":[\#(layer),\#(other)]}"#, MemoryBlobs.manifest, "")
    ])
    let digest = try #require(blobs.digest(of: layer))
    #expect(walk.needs[digest]?.diffIDs == [one])
    #expect(walk.layers.isEmpty)
  }

  @Test func `DiffIDs by another algorithm are not called malformed`() throws {
    let blobs = MemoryBlobs()
    let walk = try blobs.walk([
      blobs.image(["one"], diffIDs: ["sha512:" + String(repeating: "a", count: 128)])
    ])
    #expect(walk.images.values.map(\.claim.chainState) == ["unsupported"])
    #expect(walk.problems.map(\.cause) == ["not-entered"])
  }

  @Test func `a document that cannot be used leaves owners unknown`() throws {
    let blobs = MemoryBlobs()
    let cut = blobs.add(#"{"manifests":["#, MemoryBlobs.index)
    let list = blobs.add("[]", MemoryBlobs.manifest)
    let walk = try blobs.walk([cut, list])
    #expect(walk.problems.map(\.cause) == ["malformed", "malformed"])
    #expect(!walk.isWhole)
  }

  @Test func `there is an end to descriptors`() throws {
    let many = Array(
      #"{"manifests":[\#(Array(repeating: "{}", count: 30_001).joined(separator: ","))]}"#.utf8)
    #expect(throws: ReadProblem.tooMany("x", limit: 30_000, things: "descriptors")) {
      try OCIDocument(many, at: "x")
    }
  }

  @Test(arguments: [
    ("application/vnd.oci.image.layer.v1.tar+gzip", OCIMediaType.Kind.layer, "gzip", false),
    ("application/vnd.oci.image.layer.v1.tar", .layer, "none", false),
    ("application/vnd.oci.image.layer.v1.tar+zstd; x=y", .layer, "zstd", false),
    ("application/vnd.oci.image.layer.v1.tar+gzip+encrypted", .sealedLayer, "gzip", false),
    ("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", .layer, "gzip", true),
    ("application/vnd.docker.image.rootfs.diff.tar.gzip", .layer, "gzip", false),
    ("application/vnd.docker.image.rootfs.diff.tar", .layer, "-", false),
    ("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", .layer, "gzip", true),
    ("application/vnd.oci.image.layer.v1.tarball", .other, "-", false),
    ("application/vnd.cncf.helm.chart.content.v1.tar+gzip", .other, "-", false),
    ("application/vnd.docker.distribution.manifest.list.v2+json", .index, "-", false),
  ]) func `a media type says what is behind it`(
    text: String, kind: OCIMediaType.Kind, compression: String, isForeign: Bool
  ) {
    let type = OCIMediaType(text)
    #expect(
      type.kind == kind && (type.compression ?? "-") == compression && type.isForeign == isForeign)
  }
}
