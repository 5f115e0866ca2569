// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// Every file here starts a jukebox.
@_exported import TestKit
