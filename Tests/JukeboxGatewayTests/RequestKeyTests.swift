// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import Testing

@testable import JukeboxGateway

@Suite struct `An assistant's request` {
    @Test func `has its own key for each account, id and body`() {
        let key = RequestKey(caller: "a", id: "1", body: [1])
        let others = [
            RequestKey(caller: "b", id: "1", body: [1]),
            RequestKey(caller: "a", id: "2", body: [1]),
            RequestKey(caller: "a", id: "1", body: [2]),
            RequestKey(caller: "a1", id: "", body: [1]),
        ]

        #expect(Set(others + [key]).count == 5)
        #expect(key == RequestKey(caller: "a", id: "1", body: [1]))
        let orders = [key.order("x", 0), key.order("x", 1), key.order("y", 0)]
        #expect(Set(orders).count == 3 && orders.allSatisfy { $0.utf8.count <= 64 })
    }

    @Test func `gets the same answer twice, as long as it is remembered`() async {
        let requests = AnsweredRequests()
        func ask(_ id: String, _ answer: JSON) async -> JSON {
            await requests.answer(to: RequestKey(caller: "a", id: id, body: [])) { answer }
        }

        #expect(await ask("1", "first") == "first")
        #expect(await ask("1", "second") == "first")
        for number in 0..<AnsweredRequests.most { _ = await ask("other \(number)", "x") }
        #expect(await ask("1", "third") == "third")
    }

    @Test func `keeps large answers only as long as they fit`() async {
        let requests = AnsweredRequests()
        let large = JSON.string(String(repeating: "x", count: AnsweredRequests.mostBytes / 2))
        func ask(_ id: String, _ answer: JSON) async -> JSON {
            await requests.answer(to: RequestKey(caller: "a", id: id, body: [])) { answer }
        }

        _ = await ask("1", large)
        _ = await ask("2", large)

        #expect(await ask("2", "other") == large)
        #expect(await ask("1", "other") == "other")
    }
}
