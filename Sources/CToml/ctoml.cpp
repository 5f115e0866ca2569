// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

#include "ctoml.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace {

struct Visitor {
    ctoml_visit visit;
    void *context;

    void tell(const std::string &path, ctoml_kind kind, const toml::node &node, const char *text,
              long long integer, double real) const {
        auto begin = node.source().begin;
        visit(context, path.c_str(), kind, text, integer, real, static_cast<int>(begin.line),
              static_cast<int>(begin.column));
    }

    void walk(const std::string &path, const toml::node &node) const {
        if (auto *table = node.as_table()) {
            if (!path.empty()) tell(path, CTOML_TABLE, node, "", 0, 0);
            std::vector<std::pair<std::string, const toml::node *>> members;
            for (auto &&[key, value] : *table) members.emplace_back(std::string(key.str()), &value);
            std::sort(members.begin(), members.end(), [](auto &left, auto &right) {
                auto from = left.second->source().begin, to = right.second->source().begin;
                return std::tie(from.line, from.column) < std::tie(to.line, to.column);
            });
            for (auto &[key, value] : members) walk(path.empty() ? key : path + "." + key, *value);
        } else if (auto *array = node.as_array()) {
            tell(path, CTOML_ARRAY, node, "", static_cast<long long>(array->size()), 0);
            for (size_t index = 0; index < array->size(); index++)
                walk(path + "[" + std::to_string(index) + "]", *array->get(index));
        } else if (auto *string = node.as_string()) {
            tell(path, CTOML_STRING, node, string->get().c_str(), 0, 0);
        } else if (auto *integer = node.as_integer()) {
            tell(path, CTOML_INTEGER, node, "", integer->get(), static_cast<double>(integer->get()));
        } else if (auto *real = node.as_floating_point()) {
            tell(path, CTOML_FLOAT, node, "", 0, real->get());
        } else if (auto *boolean = node.as_boolean()) {
            tell(path, CTOML_BOOLEAN, node, "", boolean->get() ? 1 : 0, 0);
        } else {
            tell(path, CTOML_OTHER, node, "", 0, 0);
        }
    }
};

}  // namespace

int ctoml_parse(const char *bytes, unsigned long length, ctoml_visit visit, void *context) {
    auto result = toml::parse(std::string_view(bytes, length));
    if (!result) {
        auto begin = result.error().source().begin;
        std::string why(result.error().description());
        visit(context, "", CTOML_OTHER, why.c_str(), 0, 0, static_cast<int>(begin.line),
              static_cast<int>(begin.column));
        return 1;
    }
    Visitor{visit, context}.walk("", result.table());
    return 0;
}
