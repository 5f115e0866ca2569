// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines

/// What was answered lately: a request that comes again gets the same answer, and is not carried
/// out again.
actor AnsweredRequests {
    private static let most = 256
    private var answers: [String: Task<JSON, Never>] = [:]
    private var order: [String] = []

    func answer(to id: String, _ work: @escaping @Sendable () async -> JSON) async -> JSON {
        if let answer = answers[id] { return await answer.value }
        let task = Task { await work() }
        answers[id] = task
        order.append(id)
        if order.count > Self.most { answers[order.removeFirst()] = nil }
        return await task.value
    }
}
