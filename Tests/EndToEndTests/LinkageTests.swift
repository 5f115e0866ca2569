// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

@Suite struct `The player's program` {
    @Test func `is not linked with full Foundation, nor with a database`() throws {
        let program = try Data(contentsOf: URL(fileURLWithPath: Home.programs + "/jukebox-player"))
        for library in ["libFoundation.so", "lib_FoundationICU", "libdispatch.so", "libsqlite3.so"]
        {
            #expect(program.range(of: Data(library.utf8)) == nil, "\(library)")
        }
        #expect(program.range(of: Data("libmpg123.so".utf8)) != nil)
    }
}
