import BundledStores
import Foundation
import LayerModel
import Reports
import Testing

/// What is read from a stopped store, against what its daemon told just before.
@Suite(
  .serialized,
  .enabled(if: Surroundings.obstacle == nil, Comment(rawValue: Surroundings.obstacle ?? "")))
struct StoppedStoreTests {
  @Test(
    .enabled(
      if: Surroundings.overlayObstacle == nil, Comment(rawValue: Surroundings.overlayObstacle ?? "")
    ))
  func `an overlay2 store tells what its daemon told`() throws { try compare("overlay2") }

  @Test func `a vfs store tells what its daemon told`() throws { try compare("vfs") }

  private func compare(_ driver: String) throws {
    let daemon = try LiveDaemon(driver: driver)
    let churn = try DockerChurn(daemon)
    try churn.round(1)
    try churn.round(2)
    try daemon.client.run(
      "create", "--name", "kept", "--network", "none", "moved:latest", "/busybox")
    let told = try Told(by: daemon.client)
    daemon.stop()

    let before = try Listing.of(daemon.root)
    let report = try LiveAudit.run(daemon.root)
    #expect(try Listing.of(daemon.root) == before)
    #expect(report.accusations.isEmpty)
    #expect(report.isComplete)
    let record = try #require(report.stores.first?.record)
    #expect(Set(record.images.map { "sha256:\($0.id)" }) == Set(told.images.keys))
    for image in record.images { try compare(image, record, told) }
    let layers = record.layers.filter { $0.role == .image && $0.content != nil }
    let verdicts = Set(layers.map { report.stores[0].measurements.layers[$0.id]?.verification })
    #expect(verdicts == [.verified])
    let container = try #require(record.containers.first { $0.name == "kept" })
    #expect(container.image.map { "sha256:\($0)" } == told.containerImage)
  }

  private func compare(_ image: ImageClaim, _ record: StoreRecord, _ told: Told) throws {
    let fact = try #require(told.images["sha256:\(image.id)"])
    #expect(image.names == (fact["RepoTags"] as? [String])?.sorted())
    #expect(image.parent.map { "sha256:\($0)" } ?? "" == fact["Parent"] as? String)
    let layers = Dictionary(uniqueKeysWithValues: record.layers.map { ($0.id, $0) })
    let chain = image.layers.reversed().compactMap { layers[$0] }
    #expect(
      chain.compactMap { $0.recordedDiffID?.description }
        == (fact["RootFS"] as? [String: Any])?["Layers"] as? [String])
    let sizes = chain.map { $0.recordedSize?.value ?? 0 }
    #expect(sizes.reduce(0, +) == (fact["Size"] as? NSNumber)?.int64Value)
    let steps = try #require(told.history["sha256:\(image.id)"])
    let rows = HistoryTable(of: image, in: record).rows
    #expect(
      rows.map { $0.id.map { "sha256:\($0)" } ?? "<missing>" } == steps.map { $0["ID"] as? String })
    #expect(rows.map(\.createdBy) == steps.map { $0["CreatedBy"] as? String })
    #expect(rows.map(\.comment) == steps.map { $0["Comment"] as? String })
    #expect(rows.map { $0.size.map { "\($0.value)" } } == steps.map { $0["Size"] as? String })
    guard let usage = told.usage[image.id] else { return }
    let shared = chain.filter { layer in
      record.images.count { told.usage[$0.id] != nil && $0.layers.contains(layer.id) } > 1
    }
    .reduce(Int64(0)) { $0 + ($1.recordedSize?.value ?? 0) }
    let all = sizes.reduce(0, +)
    #expect(
      usage == [DockerSize.text(all, 3), DockerSize.text(shared), DockerSize.text(all - shared)])
  }
}

/// What a daemon tells of its images and containers.
struct Told {
  var images: [String: [String: Any]] = [:]
  var history: [String: [[String: Any]]] = [:]
  /// Size, shared size and unique size of the images that `docker system df` lists.
  var usage: [ImageID: [String]] = [:]
  var containerImage: String?

  init(by docker: DockerClient) throws {
    let ids = Set(try docker.run("images", "-aq", "--no-trunc").split(separator: "\n"))
    for id in ids.map(String.init) {
      images[id] = try docker.inspect("image", "inspect", id).first
      history[id] = try docker.lines(
        "history", "--no-trunc", "--human=false", "--format", "{{json .}}", id)
    }
    let usage = try docker.run("system", "df", "-v", "--format", "{{json .Images}}")
    let rows = try JSONSerialization.jsonObject(with: Data(usage.utf8)) as? [[String: Any]] ?? []
    for row in rows {
      let id = try #require(row["ID"] as? String)
      self.usage[ImageID(id.replacing("sha256:", with: ""))] = ["Size", "SharedSize", "UniqueSize"]
        .map { row[$0] as? String ?? "" }
    }
    containerImage = try docker.inspect("inspect", "kept").first?["Image"] as? String
  }
}

/// Bytes as `docker system df` writes them.
enum DockerSize {
  static func text(_ bytes: Int64, _ digits: Int = 4) -> String {
    var value = Double(bytes)
    var unit = 0
    while value >= 1_000 {
      value /= 1_000
      unit += 1
    }
    return String(format: "%.\(digits)g", value) + ["B", "kB", "MB", "GB"][unit]
  }
}

/// All that a reader could change but the times of access, which the listing itself changes.
enum Listing {
  static func of(_ root: URL) throws -> [String] {
    let list = try Command([
      "find", root.path, "-xdev", "-printf", #"%P %y %m %U %G %s %i %n %T@ %C@ %l\n"#,
    ])
    return list.output.split(separator: "\n").map(String.init).sorted()
  }
}
