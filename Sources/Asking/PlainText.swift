// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Terminal

extension String {
    /// The text made safe for a terminal; `visible` of `Terminal`, for those who print answers.
    ///
    /// - Parameter keepingLines: whether line feeds and tabs stay; for a text of several lines
    ///   whose parts are already plain.
    /// - Returns: the text, with a visible sign for each character that is dangerous or invisible.
    public func plain(keepingLines: Bool = false) -> String { visible(keepingLines: keepingLines) }
}
