// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import Foundation
import Testing

// Linking an account, and taking it back.
extension `Google Home` {
    @Test func `is unlinked by itself, and by the household`() throws {
        let linked = try linked()
        let gone = linked.fulfil(
            #"{"requestId":"1","inputs":[{"intent":"action.devices.DISCONNECT"}]}"#)
        let after = linked.fulfil(#"{"requestId":"1","inputs":[{"intent":"action.devices.SYNC"}]}"#)
        #expect(gone.status == 200 && gone.json == [:])
        #expect(after.status == 401)

        try linked.link()
        let settings = ["--config", linked.gateway.home.path + "/gateway.toml"]
        let program = Home.programs + "/jukebox-gateway"
        let accounts = Home.run(program, ["link", "list"] + settings).output
        let id = String(accounts.prefix { $0 != " " })
        #expect(Home.run(program, ["link", "revoke", id] + settings).status == 0)
        #expect(
            linked.fulfil(#"{"requestId":"1","inputs":[{"intent":"action.devices.SYNC"}]}"#).status
                == 401)
        #expect(
            linked.token(["grant_type": "refresh_token", "refresh_token": linked.refresh]).json[
                "error"] == "invalid_grant")
    }

    @Test func `links only whom the household lets in`() throws {
        let linked = try linked()

        let page = linked.gateway.ask(
            "GET",
            "/oauth/authorize?client_id=google&response_type=code&state=s&user_locale=ja&redirect_uri=\(LinkedHome.redirect)"
        )
        #expect(page.status == 200 && page.body.contains("Google") && page.body.contains("パスワード"))
        let foreign = linked.gateway.ask(
            "GET",
            "/oauth/authorize?client_id=google&response_type=code&redirect_uri=https://evil.example/"
        )
        #expect(foreign.status == 400 && !foreign.headers.lowercased().contains("location:"))
        let denied = linked.consent(["decision": "deny", "password": ""])
        #expect(denied.status == 303 && denied.headers.contains("error=access_denied&state=s"))
        let wrong = linked.consent(["password": "sesame"])
        #expect(wrong.status == 403 && wrong.body.contains("role=\"alert\""))
        let given = linked.consent()
        let code = LinkedHome.code(given)
        #expect(given.status == 303 && !code.isEmpty)
        #expect(linked.token(["code": code, "client_secret": "x"]).status == 401)
        #expect(linked.token(["code": code]).status == 200)
        let twice = linked.token(["code": code])
        #expect(twice.status == 400 && twice.json["error"] == "invalid_grant")
        let cross = linked.gateway.ask(
            "POST", "/oauth/authorize", "decision=allow",
            [
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": "https://evil.example",
            ])
        #expect(cross.status == 403 && cross.json["code"] == nil && cross.body.contains("origin"))
        let page2 = linked.gateway.ask(
            "GET",
            "/oauth/authorize?client_id=google&response_type=code&user_locale=fr&redirect_uri=\(LinkedHome.redirect)"
        )
        #expect(page2.status == 200 && page2.body.contains("lang=\"en\""))
        #expect(linked.gateway.ask("POST", "/oauth/token", "{}").status == 415)
        #expect(linked.form("/oauth/token", [:]).json["error"] == "invalid_client")
        #expect(linked.token(["grant_type": "password"]).json["error"] == "unsupported_grant_type")
    }

    @Test func `exchanges tokens with a client that shows its secret in the header`() throws {
        let linked = try linked()
        let form = ["Content-Type": "application/x-www-form-urlencoded"]
        func basic(_ secret: String) -> [String: String] {
            let pair = Data("google:\(secret)".utf8).base64EncodedString()
            return form.merging(["Authorization": "Basic \(pair)"]) { $1 }
        }
        let body = "grant_type=refresh_token&refresh_token=\(linked.refresh)"

        let right = linked.gateway.ask("POST", "/oauth/token", body, basic(linked.secret))
        let wrong = linked.gateway.ask("POST", "/oauth/token", body, basic("x"))
        let both = linked.gateway.ask(
            "POST", "/oauth/token", body + "&client_id=google&client_secret=\(linked.secret)",
            basic(linked.secret))
        let twice = linked.gateway.ask(
            "POST", "/oauth/token", body + "&grant_type=refresh_token", basic(linked.secret))

        #expect(right.status == 200 && right.json["access_token"] != nil)
        #expect(right.headers.lowercased().contains("cache-control: no-store"))
        #expect(right.headers.lowercased().contains("pragma: no-cache"))
        #expect(wrong.status == 401 && wrong.json["error"] == "invalid_client")
        #expect(wrong.headers.lowercased().contains("www-authenticate: basic"))
        #expect(both.status == 400 && both.json["error"] == "invalid_request")
        #expect(twice.status == 400 && twice.json["error"] == "invalid_request")
    }

    @Test func `revokes a token only for its client`() throws {
        let linked = try linked()
        let token = ["token": linked.refresh]
        let client = ["client_id": "google", "client_secret": linked.secret]

        let stranger = linked.form("/oauth/revoke", token)
        let unknown = linked.form("/oauth/revoke", client.merging(["token": "x"]) { $1 })
        #expect(stranger.status == 401 && stranger.json["error"] == "invalid_client")
        #expect(unknown.status == 200)
        #expect(linked.query()["online"] == true)
        let known = linked.form("/oauth/revoke", client.merging(token) { $1 })
        #expect(known.status == 200 && known.json == unknown.json)
        #expect(linked.query()["online"] == nil)
    }

    @Test func `answers an authorization request with duplicate parameters on the page`() throws {
        let linked = try linked()
        let query =
            "/oauth/authorize?client_id=google&response_type=code&redirect_uri=\(LinkedHome.redirect)"

        for more in ["client_id=google", "redirect_uri=\(LinkedHome.redirect)"] {
            let answer = linked.gateway.ask("GET", query + "&" + more)
            #expect(answer.status == 400 && !answer.headers.lowercased().contains("location:"))
        }
        let scope = linked.gateway.ask("GET", query + "&scope=a&scope=b")
        #expect(scope.status == 303 && scope.headers.contains("error=invalid_request"))
    }
}
