import BundledStores
import Foundation

/// Imports, unpacks, makes containers, leases and snapshots, and removes all of it, in two namespaces.
struct ContainerdChurn: Churn {
  let client: ContainerdClient
  let files: ChurnFiles

  init(_ daemon: LiveContainerd) throws {
    client = daemon.client
    files = try ChurnFiles("churn", in: daemon.place.folder)
  }

  func round(_ number: Int) throws {
    try files.write(number)
    try pack(number)
    for namespace in ["first", "second"] {
      let ctr = { (words: [String]) throws in
        let result = try client.command(["-n", namespace] + words, environment: [])
        guard result.status == 0 else { throw Refusal(words, result) }
      }
      let image = "docker.io/library/churn:\(number)"
      try ctr(["images", "import", files.archive])
      try ctr(["containers", "create", image, "c\(number)"])
      try ctr(["leases", "create", "--id", "l\(number)", "--expires", "1h"])
      try ctr(["images", "tag", image, "docker.io/library/moved:\(number)"])
      try ctr(["snapshots", "prepare", "free\(number)"])
      if number > 1 {
        try ctr(["containers", "rm", "c\(number - 1)"])
        try ctr(["leases", "rm", "l\(number - 1)"])
      }
      if number > 2 {
        let names = ["churn", "moved"].map { "docker.io/library/\($0):\(number - 2)" }
        try ctr(["images", "rm"] + (number % 2 == 0 ? ["--sync"] : []) + names)
      }
    }
  }

  /// Makes an archive of the form of `docker save`, of two layers.
  private func pack(_ number: Int) throws {
    let script = """
      set -e; rm -rf image; mkdir image; cp files.tar image/one.tar
      (cd tree && tar -cf ../image/two.tar a/n1 a/n2)
      one=$(sha256sum <image/one.tar); two=$(sha256sum <image/two.tar)
      printf '{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s","sha256:%s"]}}' "${one%% *}" "${two%% *}" >image/config
      name=$(sha256sum <image/config); name=${name%% *}.json; mv image/config "image/$name"
      printf '[{"Config":"%s","RepoTags":["docker.io/library/churn:\(number)"],"Layers":["one.tar","two.tar"]}]' "$name" >image/manifest.json
      (cd image && tar -cf '\(files.archive)' manifest.json "$name" one.tar two.tar)
      """
    try Command.run("sh", "-c", "cd '\(files.folder.path)'; \(script)")
  }
}
