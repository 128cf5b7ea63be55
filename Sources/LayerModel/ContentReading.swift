/// When the content of a layer or blob was read, by this run or by an earlier one.
package struct ContentReading: Hashable, Sendable {
  /// When it was last read whole; `nil` for never, as far as is known.
  package var readAt: Timestamp?
  /// Whether the verdict on it is that of an earlier run, as nothing was touched since.
  package var isEarlier = false
  /// When a run first saw it; `nil` where nothing is known of earlier runs.
  package var firstSeenAt: Timestamp?
  /// Over what `lstat` said of everything in it; `nil` unless that was asked for.
  package var statusDigest: Digest?
  /// The canonical digest by which an earlier run knows it; `nil` where none does.
  package var earlierContent: Digest?
  /// Whether it was to be read in this run, but the time was over before.
  package var isLeft = false

  package init() {}

  /// The moment from which on it stays unread; `nil` where nothing is known of earlier runs.
  package var unreadSince: Timestamp? { readAt ?? firstSeenAt }
}

/// What a person wants to be read of the content in one run.
package struct ReadingGoal: Hashable, Sendable {
  /// Seconds after which content is to be read again; `nil` for in each run.
  package var maxAge: Int64?
  /// Seconds after which nothing more is begun; `nil` for no limit.
  package var maxDuration: Int64?
  /// Whether what nobody touched since it was last read need not be read, however long ago that was.
  package var skipsUnchanged = false

  package init() {}

  /// Whether all content is to be read, however long that takes.
  package var isAll: Bool { maxAge == nil && maxDuration == nil && !skipsUnchanged }

  /// Whether an earlier run's verdict can do in the place of this one's.
  package var takesEarlier: Bool { maxAge != nil || skipsUnchanged }
}

/// What earlier runs know of the content of stores.
package struct PastReadings: Hashable, Sendable {
  /// What of a store is read by itself.
  package enum Subject: Hashable, Sendable {
    case layer(LayerID)
    case blob(BytePath)
  }

  /// The last time that it was read whole.
  package struct Reading: Hashable, Sendable {
    package var at: Timestamp
    package var verification: Verification
    package var reason: String?
    package var statusDigest: Digest?
    /// The canonical digest of the first reading, which later ones are held against.
    package var contentDigest: Digest?
    /// Whether reading it told more than its verdict, which only another reading can tell again.
    package var hasFindings: Bool

    package init(
      at: Timestamp, verification: Verification, reason: String?, statusDigest: Digest?,
      contentDigest: Digest? = nil, hasFindings: Bool
    ) {
      self.at = at
      self.verification = verification
      self.reason = reason
      self.statusDigest = statusDigest
      self.contentDigest = contentDigest
      self.hasFindings = hasFindings
    }
  }

  /// One thing that was there in an earlier run.
  package struct Thing: Hashable, Sendable {
    package var firstSeenAt: Timestamp
    /// `nil` when it was never read whole.
    package var reading: Reading?

    package init(firstSeenAt: Timestamp, reading: Reading?) {
      self.firstSeenAt = firstSeenAt
      self.reading = reading
    }
  }

  /// By ``StoreLocation/id``.
  package var stores: [String: [Subject: Thing]] = [:]

  package init() {}

  package subscript(_ store: StoreLocation, _ subject: Subject) -> Thing? {
    stores[store.id]?[subject]
  }
}
