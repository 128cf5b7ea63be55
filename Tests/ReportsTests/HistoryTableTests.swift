import LayerModel
import Reports
import Testing

@Suite struct HistoryTableTests {
  @Test(arguments: ["committed", "built", "imported"])
  func `the history is what the daemon printed`(_ name: String) throws {
    let (sample, age): (HistorySample, Int64) =
      switch name {
      case "committed": (.committed, 6 * 60 + 20)
      case "built": (.built, 6 * 60 + 20)
      default: (.imported, 2)
      }
    let history = sample.history
    let now = Timestamp(seconds: try #require(sample.rows.first).created + age)
    #expect(history.isComplete)
    #expect(history.text(now: now, isHuman: false, isWhole: true) == sample.text(sample.raw))
    #expect(history.text(now: now) == sample.text(sample.human))
  }

  @Test func `a loop of parents ends`() {
    var record = HistorySample.committed.record
    let last = record.layers.count - 1
    record.layers[last].parent = record.layers[0].id
    let history = HistoryTable(of: record.images[0], in: record)
    #expect(history.rows.count == record.layers.count)
    #expect(!history.isComplete)
  }

  @Test func `a missing parent leaves the history incomplete`() {
    var record = HistorySample.committed.record
    record.layers.removeLast()
    let history = HistoryTable(of: record.images[0], in: record)
    #expect(history.rows.count == record.layers.count)
    #expect(!history.isComplete)
  }

  @Test func `sizes have four digits as in Go`() {
    let cases: [(ByteCount, String)] = [
      (0, "0 B"), (999, "999 B"), (1_000, "1 kB"), (20_026, "20.03 kB"), (309_790, "309.8 kB"),
      (999_949, "999.9 kB"), (999_950, "1000 kB"), (1_000_500, "1 MB"), (1_001_500, "1.002 MB"),
      (ByteCount(.max), "9.223 EB"), (-5, "-5 B"), (-12_345, "-1.234e+04 B"),
      (-12_355, "-1.236e+04 B"), (ByteCount(.min), "-9.223e+18 B"),
    ]
    for (count, text) in cases { #expect(DockerUnits.size(count) == text) }
  }

  @Test func `ages are in Docker's words`() {
    let hour: Int64 = 3_600
    let cases: [(Int64, String)] = [
      (.min, "Less than a second"), (0, "Less than a second"), (1, "1 seconds"),
      (59, "59 seconds"), (60, "About a minute"), (119, "About a minute"), (120, "2 minutes"),
      (hour, "About an hour"), (47 * hour, "47 hours"), (48 * hour, "2 days"),
      (13 * 24 * hour, "13 days"), (14 * 24 * hour, "2 weeks"), (90 * 24 * hour, "3 months"),
      (730 * 24 * hour, "2 years"), (.max, "292 years"),
    ]
    for (seconds, text) in cases { #expect(DockerUnits.duration(seconds: seconds) == text) }
    let (old, new) = (Timestamp(seconds: .min), Timestamp(seconds: .max))
    #expect(DockerUnits.age(of: old, at: new) == "292 years")
    #expect(DockerUnits.age(of: new, at: old) == "Less than a second")
  }

  @Test func `binary sizes round and never trap`() {
    let cases: [(ByteCount, String)] = [
      (0, "0 B"), (1_003, "1003 B"), (1_024, "1.0 KiB"), (1_536, "1.5 KiB"),
      (1_048_575, "1.0 MiB"), (40_909_563_494, "38.1 GiB"), (-2_048, "-2.0 KiB"),
      (ByteCount(.max), "8.0 EiB"), (ByteCount(.min), "-8.0 EiB"),
    ]
    for (count, text) in cases { #expect(count.iec == text) }
  }
}

extension HistorySample {
  var record: StoreRecord {
    var record = StoreRecord(
      location: StoreLocation(kind: .dockerGraph, driver: "aufs", root: "/var/lib/docker"))
    for (position, row) in rows.enumerated() {
      var layer = LayerClaim(
        id: LayerID(row.id), role: .image, contentPath: "/x", contentState: "directory")
      layer.parent = position + 1 < rows.count ? LayerID(rows[position + 1].id) : nil
      layer.created = Timestamp(seconds: row.created)
      layer.createdBy = row.createdBy
      layer.recordedSize = row.size
      layer.comment = row.comment
      record.layers.append(layer)
    }
    record.images = [
      ImageClaim(
        id: ImageID(rows[0].id), names: ["x:1"], layers: record.layers.map(\.id), isComplete: true,
        created: nil)
    ]
    return record
  }

  var history: HistoryTable { HistoryTable(of: record.images[0], in: record) }

  /// The text without the marks that keep blanks at the end of lines.
  func text(_ marked: String) -> String {
    marked.split(separator: "\n").map { $0.dropLast() + "\n" }.joined()
  }
}
