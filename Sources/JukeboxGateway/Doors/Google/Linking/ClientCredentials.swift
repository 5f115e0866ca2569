// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// The client's id and secret, from the `Authorization` header or from the form
/// (RFC 6749, 2.3.1).
struct ClientCredentials: Equatable, Sendable {
    var id: String
    var secret: String

    /// Reads the credentials of a request.
    ///
    /// - Throws: `invalidRequest` if both ways are used, `invalidClient` if there are no
    ///   credentials or the header cannot be read.
    init(authorization: String?, _ form: FormFields) throws(Linking.Refusal) {
        guard let authorization else {
            guard let id = form["client_id"], let secret = form["client_secret"] else {
                throw .invalidClient
            }
            self.init(id: id, secret: secret)
            return
        }
        guard form["client_secret"] == nil else {
            throw .invalidRequest(
                "client_secret is in the form and in the Authorization header; use one of them")
        }
        guard let credentials = Self(basic: authorization),
            form["client_id"]?.isSameText(as: credentials.id) != false
        else { throw .invalidClient }
        self = credentials
    }

    private init(id: String, secret: String) {
        self.id = id
        self.secret = secret
    }

    /// `Basic BASE64(ID:SECRET)`, where id and secret are form-encoded.
    private init?(basic header: String) {
        let words = header.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "basic",
            let bytes = Base64.decode(String(words[1])),
            let text = String(validating: bytes, as: UTF8.self)
        else { return nil }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let id = FormFields.decoded(parts[0]),
            let secret = FormFields.decoded(parts[1])
        else { return nil }
        self.init(id: id, secret: secret)
    }

    /// Whether these are the credentials of the assistant's service.
    func areRight(for file: LinkFile) -> Bool {
        let isSecret = Secrets.areSame(TokenFile.hash(secret).utf8, file.clientSecret.utf8)
        return id.isSameText(as: LinkFile.client) && isSecret
    }
}
