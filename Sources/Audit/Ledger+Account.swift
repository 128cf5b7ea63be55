package import LayerModel

extension Ledger {
  /// Adds up by classes what was found under the store's root.
  package init(of record: StoreRecord, _ measurements: StoreMeasurements) {
    self.init()
    guard let account = measurements.account else { return }
    for name in LedgerClass.allCases { classes[name] = DiskSize() }
    let names = LedgerClasses(record)
    for layer in record.layers {
      if let size = account.layers[layer.id] { classes[names.name(of: layer)]?.add(size) }
    }
    for leftover in record.leftovers {
      let name = LedgerClasses.name(of: leftover)
      if let size = account.leftovers[leftover.path] { classes[name]?.add(size) }
    }
    for (name, size) in account.blobs { classes[name]?.add(size) }
    for (key, size) in account.places { classes[key.name]?.add(size) }
    places = account.places.map { LedgerPlace(key: $0.key, size: $0.value) }.sorted()
    gaps = account.gaps.sorted()
    sharing = account.sharing
  }
}
