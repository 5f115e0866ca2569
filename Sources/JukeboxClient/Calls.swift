// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import JukeboxModel
internal import OrderRing

// The calls of `jukebox.h`, which describes them.

private typealias Text = UnsafePointer<CChar>

/// Finds a handle again; the caller still owns it.
private func handle(_ pointer: UnsafeMutableRawPointer) -> Handle {
    unsafe Unmanaged<Handle>.fromOpaque(pointer).takeUnretainedValue()
}

/// A text of the caller's; nil for NULL, an empty text, and bytes that are not UTF-8.
private func text(_ pointer: Text?) -> String? {
    guard let pointer = unsafe pointer, let text = unsafe String(validatingCString: pointer) else {
        return nil
    }
    return text.isEmpty ? nil : text
}

/// Attaches; see `jukebox.h`.
@_cdecl("jukebox_attach")
public func attach(_ directory: UnsafePointer<CChar>?) -> UnsafeMutableRawPointer? {
    let named =
        unsafe text(directory) ?? text(getenv("JUKEBOX_RUNTIME_DIR").map { unsafe Text($0) })
    do throws(RingError) {
        let handle = try Handle(directory: named ?? "/run/jukebox")
        return unsafe Unmanaged.passRetained(handle).toOpaque()
    } catch {
        LastProblem.say("\(error)")
        return nil
    }
}

/// Detaches; see `jukebox.h`.
@_cdecl("jukebox_detach")
public func detach(_ pointer: UnsafeMutableRawPointer?) {
    guard let pointer = unsafe pointer else { return }
    unsafe Unmanaged<Handle>.fromOpaque(pointer).release()
}

/// Why the last call of this thread failed; see `jukebox.h`.
@_cdecl("jukebox_problem")
public func problem() -> UnsafePointer<CChar> { unsafe LastProblem.text }

/// Whether a daemon is there; see `jukebox.h`.
@_cdecl("jukebox_is_up")
public func isUp(_ pointer: UnsafeMutableRawPointer) -> CInt { unsafe handle(pointer).isUp ? 1 : 0 }

/// Orders music; see `jukebox.h`.
@_cdecl("jukebox_play")
public func play(
    _ pointer: UnsafeMutableRawPointer, _ title: UnsafePointer<CChar>?,
    _ artist: UnsafePointer<CChar>?, _ album: UnsafePointer<CChar>?,
    _ playlist: UnsafePointer<CChar>?, _ words: UnsafePointer<CChar>?,
    _ destination: UnsafePointer<CChar>?, _ mode: CInt
) -> Int64 {
    let wanted = unsafe Order.Request(
        title: text(title), artist: text(artist), album: text(album), playlist: text(playlist),
        query: text(words))
    guard !wanted.isEmpty else {
        return wrong("nothing is ordered; name a title, an artist, an album, a playlist or words")
    }
    guard let mode = UInt8(exactly: mode).flatMap(Order.Mode.init(rawValue:)) else {
        return wrong("there is no mode \(mode); the modes are 0 append, 1 next, 2 now, 3 replace")
    }
    let room = unsafe text(destination).map(DestinationName.init)
    return unsafe send(Order(.play(wanted), destination: room, mode: mode), handle(pointer))
}

/// Sends a command; see `jukebox.h`.
@_cdecl("jukebox_command")
public func command(
    _ pointer: UnsafeMutableRawPointer, _ word: UnsafePointer<CChar>?,
    _ destination: UnsafePointer<CChar>?
) -> Int64 {
    let verbs: [String: Order.Verb] = [
        "pause": .pause, "resume": .resume, "stop": .stop, "next": .next, "previous": .previous,
    ]
    let word = unsafe text(word) ?? ""
    guard let verb = verbs[word] else {
        return wrong(
            "“\(word)” is not a command; the commands are pause, resume, stop, next, previous")
    }
    let room = unsafe text(destination).map(DestinationName.init)
    return unsafe send(Order(verb, destination: room), handle(pointer))
}

private func send(_ order: Order, _ handle: Handle) -> Int64 {
    do throws(RingError) {
        switch try handle.enqueue(order) {
        case .ticket(let ticket): return Int64(clamping: ticket)
        case .tooLong: return wrong("the order is too long for a slot of the ring")
        case .full:
            LastProblem.say("the ring is full")
            return -75
        }
    } catch {
        LastProblem.say("\(error)")
        return -69
    }
}

private func wrong(_ why: String) -> Int64 {
    LastProblem.say(why)
    return -64
}

/// Where an order stands; see `jukebox.h`.
@_cdecl("jukebox_outcome")
public func outcome(_ pointer: UnsafeMutableRawPointer, _ ticket: Int64) -> CInt {
    guard ticket > 0, let outcome = unsafe handle(pointer).outcome(UInt64(ticket)) else { return 0 }
    return CInt(outcome.rawValue)
}

/// The word for an outcome; see `jukebox.h`.
@_cdecl("jukebox_outcome_word")
public func outcomeWord(_ number: CInt) -> UnsafePointer<CChar> { unsafe OutcomeWords.word(number) }

/// Sleeps until something changes; see `jukebox.h`.
@_cdecl("jukebox_wait")
public func wait(_ pointer: UnsafeMutableRawPointer, _ milliseconds: UInt32) -> CInt {
    unsafe handle(pointer).wait(Int64(milliseconds)) ? 1 : 0
}
