// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import HTTPTypes
import JSONLines
import JukeboxModel
import Testing

@testable import JukeboxGateway

@Suite struct `The OpenAPI document` {
    private let document = JSON(parsing: OpenAPI.bytes) ?? .null

    private static let methods = ["get", "put", "post", "delete", "options", "head", "patch"]

    private func members(_ json: JSON?) -> [JSON.Member] {
        guard case .object(let members)? = json else { return [] }
        return members
    }

    /// Returns the element that a reference names; other elements are returned unchanged.
    private func resolved(_ json: JSON) -> JSON {
        guard let path = json["$ref"]?.string else { return json }
        var found = document
        for part in path.split(separator: "/").dropFirst() {
            found = found[String(part)] ?? .null
        }
        return found
    }

    private func operation(_ route: Route) -> JSON {
        document["paths"]?[route.path]?[route.method.rawValue.lowercased()] ?? .null
    }

    /// The parameters of a route in the document, with those of its path.
    private func parameters(_ route: Route, in place: String) -> [JSON] {
        let all =
            (document["paths"]?[route.path]?["parameters"]?.elements ?? [])
            + (operation(route)["parameters"]?.elements ?? [])
        return all.map(resolved).filter { $0["in"]?.string == place }
    }

    @Test func `has each route of the table, under its name, and no other`() {
        var described: [String] = []
        for path in members(document["paths"]) {
            for operation in members(path.value) where Self.methods.contains(operation.name) {
                let name = operation.value["operationId"]?.string ?? "?"
                described.append("\(operation.name.uppercased()) \(path.name) \(name)")
            }
        }
        let routes = RouteTable.all.map { "\($0.method.rawValue) \($0.path) \($0.name)" }

        #expect(described.sorted() == routes.sorted())
    }

    @Test(arguments: RouteTable.all.map(\.name))
    func `says who may send a request`(name: String) throws {
        let route = try #require(RouteTable.all.first { $0.name == name })
        let operation = operation(route)
        let needed = operation["security"]?.elements ?? [.null]
        let schemes = needed.flatMap(members).map(\.name)

        switch route.access {
        case .scope(let scope):
            #expect(schemes == ["token"] && needed.count == 1)
            #expect(operation["x-scope"]?.string == "\(scope)")
            let description = operation["description"]?.string ?? ""
            #expect(description.hasSuffix("Needs the scope `\(scope)`."), "\(description)")
        case .open, .ownCredentials:
            #expect(!schemes.contains("token"))
            #expect(operation["x-scope"] == nil)
        }
    }

    @Test(arguments: RouteTable.all.map(\.name))
    func `describes the values in each path`(name: String) throws {
        let route = try #require(RouteTable.all.first { $0.name == name })
        let inPath = route.path.split(separator: "/").filter { $0.first == "{" }
            .map { String($0.dropFirst().dropLast()) }
        let described = parameters(route, in: "path")

        #expect(described.compactMap { $0["name"]?.string } == inPath)
        #expect(described.allSatisfy { $0["required"] == true })
        #expect(described.allSatisfy { $0["description"]?.string?.isEmpty == false })
    }

    @Test(arguments: RouteTable.all.filter { $0.name != "authorize" }.map(\.name))
    func `describes what a request reads from the query, with ranges and defaults`(name: String)
        throws
    {
        let route = try #require(RouteTable.all.first { $0.name == name })
        let described = parameters(route, in: "query")

        #expect(
            described.compactMap { $0["name"]?.string }.sorted()
                == route.query.map(\.name).sorted())
        for parameter in route.query {
            let found = described.first { $0["name"]?.string == parameter.name } ?? .null
            let schema = found["schema"] ?? .null
            #expect(found["description"]?.string?.isEmpty == false, "\(parameter.name)")
            #expect((found["required"]?.bool ?? false) == parameter.isRequired)
            switch parameter.value {
            case .whole(let range, let usual):
                #expect(schema["minimum"]?.int == range.lowerBound, "\(parameter.name)")
                #expect(schema["maximum"]?.int == range.upperBound, "\(parameter.name)")
                #expect(schema["default"]?.int == usual, "\(parameter.name)")
            case .text(let most):
                #expect(schema["type"]?.string == "string")
                #expect(schema["maxLength"]?.int == Int64(most), "\(parameter.name)")
            case .word(let words):
                #expect(schema["enum"]?.elements.compactMap(\.string) == words)
            case .words(let words):
                #expect(schema["items"]?["enum"]?.elements.compactMap(\.string) == words)
                #expect(found["explode"] == false)
            }
        }
    }

    @Test func `names all words of orders and commands`() {
        let schemas = document["components"]?["schemas"] ?? .null
        let order = schemas["NewOrder"]?["properties"] ?? .null
        let known = OrderRequest.known.split(separator: ",").map { $0.drop { $0 == " " } }
        let modes = (0...UInt8.max).compactMap { Order.Mode(rawValue: $0)?.word }
        let commands = (schemas["Command"]?["oneOf"]?.elements ?? []).flatMap { kind in
            let word = kind["properties"]?["command"] ?? .null
            return word["enum"]?.elements.compactMap(\.string) ?? [word["const"]?.string ?? "?"]
        }
        let outcomes = schemas["Order"]?["properties"]?["outcome"]?["enum"]?.elements ?? []

        #expect(members(order).map(\.name) == known.map(String.init))
        #expect(order["mode"]?["enum"]?.elements.compactMap(\.string).sorted() == modes.sorted())
        #expect(Set(commands) == Set(CommandRequest.kinds.compactMap { $0.row?.word }))
        #expect(
            Set(outcomes.compactMap(\.string))
                == Set(Outcome.allCases.map(\.word) + ["acknowledged"])
        )
    }

    @Test func `has no reference to something that it does not define`() {
        var open = [document]
        var count = 0
        while let json = open.popLast() {
            if json["$ref"] != nil {
                count += 1
                #expect(resolved(json) != .null, "\(json)")
            }
            open += members(json).map(\.value) + json.elements
        }

        #expect(count > 100)
    }
}
