/// What heals the thing that a finding is about, as a rule's `repair` says.
package enum Repair: String, Hashable, Sendable, CaseIterable {
  /// The content of a layer that the daemon knows is wrong.
  ///
  /// All that is built on it has to be removed before it can be fetched again: a pull alone skips
  /// a layer that is already there.
  case replaceLayer = "replace-layer"
  /// The blob's bytes are wrong or gone: its rows have to go before it can be fetched again, as a
  /// pull skips a blob that is listed.
  case replaceBlob = "replace-blob"
  /// The daemon cannot load the layer, so it cannot remove it either: its files are moved out.
  case discardLayer = "discard-layer"
  /// Nothing owns what is at the finding's path.
  case removePath = "remove-path"
  /// The file at the finding's path must hold exactly the evidence `content`; a person has to find
  /// out where that is null.
  case restoreFile = "restore-file"
  /// The symbolic link at the finding's path must have the target `expected`.
  case restoreLink = "restore-link"
  /// What is at the finding's path does harm as soon as the daemon acts on it.
  case moveAside = "move-aside"
  /// What is at the finding's path must not be there; nothing else is wrong with what has it.
  case takeAway = "take-away"
  /// What is at the finding's path must be called as the evidence `content` says.
  case rename
  /// The file at the finding's path must hold what is in the file that the evidence `content` names.
  case copyFile = "copy-file"
  /// The gzip file at the finding's path holds the right bytes under a wrong checksum.
  case repack
  /// No command can tell what is right: a person has to put it right before anything else is done.
  case byHand = "by-hand"
}
