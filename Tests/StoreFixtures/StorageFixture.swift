internal import Foundation
internal import Hashing
package import LayerModel

/// A sound store of containers/storage in a directory of its own, to be damaged by tests.
///
/// Three layers on one another; the images `localhost/app:1` with all of them and
/// `docker.io/library/mid:1` with two; the container `web` of the first.
package final class StorageFixture: StoreFixture {
  package let driver: String
  /// The store's root; removed with the fixture.
  package let root: String

  package static let diffs = ["d1", "d2", "d3"].map { String(repeating: $0, count: 32) }
  /// The layers' ids, the base first.
  package static let ids: [String] = {
    var ids = [diffs[0]]
    for diff in diffs.dropFirst() { ids.append(digest(of: "\(ids[ids.count - 1])+\(diff)")) }
    return ids
  }()
  package static let base = ids[0]
  package static let middle = ids[1]
  package static let top = ids[2]
  package static let links = ["A", "B", "C", "D"].map { String(repeating: $0, count: 26) }
  package static let blobs = ["b1", "b2", "b3"].map { String(repeating: $0, count: 32) }
  package static let container = String(repeating: "5e", count: 32)
  package static let writable = String(repeating: "6f", count: 32)
  package static let stranger = String(repeating: "77", count: 32)

  package static let midConfig = configuration(diffs: 2)
  package static let appConfig = configuration(diffs: 3)
  package static let mid = digest(of: midConfig)
  package static let app = digest(of: appConfig)
  package static let appManifest = manifest(config: appConfig, layers: 3)
  package static let midManifest = manifest(config: midConfig, layers: 2)

  package static let nicknames = [
    (base, "BASE"), (middle, "MIDDLE"), (top, "TOP"), (app, "APP"), (mid, "MID"),
    (container, "WEB"), (writable, "RW"), (stranger, "STRANGER"),
    (digest(of: appManifest), "APPMANIFEST"), (configName(app), "APPCONFIG"),
    (manifestName(appManifest), "APPCOPY"), ("Optional", ""),
  ]

  package init(driver: String = "overlay") throws {
    self.driver = driver
    root = NSTemporaryDirectory() + "/layeraudit-fixture-" + UUID().uuidString
    for index in Self.ids.indices { try writeLayer(index) }
    try addDirectory(Self.writable, link: Self.links[3], on: Array(Self.links[..<3].reversed()))
    try write(layers, "[" + Self.records.joined(separator: ",") + "]")
    let images = [
      try image(Self.app, "localhost/app:1", Self.top, Self.appConfig, Self.appManifest),
      try image(
        Self.mid, "docker.io/library/mid:1", Self.middle, Self.midConfig, Self.midManifest),
    ]
    try write(self.images, "[" + images.joined(separator: ",") + "]")
    try write(
      containers,
      #"[{"id":"\#(Self.container)","names":["web"],"image":"\#(Self.app)","#
        + #""layer":"\#(Self.writable)","created":"2023-11-14T22:13:26Z"}]"#)
    try directory("\(driver)-containers/\(Self.container)/userdata")
    for list in [layers, self.images, containers] {
      try write(list.replacingOccurrences(of: ".json", with: ".lock"), "")
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  package var location: StoreLocation {
    StoreLocation(kind: .containersStorage, driver: driver, root: BytePath(root))
  }

  package var layers: String { "\(driver)-layers/layers.json" }
  package var images: String { "\(driver)-images/images.json" }
  package var containers: String { "\(driver)-containers/containers.json" }
  package func home(_ layer: String) -> String {
    driver == "vfs" ? "vfs/dir/\(layer)" : "\(driver)/\(layer)"
  }
  package func tarSplit(_ layer: String) -> String { "\(driver)-layers/\(layer).tar-split.gz" }
  package func config(_ image: String) -> String {
    "\(driver)-images/\(image)/\(Self.configName(image))"
  }

  package static func digest(of text: String) -> String {
    SHA256Hash.digest(of: Array(text.utf8)).hex
  }

  /// `=` and the key in base64, as every key with a colon has.
  package static func configName(_ image: String) -> String { name(of: "sha256:\(image)") }
  package static func manifestName(_ manifest: String) -> String {
    name(of: "manifest-sha256:\(digest(of: manifest))")
  }
  private static func name(of key: String) -> String {
    "=" + Data(key.utf8).base64EncodedString()
  }

  package static func record(_ index: Int) -> String { records[index] }

  private static let records: [String] =
    ids.indices.map { index in
      let parent = index > 0 ? #""parent":"\#(ids[index - 1])","# : ""
      return #"{"id":"\#(ids[index])",\#(parent)"created":"2023-11-14T22:13:2\#(index)Z","#
        + #""compressed-diff-digest":"sha256:\#(blobs[index])","compressed-size":\#(100 + index),"#
        + #""diff-digest":"sha256:\#(diffs[index])","diff-size":\#(1024 * (index + 1)),"#
        + #""compression":2,"uidset":[0],"gidset":[0]}"#
    } + [
      #"{"id":"\#(writable)","names":["web-layer"],"parent":"\#(top)","#
        + #""created":"2023-11-14T22:13:26Z"}"#
    ]

  private static func configuration(diffs count: Int) -> String {
    let diffs = diffs.prefix(count).map { "\"sha256:\($0)\"" }.joined(separator: ",")
    let steps = (0..<count).map {
      #"{"created":"2023-11-14T22:13:2\#($0)Z","created_by":"STEP \#($0)"}"#
    }
    return #"{"architecture":"amd64","os":"linux","created":"2023-11-14T22:13:24Z","#
      + #""rootfs":{"type":"layers","diff_ids":[\#(diffs)]},"#
      + #""history":[\#(steps.joined(separator: ","))]}"#
  }

  private static func manifest(config: String, layers: Int) -> String {
    let layers = (0..<layers).map {
      #"{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","#
        + #""digest":"sha256:\#(blobs[$0])","size":\#(100 + $0)}"#
    }
    return #"{"schemaVersion":2,"config":{"digest":"sha256:\#(digest(of: config))","#
      + #""size":\#(config.utf8.count)},"layers":[\#(layers.joined(separator: ","))]}"#
  }

  private func writeLayer(_ index: Int) throws {
    let id = Self.ids[index]
    try write(tarSplit(id), "not read by these tests")
    try addDirectory(id, link: Self.links[index], on: Array(Self.links[..<index].reversed()))
    try write(content(id) + "/file-\(index)", "hello", mode: 0o644)
  }

  package func content(_ layer: String) -> String {
    driver == "vfs" ? home(layer) : home(layer) + "/diff"
  }

  /// Makes an empty directory as the driver would; `chain` has the links below, nearest first.
  package func addDirectory(_ layer: String, link: String, on chain: [String]) throws {
    try directory(content(layer))
    guard driver != "vfs" else { return }
    try directory("\(driver)/l", mode: 0o700)
    try self.link("\(driver)/l/\(link)", to: "../\(layer)/diff")
    try write("\(home(layer))/link", link, mode: 0o644)
    for part in ["work", "merged"] { try directory("\(home(layer))/\(part)", mode: 0o700) }
    guard !chain.isEmpty else { return try directory("\(home(layer))/empty", mode: 0o700) }
    try write(
      "\(home(layer))/lower", chain.map { "l/\($0)" }.joined(separator: ":"), mode: 0o644)
  }

  /// Writes an image's files; returns its record.
  private func image(
    _ id: String, _ name: String, _ top: String, _ config: String, _ manifest: String
  ) throws -> String {
    let folder = "\(driver)-images/\(id)"
    let digest = Self.digest(of: manifest)
    try write("\(folder)/\(Self.configName(id))", config)
    try write("\(folder)/manifest", manifest)
    try write("\(folder)/\(Self.manifestName(manifest))", manifest)
    let pieces = [
      ("sha256:\(id)", config.utf8.count, id),
      ("manifest-sha256:\(digest)", manifest.utf8.count, digest),
      ("manifest", manifest.utf8.count, digest),
    ]
    let names = pieces.map { #""\#($0.0)""# }.joined(separator: ",")
    let sizes = pieces.map { #""\#($0.0)":\#($0.1)"# }.joined(separator: ",")
    let digests = pieces.map { #""\#($0.0)":"sha256:\#($0.2)""# }.joined(separator: ",")
    return #"{"id":"\#(id)","digest":"sha256:\#(digest)","names":["\#(name)"],"#
      + #""layer":"\#(top)","metadata":"{}","big-data-names":[\#(names)],"#
      + #""big-data-sizes":{\#(sizes)},"big-data-digests":{\#(digests)},"#
      + #""created":"2023-11-14T22:13:24Z"}"#
  }
}
