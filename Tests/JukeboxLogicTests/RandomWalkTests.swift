// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxLogic
import JukeboxModel
import SeededDice
import Testing

@Suite struct `A random walk` {
    @Test(arguments: 0..<40)
    func `ends every ticket exactly once`(seed: Int) {
        var random = Seeded(state: UInt64(seed) &* 7919 &+ 1)
        var scene = Scene()
        var keys: [OrderKey] = []
        for step in 0..<300 {
            switch Int.random(in: 0..<14, using: &random) {
            case 0...3:
                let mode = Order.Mode.allCases.randomElement(using: &random) ?? .append
                keys.append(scene.play("t\(step)", "u\(step)", mode: mode))
            case 4: keys.append(scene.order(Order(.next)))
            case 5: keys.append(scene.order(Order(.previous)))
            case 6: keys.append(scene.order(Order(.pause)))
            case 7: keys.append(scene.order(Order(.resume)))
            case 8: keys.append(scene.order(Order(.stop)))
            case 9: keys.append(scene.order(Order(.clear)))
            case 10:
                keys.append(
                    scene.order(Order(.cancel(Ticket(UInt64.random(in: 1...60, using: &random))))))
            case 11:
                scene.send(.playerEnded(Scene.kitchen, why: "signal 9"))
                scene.wait(.seconds(31))
                scene.send(.alarm)
                scene.player(.ready)
            default:
                if let current = scene.view?.current, scene.view?.intent == .playing {
                    scene.playing(current.id.number)
                    scene.ended(current.id.number)
                }
            }
            scene.player(.obeyed)
        }
        scene.order(Order(.resume))
        for _ in 0..<2000 {
            guard let current = scene.view?.current else { break }
            scene.playing(current.id.number)
            scene.ended(current.id.number)
        }

        for key in keys {
            let terminal = scene.posted[key]?.filter(\.isTerminal).count
            #expect(terminal == 1, "order \(key.row): \(scene.posted[key] ?? [])")
        }
    }
}
