package import Synchronization

/// The only lock of the program: a mutex whose closures may take what they like from around them.
package struct Lock<Value: Sendable>: ~Copyable, Sendable {
  @usableFromInline let mutex: Mutex<Value>
  #if THREAD_SANITIZER
    /// The sanitizer does not see who waits for a mutex in the kernel: what each turn leaves to the
    /// next, it sees here.
    @usableFromInline let turns = Atomic<Int>(0)
  #endif

  @inlinable package init(_ value: Value) { mutex = Mutex(value) }

  @inlinable
  package borrowing func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
    mutex.withLock { value in
      #if THREAD_SANITIZER
        turns.add(1, ordering: .acquiringAndReleasing)
        defer { turns.add(1, ordering: .acquiringAndReleasing) }
      #endif
      return body(&value)
    }
  }
}
