internal import Audit
internal import LayerModel

/// What the commands that look without judging say of stores that were not wholly read.
struct Incompleteness {
  private let stores: [StoreReport]

  init(of stores: [StoreReport]) { self.stores = stores.filter { !$0.isComplete } }

  /// A line for each such store, to standard error.
  func complain() {
    for store in stores {
      let places = store.unread.count
      Console.complain(
        "\(store.record.location.id): this is not all, as \(places) "
          + (places == 1 ? "place" : "places") + " could not be read; `layeraudit audit` says which"
      )
    }
  }

  /// Ends with status 3 after what was found has been printed.
  func end() throws {
    complain()
    if !stores.isEmpty { throw ExitStatus.incomplete }
  }
}
