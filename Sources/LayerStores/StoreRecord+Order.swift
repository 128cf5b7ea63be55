internal import LayerModel

extension StoreRecord {
  /// Sorts every list, so that the same store gives the same bytes.
  mutating func sort() {
    layers.sort { $0.id < $1.id }
    images.sort { $0.id < $1.id }
    references.sort { ($0.name, $0.target) < ($1.name, $1.target) }
    containers.sort { $0.id < $1.id }
    leases.sort { ($0.namespace, $0.id) < ($1.namespace, $1.id) }
    blobs.sort { $0.path < $1.path }
    descriptors.sort { ($0.path, $0.record) < ($1.path, $1.record) }
    documents.sort { ($0.path, $0.kind) < ($1.path, $1.kind) }
    leftovers.sort { ($0.path, $0.kind.rawValue) < ($1.path, $1.kind.rawValue) }
    oddities.sort { ($0.path, $0.kind, $0.actual ?? "") < ($1.path, $1.kind, $1.actual ?? "") }
    problems.sort {
      ($0.problem.path, $0.problem.cause) < ($1.problem.path, $1.problem.cause)
    }
    searchedRoots.sort { $0.name < $1.name }
  }
}
