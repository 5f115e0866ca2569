// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Crypto
internal import JukeboxModel
internal import LinuxSystem
internal import Logging

/// Links assistants' accounts with the household, by OAuth 2.0 (RFC 6749: authorization code,
/// refresh; RFC 7636: PKCE; RFC 7009: revocation).
///
/// Codes live in memory for ten minutes, access tokens for an hour and on their own: they are
/// signed, not kept. What lasts is in the file, which is read again when it has changed.
actor Linking {
    static let codeLife: Int64 = 600
    static let accessLife: Int64 = 3600
    /// The most codes that wait to be used.
    static let mostCodes = 100

    private let path: String
    private let logger: Logger
    private var file: LinkFile?
    private var modified: WallTime?
    private var codes: [String: Code] = [:]
    private var attempts = Attempts()

    init(path: String, logger: Logger) {
        self.path = path
        self.logger = logger
    }

    /// An answer of the token's door, in the words of RFC 6749, 5.2.
    enum Refusal: Error, Equatable {
        case invalidRequest, invalidClient, invalidGrant, unsupportedGrantType

        var word: String {
            switch self {
            case .invalidRequest: "invalid_request"
            case .invalidClient: "invalid_client"
            case .invalidGrant: "invalid_grant"
            case .unsupportedGrantType: "unsupported_grant_type"
            }
        }
    }

    struct Tokens: Equatable {
        var access: String
        var refresh: String?
    }

    private struct Code {
        var request: AuthorizationRequest
        var until: Int64
        /// The account that it was changed for.
        var link: String?
    }

    // MARK: Consent

    /// What became of somebody's password.
    enum Consent: Equatable {
        /// The redirect that hands the code over.
        case given(String)
        case wrongPassword
        /// Nobody has set a password.
        case noPassword
        /// Too many were wrong; after so many seconds one may be tried again.
        case tooMany(Int)
    }

    func consent(
        to request: AuthorizationRequest, password: String, at now: WallTime
    ) -> Consent {
        guard let hash = current()?.password else { return .noPassword }
        if let seconds = attempts.wait(at: now) { return .tooMany(seconds) }
        guard password.utf8.count <= 1024, hash.isRight(password) else {
            attempts.failed(at: now)
            logger.warning("somebody tried to link an account with a wrong password")
            return .wrongPassword
        }
        attempts = Attempts()
        codes = codes.filter { $0.value.until > now.seconds }
        if codes.count >= Self.mostCodes { codes = [:] }
        let code = Dice.hexadecimal(32)
        codes[TokenFile.hash(code)] = Code(request: request, until: now.seconds + Self.codeLife)
        return .given(
            AuthorizationRequest.location(
                request.redirect, [("code", code), ("state", request.state)]))
    }

    // MARK: The token's door

    func token(_ form: [String: String], at now: WallTime) throws -> Tokens {
        guard let file = current(), form["client_id"] == LinkFile.client,
            Secrets.areSame(
                TokenFile.hash(form["client_secret"] ?? "").utf8, file.clientSecret.utf8)
        else { throw Refusal.invalidClient }
        switch form["grant_type"] {
        case "authorization_code": return try redeem(form, file, at: now)
        case "refresh_token":
            guard let token = form["refresh_token"] else { throw Refusal.invalidRequest }
            let hash = TokenFile.hash(token)
            guard let link = file.links.first(where: { $0.refresh == hash }) else {
                throw Refusal.invalidGrant
            }
            return Tokens(access: access(link.id, file, at: now))
        case nil: throw Refusal.invalidRequest
        default: throw Refusal.unsupportedGrantType
        }
    }

    private func redeem(
        _ form: [String: String], _ file: LinkFile, at now: WallTime
    ) throws -> Tokens {
        guard let text = form["code"] else { throw Refusal.invalidRequest }
        let hash = TokenFile.hash(text)
        guard let code = codes[hash] else { throw Refusal.invalidGrant }
        if let link = code.link {
            // Somebody else has it too: what it was changed for is worth nothing any more.
            logger.warning("an authorization code was used twice; the account is unlinked")
            try unlink(link)
            throw Refusal.invalidGrant
        }
        guard code.until > now.seconds, form["redirect_uri"] == code.request.redirect,
            isVerified(code.request.challenge, by: form["code_verifier"])
        else {
            codes[hash] = nil
            throw Refusal.invalidGrant
        }
        let refresh = "jbr_" + Dice.hexadecimal(32)
        let link = LinkFile.Link(
            id: Dice.hexadecimal(4), refresh: TokenFile.hash(refresh), made: now.rfc3339)
        codes[hash]?.link = link.id
        var changed = file
        changed.links.append(link)
        try keep(changed)
        logger.notice("an account was linked", metadata: ["link": "\(link.id)"])
        return Tokens(access: access(link.id, changed, at: now), refresh: refresh)
    }

    private func isVerified(_ challenge: String?, by verifier: String?) -> Bool {
        guard let challenge else { return true }
        guard let verifier, (43...128).contains(verifier.utf8.count) else { return false }
        let hash = Base64.encode(Array(SHA256.hash(data: Array(verifier.utf8)))).forURL
        return Secrets.areSame(hash.utf8, challenge.utf8)
    }

    /// Takes back whatever a refresh or an access token stands for; says nothing of it.
    func revoke(_ token: String, at now: WallTime) throws {
        let hash = TokenFile.hash(token)
        let link = current()?.links.first { $0.refresh == hash }?.id ?? link(of: token, at: now)
        if let link { try unlink(link) }
    }

    func unlink(_ id: String) throws {
        guard var file = current(), file.unlink(id) else { return }
        try keep(file)
        logger.notice("an account was unlinked", metadata: ["link": "\(id)"])
    }

    // MARK: Access

    // jba.LINK.UNTIL.SIGNATURE
    private func access(_ link: String, _ file: LinkFile, at now: WallTime) -> String {
        let content = "jba.\(link).\(now.seconds + Self.accessLife)"
        return content + "." + Self.signature(of: content, file)
    }

    private static func signature(of content: String, _ file: LinkFile) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(content.utf8), using: SymmetricKey(data: file.key))
        return Base64.encode(Array(code)).forURL
    }

    /// The account that an access token speaks for; nil when it is foreign, over or unlinked.
    func link(of token: String, at now: WallTime) -> String? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[0] == "jba", let until = Int64(parts[2]),
            let file = current()
        else { return nil }
        let content = parts.prefix(3).joined(separator: ".")
        guard Secrets.areSame(Self.signature(of: content, file).utf8, parts[3].utf8),
            until > now.seconds, file.links.contains(where: { $0.id == parts[1] })
        else { return nil }
        return parts[1]
    }

    /// What the household is called towards Google, and whether anybody is linked.
    var household: (id: String, isLinked: Bool)? {
        current().map { ($0.household, !$0.links.isEmpty) }
    }

    private func current() -> LinkFile? {
        let now = FileContents.modified(path)
        if now != modified {
            file = LinkFile.read(path)
            modified = now
        }
        return file
    }

    private func keep(_ changed: LinkFile) throws {
        try changed.write(path)
        file = changed
        modified = FileContents.modified(path)
    }
}

extension WallTime {
    /// Whole seconds since 1970.
    var seconds: Int64 { milliseconds / 1000 }
}

extension String {
    /// Base64 as URLs carry it: without padding (RFC 4648, 5).
    var forURL: String {
        replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
