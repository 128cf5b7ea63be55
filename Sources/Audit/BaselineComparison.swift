internal import Baselines
internal import LayerModel
internal import Scanner

/// Holds what was measured against an earlier run, and names the files of a layer that changed.
///
/// Only image layers are compared: a container's own layer is there to change.
struct BaselineComparison {
  let baseline: Baseline
  let record: StoreRecord
  let scanner: Scanner

  func apply(to measurements: inout StoreMeasurements) {
    var states: [LayerID: BaselineLayer.State] = [:]
    for layer in record.layers where layer.role == .image {
      let key = Baseline.Key(store: record.location, layer: layer.id)
      guard let expected = baseline.digests[key] else {
        // What has no content here could not have been in it.
        if layer.content != nil { states[layer.id] = .unknown }
        continue
      }
      guard var measured = measurements.layers[layer.id], let actual = measured.contentDigest
      else {
        states[layer.id] = .notRead
        continue
      }
      states[layer.id] = expected == actual ? .same : .differs
      if expected == actual {
        if measured.verification == .unverifiable {
          measured.verification = .verified
          measured.verificationReason = "equals the baseline of \(baseline.writtenAt.text)"
        }
      } else {
        measured.verification = .damaged
        measured.verificationReason = "differs from the baseline of \(baseline.writtenAt.text)"
        explain(layer, key: key, into: &measured, problems: &measurements.problems)
      }
      measurements.layers[layer.id] = measured
    }
    for key in baseline.digests.keys
    where key.isOf(record.location) && states[key.layer] == nil {
      states[key.layer] = .gone
    }
    measurements.baselineLayers = states.sorted { $0.key < $1.key }.map {
      BaselineLayer($0.key, $0.value, baselineWrittenAt: baseline.writtenAt)
    }
  }

  private static func problem(_ error: BaselineError) -> ReadProblem {
    switch error {
    case .unreadable(let problem): problem
    case .incompatible(let path, let line, let reason):
      .malformed(path, offset: 0, expected: "\(reason) in line \(line)")
    }
  }

  /// Walks the layer once more to say which entries changed.
  private func explain(
    _ layer: LayerClaim, key: Baseline.Key, into measured: inout LayerMeasurement,
    problems: inout [AttributedProblem]
  ) {
    let now = scanner.manifest(of: layer, root: record.location.root)
    problems += now.problems
    do throws(BaselineError) {
      let faults = try ManifestDifference.faults(from: baseline.entries(of: key), to: now.entries)
      var all = EntryFaults()
      for fault in measured.entries + faults { all.add(fault) }
      measured.entries = all.sorted
      measured.entriesLeftOut += all.leftOut
    } catch {
      problems.append(AttributedProblem(Self.problem(error), layer: layer.id))
    }
  }
}
