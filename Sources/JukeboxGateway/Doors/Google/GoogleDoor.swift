// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import HTTPTypes
internal import Hummingbird
internal import JukeboxModel
internal import LinuxSystem
internal import Logging

/// Answers Google's requests: the fulfilment, the consent page and the token endpoints.
struct GoogleDoor: Sendable {
    let home: SmartHome
    let linking: Linking
    let answered = AnsweredRequests()
    let redirects: [String]
    let usualLanguage: String
    let logger: Logger

    /// Answers a fulfilment request that came with this access token.
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
        let key = RequestKey(caller: link, id: request.id, body: body)
        guard case .execute = request.intent else {
            return Response(await home.answer(request, key, household: household.id))
        }
        return Response(
            await answered.answer(to: key) {
                await home.answer(request, key, household: household.id)
            })
    }
}
