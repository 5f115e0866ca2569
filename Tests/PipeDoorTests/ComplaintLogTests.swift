// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import Synchronization
import Testing

@testable import PipeDoor

@Suite struct `The log of complaints` {
    @Test func `is not filled by clients, and says how much was left out`() {
        let lines = Mutex<[String]>([])
        let log = ComplaintLog { line in lines.withLock { $0.append(line) } }
        let start = MonotonicTime(nanoseconds: 0)

        for number in 0..<1000 { log.say("complaint \(number)", at: start) }
        #expect(lines.withLock { $0 }.count == ComplaintLog.most)
        log.say("later", at: start + ComplaintLog.span)

        #expect(lines.withLock { $0 }.suffix(2) == ["950 more complaints were left out", "later"])
    }
}
