internal import Dispatch
internal import LayerModel
internal import Synchronization

/// The work that is left, taken last in first out: depth first, so that little of it waits.
///
/// Ends for everyone when the last item that was taken is done and none is left.
final class Frontier<Item: Sendable>: Sendable {
  private struct State {
    var items: [Item]
    /// Items that wait or are being worked on.
    var outstanding: Int
  }

  private let state: Lock<State>
  private let available: DispatchSemaphore
  private let waiting = Atomic(0)
  private let workers: Int

  init(_ items: [Item], workers: Int) {
    state = Lock(State(items: items, outstanding: items.count))
    available = DispatchSemaphore(value: 0)
    self.workers = workers
    for _ in items { available.signal() }
    if items.isEmpty { wakeAll() }
  }

  /// Whether a worker has nothing to do.
  private var isHungry: Bool { waiting.load(ordering: .relaxed) > 0 }

  /// How many workers have something to do.
  var busy: Int { workers - waiting.load(ordering: .relaxed) }

  func push(_ items: [Item]) {
    state.withLock {
      $0.items += items
      $0.outstanding += items.count
    }
    for _ in items { available.signal() }
  }

  /// Gives the older half of a worker's own items away if another has nothing to do: it is nearer to
  /// the root and so has more below it.
  func share(_ own: inout [Item]) {
    guard own.count > 1, isHungry else { return }
    let half = own.count / 2
    push(Array(own[..<half]))
    own.removeFirst(half)
  }

  /// Waits for an item; `nil` when all work is done.
  func take() -> Item? {
    if available.wait(timeout: .now()) == .timedOut {
      waiting.wrappingAdd(1, ordering: .relaxed)
      available.wait()
      waiting.wrappingSubtract(1, ordering: .relaxed)
    }
    return state.withLock { $0.items.popLast() }
  }

  /// Says that an item is done; whatever it led to was pushed before.
  func finish() {
    let isLast = state.withLock {
      $0.outstanding -= 1
      return $0.outstanding == 0
    }
    if isLast { wakeAll() }
  }

  private func wakeAll() {
    for _ in 0..<workers { available.signal() }
  }
}
