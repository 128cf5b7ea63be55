import BundledStores
import Foundation
import LayerModel
import Plans
import Testing

/// What plans for real stores say of images that have to go: which are fetched, which are saved, and
/// which are lost.
struct PlanSourceTests {
  /// The one step of the plan for a store in which a file of each named layer was changed.
  private func step(
    _ archive: String, _ change: (URL) throws -> Void
  ) throws -> RepairStep {
    let store = try BundledStore(archive: archive)
    try change(store.root)
    let plan = RepairPlan(of: try TestAudit.run(store.root))
    let steps = plan.stores.flatMap(\.steps)
    #expect(steps.count == 1)
    return try #require(steps.first)
  }

  /// Flips a bit, or only gives the file another mode.
  private func spoil(_ file: URL, contentToo: Bool = true) throws {
    guard contentToo else {
      return try FileManager.default.setAttributes(
        [.posixPermissions: 0o4755], ofItemAtPath: file.path)
    }
    var bytes = try Data(contentsOf: file)
    bytes[0] ^= 1
    let handle = try FileHandle(forWritingTo: file)
    try handle.write(contentsOf: bytes)
    try handle.close()
  }

  private func lostImages(_ step: RepairStep) -> [String] {
    step.losses.compactMap { loss in
      guard loss.hasPrefix("image ") else { return nil }
      return String(loss.dropFirst("image ".count).prefix { $0 != " " }.dropLast())
    }
  }

  private static let docker = "docker-20.10-overlay2"

  private func passwd(_ root: URL) throws -> URL {
    let damage = Damage(root: root, driver: "overlay2")
    return damage.url(try damage.diff(Demo.base) + "/etc/passwd")
  }

  @Test func `of what Docker has only the image with a digest is pulled`() throws {
    let step = try step(Self.docker) { try spoil(passwd($0)) }
    let origin =
      "127.0.0.1:5055/app@sha256:8825bd561f7fb21e611be5a781b65513138734f459bd680865eaa9e7703467ed"
    #expect(
      step.afterwards == ["docker pull \(origin)"]
        + ["127.0.0.1:5055/app:1", "demo/app:1", "demo/app:stable"].map {
          "docker tag \(origin) \($0)"
        })
    #expect(
      lostImages(step) == [
        "demo/other:2", "5950e7f92488", "demo/commit:2", "demo/commit:1", "demo/mid:1", "demo/bk:1",
        "demo/base:1.0", "demo/classic:1",
      ])
    let base = try #require(step.losses.first { $0.hasPrefix("image demo/base:1.0") })
    #expect(base.contains("though all its layers are known from 127.0.0.1:5055/app"))
    #expect(!step.commands.contains { $0.contains(" save ") })
  }

  @Test func `where only a mode is wrong, all that Docker cannot pull is saved`() throws {
    let step = try step(Self.docker) { try spoil(passwd($0), contentToo: false) }
    #expect(lostImages(step) == [])
    let save = try #require(step.commands.first { $0.contains("docker save --output") })
    #expect(save.contains(" demo/base:1.0 demo/base:latest localhost:5000/mirror/base:v1 "))
    #expect(!save.contains("demo/app:1"))
    #expect(step.commands.dropFirst().allSatisfy { $0.hasPrefix("  && ") })
    #expect(step.afterwards.first?.hasPrefix("docker load --input ") == true)
  }

  @Test func `of what Podman has only what came packed is pulled, by its digest`() throws {
    let step = try step("podman-5-overlay") {
      try spoil($0.appending(path: "overlay/\(Stored.base)/diff/home/user/data.txt"))
    }
    let pulls = step.afterwards.compactMap { $0.split(separator: " pull ").last }
      .filter { $0.contains("@") && !$0.contains(" ") }
    #expect(
      pulls.map { $0.prefix { $0 != "@" } } == [
        "docker.io/library/other", "docker.io/library/base", "docker.io/library/other",
        "docker.io/library/emptyl", "registry.example.com:5000/team/app",
      ])
    #expect(lostImages(step) == ["localhost/derived:1"])
  }

  @Test func `what Podman loaded from an archive is lost, though it has a registry's name`() throws
  {
    let step = try step("podman-4-vfs") {
      let base = "bf6f3984056a62cf6f1c50049179d88ba49c40f2a898fb676fdce010778e4531"
      try spoil($0.appending(path: "vfs/dir/\(base)/etc/passwd"))
    }
    #expect(step.afterwards == [])
    #expect(lostImages(step).contains("docker.io/library/base:1"))
  }

  @Test func `Docker before 1.10 pulls by digest what was pulled so`() throws {
    let step = try step("docker-1.8.3-vfs-pulled") {
      try spoil($0.appending(path: "vfs/dir/\(Damage.pulledApp)/opt/app/data.bin"))
    }
    let origin =
      "127.0.0.1:5000/app@sha256:5ee485f9f5ca5ab82893fd7ac74db701b3ca730811abb29c64d52a98fc75d380"
    #expect(
      step.afterwards == ["docker pull \(origin)", "docker tag \(origin) 127.0.0.1:5000/app:1.0"])
    #expect(step.losses == [])
  }
}
