internal import LayerModel

/// Why a sound layer's tar cannot be put together again, or an entry of it cannot be looked at.
///
/// Docker accepts all of these, and cannot save or push such a layer either.
enum Irregularity: Hashable, Sendable {
  /// Its content was recorded with the holes, the tar has it without them.
  case sparse(BytePath)
  case duplicate(BytePath)
  case escapes(BytePath)
  case whiteoutWithContent(BytePath)
  case behindLink(BytePath)
  /// overlay keeps its content or its entries in a lower layer.
  case elsewhere(BytePath)
  /// A hard link to what no longer has its name, or has none in this layer.
  case linkElsewhere(BytePath)

  var text: String { "its tar cannot be put together again: " + reason }

  var reason: String {
    switch self {
    case .sparse(let path): "\(path) is a sparse file"
    case .duplicate(let path): "it has \(path) more than once"
    case .escapes(let path): "\(path) leads out of the layer"
    case .whiteoutWithContent(let path): "\(path) hides a name and had content"
    case .behindLink(let path): "\(path) lies behind a symlink"
    case .elsewhere(let path): "\(path) is kept in another layer"
    case .linkElsewhere(let path): "what \(path) is linked to is not known"
    }
  }

  /// Whether an entry was not compared, rather than only left out of the tar.
  var hidesEntries: Bool {
    switch self {
    case .sparse, .escapes, .behindLink, .elsewhere, .linkElsewhere: true
    case .duplicate, .whiteoutWithContent: false
    }
  }
}
