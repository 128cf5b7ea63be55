import BundledStores
import Foundation
import StoreFixtures

/// A store of containerd as Docker has it: in the namespace `moby`, with a stopped container that
/// only a lease and Docker's own data root know of.
///
/// It is the one that containerd 1.6.20 wrote, with the rows that Docker 28 writes.
struct DockerContainerdStore {
  static let container = String(repeating: "c0ffee12", count: 8)
  /// What `full:1` is called for.
  private static let image = "349507ae"

  private let store: BundledStore
  /// Docker's data root.
  let docker: URL
  let containerd: Damage

  /// `path` is where the store of containerd is to be, beside or below Docker's data root.
  init(at path: String = "docker/containerd/daemon") throws {
    store = try BundledStore(archive: "containerd-1.6")
    let place = store.root.deletingLastPathComponent()
    docker = place.appending(path: "docker")
    let root = place.appending(path: path)
    try FileManager.default.createDirectory(
      at: root.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.moveItem(at: store.root, to: root)
    containerd = Damage(root: root, driver: "overlayfs")
    try rename()
    try addInitLayer()
    try writeConfiguration()
  }

  /// What holds both.
  var place: URL { docker.deletingLastPathComponent() }

  /// The namespace, and the snapshot of the container, which a lease keeps and no row of a container.
  private func rename() throws {
    try containerd.editMeta { meta in
      meta["v1", "moby"] = meta["v1", "default"]
      // The snapshotter's names keep the numbers that this namespace gave out.
      let given = meta["v1", "moby", "snapshots", "overlayfs"]?.sequence ?? 0
      meta["v1", "default"] = .named([
        "snapshots": .named(["overlayfs": .bucket(sequence: given, [:])])
      ])
      meta["v1", "moby", "containers", "ctr-run"] = nil
      let snapshots = ["v1", "moby", "snapshots", "overlayfs"]
      meta[snapshots + [Self.container]] = meta[snapshots + ["ctr-run"]]
      meta[snapshots + ["ctr-run"]] = nil
      meta["v1", "moby", "leases", Self.container] = .named([
        "createdat": .value(ContainerdCatalogue.stamp),
        "snapshots": .named([
          "overlayfs": .named([Self.container: .text(""), Self.container + "-init": .text("")])
        ]),
      ])
    }
  }

  /// The layer below the container's own.
  private func addInitLayer() throws {
    let key = Self.container + "-init"
    let name = "moby/99/" + key
    let id: UInt8 = 99
    let below = try containerd.row(ofSnapshot: "202db22b", in: "moby")
    let belowName = try containerd.backend("202db22b", in: "moby")
    let own = try containerd.backend(Self.container, in: "moby")
    try containerd.editMeta { meta in
      meta[below + ["children", "ctr-run"]] = nil
      meta[below + ["children", key]] = .text("")
      let snapshots = Array(below.dropLast())
      meta[snapshots + [Self.container, "parent"]] = .text(key)
      meta[snapshots + [key]] = .named([
        "name": .text(name), "parent": .text(below[4]),
        "createdat": .value(ContainerdCatalogue.stamp),
        "children": .named([Self.container: .text("")]),
      ])
    }
    try containerd.edit(containerd.database()) { database in
      let rows = ["v1", "snapshots"]
      guard case .bucket(_, var links) = database["v1", "parents"],
        let (link, _) = links.first(where: { $0.value.text == own }),
        case .bucket(_, let all) = database[rows]
      else { throw Damage.Failure(step: "find the link of \(own)") }
      links[link] = nil
      links[[link[0], 0, id]] = .text(name)
      links[[id, 0, link[2]]] = .text(own)
      database["v1", "parents"] = .bucket(sequence: 0, links)
      database[rows] = .bucket(sequence: UInt64(id), all)
      database[rows + [own, "parent"]] = .text(name)
      database[rows + [name]] = .named([
        "id": .unsigned(UInt64(id)), "kind": .value([3]), "parent": .text(belowName),
        "createdat": .value(ContainerdCatalogue.stamp), "size": .signed(4_096),
        "inodes": .signed(1),
      ])
    }
    try containerd.makeDirectory("io.containerd.snapshotter.v1.overlayfs/snapshots/\(id)/fs")
  }

  private func writeConfiguration() throws {
    let meta = try containerd.tree(Damage.meta)
    let target = meta["v1", "moby", "images", "docker.io/library/full:1", "target", "digest"]?.text
    let manifest = try containerd.digest(Self.image)
    let configuration = """
      {"ID":"\(Self.container)","Name":"/web","Driver":"overlayfs","Image":"\(target ?? "")",
      "ImageManifest":{"digest":"\(manifest)"},"State":{"Running":false,"Dead":false}}
      """
    let folder = "containers/\(Self.container)"
    let root = Damage(root: docker, driver: "overlayfs")
    try root.create("\(folder)/config.v2.json", configuration)
    try root.create("\(folder)/hostconfig.json", "{}")
    try root.makeDirectory("buildkit")
  }
}
