import LayerModel
import Reports
import Testing

/// What `status` says of nights that are remembered.
@Suite struct StatusTextTests {
  private static let status = {
    let sizes: [Int64] = [1_000_000, 3_000_000, 2_000_000]
    let runs = sizes.enumerated().map { night, size in
      var run = TrendPoint(
        runID: "run-\(night)", startedAt: Timestamp(seconds: 1_764_000_000 + Int64(night) * 86_400),
        level: .content, verdict: night == 1 ? "fail" : "ok")
      run.isComplete = night != 0
      run.errors = night == 1 ? 1 : 0
      run.layers = 12
      run.layersVerified = 10
      run.bytesRead = 5_000
      run.sizes = ["disk_used": ByteCount(size), "unique": 7]
      return run
    }
    var status = StoreStatus(
      location: StoreLocation(
        kind: .dockerLayerDB, driver: "overlay2", root: BytePath([0x2F, 0x1B, 0xFF])), runs: runs)
    status.layers = 12
    status.layersVerified = 10
    status.layersNeverRead = 2
    status.oldestReadAt = Timestamp(seconds: 1_763_000_000)
    return status
  }()

  private static let text = StatusText(
    stores: [status], now: Timestamp(seconds: 1_764_172_800 + 5_400))

  @Test func `the last run comes with what changed since those before`() {
    #expect(
      Self.text.text(trend: false) == """
        Store docker-layerdb/overlay2:/\\x1b\\xff
          last run  2025-11-26T16:00:00Z, 90 min ago, level content
          verdict   ok: 0 errors, 0 warnings, complete
          layers    12, 10 verified, 2 never read, the longest unread of 2025-11-13T02:13:20Z, 13 d ago
          disk      1.9 MiB, -976.6 KiB since 2025-11-25T16:00:00Z, +976.6 KiB in 3 runs  ▁█▅

        """)
  }

  @Test func `the trend has a line for each run`() {
    #expect(
      Self.text.text(trend: true) == """
        Store docker-layerdb/overlay2:/\\x1b\\xff
          began                 level    verdict          errors  warnings  layers  verified  damaged     read    on disk  unique  shared  containers  orphans
          2025-11-24T16:00:00Z  content  ok (incomplete)       0         0      12        10        0  4.9 KiB  976.6 KiB     7 B       -           -        -
          2025-11-25T16:00:00Z  content  fail                  1         0      12        10        0  4.9 KiB    2.9 MiB     7 B       -           -        -
          2025-11-26T16:00:00Z  content  ok                    0         0      12        10        0  4.9 KiB    1.9 MiB     7 B       -           -        -

        """)
  }
}
