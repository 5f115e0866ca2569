// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// An assistant's service asks for consent to link an account (RFC 6749, 4.1.1; RFC 7636).
struct AuthorizationRequest: Equatable, Sendable {
    var redirect: String
    var state: String?
    /// PKCE: the hash of the verifier that must come with the code.
    var challenge: String?

    /// Why a request is refused.
    enum Refusal: Error, Equatable {
        /// Client or redirect are unknown: shown on the page and sent nowhere. Holds the text's key.
        case page(String)
        /// Sent to the service, as an error word of RFC 6749, 4.1.2.1.
        case service(redirect: String, state: String?, error: String)
    }

    /// Reads the parameters of a request.
    ///
    /// Only the given redirects may get the answer; they are compared byte for byte.
    init(_ fields: FormFields, redirects: [String]) throws(Refusal) {
        guard fields["client_id"]?.isSameText(as: LinkFile.client) == true else {
            throw .page("link.client")
        }
        guard let redirect = fields["redirect_uri"],
            redirects.contains(where: { $0.isSameText(as: redirect) })
        else { throw .page("link.redirect") }
        self.redirect = redirect
        state = fields["state"]
        func refuse(_ error: String) -> Refusal {
            .service(redirect: redirect, state: state, error: error)
        }
        guard fields.isWellFormed, fields["response_type"] != nil, state?.utf8.count ?? 0 <= 4096
        else { throw refuse("invalid_request") }
        guard fields["response_type"] == "code" else {
            throw refuse("unsupported_response_type")
        }
        challenge = fields["code_challenge"]
        let method = fields["code_challenge_method"]
        guard method == (challenge == nil ? nil : "S256"),
            challenge.map(CodeVerifier.isChallenge) != false
        else { throw refuse("invalid_request") }
    }

    /// The parameters, for the hidden fields of the page's form.
    var fields: [(name: String, value: String)] {
        var fields = [
            ("client_id", LinkFile.client), ("redirect_uri", redirect), ("response_type", "code"),
        ]
        if let state { fields.append(("state", state)) }
        if let challenge {
            fields += [("code_challenge", challenge), ("code_challenge_method", "S256")]
        }
        return fields.map { (name: $0.0, value: $0.1) }
    }

    /// The redirect with the answer's parameters.
    static func location(_ redirect: String, _ answer: [(String, String?)]) -> String {
        let pairs = answer.compactMap { name, value in
            value.map { name + "=" + $0.percentEncoded }
        }
        return redirect + (redirect.contains("?") ? "&" : "?") + pairs.joined(separator: "&")
    }
}

extension String {
    /// The text with each byte outside RFC 3986's unreserved characters as `%XX`.
    var percentEncoded: String {
        var text = ""
        for byte in utf8 {
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || "-._~".utf8.contains(byte)
            text += isPlain ? String(UnicodeScalar(byte)) : "%" + TokenFile.hexadecimal([byte])
        }
        return text
    }
}
