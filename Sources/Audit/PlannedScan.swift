internal import LayerModel
internal import Scanner

/// Measures all of a store, and reads as much of its content as is asked for and there is time for.
struct PlannedScan {
  let record: StoreRecord
  let goal: ReadingGoal
  let past: PastReadings
  /// Seconds since the epoch.
  let now: Int64

  /// `isOver` says when nothing more is to be begun.
  func run(
    _ scanner: Scanner, progress: ScanProgress, isOver: @escaping @Sendable () -> Bool
  ) -> StoreMeasurements {
    // What is counted here is not what takes time.
    let walked = scanner.scan(
      record, level: .sizes, summingStatus: true,
      progress: ScanProgress(stopFlag: progress.stopFlag))
    let plan = ReadingPlan(record, walked, goal: goal, past: past, now: now)
    var scope = Scanner.Scope(layers: [], leftovers: [])
    for subject in plan.order {
      switch subject {
      case .layer(let id): scope.layers.insert(id)
      case .blob(let path): scope.blobs.insert(path)
      }
    }
    let found = scanner.scan(
      record, level: .content, within: scope, in: ScanOrder(plan.order, isOver: isOver),
      progress: progress)
    var result = walked.updated(by: found, of: record)
    for id in result.layers.keys {
      result.layers[id]?.settle(
        .layer(id), status: walked.layers[id]?.reading.statusDigest,
        isRead: found.layers[id] != nil, by: plan)
    }
    for path in result.blobs.keys {
      result.blobs[path]?.settle(
        .blob(path), status: walked.blobs[path]?.reading.statusDigest,
        isRead: found.blobs[path] != nil, by: plan)
    }
    // A layer that is kept as a blob and nowhere unpacked has the blob's verdict.
    for layer in record.layers where layer.content == nil && layer.contentState == "packed" {
      guard let blob = layer.blob, let measured = result.blobs[blob] else { continue }
      result.layers[layer.id] = LayerMeasurement(packed: layer, as: measured)
    }
    return result
  }
}

/// Something with a verdict on its content.
private protocol ReadContent {
  var verification: Verification { get set }
  var verificationReason: String? { get set }
  var reading: ContentReading { get set }
}

extension LayerMeasurement: ReadContent {}
extension BlobMeasurement: ReadContent {}

extension ReadContent {
  /// Gives a verdict, or a reason for none, to what was not read in this run.
  fileprivate mutating func settle(
    _ subject: PastReadings.Subject, status: Digest?, isRead: Bool, by plan: ReadingPlan
  ) {
    reading.statusDigest = status
    guard !isRead else { return }
    if let held = plan.held[subject] {
      verification = held.verification
      verificationReason = (held.reason ?? "") + " (in an earlier run, untouched since)"
      reading.readAt = held.at
      reading.isEarlier = true
    } else if plan.due.contains(subject) {
      verificationReason = "there was no time left to read it"
      reading.isLeft = true
    }
  }
}

extension StoreMeasurements {
  /// Notes when content was read: now, or when `past` says; `nil` where nothing is known of it.
  mutating func noteReadings(of store: StoreLocation, past: PastReadings?, now: Timestamp) {
    for id in layers.keys {
      layers[id]?.note(past?[store, .layer(id)], isKnown: past != nil, now: now)
    }
    for path in blobs.keys {
      blobs[path]?.note(past?[store, .blob(path)], isKnown: past != nil, now: now)
    }
  }
}

extension ReadContent {
  fileprivate mutating func note(_ past: PastReadings.Thing?, isKnown: Bool, now: Timestamp) {
    reading.earlierContent = past?.reading?.contentDigest
    reading.firstSeenAt = isKnown ? past?.firstSeenAt ?? now : nil
    guard !reading.isEarlier else { return }
    reading.readAt = verification == .notRead ? past?.reading?.at : now
  }
}
