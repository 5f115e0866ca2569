// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import JSONLines
import JukeboxModel
import Testing

@testable import JukeboxGateway

@Suite struct `A request in plain words` {
    private func read(_ text: String) -> PipeCommand? { try? PipeCommand(Array(text.utf8)) }

    private func problem(_ text: String) -> String? {
        do throws(DeskError) {
            _ = try PipeCommand(Array(text.utf8))
            return nil
        } catch { return error.text }
    }

    private func place(
        _ wanted: Order.Request, to room: String? = nil, mode: Order.Mode = .append,
        until goal: Question.Goal? = nil
    ) -> PipeCommand {
        let order = Order(.play(wanted), destination: room.map(DestinationName.init), mode: mode)
        return .place(OrderRequest(order: order), until: goal)
    }

    @Test func `orders what it names, with values that reach to the next key`() {
        #expect(
            read("play title=Yesterday to=kitchen")
                == place(Order.Request(title: "Yesterday"), to: "kitchen"))
        #expect(
            read("play title=Let It Be artist=The Beatles to=living room mode=next")
                == place(
                    Order.Request(title: "Let It Be", artist: "The Beatles"), to: "living room",
                    mode: .next))
        #expect(
            read("PLAY  yesterday by the beatles")
                == place(Order.Request(query: "yesterday by the beatles")))
        #expect(
            read("play title=荒城の月 wait=finished")
                == place(Order.Request(title: "荒城の月"), until: .outcome(.finished)))
        #expect(read("play album=a=b title=") == place(Order.Request(album: "a=b")))
    }

    @Test func `commands`() {
        #expect(
            read("pause to=kitchen")
                == .carryOut(Order(.pause, destination: DestinationName("kitchen"))))
        #expect(read("seek 1:30") == .carryOut(Order(.seek(.to(90_000)))))
        #expect(read("seek -10") == .carryOut(Order(.seek(.by(-10_000)))))
        #expect(read("volume 40") == .carryOut(Order(.volume(.set(.percent(40))))))
        #expect(read("volume -12dB") == .carryOut(Order(.volume(.set(.limited(-12))))))
        #expect(read("volume +3dB") == .carryOut(Order(.volume(.by(3)))))
        #expect(read("cancel 12") == .carryOut(Order(.cancel(Ticket(12)))))
    }

    @Test(arguments: [
        "seek 1e300", "seek 9223372036854775808", "seek nan", "seek inf", "seek -1e300",
        "seek +1e300",
        "volume 1e999", "volume 1e999dB", "volume +1e300dB", "volume nan", "volume -inf",
        "cancel 18446744073709551615", "cancel 281474976710656", "order 18446744073709551615",
        "wait 99999999999999999999", "play canon expire=9223372036854775807",
        "play canon expire=-1", "play canon expire=1e30",
        #"{"command":"seek","to_s":1e300}"#, #"{"command":"seek","by_s":-1e308}"#,
        #"{"command":"seek","to_s":9223372036854775807}"#, #"{"command":"volume","percent":1e300}"#,
        #"{"command":"volume","change_db":-1e300}"#, #"{"title":"a","expire_s":1e300}"#,
        #"{"title":"a","wait_ms":9223372036854775807}"#, #"{"title":"a","wait_ms":-1}"#,
    ])
    func `refuses numbers that are out of range`(text: String) {
        #expect(problem(text) != nil)
    }

    @Test func `asks`() {
        #expect(read("status") == .status(nil) && read("help") == .help)
        #expect(read("order 7") == .ticket(7, until: nil))
        #expect(read("wait 7 for=playing") == .ticket(7, until: .outcome(.playing)))
        #expect(read("search beat") == .search("beat"))
    }

    @Test func `may be JSON as over HTTP`() {
        #expect(
            read(#"{"title":"x","destination":"kitchen"}"#)
                == place(Order.Request(title: "x"), to: "kitchen"))
        #expect(
            read(#"{"command":"pause","destination":"kitchen"}"#)
                == .carryOut(Order(.pause, destination: DestinationName("kitchen"))))
        #expect(
            read(#"{"title":"x","wait":"playing"}"#)
                == place(Order.Request(title: "x"), until: .outcome(.playing)))
    }

    @Test(
        arguments: [
            ("", "is no request"), ("dance", "is no request"), ("play", "nothing is ordered"),
            ("play to=kitchen", "nothing is ordered"), ("play title=x mode=soon", "mode"),
            ("play x wait=later", "one can wait for"), ("play x expire=soon", "whole seconds"),
            ("seek", "is no place"), ("seek x", "is no place"), ("volume loud", "is no volume"),
            ("volume 400", "0 to 100"), ("order x", "no ticket"), ("wait", "no ticket"),
            ("search", "what to search"), (#"{"title":1}"#, "must be a text"),
            (#"{"command":"dance"}"#, "must be one of"), (#"{"titel":"x"}"#, "unknown"),
        ])
    func `that is none says what would be right`(text: String, why: String) {
        #expect(problem(text)?.contains(why) == true, "\(problem(text) ?? "taken")")
    }

    @Test func `that is long or no text is refused`() {
        #expect(problem("play " + String(repeating: "x", count: 70_000))?.contains("bytes") == true)
        #expect((try? PipeCommand([0x70, 0xFF])) == nil)
    }

    @Test func `wants no more than it needs`() {
        #expect(read("status")?.scope == .read && read("play x")?.scope == .play)
        #expect(read("cancel 3")?.scope == .play && read("pause")?.scope == .control)
    }
}
