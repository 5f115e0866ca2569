// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import HTTPTypes
internal import Hummingbird

/// The description of the interface for programs, from `Texts/Embedded/openapi.json`.
///
/// Tests hold it to `RouteTable`.
enum OpenAPI {
    static let bytes = PackageResources.openapi_json

    static var response: Response {
        var headers = HTTPFields()
        headers[.contentType] = "application/json"
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
