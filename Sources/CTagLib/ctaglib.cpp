// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

#include "ctaglib.h"

#include <cstdlib>
#include <cstring>
#include <new>

#include <taglib/attachedpictureframe.h>
#include <taglib/fileref.h>
#include <taglib/flacfile.h>
#include <taglib/id3v2tag.h>
#include <taglib/mp4file.h>
#include <taglib/mpegfile.h>
#include <taglib/tpropertymap.h>

namespace {

char *copy(const char *text) {
    char *result = strdup(text);
    if (!result) throw std::bad_alloc();
    return result;
}

char *joined(const TagLib::PropertyMap &map, const char *key) {
    return copy(map.contains(key) ? map[key].toString("; ").to8Bit(true).c_str() : "");
}

unsigned number(const TagLib::PropertyMap &map, const char *key) {
    if (!map.contains(key) || map[key].isEmpty()) return 0;
    int value = atoi(map[key].front().toCString(true));
    return value > 0 ? static_cast<unsigned>(value) : 0;
}

bool has_picture(TagLib::File *file) {
    if (auto *mpeg = dynamic_cast<TagLib::MPEG::File *>(file))
        return mpeg->hasID3v2Tag() && !mpeg->ID3v2Tag()->frameList("APIC").isEmpty();
    if (auto *flac = dynamic_cast<TagLib::FLAC::File *>(file)) return !flac->pictureList().isEmpty();
    if (auto *mp4 = dynamic_cast<TagLib::MP4::File *>(file))
        return mp4->tag() && mp4->tag()->contains("covr");
    return false;
}

int read(const char *path, struct ctaglib_facts *facts) {
    TagLib::FileRef file(path, true, TagLib::AudioProperties::Average);
    if (file.isNull() || !file.audioProperties() || file.audioProperties()->sampleRate() <= 0)
        return 0;
    auto map = file.file()->properties();
    facts->title = joined(map, "TITLE");
    facts->artist = joined(map, "ARTIST");
    facts->album = joined(map, "ALBUM");
    facts->album_artist = joined(map, "ALBUMARTIST");
    facts->genre = joined(map, "GENRE");
    facts->track = number(map, "TRACKNUMBER");
    facts->disc = number(map, "DISCNUMBER");
    facts->year = number(map, "DATE");
    facts->milliseconds = file.audioProperties()->lengthInMilliseconds();
    facts->has_picture = has_picture(file.file());
    return 1;
}

}  // namespace

int ctaglib_read(const char *path, struct ctaglib_facts *facts) {
    // No exception may cross into a caller that is not C++.
    try {
        return read(path, facts);
    } catch (const std::bad_alloc &) {
        return -1;
    } catch (...) {
        return 0;
    }
}

void ctaglib_free(struct ctaglib_facts *facts) {
    free(facts->title);
    free(facts->artist);
    free(facts->album);
    free(facts->album_artist);
    free(facts->genre);
}
