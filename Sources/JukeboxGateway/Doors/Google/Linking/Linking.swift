// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Crypto
internal import JukeboxModel
internal import LinuxSystem
internal import Logging

/// Links assistants' accounts with the household by OAuth 2.0 (RFC 6749: authorization code and
/// refresh; RFC 7636: PKCE; RFC 7009: revocation; RFC 9700: best current practice).
///
/// Codes live in memory for ten minutes. Access tokens live for an hour and are signed, not stored.
/// Everything else is in the link file, which is read again when it has changed.
actor Linking {
    static let codeLife: Int64 = 600
    static let accessLife: Int64 = 3600
    /// The most codes that are remembered, used ones included.
    static let mostCodes = 100

    private let path: String
    private let logger: Logger
    private var file: LinkFile?
    private var version: FileVersion?
    private var codes: [String: Code] = [:]
    private var attempts = Attempts()

    init(path: String, logger: Logger) {
        self.path = path
        self.logger = logger
    }

    /// Why a request for tokens is refused (RFC 6749, 5.2).
    enum Refusal: Error, Equatable {
        /// Says what is wrong, in ASCII without quotation marks.
        case invalidRequest(String)
        case invalidClient, invalidGrant, unsupportedGrantType

        /// The error's word.
        var word: String {
            switch self {
            case .invalidRequest: "invalid_request"
            case .invalidClient: "invalid_client"
            case .invalidGrant: "invalid_grant"
            case .unsupportedGrantType: "unsupported_grant_type"
            }
        }

        /// The fault, for the client's developer.
        var text: String {
            switch self {
            case .invalidRequest(let text): text
            case .invalidClient: "client id or client secret is missing or wrong"
            case .invalidGrant:
                "the code or token is unknown, expired, used or revoked, or redirect_uri or "
                    + "code_verifier does not belong to it"
            case .unsupportedGrantType:
                "grant_type must be authorization_code or refresh_token"
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
        /// The account that it linked; nil while it is unused.
        var link: String?
    }

    // MARK: Consent

    /// The result of an answered consent page.
    enum Consent: Equatable {
        /// Allowed, with the redirect that contains the code.
        case given(String)
        case wrongPassword
        /// The household has no password.
        case noPassword
        /// Too many wrong passwords; the next attempt is allowed after this many seconds.
        case tooMany(Int)
    }

    func consent(
        to request: AuthorizationRequest, password: String, at now: WallTime
    ) -> Consent {
        guard let hash = current()?.password else { return .noPassword }
        if let seconds = attempts.wait(at: now) { return .tooMany(seconds) }
        guard password.utf8.count <= 1024, hash.isRight(password) else {
            attempts.failed(at: now)
            logger.warning("a client tried to link an account with a wrong password")
            return .wrongPassword
        }
        attempts = Attempts()
        codes = codes.filter { $0.value.until > now.seconds }
        if codes.count >= Self.mostCodes,
            let oldest = codes.min(by: { $0.value.until < $1.value.until })
        {
            codes[oldest.key] = nil
        }
        let code = Dice.hexadecimal(32)
        codes[TokenFile.hash(code)] = Code(request: request, until: now.seconds + Self.codeLife)
        return .given(
            AuthorizationRequest.location(
                request.redirect, [("code", code), ("state", request.state)]))
    }

    // MARK: Tokens

    /// Checks the client of a request and that its form is well formed.
    ///
    /// - Returns: the file that the request is about.
    private func admit(
        _ form: FormFields, authorization: String?
    ) throws(Refusal) -> LinkFile {
        guard form.isWellFormed else {
            throw .invalidRequest(
                form.isMalformed
                    ? "the form cannot be decoded" : "a parameter is given more than once")
        }
        let credentials = try ClientCredentials(authorization: authorization, form)
        guard let file = current(), credentials.areRight(for: file) else { throw .invalidClient }
        return file
    }

    /// Exchanges a code or a refresh token for an access token.
    func token(
        _ form: FormFields, authorization: String? = nil, at now: WallTime
    ) throws -> Tokens {
        let file = try admit(form, authorization: authorization)
        switch form["grant_type"] {
        case "authorization_code": return try redeem(form, file, at: now)
        case "refresh_token":
            guard let token = form["refresh_token"] else {
                throw Refusal.invalidRequest("refresh_token is missing")
            }
            let hash = TokenFile.hash(token)
            guard let link = file.links.first(where: { $0.refresh == hash }) else {
                throw Refusal.invalidGrant
            }
            return Tokens(access: access(link.id, file, at: now))
        case nil: throw Refusal.invalidRequest("grant_type is missing")
        default: throw Refusal.unsupportedGrantType
        }
    }

    private func redeem(
        _ form: FormFields, _ file: LinkFile, at now: WallTime
    ) throws -> Tokens {
        guard let text = form["code"] else { throw Refusal.invalidRequest("code is missing") }
        let hash = TokenFile.hash(text)
        guard let code = codes[hash] else { throw Refusal.invalidGrant }
        if let link = code.link {
            // The code has leaked: its tokens are revoked (RFC 6749, 4.1.2).
            logger.warning("an authorization code was used twice; the account is unlinked")
            try unlink(link)
            throw Refusal.invalidGrant
        }
        guard code.until > now.seconds,
            form["redirect_uri"]?.isSameText(as: code.request.redirect) == true,
            CodeVerifier.matches(code.request.challenge, form["code_verifier"])
        else {
            codes[hash] = nil
            throw Refusal.invalidGrant
        }
        let refresh = "jbr_" + Dice.hexadecimal(32)
        let link = LinkFile.Link(
            id: Dice.hexadecimal(4), refresh: TokenFile.hash(refresh), made: now.rfc3339)
        codes[hash]?.link = link.id
        try change { $0.links.append(link) }
        logger.notice("an account was linked", metadata: ["link": "\(link.id)"])
        return Tokens(access: access(link.id, file, at: now), refresh: refresh)
    }

    /// Unlinks the account of a refresh or access token; an unknown token is not an error
    /// (RFC 7009, 2.2).
    func revoke(
        _ form: FormFields, authorization: String? = nil, at now: WallTime
    ) throws {
        let file = try admit(form, authorization: authorization)
        guard let token = form["token"] else { throw Refusal.invalidRequest("token is missing") }
        let hash = TokenFile.hash(token)
        let link = file.links.first { $0.refresh == hash }?.id ?? link(of: token, at: now)
        if let link { try unlink(link) }
    }

    func unlink(_ id: String) throws {
        guard current()?.links.contains(where: { $0.id == id }) == true else { return }
        try change { _ = $0.unlink(id) }
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

    /// Returns the account of an access token; nil if it is foreign, expired or revoked.
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

    /// The household's id for Google, and whether an account is linked.
    var household: (id: String, isLinked: Bool)? {
        current().map { ($0.household, !$0.links.isEmpty) }
    }

    private func current() -> LinkFile? {
        let now = FileVersion(path)
        if now == nil || now != version {
            file = LinkFile.read(path)
            version = now
        }
        return file
    }

    /// Reads the file again before the change, because a command may have changed it.
    private func change(_ edit: (inout LinkFile) -> Void) throws(KeptFile.Failure) {
        try LinkFile.change(path) { file throws(KeptFile.Failure) in
            guard var changed = file else {
                throw KeptFile.Failure(description: "“\(path)” does not exist any more")
            }
            edit(&changed)
            file = changed
        }
        version = nil
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
