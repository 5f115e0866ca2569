// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments

/// A shell that completes the command line: one row per shell.
enum Shell: String, CaseIterable {
    case bash, zsh, fish

    /// The script that the shell reads.
    var script: String {
        switch self {
        case .bash: Self.bashScript
        case .zsh: Self.zshScript
        case .fish: Self.fishScript
        }
    }
}

extension CommandSpec {
    static let completion = CommandSpec(
        "completion", summary: "Print the script that lets a shell complete commands and names.",
        details: """
            An installed jukebox has put it where each shell looks. By hand:

              bash:  source <(jukebox completion bash)
              zsh:   source <(jukebox completion zsh)
              fish:  jukebox completion fish | source
            """,
        arguments: [
            ArgumentSpec(
                "SHELL", help: "bash, zsh or fish.",
                completion: .words(Shell.allCases.map(\.rawValue)))
        ],
        examples: [Example("completion bash", "the script for bash")]
    ) { session in
        let name = try session.line.texts().first ?? ""
        guard let shell = Shell(rawValue: name) else {
            let names = Shell.allCases.map(\.rawValue)
            throw session.line.usage(
                "“\(name)” is not a shell; say \(Listing.either(names))"
                    + Nearest.hint(name, names))
        }
        print(shell.script, terminator: "")
    }

    static let manual: CommandSpec = CommandSpec(
        "manual", summary: "Print the manual page.",
        examples: [Example("manual | man -l -", "reads it")]
    ) { _ in
        print(ProgramSpec.jukebox.manual(section: 1), terminator: "")
    }
}
