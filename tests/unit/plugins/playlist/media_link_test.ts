import assert from "node:assert/strict";
import fc from "fast-check";
import { readMediaLink } from "../../../../plugins/playlist/media_link.ts";

function read(typed: string): string {
  const reading = readMediaLink(typed);
  return reading.kind === "media" ? `${reading.media.type}:${reading.media.id}` : reading.reason;
}

const UNDERSTOOD: readonly (readonly [typed: string, media: string])[] = [
  ["https://www.youtube.com/watch?v=dQw4w9WgXcQ", "yt:dQw4w9WgXcQ"],
  ["https://www.youtube.com/watch?feature=player_embedded&v=dQw4w9WgXcQ&list=PL0&t=42", "yt:dQw4w9WgXcQ"],
  ["http://m.youtube.com/watch?v=-_w4w9WgXcQ#t=1", "yt:-_w4w9WgXcQ"],
  ["https://music.youtube.com/watch?v=dQw4w9WgXcQ&si=x", "yt:dQw4w9WgXcQ"],
  ["https://youtu.be/dQw4w9WgXcQ?t=42", "yt:dQw4w9WgXcQ"],
  ["youtu.be/dQw4w9WgXcQ", "yt:dQw4w9WgXcQ"],
  ["https://youtube.com/shorts/dQw4w9WgXcQ?feature=share", "yt:dQw4w9WgXcQ"],
  ["https://www.youtube.com/live/dQw4w9WgXcQ", "yt:dQw4w9WgXcQ"],
  ["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ", "yt:dQw4w9WgXcQ"],
  ["https://www.youtube.com/playlist?list=PLabc_-1", "yp:PLabc_-1"],
  ["https://www.youtube.com/embed/videoseries?list=PLabc", "yp:PLabc"],
  ["https://www.twitch.tv/somestreamer", "tw:somestreamer"],
  ["https://www.twitch.tv/videos/123456?t=1h", "tv:v123456"],
  ["https://www.twitch.tv/somestreamer/video/123456", "tv:v123456"],
  ["https://www.twitch.tv/somestreamer/clip/Some-Slug_1", "tc:Some-Slug_1"],
  ["https://clips.twitch.tv/SomeSlug", "tc:SomeSlug"],
  ["https://vimeo.com/76979871", "vi:76979871"],
  ["https://vimeo.com/channels/staffpicks/76979871", "vi:76979871"],
  ["https://player.vimeo.com/video/76979871?h=1", "vi:76979871"],
  ["https://www.dailymotion.com/video/x8abc1_a-title", "dm:x8abc1"],
  ["https://dai.ly/x8abc1", "dm:x8abc1"],
  ["https://streamable.com/e/abc12", "sb:abc12"],
  ["https://soundcloud.com/somebody/some-track?in=x", "sc:https://soundcloud.com/somebody/some-track"],
  ["https://livestream.com/accounts/123/events/456/videos/7", "li:123;456"],
  ["https://drive.google.com/file/d/0B_x-1/view?usp=sharing", "gd:0B_x-1"],
  ["https://docs.google.com/file/d/0B_x-1/edit", "gd:0B_x-1"],
  ["https://drive.google.com/open?id=0B_x-1", "gd:0B_x-1"],
  ["https://www.bitchute.com/video/abcDEF12345/", "bc:abcDEF12345"],
  ["https://www.nicovideo.jp/watch/sm9", "nv:sm9"],
  ["https://odysee.com/@channel:1/a-video:2", "od:channel;a-video"],
  ["https://artist.bandcamp.com/track/a-track", "bn:artist;a-track"],
  ["https://tube.example.org/w/kkGMgK9ZtnKfYAgnEtQxbv", "pt:tube.example.org;kkGMgK9ZtnKfYAgnEtQxbv"],
  [
    "https://tube.example.org/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d",
    "pt:tube.example.org;9c9de5e8-0a1e-484a-b099-e80766180a6d",
  ],
  ["https://www.ustream.tv/channel/iss", "us:channel/iss"],
  ["https://smashcast.tv/somebody", "hb:somebody"],
  ["https://imgur.com/a/abc12", "im:abc12"],
  ["https://vid.me/abc1", "vm:abc1"],
  ["rtmp://example.com/live/stream", "rt:rtmp://example.com/live/stream"],
  ["https://example.com/live.m3u8", "hl:https://example.com/live.m3u8"],
  ["https://example.com/a/77.json?x=1", "cm:https://example.com/a/77.json?x=1"],
  ["https://example.com/clip20.mp4?second", "fi:https://example.com/clip20.mp4?second"],
  [
    '<iframe src="https://example.com/embed"></iframe>',
    'cu:<iframe src="https://example.com/embed"></iframe>',
  ],
  ["yt:dQw4w9WgXcQ&t=3", "yt:dQw4w9WgXcQ"],
  ["dm:x8abc1_a-title", "dm:x8abc1"],
  ["fi:https://example.com/film?id=3&x", "fi:https://example.com/film?id=3&x"],
  ["  vi:76979871  ", "vi:76979871"],
];

Deno.test("media link: every form that the server knows is read as its type and id", () => {
  for (const [typed, media] of UNDERSTOOD) assert.equal(read(typed), media, typed);
  for (const extension of ["mp4", "flv", "webm", "ogg", "ogv", "mp3", "m4a", "MOV"]) {
    const link = `https://example.com/a%20film.${extension}`;
    assert.equal(read(link), `fi:${link}`);
  }
});

Deno.test("media link: every type has its short form", () => {
  for (const type of "yt yp vi dm li tw tv tc gd sb pt bc bn od nv us hb im vm cm rt cu sc".split(" ")) {
    assert.equal(read(`${type}:abc`), `${type}:abc`);
  }
});

Deno.test("media link: what cannot be played is refused with what would work", () => {
  for (
    const [typed, reason] of [
      ["http://example.com/film.mp4", /must begin with https/],
      ["fi:http://example.com/film.mp4", /must begin with https/],
      ["http://example.com/live.m3u8", /must begin with https/],
      ["https://example.com/page", /how to play from example dot com.*raw https file.*yt:/],
      ["a film about cats", /no link I know.*link of a video's page/],
      ["zz:abc", /no media type "zz"/],
      ["yt:", /names nothing/],
      ["yt:?v=3", /names nothing/],
      ["ftp://example.com/film.mp4", /nothing from ftp:/],
      ["https://www.youtube.com/@somebody", /youtube dot com names no media: give me the link of a video or/],
      ["https://livestream.com/somebody", /accounts\/NUMBER\/events\/NUMBER/],
      [`yt:${"a".repeat(2_001)}`, /too long/],
    ] as const
  ) assert.match(read(typed), reason);
});

Deno.test("media link: nothing that is typed breaks it, and no id is blank or holds control characters", () => {
  const prefix = fc.constantFrom(
    "",
    "yt:",
    "cu:",
    "fi:",
    "https://youtu.be/",
    "https://youtube.com/watch?v=",
    "https://youtube.com/watch?list=",
    "https://odysee.com/@",
    "https://x.bandcamp.com/track/",
    "https://drive.google.com/open?id=",
    "https://",
    "<iframe ",
    "rtmp://",
  );
  const rest = fc.string({
    unit: fc.oneof(
      fc.string({ maxLength: 1 }),
      fc.constantFrom("\0", "\n", "\ud800", "\u2028", "%00", "?", "&"),
    ),
  });
  fc.assert(
    fc.property(prefix, rest, (start, end) => {
      const reading = readMediaLink(start + end);
      if (reading.kind === "refused") {
        assert.ok(reading.reason.length > 10);
        return;
      }
      assert.match(reading.media.type, /^[a-z]{2}$/);
      assert.ok(reading.media.id.trim() !== "" && reading.media.id.isWellFormed());
      assert.doesNotMatch(reading.media.id, /[\p{Cc}\u2028\u2029]/u);
    }),
    { numRuns: 3_000 },
  );
});
