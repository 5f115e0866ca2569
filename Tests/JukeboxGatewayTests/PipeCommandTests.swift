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
        #expect(read("remove 12") == .carryOut(Order(.remove([EntrySpan(EntryID(12))]))))
        #expect(read("move 12 1") == .carryOut(Order(.move(EntryID(12), to: 1))))
    }

    @Test func `has each command of the table but those of administrators, by each alias`() {
        for kind in Order.Verb.Kind.allCases {
            guard let row = kind.row else { continue }
            for word in [row.word] + row.aliases {
                let verb = PipeVerb.named(word)
                #expect((verb?.free == .command(kind)) == (row.scope < .admin), "\(word)")
                guard verb != nil else { continue }
                let value = row.value.examples.first ?? ""
                guard case .carryOut(let order)? = read("\(word) \(value)") else {
                    Issue.record("\(word) \(value)")
                    continue
                }
                // “mute” is a word for a volume.
                if case .none(let verb) = row.value {
                    #expect(order.verb == verb)
                } else {
                    #expect(order.verb.kind == kind)
                }
                #expect(PipeVerb.help.contains("\n" + row.word) && PipeVerb.help.contains(row.help))
            }
        }
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
            ("", "is empty"), ("dance", "is not a request"), ("play", "nothing is ordered"),
            ("play to=kitchen", "nothing is ordered"), ("play title=x mode=soon", "mode"),
            ("play x wait=later", "cannot be waited for"), ("play x expire=soon", "whole seconds"),
            ("seek", "needs a position"), ("seek x", "is not a position"),
            ("volume loud", "is not a volume"),
            ("volume 400", "0 to 100"), ("order x", "not a ticket"), ("wait", "not a ticket"),
            ("search", "what to search"), (#"{"title":1}"#, "must be a text"),
            (#"{"command":"dance"}"#, "must be one of"), (#"{"titel":"x"}"#, "unknown"),
            (#"{"command":"pause","room":"x"}"#, "known are destination"),
        ])
    func `that is wrong says what would be right`(text: String, why: String) {
        #expect(problem(text)?.contains(why) == true, "\(problem(text) ?? "taken")")
    }

    @Test func `that is long or not UTF-8 is refused`() {
        #expect(problem("play " + String(repeating: "x", count: 70_000))?.contains("bytes") == true)
        #expect((try? PipeCommand([0x70, 0xFF])) == nil)
    }

    @Test func `wants no more than it needs`() {
        #expect(read("status")?.scope == .read && read("play x")?.scope == .play)
        #expect(read("cancel 3")?.scope == .play && read("pause")?.scope == .control)
    }

    // MARK: Nothing is ignored

    @Test(
        arguments: [
            ("play yesterday artst=The Beatles", "artst=", "artist="),
            ("play title=x rooom=kitchen", "rooom=", "to="), ("pause room=study", "room=", "to="),
            ("clear in=study", "in=", "to="), ("volume 40 room=study", "room=", "to="),
            ("wait 12 until=finished", "until=", "for="), ("search x artist=y", "artist=", "none"),
            ("cancel 12 to=study", "to=", "none"), ("play e=mc2", "e=", "query=\"e=…\""),
            ("play x for=finished", "for=", "wait="),
        ])
    func `with an unknown setting is refused with the known ones`(
        text: String, unknown: String, known: String
    ) {
        let why = problem(text) ?? "taken"
        #expect(why.contains("“\(unknown)” is not a setting") && why.contains(known), "\(why)")
    }

    @Test func `holds = inside a value, and in quotes anywhere`() {
        #expect(read("play title=a=b") == place(Order.Request(title: "a=b")))
        #expect(read("play title=E = mc2") == place(Order.Request(title: "E = mc2")))
        #expect(
            read(#"play title="x=y and z" to=kitchen"#)
                == place(Order.Request(title: "x=y and z"), to: "kitchen"))
        #expect(read(#"play "e=mc2""#) == place(Order.Request(query: "e=mc2")))
        #expect(
            read(#"play title=7" single artist="The "B"s""#)
                == place(Order.Request(title: #"7" single"#, artist: #"The "B"s"#)))
        #expect(read("play TITLE=x") == place(Order.Request(title: "x")))
        #expect(problem(#"play title="x=y"#)?.contains("a quote is not closed") == true)
    }

    @Test(arguments: [
        ("puase kitchen", "pause"), ("playy x", "play"), ("volum 40", "volume"),
        ("statsu", "status"),
    ])
    func `with an unknown verb is refused with the nearest one`(text: String, verb: String) {
        #expect(problem(text)?.contains("did you mean “\(verb)”?") == true)
    }

    @Test func `with a misspelt setting before its verb is refused`() {
        #expect(problem("dedline=5 status")?.contains("deadline=") == true)
    }

    @Test func `takes free words after a command for the room`() {
        func command(_ verb: Order.Verb, _ room: String) -> PipeCommand {
            .carryOut(Order(verb, destination: DestinationName(room)))
        }
        #expect(read("clear living room") == command(.clear, "living room"))
        #expect(read("pause study") == command(.pause, "study"))
        #expect(read("next to=study") == command(.next, "study"))
        #expect(read("next Study to=study") == command(.next, "Study"))
        #expect(read("status kitchen") == .status(DestinationName("kitchen")))
        #expect(read("queue living room") == .queue(DestinationName("living room")))
        #expect(read("seek 1:30 study") == command(.seek(.to(90_000)), "study"))
        #expect(
            read("volume 40 living room") == command(.volume(.set(.percent(40))), "living room"))
        #expect(read("volume 40 % study") == command(.volume(.set(.percent(40))), "study"))
        #expect(
            read("volume -12 dB to=study") == command(.volume(.set(.limited(-12))), "study"))
        #expect(read("volume mute study") == command(.volume(.set(.muted)), "study"))
    }

    @Test(arguments: ["pause kitchen to=study", "clear kitchen to=study", "volume 40 a to=b"])
    func `that names two rooms is refused`(text: String) {
        #expect(problem(text)?.contains("are two rooms") == true)
    }

    @Test(arguments: [
        "volume 40x", "volume 40%%", "volume +5x", "volume -", "volume 0x10", "volume 1e1",
        "volume study 40", "volume 12dBx", "seek 1:30abc", "seek 1::30", "seek :30", "seek +-10",
        "seek 1:75", "seek 0x10", "order 12 study", "cancel 12 please", "order +12", "help me",
        "play x durable=maybe", "play x expire=60s", "play x title=a title=b", "pause to=",
        "play x to=", "play x query=y", #"pause """#,
        #"{"command":"pause","destination":7}"#, #"{"command":"pause","destination":null}"#,
        #"{"command":"clear","room":"study"}"#, #"{"command":"pause","room":"study"}"#,
        #"{"command":"pause","destination":"a","destination":"b"}"#,
        #"{"title":"x","wait":7}"#, #"{"title":"x","command":"pause"}"#,
    ])
    func `with junk in it is refused`(text: String) {
        #expect(problem(text) != nil)
    }

    @Test func `may clear a room in JSON`() {
        #expect(
            read(#"{"command":"clear","destination":"study"}"#)
                == .carryOut(Order(.clear, destination: DestinationName("study"))))
    }
}
