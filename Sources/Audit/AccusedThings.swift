internal import LayerModel

/// Tells whether two readings accuse the same thing of the same, however often they do.
///
/// A name may lead to another image a moment later, and a layer that is removed and made again has
/// another directory: what was true of the one says nothing of the other.
struct AccusedThings {
  /// One accusation, comparable across readings.
  struct Key: Hashable {
    let fingerprint: Substring
    let store: String
    /// What bears the accused name; `nil` where the name can have only one bearer.
    let bearer: String?
  }

  private struct Name: Hashable {
    let store: String
    let name: String
  }

  /// Subjects, `path cause`, of problems that leave something unknown.
  private var unread: Set<Name> = []
  /// Layers and paths of blobs whose content is called damaged.
  private var damaged: Set<Name> = []
  private var images: [Name: String] = [:]
  private var directories: [Name: String] = [:]

  init(_ stores: [StoreReport]) {
    for report in stores {
      let record = report.record
      let store = record.location.id
      for problem in report.unread.map(\.problem) {
        unread.insert(Name(store: store, name: "\(problem.path) \(problem.cause)"))
      }
      for (layer, found) in report.measurements.layers where found.verification == .damaged {
        damaged.insert(Name(store: store, name: layer.description))
      }
      for (path, found) in report.measurements.blobs where found.verification == .damaged {
        damaged.insert(Name(store: store, name: path.description))
      }
      for reference in record.references {
        images[Name(store: store, name: reference.name)] = reference.target
      }
      for layer in record.layers {
        guard let directory = layer.cacheID else { continue }
        directories[Name(store: store, name: layer.id.description)] = directory.description
      }
    }
  }

  /// Whether it accuses nothing, but says what was not read, which one look is enough for.
  func tellsOfUnread(_ finding: Finding) -> Bool {
    finding.subject.kind == "problem"
      && unread.contains(Name(store: finding.store, name: finding.subject.id))
  }

  /// Whether it accuses something whose content is called damaged.
  func isOfDamage(_ finding: Finding) -> Bool {
    [finding.layer?.description, finding.path?.description].compactMap(\.self)
      .contains { damaged.contains(Name(store: finding.store, name: $0)) }
  }

  func key(of finding: Finding) -> Key {
    Key(
      fingerprint: finding.fingerprint.prefix(32), store: finding.store, bearer: bearer(of: finding)
    )
  }

  private func bearer(of finding: Finding) -> String? {
    let directory = finding.layer.flatMap {
      directories[Name(store: finding.store, name: $0.description)]
    }
    switch finding.subject.kind {
    case "reference": return images[Name(store: finding.store, name: finding.subject.id)]
    // What grows or shrinks has someone who works on it.
    case "leftover": return finding.bytes?.description
    // Of all the layers or images in one list, only the message tells which is meant.
    case "oddity": return "\(directory ?? "") \(finding.message)"
    default: return directory
    }
  }
}
