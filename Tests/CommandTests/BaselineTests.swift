import BundledStores
import Foundation
import Testing

/// `baseline write` and `audit --baseline`, by their exit statuses and complaints.
struct BaselineTests {
  @Test func `a baseline of another store compares nothing and is refused`() throws {
    let (store, other) = (try BundledStore(.aufs), try BundledStore(.vfs))
    let folder = try Folder()
    #expect(try Program.run("baseline", "write", folder.path("b"), store.root.path).status == 0)
    #expect(try Program.run("audit", "--baseline", folder.path("b"), store.root.path).status == 0)
    let run = try Program.run("audit", "--baseline", folder.path("b"), other.root.path)
    #expect(run.status == 5)
    #expect(
      run.complaints == "layeraudit: \(folder.path("b")): none of its layers is in "
        + "docker-graph/vfs:\(other.root.path): it is of another store\n")
    #expect(run.output == "")
  }

  @Test func `a baseline that was cut short is refused`() throws {
    let store = try BundledStore(.aufs)
    let folder = try Folder()
    #expect(try Program.run("baseline", "write", folder.path("b"), store.root.path).status == 0)
    let lines = try folder.read("b").split(separator: "\n")
    try folder.write("cut", lines.dropLast().joined(separator: "\n"))
    let run = try Program.run("audit", "--baseline", folder.path("cut"), store.root.path)
    #expect(run.status == 5)
    #expect(
      run.complaints == "layeraudit: \(folder.path("cut")):\(lines.count - 1): "
        + "the baseline is cut short after this line\n")
  }
}
