// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB

/// Tells a damaged database from one that merely cannot be reached now.
public enum Damage {
    /// Whether an error means that the file's content is broken.
    public static func isDamage(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return false }
        return [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
    }

    /// Explains an error, without its SQL.
    public static func words(_ error: any Error) -> String {
        (error as? DatabaseError)?.message ?? "\(error)"
    }
}
