// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// What an assistant's service asks for when it sends somebody to be asked for their consent
/// (RFC 6749, 4.1.1; RFC 7636).
struct AuthorizationRequest: Equatable, Sendable {
    var redirect: String
    var state: String?
    /// PKCE: the hash of the verifier that is to be shown for the code.
    var challenge: String?

    /// Why the request cannot be answered.
    enum Refusal: Error, Equatable {
        /// By somebody that is not known, or to a place that is not known: said on the page alone.
        case page(String)
        /// Said to the service, in its own word.
        case service(redirect: String, state: String?, error: String)
    }

    /// Reads the parameters of a request; only the redirects that are given are answered to.
    init(
        _ parameters: [String: String], redirects: [String]
    ) throws(Refusal) {
        guard parameters["client_id"] == LinkFile.client else { throw .page("link.client") }
        guard let redirect = parameters["redirect_uri"], redirects.contains(redirect) else {
            throw .page("link.redirect")
        }
        self.redirect = redirect
        state = parameters["state"].flatMap { $0.isEmpty ? nil : $0 }
        func refuse(_ error: String) -> Refusal {
            .service(redirect: redirect, state: state, error: error)
        }
        guard parameters["response_type"] == "code" else {
            throw refuse("unsupported_response_type")
        }
        challenge = parameters["code_challenge"]
        guard challenge == nil || parameters["code_challenge_method"] == "S256" else {
            throw refuse("invalid_request")
        }
        guard state?.utf8.count ?? 0 <= 4096, challenge?.utf8.count ?? 43 == 43 else {
            throw refuse("invalid_request")
        }
    }

    /// The parameters again, for the form of the page.
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

    /// The redirect with an answer.
    static func location(_ redirect: String, _ answer: [(String, String?)]) -> String {
        let pairs = answer.compactMap { name, value in
            value.map { name + "=" + $0.percentEncoded }
        }
        return redirect + (redirect.contains("?") ? "&" : "?") + pairs.joined(separator: "&")
    }
}

extension String {
    /// The text with every byte that is no unreserved character as `%XX` (RFC 3986).
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
