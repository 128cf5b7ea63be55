import FileAccess
import Foundation
import GRDB
import Glibc
import History
import LayerModel
import Testing

/// What is remembered from run to run, and what becomes of a file that is not as it was left.
@Suite struct StateDatabaseTests {
  @Test func `what a run read is known to the next one`() throws {
    let place = try Place()
    let database = try place.open()
    _ = try database.begin(Sample.beginning(1))
    try database.end(Sample.report(1), as: Sample.end(loud: [Sample.damagedLayer]))
    let past = try database.pastReadings(at: ["/var/lib"])
    #expect(
      past.stores == [
        Sample.location.id: [
          .layer(Sample.soundLayer): PastReadings.Thing(
            firstSeenAt: Sample.time(1),
            reading: .init(
              at: Sample.time(1), verification: .verified, reason: "reproduced",
              statusDigest: Sample.digest, hasFindings: false)),
          .layer(Sample.damagedLayer): PastReadings.Thing(
            firstSeenAt: Sample.time(1),
            reading: .init(
              at: Sample.time(1), verification: .damaged, reason: "differs", statusDigest: nil,
              hasFindings: true)),
          .layer(Sample.unreadLayer): PastReadings.Thing(
            firstSeenAt: Sample.time(1), reading: nil),
        ]
      ])
    #expect(try database.pastReadings(at: ["/elsewhere"]) == PastReadings())
  }

  @Test func `a layer that is passed over keeps the reading of before`() throws {
    let place = try Place()
    let database = try place.open()
    try database.end(Sample.report(1), as: Sample.end())
    var report = Sample.report(2)
    for id in report.stores[0].measurements.layers.keys {
      report.stores[0].measurements.layers[id]?.reading.isEarlier = true
    }
    try database.end(report, as: Sample.end())
    let thing = try database.pastReadings(at: ["/"])[Sample.location, .layer(Sample.soundLayer)]
    #expect(thing?.reading?.at == Sample.time(1))
    #expect(thing?.firstSeenAt == Sample.time(1))
  }

  @Test func `runs become a trend with their sizes`() throws {
    let place = try Place()
    let database = try place.open()
    for number in 1...3 {
      _ = try database.begin(Sample.beginning(number))
      try database.end(Sample.report(number), as: Sample.end())
    }
    let status = try #require(try database.statuses(at: [], limit: 2).first)
    #expect(status.runs.map(\.startedAt) == [Sample.time(2), Sample.time(3)])
    #expect(status.runs.map { $0.sizes["disk_used"] } == [2_000, 3_000])
    #expect(status.runs.last?.verdict == "fail")
    #expect(status.layers == 3)
    #expect(status.layersVerified == 1)
    #expect(status.layersNeverRead == 1)
    #expect(status.oldestReadAt == Sample.time(3))
  }

  @Test func `file and directory are for their user only`() throws {
    let place = try Place()
    _ = try place.open()
    #expect(try place.mode("state") == 0o700)
    #expect(try place.mode("state/state.sqlite") == 0o600)
  }

  @Test func `a run that never ended is told once, and one that still runs is not`() throws {
    let place = try Place()
    let database = try place.open()
    _ = try database.begin(Sample.beginning(1))
    #expect(try database.begin(Sample.beginning(2)) == [])
    try place.edit("UPDATE run SET process = 'boot/1/1' WHERE id = 'run 1'")
    let unended = RunHistory.Unended(runID: "run 1", startedAt: Sample.time(1))
    #expect(try database.begin(Sample.beginning(3)) == [unended])
    #expect(try database.begin(Sample.beginning(4)) == [])
  }

  @Test func `a damaged file is moved aside, and a new one begun`() throws {
    let place = try Place()
    try place.write("not a database at all, but long enough to be looked into\n")
    var told: [String] = []
    let database = try place.open { told.append($0) }
    #expect(told.count == 1)
    #expect(told.first?.hasSuffix(": it is now state.sqlite.damaged") == true)
    #expect(try database.begin(Sample.beginning(1)) == [])
    #expect(try place.names == ["state.sqlite", "state.sqlite.damaged"])
  }

  @Test(arguments: [
    "CREATE VIEW thing AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT x AS store FROM n",
    "CREATE TABLE thing (store, kind, name, first_seen, last_seen, read_at, verdict, reason)",
    "SELECT 1",
  ])
  func `a file with anything else for a table is moved aside`(replacement: String) throws {
    let place = try Place()
    try place.open().end(Sample.report(1), as: Sample.end())
    try place.edit("ALTER TABLE thing RENAME TO gone; DROP INDEX thing_last_seen; \(replacement)")
    let directory = try PrivateDirectory(lookingInto: BytePath(place.directory))
    let problem = #expect(throws: StateProblem.self) {
      try StateDatabase.existing(in: directory)?.statuses(at: [], limit: 1)
    }
    #expect(problem?.message == "it has other tables than this program makes")
    var told: [String] = []
    let database = try place.open { told.append($0) }
    #expect(told.count == 1)
    #expect(try database.statuses(at: [], limit: 1) == [])
    #expect(try place.names == ["state.sqlite", "state.sqlite.damaged"])
  }

  @Test func `a trigger is as foreign as a table`() throws {
    let place = try Place()
    _ = try place.open()
    try place.edit("CREATE TRIGGER more AFTER INSERT ON run BEGIN DELETE FROM thing; END")
    var told: [String] = []
    _ = try place.open { told.append($0) }
    #expect(told.count == 1)
  }

  @Test func `a file larger than any of ours is not looked through`() throws {
    let place = try Place()
    _ = try place.open()
    try place.edit("PRAGMA page_size = 65536; VACUUM")
    // The head tells of a page more than a gibibyte has, and the file is as long.
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: place.file))
    try file.seek(toOffset: 28)
    try file.write(contentsOf: [0, 0, 0x40, 1])
    try file.truncate(atOffset: 0x4001 << 16)
    try file.close()
    var told: [String] = []
    _ = try place.open { told.append($0) }
    #expect(told.first?.contains("it is larger than 1 GiB") == true, "\(told)")
  }

  @Test func `a run that is to end reads nothing more, and is remembered`() throws {
    let place = try Place()
    let stop = StopFlag()
    let database = try StateDatabase.open(
      PrivateDirectory(making: BytePath(place.directory)), stop: stop, damaged: { _ in })
    for number in 1...300 { try database.end(Sample.report(number), as: Sample.end()) }
    #expect(try database.trends(limit: 300).values.first?.count == 300)
    stop.set()
    #expect(throws: StateProblem.self) { try database.trends(limit: 300) }
    try database.end(Sample.report(301), as: Sample.end())
    #expect(try place.count("run") == 301)
  }

  @Test func `a file of a newer version is left alone`() throws {
    let place = try Place()
    _ = try place.open()
    try place.edit("PRAGMA user_version = 999")
    let before = try place.bytes
    #expect(throws: (any Error).self) { try place.open() }
    #expect(try place.bytes == before)
    #expect(try place.names == ["state.sqlite"])
  }

  @Test func `a database of another program is left alone`() throws {
    let place = try Place()
    _ = try PrivateDirectory(making: BytePath(place.directory))
    chmod(place.directory, 0o700)
    try place.edit("CREATE TABLE theirs (x)")
    chmod(place.file, 0o600)
    let before = try place.bytes
    do {
      _ = try place.open()
      Issue.record("opened")
    } catch let problem as StateProblem {
      #expect(problem.message == "it is a database of another program")
    }
    #expect(try place.bytes == before)
  }

  @Test func `a locked database is said to be locked`() throws {
    let place = try Place()
    let database = try place.open()
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: place.file, configuration: configuration)
    try other.inDatabase { try $0.execute(sql: "BEGIN EXCLUSIVE") }
    do {
      _ = try database.begin(Sample.beginning(1))
      Issue.record("began")
    } catch {
      #expect(error.message == "another process keeps it locked")
    }
    try other.inDatabase { try $0.execute(sql: "COMMIT") }
    #expect(try database.begin(Sample.beginning(1)) == [])
  }

  @Test func `a link or a place that others may write to is refused`() throws {
    let place = try Place()
    _ = try place.open()
    rename(place.file, place.directory + "/other")
    symlink("other", place.file)
    #expect(throws: PrivateDirectory.Refusal.self) {
      try PrivateDirectory(existing: BytePath(place.directory)).file("state.sqlite")
    }
    #expect(throws: (any Error).self) { try place.open() }
    unlink(place.file)
    chmod(place.directory, 0o777)
    #expect(throws: PrivateDirectory.Refusal.self) {
      try PrivateDirectory(existing: BytePath(place.directory))
    }
  }

  @Test(.enabled(if: geteuid() == 0, "gives a directory away"))
  func `root looks into the directory of a service, and only looks`() throws {
    let place = try Place()
    try place.open().end(Sample.report(1), as: Sample.end())
    for path in [place.directory, place.file] { try #require(chown(path, 12_345, 12_345) == 0) }
    #expect(throws: PrivateDirectory.Refusal.self) {
      try PrivateDirectory(existing: BytePath(place.directory))
    }
    let before = try place.bytes
    let directory = try PrivateDirectory(lookingInto: BytePath(place.directory))
    let database = try #require(try StateDatabase.existing(in: directory))
    #expect(try database.statuses(at: [], limit: 10).count == 1)
    #expect(throws: StateProblem.self) { try database.begin(Sample.beginning(2)) }
    #expect(throws: PrivateDirectory.Refusal.self) { try directory.file("other") }
    #expect(try place.bytes == before)
    #expect(try place.names == ["state.sqlite"])
    // SQLite would wait for whoever writes to the other end.
    try #require(mkfifo(place.file + "-journal", 0o600) == 0)
    #expect(throws: StateProblem.self) { try StateDatabase.existing(in: directory) }
    unlink(place.file + "-journal")
    unlink(place.file)
    symlink("/etc/passwd", place.file)
    #expect(throws: StateProblem.self) { try StateDatabase.existing(in: directory) }
  }

  @Test func `of one's own directory what a killed run left is put right`() throws {
    let place = try Place()
    try place.open().end(Sample.report(1), as: Sample.end())
    try Data().write(to: URL(fileURLWithPath: place.file + "-journal"))
    let directory = try PrivateDirectory(lookingInto: BytePath(place.directory))
    #expect(!directory.isForeign)
    let database = try #require(try StateDatabase.existing(in: directory))
    #expect(try database.statuses(at: [], limit: 10).count == 1)
  }

  @Test func `only so many runs and so long a time are kept`() throws {
    let place = try Place()
    let database = try place.open()
    for number in 1...403 { try database.end(Sample.report(number), as: Sample.end()) }
    #expect(try place.count("run") == 400)
    #expect(try place.count("store_size") == 400)
    // A hundred days later nobody has seen those layers any more.
    var report = Sample.report(100 * 86_400)
    report.stores = []
    try database.end(report, as: Sample.end())
    #expect(try place.count("thing") == 0)
  }

  @Test func `cells of any type are read without harm`() throws {
    let place = try Place()
    let database = try place.open()
    try database.end(Sample.report(1), as: Sample.end())
    for cell in ["'text'", "x'00ff'", "1.5", "-9223372036854775808"] {
      for column in ["first_seen", "read_at", "verdict", "status_digest", "has_findings"] {
        try place.edit("UPDATE thing SET \(column) = \(cell)")
      }
      for column in ["started", "duration", "verdict", "is_complete"] {
        try place.edit("UPDATE run SET \(column) = \(cell)")
      }
      try place.edit("UPDATE store_size SET bytes = \(cell)")
      _ = try database.pastReadings(at: ["/"])
      _ = try database.statuses(at: [], limit: 9)
      _ = try database.begin(Sample.beginning(2))
    }
  }

  @Test func `a file with flipped or missing bytes is never a crash`() throws {
    let place = try Place()
    try place.open().end(Sample.report(1), as: Sample.end())
    let sound = try place.bytes
    var random = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 0...9_999, using: &random)
    var state = seed
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<60 {
      var bytes = sound
      for _ in 0...next(4) { bytes[next(bytes.count)] ^= UInt8(1 + next(255)) }
      if next(4) == 0 { bytes.removeLast(next(bytes.count)) }
      try Data(bytes).write(to: URL(fileURLWithPath: place.file))
      chmod(place.file, 0o600)
      do {
        let database = try place.open()
        _ = try database.pastReadings(at: ["/"])
        _ = try database.begin(Sample.beginning(2))
        try database.end(Sample.report(2), as: Sample.end())
      } catch let problem as StateProblem {
        #expect(!problem.message.isEmpty, "seed \(seed)")
      }
    }
  }
}
