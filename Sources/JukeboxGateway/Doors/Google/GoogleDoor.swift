// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import HTTPTypes
internal import Hummingbird
internal import JukeboxModel
internal import LinuxSystem
internal import Logging

/// Where Google's requests come in: the fulfilment, and the pages that link an account.
struct GoogleDoor: Sendable {
    let home: SmartHome
    let linking: Linking
    let answered = AnsweredRequests()
    let redirects: [String]
    let usualLanguage: String
    let logger: Logger

    // MARK: Fulfilment

    /// Answers a fulfilment request of somebody with this token.
    func fulfil(_ body: [UInt8], token: String?) async -> Response {
        let read = Result { () throws(SmartHomeRequest.Malformed) in try SmartHomeRequest(body) }
        let id =
            switch read {
            case .success(let request): request.id
            case .failure(let malformed): malformed.id
            }
        guard let token, let link = await linking.link(of: token, at: Clock.wall),
            let household = await linking.household
        else {
            var response = Response(
                SmartHome.refusal(id, DeviceError(code: "authFailure")), status: .unauthorized)
            response.headers[.wwwAuthenticate] = #"Bearer error="invalid_token""#
            return response
        }
        guard case .success(let request) = read else {
            return Response(SmartHome.refusal(id, .malformed), status: .badRequest)
        }
        if request.intent == .disconnect {
            do { try await linking.unlink(link) } catch {
                logger.error("the account cannot be unlinked", metadata: ["error": "\(error)"])
            }
            return Response([:])
        }
        guard case .execute = request.intent else {
            return Response(await home.answer(request, household: household.id))
        }
        return Response(
            await answered.answer(to: link + request.id) {
                await home.answer(request, household: household.id)
            })
    }

    // MARK: Linking

    /// Shows the page that asks for consent.
    func ask(_ parameters: [String: String], accepting languages: String?) -> Response {
        let page = page(parameters, languages)
        do throws(AuthorizationRequest.Refusal) {
            return page.asking(try AuthorizationRequest(parameters, redirects: redirects))
        } catch {
            return refuse(error, page)
        }
    }

    /// Takes the page's answer.
    func consent(_ form: [String: String], accepting languages: String?) async -> Response {
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

    /// Changes a code or a refresh token for an access token.
    func token(_ form: [String: String]) async -> Response {
        do {
            let tokens = try await linking.token(form, at: Clock.wall)
            var members: [JSON.Member] = [
                .init("token_type", "Bearer"), .init("access_token", .string(tokens.access)),
                .init("expires_in", .int(Linking.accessLife)),
            ]
            if let refresh = tokens.refresh {
                members.append(.init("refresh_token", .string(refresh)))
            }
            return Response(.object(members))
        } catch let refusal as Linking.Refusal {
            return Response(
                ["error": .string(refusal.word)],
                status: refusal == .invalidClient ? .unauthorized : .badRequest)
        } catch {
            logger.error("the links cannot be written", metadata: ["error": "\(error)"])
            return Response(["error": "server_error"], status: .internalServerError)
        }
    }

    /// Takes a token back; says nothing of whether it was one (RFC 7009, 2.2).
    func revoke(_ form: [String: String]) async -> Response {
        do {
            if let token = form["token"] { try await linking.revoke(token, at: Clock.wall) }
            return Response([:])
        } catch {
            logger.error("the links cannot be written", metadata: ["error": "\(error)"])
            return Response(["error": "server_error"], status: .internalServerError)
        }
    }

    private func page(_ parameters: [String: String], _ languages: String?) -> ConsentPage {
        let wanted = parameters["user_locale"] ?? languages
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
