import LayerModel

/// How much of the content was read, in this run and before, and what is known of earlier runs.
extension AuditReport {
  func writeCoverage(to writer: inout JSONWriter) {
    var coverage = Coverage()
    for store in stores {
      coverage.add(layersOf: store)
      coverage.add(blobsOf: store)
    }
    writer.object("coverage") { object in
      object.field("max_age_seconds", goal.maxAge.map { ByteCount($0) })
      object.field("max_duration_seconds", goal.maxDuration.map { ByteCount($0) })
      object.field("skip_unchanged", goal.skipsUnchanged)
      object.field("read", coverage.read)
      object.field("read_earlier", coverage.earlier)
      object.field("left", coverage.left)
      object.field("never_read", coverage.neverRead)
      object.field("oldest_read_at", coverage.oldest)
    }
  }

  func writeHistory(to writer: inout JSONWriter) {
    guard let history else { return writer.field("history", nil) }
    writer.object("history") { object in
      object.path("directory", history.directory)
      object.field("problem", history.problem)
      object.array("unended_runs") { list in
        for run in history.unended {
          list.object {
            $0.field("run_id", run.runID)
            $0.field("started_at", run.startedAt)
          }
        }
      }
      object.array("trends") { list in
        for (store, runs) in history.trends.sorted(by: { $0.key < $1.key }) {
          list.object {
            $0.field("store", store)
            $0.array("runs") { points in for run in runs { run.write(to: &points) } }
          }
        }
      }
    }
  }
}
