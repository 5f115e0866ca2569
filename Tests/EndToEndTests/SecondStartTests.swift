// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct `A second start` {
    @Test func `of the gateway names the address and the process, and changes nothing`() throws {
        let gateway = try GatewayHome(
            try Home(kitchen: "silent"), settings: "pipes = \"PIPES\"\n")
        let home = gateway.home
        let file = home.path + "/gateway.toml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
            .replacing("PIPES", with: home.path + "/pipes")
        try home.write("gateway.toml", text)
        try home.start()
        try gateway.start()
        try home.write(
            "second.toml",
            text.replacing("127.0.0.1:0", with: "127.0.0.1:\(gateway.port)")
                .replacing(home.path + "/pipes", with: home.path + "/other-pipes"))

        let second = Home.run(
            Home.programs + "/jukebox-gateway", ["--config", home.path + "/second.toml"])

        #expect(second.status == 71, "\(second)")
        #expect(second.errors.contains("127.0.0.1:\(gateway.port)"), "\(second.errors)")
        #expect(second.errors.contains("(pid \(gateway.pid))"), "\(second.errors)")
        #expect(!FileManager.default.fileExists(atPath: home.path + "/other-pipes"))
        #expect(gateway.ask("GET", "/v1/destinations").status == 200)
    }

    @Test func `of a server of pipes names the folder and the process`() throws {
        let gateway = try GatewayHome(try Home(kitchen: "silent"))
        let home = gateway.home
        let text = try String(contentsOfFile: home.path + "/gateway.toml", encoding: .utf8)
        try home.write("gateway.toml", text + "pipes = \"\(home.path)/pipes\"\n")
        try gateway.start()
        Home.wait { FileManager.default.fileExists(atPath: home.path + "/pipes/drop") }

        let second = Home.run(
            Home.programs + "/jukebox", ["pipe", "serve", home.path + "/pipes", "--", "cat"])

        #expect(second.status == 73, "\(second)")
        #expect(second.errors.contains("(pid \(gateway.pid))"), "\(second)")
        #expect(second.errors.contains(home.path + "/pipes"), "\(second)")
    }

}
