import BundledStores
import Foundation
import Testing

/// An audit beside others: what it takes, what it says when asked, and what it leaves.
struct NeighbourTests {
  /// A store with a hole of 64 GiB, which takes no room and much time to hash.
  private static func slowStore() throws -> BundledStore {
    let store = try BundledStore(.vfs)
    let layer = "452d574bfe5e1c230c43ffd053277d5a3f8a6c73c549404a7c8b5e1620a80530"
    let big = store.root.appending(path: "vfs/dir/\(layer)/big")
    _ = FileManager.default.createFile(atPath: big.path, contents: nil)
    try FileHandle(forWritingTo: big).truncate(atOffset: 1 << 36)
    return store
  }

  /// Runs an audit, and `body` in the shell while it works: `$pid` is its process.
  private func during(_ words: String, _ body: String) throws -> Command {
    let store = try Self.slowStore()
    return try Program.shell(
      "\"$0\" audit --no-state --max-rate 16MiB \(words) \"$1\" & pid=$!; "
        // Until its workers are there.
        + "until [ $(ls /proc/$pid/task | wc -l) -gt 5 ]; do sleep 0.1; done; sleep 1; \(body); "
        + "kill -TERM $pid; wait $pid", store.root.path)
  }

  @Test func `every thread of an idle audit stands behind all others`() throws {
    let run = try during(
      "--idle -o json=/dev/null",
      "for t in /proc/$pid/task/*; do ionice -p ${t##*/}; cut -d' ' -f19 $t/stat; done")
    #expect(run.status == 143)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("idle") } == lines.count / 2)
    // Its own thread, and two workers at the least; whoever waits for signals does no work.
    #expect(lines.count { $0 == "19" } >= 3)
  }

  @Test func `an audit that is asked says how far it is`() throws {
    let run = try during("-o json", "kill -USR1 $pid; sleep 0.5")
    #expect(run.status == 143)
    let lines = run.complaints.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.contains(" layers, ") == true)
    #expect(lines.first?.contains("iB, ") == true)
    #expect(lines.last == "layeraudit: ending early; the report says what was not read")
  }

  @Test func `an audit that is held back ends at once when it is to end`() throws {
    let run = try during("-o json", ":")
    #expect(run.status == 143)
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(report["complete"] as? Bool == false)
  }

  /// So does `timeout`, to the process and to its group.
  @Test func `the same signal once more at once is no second one`() throws {
    let run = try during("-o json", "kill -TERM $pid")
    #expect(run.status == 143)
    #expect(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) is [String: Any])
  }

  @Test func `a file that grows faster than it may be read is no audit without an end`() throws {
    let store = try BundledStore(archive: "docker-20.10-vfs")
    let run = try Program.shell(
      "name=$(ls -d \"$1\"/image/vfs/layerdb/mounts/* | head -1); "
        + "log=\"$1/vfs/dir/$(cat $name/mount-id)/log\"; head -c 100000 /dev/zero > \"$log\"; "
        + "( while :; do head -c 500000 /dev/zero; sleep 0.05; done > \"$log\" ) & writer=$!; "
        + "timeout 100 \"$0\" audit --no-state -q --max-rate 2MiB \"$1\"; status=$?; kill $writer; "
        + "exit $status", store.root.path)
    #expect([0, 3].contains(run.status), "\(run.output)\(run.complaints)")
  }

  @Test func `a report for which there is no room leaves the old one as it was`() throws {
    let store = try BundledStore(.aufs)
    // A file system of its own of 64 KiB, in a mount namespace that goes with the shell.
    let run = try Command([
      "unshare", "-m", "sh", "-c",
      "mount -t tmpfs -o size=64k none /mnt && echo old > /mnt/report.json && "
        + "{ \"$0\" audit --no-state -o json=/mnt/report.json \"$1\"; "
        + "echo $?; cat /mnt/report.json; ls -A /mnt; }", Program.path, store.root.path,
    ])
    #expect(run.output == "2\nold\nreport.json\n")
    #expect(
      run.complaints
        == "layeraudit: cannot write /mnt/report.json: no space left on the device (ENOSPC)\n")
  }
}
