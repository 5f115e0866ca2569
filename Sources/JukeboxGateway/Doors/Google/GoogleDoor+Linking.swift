// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import HTTPTypes
internal import Hummingbird
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import Logging

// The consent page and the token endpoints (OAuth 2.0).
extension GoogleDoor {
    /// Shows the page that asks for consent.
    func ask(query: String?, accepting languages: String?) -> Response {
        let fields = FormFields(query ?? "")
        let page = page(fields, languages)
        do throws(AuthorizationRequest.Refusal) {
            return page.asking(try AuthorizationRequest(fields, redirects: redirects))
        } catch {
            return refuse(error, page)
        }
    }

    /// Takes the form of the consent page.
    func consent(_ body: [UInt8], accepting languages: String?) async -> Response {
        let form = FormFields(body)
        let page = page(form, languages)
        let request: AuthorizationRequest
        do throws(AuthorizationRequest.Refusal) {
            request = try AuthorizationRequest(form, redirects: redirects)
        } catch {
            return refuse(error, page)
        }
        guard form["decision"] == "allow" else {
            return refuse(
                .service(
                    redirect: request.redirect, state: request.state, error: "access_denied"), page)
        }
        let consent = await linking.consent(
            to: request, password: form["password"] ?? "", at: Clock.wall)
        switch consent {
        case .given(let location): return Self.redirect(to: location)
        case .wrongPassword:
            return page.asking(
                request, trouble: page.speech.text("link.wrong"), status: .forbidden)
        case .noPassword:
            return page.asking(
                request, trouble: page.speech.text("link.noPassword"), status: .forbidden)
        case .tooMany(let seconds):
            var response = page.asking(
                request,
                trouble: page.speech.text("link.tooMany", ["seconds": String(seconds)]),
                status: .tooManyRequests)
            response.headers[.retryAfter] = String(seconds)
            return response
        }
    }

    /// Exchanges a code or a refresh token for an access token (RFC 6749, 4.1.3 and 6).
    ///
    /// `authorization` is the request's unparsed `Authorization` header.
    func token(_ body: [UInt8], authorization: String?) async -> Response {
        await answer {
            let tokens = try await linking.token(
                FormFields(body), authorization: authorization, at: Clock.wall)
            var members: [JSON.Member] = [
                .init("token_type", "Bearer"), .init("access_token", .string(tokens.access)),
                .init("expires_in", .int(Linking.accessLife)),
            ]
            if let refresh = tokens.refresh {
                members.append(.init("refresh_token", .string(refresh)))
            }
            return .object(members)
        }
    }

    /// Revokes a token; the answer does not tell whether it was known (RFC 7009, 2.2).
    ///
    /// `authorization` is the request's unparsed `Authorization` header.
    func revoke(_ body: [UInt8], authorization: String?) async -> Response {
        await answer {
            try await linking.revoke(
                FormFields(body), authorization: authorization, at: Clock.wall)
            return [:]
        }
    }

    /// The answer of the token endpoints, which no cache may store (RFC 6749, 5.1 and 5.2).
    private func answer(_ work: () async throws -> JSON) async -> Response {
        var response: Response
        do {
            response = Response(try await work())
        } catch let refusal as Linking.Refusal {
            response = Response(
                [
                    "error": .string(refusal.word), "error_description": .string(refusal.text),
                ], status: refusal == .invalidClient ? .unauthorized : .badRequest)
            if refusal == .invalidClient {
                response.headers[.wwwAuthenticate] = #"Basic realm="jukebox""#
            }
        } catch {
            logger.error("the links cannot be written", metadata: ["error": "\(error)"])
            response = Response(["error": "server_error"], status: .internalServerError)
        }
        response.headers[.pragma] = "no-cache"
        return response
    }

    private func page(_ fields: FormFields, _ languages: String?) -> ConsentPage {
        let wanted = fields["user_locale"] ?? languages
        return ConsentPage(speech: Speech.chosen(by: wanted, or: usualLanguage))
    }

    private func refuse(_ refusal: AuthorizationRequest.Refusal, _ page: ConsentPage) -> Response {
        switch refusal {
        case .page(let key): page.saying(key, status: .badRequest)
        case .service(let redirect, let state, let error):
            Self.redirect(
                to: AuthorizationRequest.location(redirect, [("error", error), ("state", state)]))
        }
    }

    private static func redirect(to location: String) -> Response {
        var headers = HTTPFields()
        headers[.location] = location
        headers[.cacheControl] = "no-store"
        return Response(status: .seeOther, headers: headers)
    }
}

extension FormFields {
    /// Reads a form's body.
    fileprivate init(_ body: [UInt8]) { self.init(String(decoding: body, as: UTF8.self)) }
}

extension HTTPField.Name {
    fileprivate static let pragma = HTTPField.Name("Pragma").unsafelyUnwrapped
}
