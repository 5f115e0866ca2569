// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// The page that asks a member of the household whether Google may control the jukebox.
struct ConsentPage {
    let speech: Speech

    /// Returns the page, with the fault of the previous attempt, if there was one.
    func asking(
        _ request: AuthorizationRequest, trouble: String? = nil,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let fields = request.fields + [(name: "user_locale", value: speech.code)]
        let hidden = fields.map {
            "<input type=\"hidden\" name=\"\($0.name.escaped)\" value=\"\($0.value.escaped)\">"
        }
        let may = ["link.mayPlay", "link.mayControl", "link.mayKnow"]
            .map { "<li>\(text($0))</li>" }
        return page(
            """
            <p>\(text("link.asks"))</p>
            <ul>\(may.joined())</ul>
            <form method="post" action="/oauth/authorize">
            \(hidden.joined(separator: "\n"))
            <label for="password">\(text("link.password"))</label>
            <input type="password" id="password" name="password" maxlength="256" \
            autocomplete="current-password" autofocus>
            \(trouble.map { "<p class=\"trouble\" role=\"alert\">\($0.escaped)</p>" } ?? "")
            <div class="answer">
            <button name="decision" value="allow">\(text("link.allow"))</button>
            <button name="decision" value="deny">\(text("link.deny"))</button>
            </div>
            </form>
            <p><small>\(text("link.later"))</small></p>
            """, status, going: request.redirect)
    }

    /// Says why nothing can be asked.
    func saying(_ key: String, status: HTTPResponse.Status) -> Response {
        page("<p class=\"trouble\" role=\"alert\">\(text(key))</p>", status, going: nil)
    }

    private func text(_ key: String) -> String { speech.text(key).escaped }

    private func page(
        _ content: String, _ status: HTTPResponse.Status, going redirect: String?
    ) -> Response {
        let nonce = Dice.hexadecimal(16)
        var html = String(decoding: PackageResources.consent_html, as: UTF8.self)
        // The content comes last, so that placeholders in it are not replaced.
        for (name, value) in [
            ("language", speech.code), ("title", text("link.title")), ("nonce", nonce),
            ("content", content),
        ] {
            html = html.replacing("{\(name)}", with: value)
        }
        var headers = HTTPFields()
        headers[.contentType] = "text/html; charset=utf-8"
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'nonce-\(nonce)'; "
            + "form-action 'self'\(redirect.map { " " + Self.origin(of: $0) } ?? ""); "
            + "frame-ancestors 'none'; base-uri 'none'"
        // Without a referrer the browser would call the form's origin “null”.
        headers[.referrerPolicy] = "same-origin"
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    /// `https://HOST:PORT` of an address.
    static func origin(of address: String) -> String {
        let parts = address.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        return parts.prefix(3).joined(separator: "/")
    }
}

extension String {
    /// The text as HTML shows it, also inside an attribute's quotation marks.
    var escaped: String {
        replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}

extension HTTPField.Name {
    static let contentSecurityPolicy =
        HTTPField.Name("Content-Security-Policy").unsafelyUnwrapped
    static let referrerPolicy = HTTPField.Name("Referrer-Policy").unsafelyUnwrapped
}
