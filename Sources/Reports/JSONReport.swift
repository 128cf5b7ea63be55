package import LayerModel
internal import Plans

/// The JSON report, schema version 1; `reports/layeraudit.schema.json` defines it.
///
/// Every key is always present. Stores are sorted by root; layers, images and containers by id;
/// references by name; leftovers, documents and problems by path; findings as ``Finding`` orders them.
package struct JSONReport: Sendable {
  package static let schemaVersion = 1
  private static let drainLimit = 1 << 16

  /// The least severity that makes `summary.verdict` `fail`.
  package var failOn: Severity?

  package init(failOn: Severity? = .error) { self.failOn = failOn }

  /// Hands the report to `sink` piece by piece; memory does not grow with the findings.
  package func write(
    _ report: AuditReport, to sink: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    var writer = JSONWriter()
    try writer.object { root in
      writeRun(report, to: &root)
      try root.array("stores") { list in
        for store in report.stores {
          try writeStore(store, RepairPlan.repairs(of: store, in: report), to: &list, sink)
        }
      }
      try root.array("findings") { list in
        for finding in report.findings {
          finding.write(to: &list)
          try list.drain(above: Self.drainLimit, to: sink)
        }
      }
      if let comparison = report.comparison {
        comparison.write(to: &root)
      } else {
        root.field("comparison", nil)
      }
      report.writeCoverage(to: &root)
      report.writeHistory(to: &root)
      writeSummary(report, to: &root)
    }
    writer.end()
    try writer.drain(to: sink)
  }

  private func writeRun(_ report: AuditReport, to writer: inout JSONWriter) {
    writer.field("schema_version", Self.schemaVersion)
    writer.object("tool") { tool in
      tool.field("name", "layeraudit")
      tool.field("version", report.toolVersion)
      tool.field("rules_digest", report.rulesDigest)
    }
    writer.field("run_id", report.runID)
    writer.field("host", report.host)
    writer.field("started_at", report.startedAt)
    writer.field("ended_at", report.endedAt)
    writer.field("level", report.level.rawValue)
    writer.field("complete", report.isComplete)
  }

  private func writeStore(
    _ store: StoreReport, _ plan: StoreRepairs, to writer: inout JSONWriter,
    _ sink: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    let index = LayerIndex(store.record)
    try writer.object { object in
      store.writeHead(to: &object)
      try object.array("layers") { list in
        for layer in store.record.layers {
          layer.write(
            measured: store.measurements.layers[layer.id], images: index.images[layer.id] ?? [],
            to: &list)
          try list.drain(above: Self.drainLimit, to: sink)
        }
      }
      object.array("images") { list in
        for size in ImageSizes(store).all { store.write(size, index, to: &list) }
      }
      object.array("containers") { list in
        for container in store.record.containers { store.write(container, to: &list) }
      }
      try object.array("blobs") { list in
        for blob in store.record.blobs {
          blob.write(measured: store.measurements.blobs[blob.path], to: &list)
          try list.drain(above: Self.drainLimit, to: sink)
        }
      }
      store.writeTail(to: &object)
      plan.write(to: &object)
      try object.drain(above: Self.drainLimit, to: sink)
    }
  }

  private func writeSummary(_ report: AuditReport, to writer: inout JSONWriter) {
    let summary = ReportSummary(report, failOn: failOn)
    writer.object("summary") { object in
      object.field("verdict", summary.verdict.rawValue)
      object.field("errors", summary.errors)
      object.field("warnings", summary.warnings)
      object.field("notes", summary.notes)
      object.field("known", summary.known)
      object.field("suppressed", summary.suppressed)
      object.field("layers_total", summary.coverage.total)
      object.field("layers_verified", summary.coverage[.verified])
      object.field("layers_damaged", summary.coverage[.damaged])
      object.field("layers_unverifiable", summary.coverage[.unverifiable])
      object.field("layers_not_read", summary.coverage[.notRead])
      object.field("blobs_total", summary.blobs.total)
      object.field("blobs_verified", summary.blobs[.verified])
      object.field("blobs_damaged", summary.blobs[.damaged])
      object.field("blobs_unverifiable", summary.blobs[.unverifiable])
      object.field("blobs_not_read", summary.blobs[.notRead])
      object.field("bytes_read", report.bytesRead)
      object.field("duration_seconds", Seconds(report.duration))
    }
  }
}

/// A duration, to the millisecond.
struct Seconds: JSONScalar {
  private let text: String

  /// Anything that is no duration becomes 0: JSON has no infinity.
  init(_ value: Double) {
    let whole = value.isFinite && value > 0 ? min(value, 1e12) : 0
    text = ((whole * 1_000).rounded() / 1_000).description
  }

  func appendJSON(to bytes: inout [UInt8]) { bytes += text.utf8 }
}
