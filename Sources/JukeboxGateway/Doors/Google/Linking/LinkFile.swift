// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import JukeboxModel
public import LinuxSystem

/// The stored facts about linked assistants: hashes only, no password, secret or token.
public struct LinkFile: Equatable, Sendable {
    /// The household's id for Google: random, and never changed.
    var household: String
    /// The SHA-256 of the secret that the assistant's service shows at the token's door.
    var clientSecret: String
    var password: PasswordHash?
    /// Signs the short-lived tokens.
    var key: [UInt8]
    var links: [Link] = []

    /// One assistant's account that is linked.
    public struct Link: Equatable, Sendable {
        /// The id that `link revoke` takes.
        public var id: String
        /// The SHA-256 of its refresh token.
        var refresh: String
        /// When it was linked.
        public var made: String
    }

    /// The name under which the assistant's service presents itself.
    public static let client = "google"

    /// Makes the file of a household without linked accounts, and the secret for the assistant's
    /// console; the secret itself is not stored.
    public static func new() -> (file: LinkFile, secret: String) {
        let secret = Dice.hexadecimal(32)
        let file = LinkFile(
            household: Dice.hexadecimal(16), clientSecret: TokenFile.hash(secret), password: nil,
            key: Dice.bytes(32))
        return (file, secret)
    }

    /// Makes a new secret, which invalidates the previous one.
    public mutating func renewSecret() -> String {
        let secret = Dice.hexadecimal(32)
        clientSecret = TokenFile.hash(secret)
        return secret
    }

    /// Whether a password is set.
    public var hasPassword: Bool { password != nil }

    /// Sets the household's password.
    public mutating func set(password text: String) throws { password = try PasswordHash(text) }

    /// The accounts that are linked.
    public var accounts: [Link] { links }

    /// Unlinks an account.
    ///
    /// - Returns: whether an account had this id.
    public mutating func unlink(_ id: String) -> Bool {
        let count = links.count
        links.removeAll { $0.id == id }
        return links.count < count
    }

    // MARK: The file

    /// Reads the file; nil if it is absent or not a link file.
    public static func read(_ path: String) -> LinkFile? {
        FileContents.read(path, atMost: 1 << 20, followingLinks: false).flatMap(
            LinkFile.init(bytes:))
    }

    /// Reads the text of a file; nil if it is damaged.
    init?(bytes: [UInt8]) {
        guard let json = JSON(parsing: bytes) else { return nil }
        self.init(json)
    }

    /// The text of the file.
    var bytes: [UInt8] { Array((json.line + "\n").utf8) }

    /// Writes the file, for its owner alone to read.
    public func write(_ path: String) throws(SystemError) {
        try FileContents.replace(path, with: bytes)
    }

    private init(
        household: String, clientSecret: String, password: PasswordHash?, key: [UInt8]
    ) {
        self.household = household
        self.clientSecret = clientSecret
        self.password = password
        self.key = key
    }

    private init?(_ json: JSON) {
        guard let household = json["household"]?.string,
            let secret = json["client_secret_sha256"]?.string,
            let key = json["key"]?.string.flatMap(Base64.decode), key.count == 32
        else { return nil }
        self.init(
            household: household, clientSecret: secret,
            password: json["password"].flatMap(PasswordHash.init), key: key)
        links = (json["links"]?.elements ?? []).compactMap { link in
            guard let id = link["id"]?.string, let refresh = link["refresh_sha256"]?.string else {
                return nil
            }
            return Link(id: id, refresh: refresh, made: link["made"]?.string ?? "")
        }
    }

    private var json: JSON {
        [
            "household": .string(household), "client_secret_sha256": .string(clientSecret),
            "key": .string(Base64.encode(key)), "password": password?.json ?? .null,
            "links": .array(
                links.map {
                    [
                        "id": .string($0.id), "refresh_sha256": .string($0.refresh),
                        "made": .string($0.made),
                    ]
                }),
        ]
    }
}
