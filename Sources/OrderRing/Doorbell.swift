// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import COrderRing

/// The doorbell, with which a client wakes the daemon to adopt an order.
enum Doorbell {
    /// Rings, and wakes the daemon if it sleeps, which takes a system call.
    static func announce(_ file: MappedFile, _ board: MappedFile) {
        let bell = unsafe file.bound(to: ring.self).doorbell
        // STEP ringBell
        _ = unsafe or_add32(bell, 1)
        // STEP wakeSleeper
        if unsafe or_load32(board.bound(to: COrderRing.board.self).asleep) != 0 {
            // STEP wake
            unsafe Futex.wake(bell)
        }
    }
}
