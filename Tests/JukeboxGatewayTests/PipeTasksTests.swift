// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Testing

@testable import JukeboxGateway

@Suite(.timeLimit(.minutes(1))) struct `The calls through pipes` {
    @Test func `end when their clients wait no longer`() async {
        let tasks = PipeTasks()
        let (ended, news) = AsyncStream.makeStream(of: Bool.self)
        tasks.start(1) {
            try? await Task.sleep(for: .seconds(3600))
            news.yield(Task.isCancelled)
        }

        tasks.cancel(2)
        tasks.cancel(1)

        #expect(await ended.first { _ in true } == true)
        while tasks.count > 0 { await Task.yield() }
    }

    @Test func `are forgotten when they end by themselves`() async {
        let tasks = PipeTasks()

        for number in 0..<100 { tasks.start(number) {} }

        while tasks.count > 0 { await Task.yield() }
        #expect(tasks.count == 0)
    }
}
