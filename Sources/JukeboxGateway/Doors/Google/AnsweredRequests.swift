// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines

/// The latest answers, so that a retry gets the same answer and is not carried out again.
///
/// Bounded by the number of answers and by their size.
actor AnsweredRequests {
    static let most = 256
    /// The most bytes that all answers together may have.
    static let mostBytes = 1 << 20

    private var answers: [RequestKey: Task<JSON, Never>] = [:]
    private var sizes: [RequestKey: Int] = [:]
    /// The keys, the oldest first.
    private var order: [RequestKey] = []
    private var bytes = 0

    /// The answer to a request; does the work if it is not remembered.
    func answer(to key: RequestKey, _ work: @escaping @Sendable () async -> JSON) async -> JSON {
        if let answer = answers[key] { return await answer.value }
        let task = Task { await work() }
        answers[key] = task
        order.append(key)
        trim()
        let answer = await task.value
        if answers[key] == task {
            let size = answer.line.utf8.count
            sizes[key] = size
            bytes += size
            trim()
        }
        return answer
    }

    /// Removes the oldest answers beyond the limits.
    private func trim() {
        while order.count > Self.most || bytes > Self.mostBytes, !order.isEmpty {
            let oldest = order.removeFirst()
            answers[oldest] = nil
            bytes -= sizes.removeValue(forKey: oldest) ?? 0
        }
    }
}
