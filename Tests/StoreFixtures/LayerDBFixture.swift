internal import Foundation
internal import Hashing
package import LayerModel

/// A sound store of Docker 20.10 in a directory of its own, to be damaged by tests.
///
/// Three layers on one another, the top one exported by BuildKit; the images `demo/app:1` with all
/// of them and `demo/mid:1` with two; the container `web` of the first.
package final class LayerDBFixture: StoreFixture {
  package let driver: String
  /// The store's root; removed with the fixture.
  package let root: String

  package static let diffs = ["d1", "d2", "d3"].map { String(repeating: $0, count: 32) }
  /// The layers' names, the base first.
  package static let chains: [String] = {
    var chains = [diffs[0]]
    for diff in diffs.dropFirst() {
      chains.append(digest(of: "sha256:\(chains[chains.count - 1]) sha256:\(diff)"))
    }
    return chains
  }()
  package static let base = chains[0]
  package static let middle = chains[1]
  package static let top = chains[2]
  /// The driver's directories, the base's first.
  package static let caches = [
    String(repeating: "1a", count: 32), String(repeating: "2b", count: 32),
    "buildkitexportedthislayer",
  ]
  package static let links = ["A", "B", "C", "D", "E"].map { String(repeating: $0, count: 26) }
  package static let container = String(repeating: "5e", count: 32)
  package static let mount = String(repeating: "6f", count: 32)
  package static let initLayer = mount + "-init"

  package static let midJSON = configuration(
    diffs: 2,
    history: [
      #"{"created":"2023-11-14T22:13:20Z","created_by":"ADD base"}"#,
      #"{"created":"2023-11-14T22:13:22Z","created_by":"RUN mid"}"#,
    ])
  package static let appJSON = configuration(
    diffs: 3,
    history: [
      #"{"created":"2023-11-14T22:13:20Z","created_by":"ADD base"}"#,
      #"{"created":"2023-11-14T22:13:22Z","created_by":"RUN mid"}"#,
      #"{"created":"2023-11-14T22:13:23Z","created_by":"ENV A=b","empty_layer":true}"#,
      #"{"created":"2023-11-14T22:13:24Z","created_by":"COPY app","comment":"buildkit"}"#,
    ])
  package static let mid = digest(of: midJSON)
  package static let app = digest(of: appJSON)

  package static let nicknames = [
    (base, "BASE"), (middle, "MIDDLE"), (top, "TOP"), (caches[0], "CBASE"),
    (caches[1], "CMIDDLE"), (caches[2], "CTOP"), (app, "APP"), (mid, "MID"), (container, "WEB"),
    (mount, "RW"), ("Optional", ""),
  ]

  package init(driver: String = "overlay2") throws {
    self.driver = driver
    root = NSTemporaryDirectory() + "/layeraudit-fixture-" + UUID().uuidString
    for path in ["layerdb/tmp", "layerdb/mounts"] { try directory("image/\(driver)/\(path)") }
    for index in Self.chains.indices { try writeLayer(index) }
    try writeImages()
    try writeContainer()
    try writeDistribution()
    try directory("tmp")
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  package var location: StoreLocation {
    StoreLocation(kind: .dockerLayerDB, driver: driver, root: BytePath(root))
  }

  package var images: String { "image/\(driver)" }
  package var names: String { "\(images)/repositories.json" }
  package func layer(_ chain: String) -> String { "\(images)/layerdb/sha256/\(chain)" }
  package func config(_ image: String) -> String { "\(images)/imagedb/content/sha256/\(image)" }
  package var mountEntry: String { "\(images)/layerdb/mounts/\(Self.container)" }
  package var containerConfig: String { "containers/\(Self.container)/config.v2.json" }

  package static func digest(of text: String) -> String {
    SHA256Hash.digest(of: Array(text.utf8)).hex
  }

  /// The driver's directory of a layer.
  package func home(_ cache: String) -> String {
    driver == "vfs" ? "vfs/dir/\(cache)" : "\(driver)/\(cache)"
  }

  private static func configuration(diffs count: Int, history: [String]) -> String {
    let diffs = diffs.prefix(count).map { "\"sha256:\($0)\"" }.joined(separator: ",")
    return
      #"{"architecture":"amd64","os":"linux","created":"2023-11-14T22:13:24Z","#
      + #""docker_version":"20.10.24","config":{"Cmd":["/bin/hello"]},"#
      + #""rootfs":{"type":"layers","diff_ids":[\#(diffs)]},"#
      + #""history":[\#(history.joined(separator: ","))]}"#
  }

  private func writeLayer(_ index: Int) throws {
    let folder = layer(Self.chains[index])
    try write("\(folder)/diff", "sha256:\(Self.diffs[index])", mode: 0o644)
    try write("\(folder)/size", "5", mode: 0o644)
    try write("\(folder)/cache-id", Self.caches[index], mode: 0o644)
    if index > 0 { try write("\(folder)/parent", "sha256:\(Self.chains[index - 1])", mode: 0o644) }
    try write("\(folder)/tar-split.json.gz", "not read by these tests", mode: 0o644)
    try addDirectory(
      Self.caches[index], link: Self.links[index], on: Array(Self.links[..<index].reversed()))
    try write(content(Self.caches[index]) + "/file-\(index)", "hello", mode: 0o644)
  }

  package func content(_ cache: String) -> String {
    driver == "vfs" ? home(cache) : home(cache) + "/diff"
  }

  /// Makes an empty directory as the driver would; `chain` has the links below, nearest first.
  package func addDirectory(_ cache: String, link: String, on chain: [String]) throws {
    try directory(content(cache))
    guard driver != "vfs" else { return }
    try directory("\(driver)/l", mode: 0o700)
    try self.link("\(driver)/l/\(link)", to: "../\(cache)/diff")
    try write("\(home(cache))/link", link, mode: 0o644)
    guard !chain.isEmpty else { return }
    try directory("\(home(cache))/work", mode: 0o700)
    try write(
      "\(home(cache))/lower", chain.map { "l/\($0)" }.joined(separator: ":"), mode: 0o644)
  }

  private func writeImages() throws {
    try write(config(Self.mid), Self.midJSON)
    try write(config(Self.app), Self.appJSON)
    let metadata = "\(images)/imagedb/metadata/sha256/\(Self.app)"
    try write("\(metadata)/parent", "sha256:\(Self.mid)")
    try write("\(metadata)/lastUpdated", "2023-11-14T22:13:25.5Z")
    try write(
      names,
      #"{"Repositories":{"demo/app":{"demo/app:1":"sha256:\#(Self.app)"},"#
        + #""demo/mid":{"demo/mid:1":"sha256:\#(Self.mid)"}}}"#)
  }

  private func writeContainer() throws {
    try write("\(mountEntry)/mount-id", Self.mount, mode: 0o644)
    try write("\(mountEntry)/init-id", Self.initLayer, mode: 0o644)
    try write("\(mountEntry)/parent", "sha256:\(Self.top)", mode: 0o644)
    let chain = Array(Self.links[..<3].reversed())
    try addDirectory(Self.initLayer, link: Self.links[3], on: chain)
    try addDirectory(Self.mount, link: Self.links[4], on: [Self.links[3]] + chain)
    try write(
      containerConfig,
      #"{"ID":"\#(Self.container)","Image":"sha256:\#(Self.app)","Name":"/web","#
        + #""Driver":"\#(driver)"}"#)
    try write("containers/\(Self.container)/hostconfig.json", "{}", mode: 0o644)
  }

  private func writeDistribution() throws {
    let folder = "\(images)/distribution"
    let blob = String(repeating: "b0", count: 32)
    try write("\(folder)/diffid-by-digest/sha256/\(blob)", "sha256:\(Self.diffs[0])")
    try write(
      "\(folder)/v2metadata-by-diffid/sha256/\(Self.diffs[0])",
      #"[{"Digest":"sha256:\#(blob)","SourceRepository":"demo/app","HMAC":""}]"#)
  }
}
