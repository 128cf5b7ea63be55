package import LayerModel

/// One flat JSON object a line, for engines that read columns: `kind` tells which columns it has.
///
/// Every column of a kind is always there, and a name has one type in all of them. Each line has the
/// run, the host and the time, so that files of many hosts and nights can be read as one table.
package struct NDJSONReport: Sendable {
  /// The kinds of lines, in the order in which a report has them.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case run, store, layer, image, container, blob, finding
  }

  /// The least severity that makes the verdict `fail`.
  package var failOn: Severity?

  package init(failOn: Severity? = .error) { self.failOn = failOn }

  /// Hands the lines of all kinds to `sink`.
  package func write(
    _ report: AuditReport, to sink: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    for kind in Kind.allCases { try write(kind, of: report, to: sink) }
  }

  /// Hands the lines of one kind to `sink`, for tables that are kept apart.
  package func write(
    _ kind: Kind, of report: AuditReport, to sink: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    switch kind {
    case .run: try sink(Self.line(kind, report) { writeRun(report, to: &$0) })
    case .finding:
      for finding in report.findings {
        try sink(Self.line(kind, report) { finding.writeColumns(to: &$0) })
      }
    case .store, .layer, .image, .container, .blob:
      for store in report.stores {
        try store.writeLines(kind) { body in
          try sink(
            Self.line(kind, report) {
              $0.field("store", store.record.location.id)
              body(&$0)
            })
        }
      }
    }
  }

  private static func line(
    _ kind: Kind, _ report: AuditReport, _ body: (inout JSONWriter) -> Void
  ) -> ArraySlice<UInt8> {
    var writer = JSONWriter(isCompact: true)
    writer.object { object in
      object.field("kind", kind.rawValue)
      object.field("run_id", report.runID)
      object.field("host", report.host)
      object.field("started_at", report.startedAt)
      body(&object)
    }
    writer.end()
    return writer.bytes[...]
  }

  private func writeRun(_ report: AuditReport, to object: inout JSONWriter) {
    let summary = ReportSummary(report, failOn: failOn)
    object.field("ended_at", report.endedAt)
    object.field("tool_version", report.toolVersion)
    object.field("rules_digest", report.rulesDigest)
    object.field("level", report.level.rawValue)
    object.field("complete", report.isComplete)
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
    object.field("bytes_read", report.bytesRead)
  }
}

extension StoreReport {
  /// Calls `line` with what writes the columns of each thing of a kind.
  fileprivate func writeLines(
    _ kind: NDJSONReport.Kind, _ line: ((inout JSONWriter) -> Void) throws -> Void
  ) rethrows {
    let index = LayerIndex(record)
    switch kind {
    case .run, .finding: break
    case .store: try line(writeColumns)
    case .layer:
      for layer in record.layers {
        try line { layer.writeColumns(measurements.layers[layer.id], index, to: &$0) }
      }
    case .image:
      for size in ImageSizes(self).all { try line { size.writeColumns(index, to: &$0) } }
    case .container:
      for container in record.containers {
        try line { container.writeColumns(measurements, to: &$0) }
      }
    case .blob:
      for blob in record.blobs {
        try line { blob.writeColumns(measurements.blobs[blob.path], to: &$0) }
      }
    }
  }

  fileprivate func writeColumns(to object: inout JSONWriter) {
    object.field("store_kind", record.location.kind.rawValue)
    object.field("driver", record.location.driver)
    object.path("root", record.location.root)
    object.field("live", record.isLive)
    for (name, count) in ledger.columns { object.field(name + "_bytes", count) }
    let sharing = ledger.sharing.flatMap { $0.isTold ? $0 : nil }
    object.field("sharing_counted_bytes", sharing?.counted)
    object.field("sharing_once_bytes", sharing?.once)
    object.field("layer_count", record.layers.count)
    object.field("image_count", record.images.count)
    object.field("container_count", record.containers.count)
    object.field("problem_count", problems.count)
  }
}

extension LayerClaim {
  fileprivate func writeColumns(
    _ measured: LayerMeasurement?, _ index: LayerIndex, to object: inout JSONWriter
  ) {
    object.field("layer", id)
    object.field("chain_id", chainID)
    object.field("diff_id", recordedDiffID)
    object.field("cache_id", cacheID)
    object.field("parent", parent)
    object.field("depth", depth)
    object.field("role", role.rawValue)
    object.field("namespace", namespace)
    object.field("recorded_bytes", recordedSize)
    object.field("content_bytes", measured?.totals.apparent)
    object.field("allocated_bytes", measured?.totals.allocated)
    object.field("files", measured?.totals.files)
    object.field("verification", (measured?.verification ?? .notRead).rawValue)
    object.field("verification_reason", measured?.verificationReason)
    object.field("read_at", measured?.reading.readAt)
    object.field("read_earlier", measured?.reading.isEarlier)
    object.field("image_count", index.images[id]?.count ?? 0)
    object.field("created_by", createdBy)
  }
}

extension ImageSize {
  fileprivate func writeColumns(_ index: LayerIndex, to object: inout JSONWriter) {
    object.field("image", image.id)
    object.field("name", image.names.first)
    object.field("names", image.names.joined(separator: ","))
    object.field("namespace", image.namespace)
    object.field("layer_count", image.layers.count)
    object.field("chain_complete", image.isComplete)
    object.field("recorded_bytes", image.isComplete ? index.recordedSize(of: image) : nil)
    object.field("unique_bytes", unique)
    object.field("shared_bytes", shared)
    object.field("created_at", image.created)
  }
}

extension ContainerClaim {
  fileprivate func writeColumns(
    _ measurements: StoreMeasurements, to object: inout JSONWriter
  ) {
    object.field("container", id)
    object.field("name", name)
    object.field("image", image)
    object.field("config_state", configState)
    object.field("content_state", contentState)
    object.field("layer", layers.last)
    object.field(
      "allocated_bytes", layers.last.flatMap { measurements.layers[$0]?.totals.allocated })
  }
}

extension BlobClaim {
  fileprivate func writeColumns(_ measured: BlobMeasurement?, to object: inout JSONWriter) {
    object.path("path", path)
    object.field("digest", digest?.description)
    object.field("state", state)
    object.field("use", use)
    object.field("roles", roles.sorted().map(\.rawValue).joined(separator: ","))
    object.field("media_type", mediaType)
    object.field("file_bytes", size)
    object.field("inflated_bytes", measured?.inflated)
    object.field("compression", measured?.compression)
    object.field("diff_id", measured?.diffID)
    object.field("verification", (measured?.verification ?? .notRead).rawValue)
    object.field("verification_reason", measured?.verificationReason)
    object.field("read_at", measured?.reading.readAt)
    object.field("read_earlier", measured?.reading.isEarlier)
    object.field("image_count", images.count)
  }
}

extension Finding {
  fileprivate func writeColumns(to object: inout JSONWriter) {
    object.field("store", store)
    object.field("rule", rule.text)
    object.field("severity", severity.rawValue)
    object.field("status", status.rawValue)
    object.field("fingerprint", fingerprint)
    object.field("subject_kind", subject.kind)
    object.field("subject_id", subject.id)
    object.field("layer", layer)
    object.path("path", path)
    object.field("expected", expected)
    object.field("actual", actual)
    object.field("message", message)
    object.field("why", why)
    object.field("fix", fix)
    object.field("images", affects.images.joined(separator: ","))
    object.field("containers", affects.containers.joined(separator: ","))
    object.field("bytes", bytes)
  }
}
