// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Foundation
public import JukeboxModel

extension Understanding {
    /// The room that a sentence names, at its beginning or its end; nil if it names none.
    public static func room(
        in sentence: String, of places: [SpokenDestination]
    ) -> DestinationName? {
        let whole = Phrase(sentence.precomposedStringWithCompatibilityMapping)
        for place in places {
            for name in [place.name.text] + place.nicknames {
                let name = name.precomposedStringWithCompatibilityMapping.lowercased()
                guard whole.mentions(name) else { continue }
                let english = Grammar.beforeRoom.flatMap { before in
                    Grammar.behindRoom.map { "\(before) \(name)\($0)" }
                }
                for words in english + Grammar.particlesOfRoom.map({ name + $0 })
                where whole.dropping(first: words) != nil || whole.dropping(last: words) != nil {
                    return place.name
                }
            }
        }
        return nil
    }
}
