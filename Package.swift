// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: Swift 6, warnings are errors, each unsafe use spelled out.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// For tests that break stores with the system's own calls: no `unsafe` marks.
let relaxed: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let tomlKit = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// A target under `Sources`, listed lowest layer first: dependencies point up this file only.
func layer(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
  name: "layeraudit",
  products: [.executable(name: "layeraudit", targets: ["layeraudit"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CIsal", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .target(name: "CHashing", dependencies: ["CLibcrypto", "CIsal"]),
    .target(name: "CLinux"),
    layer("LayerModel"),
    layer("GoJSON", ["LayerModel"]),
    layer("Hashing", ["LayerModel", "CHashing", "CLibcrypto"]),
    layer("Archives", ["LayerModel", "GoJSON", "CIsal", "CZstd"]),
    layer("FileAccess", ["LayerModel", "CLinux"]),
    layer("Bolt"),
    layer("LayerStores", ["LayerModel", "GoJSON", "Hashing", "Archives", "FileAccess", "Bolt"]),
    layer("Scanner", ["LayerModel", "Hashing", "Archives", "FileAccess"]),
    layer("SQLiteLimits", [grdb, sqlite]),
    layer("Facts", ["LayerModel", "SQLiteLimits", grdb]),
    .target(
      name: "Rules", dependencies: ["LayerModel", "Facts", "Hashing", yams], swiftSettings: strict,
      plugins: ["EmbedRules"]),
    layer("Baselines", ["LayerModel", "GoJSON", "Archives", "FileAccess"]),
    layer("History", ["LayerModel", "FileAccess", "SQLiteLimits", grdb]),
    layer("Plans", ["LayerModel"]),
    layer("Reports", ["LayerModel", "Plans"]),
    layer(
      "Audit",
      [
        "LayerModel", "FileAccess", "LayerStores", "Scanner", "Facts", "Rules", "Baselines",
        tomlKit,
      ]),
    .executableTarget(
      name: "layeraudit",
      dependencies: [
        "LayerModel", "FileAccess", "Scanner", "Rules", "Baselines", "History", "Audit", "Plans",
        "Reports", argumentParser,
      ],
      swiftSettings: strict),

    // Run by hand, so it takes the safety settings that need no `unsafe` marks.
    .executableTarget(
      name: "layeraudit-bench",
      dependencies: ["LayerModel", "Hashing", "Reports", argumentParser],
      path: "Benchmarks/layeraudit-bench",
      swiftSettings: relaxed),
    .testTarget(
      name: "AuditTests",
      dependencies: [
        "LayerModel", "FileAccess", "LayerStores", "Audit", "Baselines", "Plans", "Reports",
        "Rules", "Scanner", "BundledStores", "StoreFixtures", "TarFixtures", "CXattr",
        "FaultyCalls",
      ],
      swiftSettings: relaxed),
    .testTarget(
      name: "CommandTests", dependencies: ["BundledStores", "StoreFixtures", "layeraudit"],
      swiftSettings: relaxed),
    .testTarget(
      name: "LiveTests",
      dependencies: ["LayerModel", "Audit", "Reports", "Rules", "Scanner", "BundledStores"],
      swiftSettings: relaxed),
    .target(name: "BundledStores", path: "Tests/BundledStores", swiftSettings: relaxed),
    .target(
      name: "StoreFixtures",
      dependencies: ["LayerModel", "Hashing", "Archives", "Bolt", "TarFixtures"],
      path: "Tests/StoreFixtures",
      swiftSettings: strict),
    .systemLibrary(name: "CXattr", path: "Tests/CXattr"),
    .target(name: "FaultyCalls", path: "Tests/FaultyCalls"),
    .target(
      name: "TarFixtures", dependencies: ["Hashing", "CIsal", "CZstd"],
      path: "Tests/TarFixtures",
      swiftSettings: strict),
    .testTarget(
      name: "ScannerTests",
      dependencies: [
        "LayerModel", "FileAccess", "Hashing", "Archives", "Scanner", "TarFixtures", "CXattr",
      ],
      swiftSettings: relaxed),
    tests("HashingTests", ["LayerModel", "Hashing"]),
    tests(
      "LayerStoresTests",
      ["LayerModel", "GoJSON", "Hashing", "FileAccess", "LayerStores", "StoreFixtures"]),
    .testTarget(
      name: "HistoryTests", dependencies: ["LayerModel", "FileAccess", "History", grdb],
      swiftSettings: relaxed),
    tests("PlansTests", ["LayerModel", "Plans"]),
    tests("ReportsTests", ["LayerModel", "Hashing", "Baselines", "Reports", "BundledStores"]),
    tests("FactsTests", ["LayerModel", "Facts"]),
    tests("RulesTests", ["LayerModel", "Facts", "Rules"]),
    .testTarget(
      name: "DeployTests", dependencies: ["BundledStores", "layeraudit", yams],
      swiftSettings: relaxed),

    .executableTarget(name: "embedrules", path: "Plugins/embedrules", swiftSettings: strict),
    .plugin(name: "EmbedRules", capability: .buildTool(), dependencies: ["embedrules"]),

    .testTarget(
      name: "ArchivesTests", dependencies: ["Archives", "LayerModel", "TarFixtures"],
      resources: [.copy("Layers")], swiftSettings: strict),
    .executableTarget(
      name: "restriction-probe", dependencies: ["LayerModel", "FileAccess"],
      path: "Tests/restriction-probe", swiftSettings: relaxed),
    .testTarget(
      name: "FileAccessTests",
      dependencies: ["LayerModel", "FileAccess", "BundledStores", "restriction-probe"],
      swiftSettings: relaxed),
    .testTarget(
      name: "BoltTests", dependencies: ["Bolt", "StoreFixtures"], exclude: ["Databases"],
      swiftSettings: strict),
  ]
)

// `make fuzz` alone builds this, with the counters by which libFuzzer finds its way: see Fuzz/README.md.
if let runtime = Context.environment["LAYERAUDIT_FUZZ_RUNTIME"] {
  let fuzzer = Target.executableTarget(
    name: "layeraudit-fuzz",
    dependencies: [
      "LayerModel", "GoJSON", "Archives", "Bolt", "Rules", "Scanner", "Audit", "Reports",
    ],
    path: "Fuzz/layeraudit-fuzz", swiftSettings: relaxed,
    linkerSettings: [.unsafeFlags([runtime]), .linkedLibrary("stdc++"), .linkedLibrary("m")])
  // Those in Sources; what has another place is for tests and for building.
  for target in package.targets where target.type == .regular && target.path == nil {
    target.swiftSettings?.append(.unsafeFlags(["-Xfrontend", "-sanitize=fuzzer"]))
  }
  package.targets.append(fuzzer)
}
