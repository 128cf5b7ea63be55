internal import Foundation
package import LayerModel

/// A sound store of Docker 1.7.1 in a directory of its own, to be damaged by tests.
///
/// Four image layers on one another, tagged `ubuntu:14.04`, and the container `web` on the top one.
package final class GraphFixture: StoreFixture {
  package let driver: String
  /// The store's root; removed with the fixture.
  package let root: String

  package static let base = String(repeating: "1a", count: 32)
  package static let second = String(repeating: "2b", count: 32)
  package static let third = String(repeating: "3c", count: 32)
  package static let top = String(repeating: "4d", count: 32)
  package static let container = String(repeating: "5e", count: 32)
  package static let initLayer = container + "-init"
  package static let images = [base, second, third, top]

  package init(driver: String = "aufs") throws {
    self.driver = driver
    root = NSTemporaryDirectory() + "/layeraudit-fixture-" + UUID().uuidString
    try directory("graph/_tmp", mode: 0o700)
    try directory("tmp", mode: 0o700)
    for id in Self.images { try writeImage(id) }
    try writeContainer()
    try writeTags()
    try write("linkgraph.db", Self.emptyDatabase, mode: 0o644)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  package var location: StoreLocation {
    StoreLocation(kind: .dockerGraph, driver: driver, root: BytePath(root))
  }

  /// Where the files of a layer are.
  package func content(_ layer: String) -> String {
    switch driver {
    case "aufs": "aufs/diff/\(layer)"
    case "vfs": "vfs/dir/\(layer)"
    case "overlay": "overlay/\(layer)/" + (isImage(layer) ? "root" : "upper")
    case "btrfs": "btrfs/subvolumes/\(layer)"
    default: "\(driver)/metadata/\(layer)"
    }
  }

  /// The directory that stands for a layer, which only overlay divides.
  package func layerDirectory(_ layer: String) -> String {
    driver == "overlay" ? "overlay/\(layer)" : content(layer)
  }

  private func isImage(_ layer: String) -> Bool { Self.images.contains(layer) }

  private static func parent(of id: String) -> String? {
    images.firstIndex(of: id).flatMap { $0 > 0 ? images[$0 - 1] : nil }
  }

  /// An image's JSON as Docker 1.7.1 writes it, cut to what says something.
  package static func json(_ id: String) -> String {
    let parent = parent(of: id).map { "\"parent\":\"\($0)\"," } ?? ""
    let command = id == top ? #"["/bin/bash"]"# : #"["/bin/sh"]"#
    let build = ##""container_config":{"Cmd":["/bin/sh","-c","#(nop) ADD \u0026 run"]}"##
    return
      #"{"id":"\#(id)",\#(parent)"comment":"step","created":"2015-06-19T19:17:21.5Z",\#(build),"#
      + #""docker_version":"1.7.1","author":"me","config":{"Env":["A=1"],"Cmd":\#(command)},"#
      + #""Size":\#(size(id))}"# + "\n"
  }

  private static func size(_ id: String) -> Int { id == top ? 0 : 5 }

  private func writeImage(_ id: String) throws {
    try write("graph/\(id)/json", Self.json(id))
    try write("graph/\(id)/layersize", String(Self.size(id)))
    try addLayer(id, below: Array(Self.images.prefix { $0 != id }.reversed()))
    guard id != Self.top, driver != "devicemapper" else { return }
    try write("\(content(id))/file-\(id.prefix(2))", "hello", mode: 0o644)
  }

  private func writeContainer() throws {
    let chain = Array(Self.images.reversed())
    try addLayer(Self.initLayer, below: chain)
    try addLayer(Self.container, below: [Self.initLayer] + chain)
    let config =
      #"{"ID":"\#(Self.container)","Image":"\#(Self.top)","Name":"/web","Driver":"\#(driver)"}"#
    try write("containers/\(Self.container)/config.json", config, mode: 0o644)
    try write("containers/\(Self.container)/hostconfig.json", "{}", mode: 0o644)
  }

  private func writeTags() throws {
    try write(
      "repositories-\(driver)", #"{"Repositories":{"ubuntu":{"14.04":"\#(Self.top)"}}}"#)
  }

  /// Makes an empty layer as the driver would.
  package func addLayer(_ layer: String, below chain: [String]) throws {
    switch driver {
    case "aufs":
      try directory("aufs/diff/\(layer)")
      try directory("aufs/mnt/\(layer)")
      try write("aufs/layers/\(layer)", chain.map { $0 + "\n" }.joined(), mode: 0o644)
    case "devicemapper":
      let device = (Self.images + [Self.initLayer, Self.container]).firstIndex(of: layer) ?? 99
      try write(
        content(layer),
        #"{"device_id":\#(device + 1),"size":1024,"transaction_id":1,"initialized":true}"#)
    default:
      try directory(content(layer))
      guard driver == "overlay", !isImage(layer) else { return }
      try write("overlay/\(layer)/lower-id", Self.top, mode: 0o666)
    }
  }

  /// The header of an SQLite file of one page.
  private static var emptyDatabase: [UInt8] {
    var page = Array("SQLite format 3\0".utf8) + [2, 0]
    page += [UInt8](repeating: 0, count: 512 - page.count)
    return page
  }
}
