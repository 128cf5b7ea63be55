import Foundation

/// A bundled store to which the input does a few things, each of five bytes, and which is put back.
///
/// The stores lie unpacked in the directory that `LAYERAUDIT_FUZZ_STORES` names.
enum StoreFuzz {
  private static let stores: [PristineStore] = {
    guard let place = ProcessInfo.processInfo.environment["LAYERAUDIT_FUZZ_STORES"] else {
      fatalError("LAYERAUDIT_FUZZ_STORES is not set")
    }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: place).sorted()
        .map { try PristineStore(place + "/" + $0) }
    } catch {
      fatalError("\(error)")
    }
  }()

  static func run(_ bytes: [UInt8]) {
    guard bytes.count > 1 else { return }
    let store = stores[Int(bytes[0]) % stores.count]
    do {
      var touched: Set<Int> = []
      for start in stride(from: 2, to: min(bytes.count, 82) - 6, by: 7) {
        let edit = StoreEdit(bytes[start..<(start + 7)])
        if let file = try edit.apply(to: store) { touched.insert(file) }
      }
      FuzzAudit.run(
        store.root, level: bytes[1] & 1 == 0 ? .content : .metadata, judges: bytes[1] & 6 == 0)
      for file in touched { try store.restore(file) }
    } catch {
      fatalError("\(error)")
    }
  }
}
