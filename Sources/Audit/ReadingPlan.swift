internal import LayerModel

/// Which content of one store a run reads, and in which order: never read first, then the longest
/// unread.
struct ReadingPlan {
  /// What is to be read while there is time, the first first.
  private(set) var order: [PastReadings.Subject] = []
  /// What must be read, or the run is incomplete.
  private(set) var due: Set<PastReadings.Subject> = []
  /// What an earlier run found and still holds.
  private(set) var held: [PastReadings.Subject: PastReadings.Reading] = [:]

  /// Something to read, and what is known of it.
  private struct Candidate {
    let subject: PastReadings.Subject
    let reading: PastReadings.Reading?
    /// Layers of containers are there to change, and wait for all others.
    let isOfImage: Bool
    let size: ByteCount
  }

  /// `measured` must have a digest over what `lstat` says; `now` is in seconds since the epoch.
  init(
    _ record: StoreRecord, _ measured: StoreMeasurements, goal: ReadingGoal, past: PastReadings,
    now: Int64
  ) {
    let candidates = Self.candidates(record, measured, past)
    for candidate in candidates {
      let status = measured.reading(of: candidate.subject)?.statusDigest
      if goal.takesEarlier, let reading = candidate.reading,
        reading.holds(with: status, maxAge: goal.maxAge, now: now)
      {
        held[candidate.subject] = reading
      } else {
        due.insert(candidate.subject)
      }
    }
    // Time that is given is used, so that not all of a month falls due in one night.
    let spendsTime = goal.maxDuration != nil && !goal.skipsUnchanged
    order =
      candidates.filter { due.contains($0.subject) }.map(\.subject)
      + candidates.filter { spendsTime && held[$0.subject] != nil }.map(\.subject)
  }

  private static func candidates(
    _ record: StoreRecord, _ measured: StoreMeasurements, _ past: PastReadings
  ) -> [Candidate] {
    let layers = record.layers.filter { $0.content != nil }.map { layer in
      Candidate(
        subject: .layer(layer.id), reading: past[record.location, .layer(layer.id)]?.reading,
        isOfImage: layer.role == .image,
        size: measured.layers[layer.id]?.totals.apparent ?? 0)
    }
    let blobs = record.blobs.filter { $0.state == "present" }.map { blob in
      Candidate(
        subject: .blob(blob.path), reading: past[record.location, .blob(blob.path)]?.reading,
        isOfImage: true, size: blob.size ?? 0)
    }
    return (layers + blobs).enumerated().sorted { left, right in
      let (one, other) = (left.element, right.element)
      if one.isOfImage != other.isOfImage { return one.isOfImage }
      let times = (one.reading?.at.seconds ?? .min, other.reading?.at.seconds ?? .min)
      if times.0 != times.1 { return times.0 < times.1 }
      if one.size != other.size { return one.size > other.size }
      return left.offset < right.offset
    }.map(\.element)
  }
}

extension PastReadings.Reading {
  /// Whether its verdict is as good as one of now: nobody touched anything, nothing is wrong, and it is
  /// not too old.
  fileprivate func holds(with status: Digest?, maxAge: Int64?, now: Int64) -> Bool {
    guard verification == .verified || verification == .unverifiable, !hasFindings,
      let statusDigest, statusDigest == status, at.seconds <= now
    else { return false }
    return maxAge.map { now - at.seconds <= $0 } ?? true
  }
}

extension StoreMeasurements {
  /// When the content of something was read; `nil` when it was not measured.
  func reading(of subject: PastReadings.Subject) -> ContentReading? {
    switch subject {
    case .layer(let id): layers[id]?.reading
    case .blob(let path): blobs[path]?.reading
    }
  }
}
