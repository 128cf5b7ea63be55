internal import LayerModel

/// One of the four verdicts on a layer's content, with its reason.
extension LayerMeasurement {
  /// Kinds that show that the files are not those that were unpacked.
  ///
  /// Modes, owners, attributes and times are reported, too, but leave the content proven.
  private static let damage: Set<EntryFault.Kind> = [
    .contentDiffers, .sizeDiffers, .kindDiffers, .targetDiffers, .missing, .extra,
    .whiteoutMissing, .whiteoutExtra, .opaqueMissing, .opaqueExtra,
  ]

  /// Judges what was measured.
  ///
  /// - Parameters:
  ///   - claim: what the store says of the layer.
  ///   - tree: how it was walked.
  ///   - proof: what came of its tar-split, if it has one.
  ///   - isUnread: whether something in it could not be read.
  ///   - overflowing: of which kinds not every fault was kept.
  mutating func judge(
    _ claim: LayerClaim, tree: ScanTree, proof: TarSplitProof.Outcome?, isUnread: Bool,
    overflowing: Set<EntryFault.Kind>
  ) {
    guard tree.hashes else {
      verificationReason = "level sizes does not read content"
      return
    }
    // A blob is called by its own digest.
    let hasDigest = tree.recordedDiffID != nil || tree.tarForm == .blob
    let isProven = proof?.problem == nil && proof != nil && hasDigest
    guard contentDigest != nil || isProven else {
      verificationReason = "not everything in it could be read"
      return
    }
    guard claim.role == .image else {
      verification = .unverifiable
      verificationReason = Self.whyUnproven(claim.role)
      return
    }
    guard let proof else {
      verification = .unverifiable
      verificationReason = Self.whyUnproven(.image)
      if let state = claim.blobState, state != "present" {
        verificationReason = "the blob that it was unpacked from is \(state): fingerprinted"
      }
      return
    }
    if tree.tarForm == .blob {
      return judge(
        blobProof: proof, tree: tree, isUnread: isUnread,
        leavesDamage: !overflowing.isDisjoint(with: Self.damage))
    }
    if let problem = proof.problem {
      verification = problem.leavesUnknown ? .notRead : .unverifiable
      verificationReason = "its tar-split cannot be used: \(problem.detail)"
    } else if let recorded = tree.recordedDiffID {
      let isTooDeep = tree.shape == .wholeTree && claim.depth ?? 0 > ContentPlan.longestChain
      judge(
        proof, recorded: recorded, tree: tree, isUnread: isUnread, isTooDeep: isTooDeep,
        sharesDirectory: claim.cacheIDState == "duplicate")
    } else {
      judge(proof)
    }
  }

  /// Whether the layer is at fault itself in a way that makes an intact copy of it unlike it.
  func excuses(_ fault: EntryFault) -> Bool {
    entriesLeftOut > 0
      || entries.contains { own in
        own.path == fault.path
          && (Self.damage.contains(own.kind) || !Self.damage.contains(fault.kind))
      }
  }

  /// Takes back what accuses this layer of being unlike its parent where `isExcused` says that a layer
  /// below is at fault.
  mutating func excuse(_ isExcused: (EntryFault) -> Bool) {
    let count = entries.count
    entries.removeAll { $0.isAgainstParent && isExcused($0) }
    guard entries.count < count, verification == .damaged, !isDamaged else { return }
    verification = .unverifiable
    verificationReason = "inherited files cannot be compared, as they are damaged in a layer below"
  }

  /// Says that the layer has the tar-split of another one, which tells nothing of its files.
  mutating func leave(toTarSplitOf owner: ForeignTarSplits.Owner) {
    entries = []
    entriesLeftOut = 0
    tarSplitOwner = owner.text
    verification = .damaged
    verificationReason = "its tar-split is that of another layer, so nothing tells what it held"
  }

  private static func whyUnproven(_ role: LayerClaim.Role) -> String {
    switch role {
    case .image: "no digest recorded: fingerprinted"
    case .container, .containerInit: "a container's own layer is there to change"
    case .buildCache: "the build cache records no digest"
    case .unclaimed: "nothing names it, so nothing says what it should hold"
    }
  }

  private var isDamaged: Bool { entries.contains { Self.damage.contains($0.kind) } }

  /// The digest of the tar decides on content, its headers on the rest.
  private mutating func judge(
    _ proof: TarSplitProof.Outcome, recorded: Digest, tree: ScanTree, isUnread: Bool,
    isTooDeep: Bool, sharesDirectory: Bool
  ) {
    let isReproduced = proof.digest == recorded
    if isDamaged, sharesDirectory {
      // Another layer's files: each of them would be named as one that should not be there.
      entries = []
      entriesLeftOut = 0
      verification = .damaged
      verificationReason = "its directory holds the files of another layer"
    } else if isDamaged {
      verification = .damaged
      verificationReason =
        isReproduced
        ? "its DiffID was reproduced, but entries differ from their tar headers"
        : "its DiffID was not reproduced: files differ from its tar-split"
    } else if isUnread {
      verificationReason = "not everything in it could be read"
    } else if isReproduced, let irregularity = proof.irregularity, irregularity.hidesEntries {
      verification = .unverifiable
      verificationReason =
        "its DiffID was reproduced, but not every entry can be compared: " + irregularity.reason
    } else if isReproduced, isTooDeep {
      verification = .unverifiable
      verificationReason =
        "more than \(ContentPlan.longestChain) layers lie below it: inherited files are not compared"
    } else if isReproduced {
      verification = .verified
      verificationReason =
        "its DiffID was reproduced"
        + (proof.leavesInherited
          ? "; an ancestor's tar-split cannot be used for inherited files" : "")
        + (tree.hidesTrustedAttributes ? "; which directories hide others was not seen" : "")
    } else if let irregularity = proof.irregularity {
      verification = .unverifiable
      verificationReason = irregularity.text
    } else {
      verification = .damaged
      verificationReason = "its DiffID was not reproduced"
    }
  }

  /// The blob has its own digest, so that every entry was compared with what was once unpacked.
  private mutating func judge(
    blobProof proof: TarSplitProof.Outcome, tree: ScanTree, isUnread: Bool, leavesDamage: Bool
  ) {
    if let problem = proof.problem {
      verification = problem.leavesUnknown ? .notRead : .unverifiable
      verificationReason = "the blob that it was unpacked from cannot be used: \(problem.detail)"
    } else if isDamaged {
      verification = .damaged
      verificationReason = "files differ from the blob that it was unpacked from"
    } else if isUnread {
      verificationReason = "not everything in it could be read"
    } else if leavesDamage {
      // Those that were kept belong to entries that the tar has once more.
      verification = .unverifiable
      verificationReason = "more entries differ than are kept"
    } else if let irregularity = proof.irregularity, irregularity.hidesEntries {
      verification = .unverifiable
      verificationReason = "not every entry of its blob can be compared: " + irregularity.reason
    } else {
      verification = .verified
      verificationReason =
        "every entry is as in its blob, whose digest was reproduced"
        + (proof.leavesInherited
          ? tree.parentRoot == nil
            ? "; inherited files were not read" : "; inherited files are as in the parent layer"
          : "")
        + (tree.hidesTrustedAttributes ? "; which directories hide others was not seen" : "")
    }
  }

  private mutating func judge(_ proof: TarSplitProof.Outcome) {
    if isDamaged {
      verification = .damaged
      verificationReason = "files differ from its tar-split"
    } else if let irregularity = proof.irregularity {
      verification = .unverifiable
      verificationReason = irregularity.text
    } else {
      verification = .unverifiable
      verificationReason = "no strong digest recorded; every CRC-64 and every header matches"
    }
  }
}
