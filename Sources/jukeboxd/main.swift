// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Arguments
import Glibc
import LinuxSystem

func complain(_ text: String) {
    _ = writeBytes(2, Array("jukeboxd: \(text)\n".utf8)[...])
}

switch ProgramSpec.jukeboxd.start(Word.commandLine) {
case .run(let line):
    do { try line.command.run?(line) } catch let end as ProgramEnd { exit(end.status) } catch let
        error as UsageError
    {
        complain(error.lines("jukeboxd"))
        exit(64)
    } catch {
        complain("\(error)")
        exit(70)
    }
case .show(let text): print(text)
case .refuse(let text):
    complain(text)
    exit(64)
}
