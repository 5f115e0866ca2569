// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

extension LinkFile {
    /// Reads the file; nil if it does not exist.
    ///
    /// - Throws: if it is damaged or cannot be read.
    public static func known(_ path: String) throws(KeptFile.Failure) -> LinkFile? {
        try parse(try KeptFile.read(path), path)
    }

    private static func parse(
        _ bytes: [UInt8]?, _ path: String
    ) throws(KeptFile.Failure) -> LinkFile? {
        guard let bytes else { return nil }
        if let file = LinkFile(bytes: bytes) { return file }
        throw KeptFile.Failure(description: "“\(path)” is damaged; move it away and link again")
    }

    /// Changes the file under its lock; `edit` gets nil if the file does not exist.
    ///
    /// - Throws: if the file is damaged, or cannot be read or written; then it stays unchanged.
    public static func change<Answer>(
        _ path: String, _ edit: (inout LinkFile?) throws(KeptFile.Failure) -> Answer
    ) throws(KeptFile.Failure) -> Answer {
        try KeptFile.change(path) { bytes throws(KeptFile.Failure) in
            var file = try parse(bytes, path)
            let before = file
            let answer = try edit(&file)
            if let file, file != before { bytes = file.bytes }
            return answer
        }
    }
}
