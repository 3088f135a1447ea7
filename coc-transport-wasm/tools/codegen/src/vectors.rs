//! Test vectors of the JavaScript helpers: tags, times and season ids, and how `coc-models` reads
//! them.
//!
//! The inputs combine the parts to which the rules apply, so every rule meets every other.

use coc_core::endpoint::IntoArgument;
use coc_models::{ClanTag, PlayerTag, SeasonId, TagError, Timestamp};
use serde_json::{Value, json};

/// The vectors as JSON, one a line.
pub fn json() -> String {
    let lists = [
        ("tags", tags()),
        ("ids", ids()),
        ("timestamps", timestamps()),
        ("instants", instants()),
        ("seasons", seasons()),
    ];
    let lists = lists.map(|(name, list)| {
        let lines: Vec<String> = list.iter().map(ToString::to_string).collect();
        format!("\"{name}\":[\n{}\n]", lines.join(",\n"))
    });
    format!("{{{}}}\n", lists.join(","))
}

/// Strings that resemble tags.
fn tags() -> Vec<Value> {
    const BEFORE: &[&str] =
        &["", "#", "%23", " ", "\t#", "\u{85}%23", "\u{3000}", "\u{feff}", "\u{2068}#", "##", "😀#"];
    const BODIES: &[&str] = &[
        "",
        "2",
        "2P",
        "2PP",
        "2pp",
        "oO8",
        "0289PYLQGRJC",
        "0289PYLQGRJCU",
        "0289PYLQGRJCUV",
        "2P P",
        "2P-P",
        "2PPA",
        "2P😀",
        "\u{1f0}PP",
        "#0",
        "0",
        "2P\u{200b}P",
        ".",
        "%23",
    ];
    const AFTER: &[&str] = &["", "\n", "\u{85} ", "#", "\u{200b}", "\u{2069}\0"];
    let mut texts: Vec<String> = Vec::new();
    for before in BEFORE {
        for body in BODIES {
            texts.extend(AFTER.iter().map(|after| format!("{before}{body}{after}")));
        }
    }
    texts.extend((0..128_u8).map(|byte| format!("#2P{}P", char::from(byte))));
    for blank in BLANKS {
        texts.push(format!("{blank}2PP{blank}{blank}"));
        texts.push(format!("2P{blank}P"));
    }
    for visible in ["\u{ac}", "\u{606}", "\u{fff4}\u{1f6}", "\u{fffd}", "ſ", "K"] {
        texts.push(format!("{visible}2PP"));
    }
    texts.extend(SEGMENTS.iter().map(|text| (*text).to_owned()));
    texts.extend(links());
    texts.iter().map(|text| tag(text)).collect()
}

/// Ids and their tags.
fn ids() -> Vec<Value> {
    const NEAR: u64 = 14 * 14;
    let largest = 14_u64.pow(12);
    let powers = (0..14).map(|exponent| 14_u64.pow(exponent));
    let near = powers.flat_map(|power| [power - 1, power, power + 1]);
    let spread = (0..500).map(|step| largest / 501 * step + step * step);
    let ids = (0..NEAR + 20).chain(near).chain(spread);
    ids.map(|id| json!({ "id": id, "tag": ClanTag::from_id(id).map(|tag| tag.to_string()) })).collect()
}

/// Strings that URL parsers or servers take for another path, and strings that resemble them.
const SEGMENTS: &[&str] = &[
    "..",
    "...",
    "#..",
    "%2e%2e",
    ".%2E",
    "%252e%252e",
    "%25%32%65",
    "%25252525252e",
    "%252525",
    "..\\x",
    "a\\..",
    "/../x",
    "x/..",
    "x/..y",
    "a/b",
    "..;x",
    ".\t.",
    "..%00",
    ".%20.",
    "..%5Cx",
    "a%5Cb",
    ". . .",
];

/// One character of each range that shows nothing, mostly the first or the last.
const BLANKS: &[char] = &[
    '\u{7f}',
    '\u{80}',
    '\u{9f}',
    '\u{a0}',
    '\u{ad}',
    '\u{34f}',
    '\u{61c}',
    '\u{115f}',
    '\u{1160}',
    '\u{1680}',
    '\u{17b4}',
    '\u{17b5}',
    '\u{180b}',
    '\u{180f}',
    '\u{2000}',
    '\u{200a}',
    '\u{200b}',
    '\u{200f}',
    '\u{2028}',
    '\u{2029}',
    '\u{202a}',
    '\u{202e}',
    '\u{202f}',
    '\u{205f}',
    '\u{2060}',
    '\u{2065}',
    '\u{206f}',
    '\u{2800}',
    '\u{3164}',
    '\u{fe00}',
    '\u{fe0f}',
    '\u{feff}',
    '\u{ffa0}',
    '\u{fff0}',
    '\u{fff8}',
    '\u{fff9}',
    '\u{fffb}',
    '\u{1bca0}',
    '\u{1bca3}',
    '\u{1d173}',
    '\u{1d17a}',
    '\u{e0000}',
    '\u{e0001}',
    '\u{e0fff}',
];

/// Links of the game to profiles, and strings that resemble them.
fn links() -> Vec<String> {
    const ADDRESSES: &[&str] = &[
        "https://link.clashofclans.com/en?",
        "https://link.clashofclans.com/en/?",
        "https://link.clashofclans.com/?",
        "https://link.clashofclans.com?",
        "HTTP://LINK.clashofclans.com/pt-BR?",
        "link.clashofclans.com/de?",
        "clashofclans://",
        "ClashOfClans://",
        "https://link.clashofclans.com.evil.test/en?",
        "https://link.clashofclans.com:443/en?",
        "https://user@link.clashofclans.com/en?",
        "https://link.clashofclans.com/en/more?",
        "https://link.clashofclans.com//?",
        "https://link.clashofclans.com/en",
        "ftp://link.clashofclans.com/en?",
        "see https://link.clashofclans.com/en?",
        "https://",
        "://",
    ];
    const PARAMETERS: &[&str] = &[
        "action=OpenClanProfile&tag=%232PP",
        "action=OpenClanProfile&tag=2pp",
        "action=OpenClanProfile&tag=#2PP",
        "tag=#2PP&action=OpenClanProfile",
        "tag=2PP&action=OpenClanProfile&utm_source=x",
        "action=OpenClanProfile&amp;tag=2PP",
        "action=OpenClanProfile&platform=tencent&tag=2PP#top",
        "action=OpenPlayerProfile&tag=%232PP",
        "action=Dance&tag=2PP",
        "tag=2PP",
        "action=OpenClanProfile",
        "action=OpenClanProfile&tag=",
        "action=OpenClanProfile&tag=#",
        "action=OpenClanProfile&tag=ABC",
        "action=OpenClanProfile&tag=%230",
        "action=OpenClanProfile&tag=2P",
        "action=OpenClanProfile&tag=2PP&tag=2PY",
        "action=OpenClanProfile&action=OpenClanProfile&tag=2PP",
        "",
        "=&&tag",
    ];
    let link = |address: &&str| PARAMETERS.iter().map(|rest| format!("{address}{rest}")).collect::<Vec<_>>();
    let mut links: Vec<String> = ADDRESSES.iter().flat_map(link).collect();
    links.push(format!(" \u{200b}{}\n", links[0]));
    links
}

fn tag(text: &str) -> Value {
    let wire = ClanTag::from_wire(text).ok();
    json!({
        "text": text,
        "corrected": corrected(text.parse::<ClanTag>()),
        // Links lead to a clan or to a player; only a war has neither.
        "asPlayer": text.contains("://").then(|| corrected(text.parse::<PlayerTag>())),
        "valid": wire.is_some_and(|tag| tag.is_valid()),
        "id": wire.and_then(|tag| tag.id()),
        // A Rust tag holds at most 31 bytes, so nothing longer is encoded.
        "encoded": wire.filter(|tag| is_segment(*tag)).map(|tag| tag.encoded().to_string()),
    })
}

/// Whether a request for the tag would lead nowhere else: the client sends all but those, and but
/// `#0`.
fn is_segment(tag: ClanTag) -> bool {
    tag.is_nothing() || IntoArgument::<ClanTag>::into_argument(tag).is_ok()
}

fn corrected<T: AsRef<str>>(parsed: Result<T, TagError>) -> Value {
    match parsed {
        Ok(tag) => json!({ "ok": tag.as_ref() }),
        Err(error) => {
            let mut rejection = rejection(error);
            rejection["message"] = error.to_string().into();
            rejection
        }
    }
}

fn rejection(error: TagError) -> Value {
    match error {
        TagError::Empty => json!({ "reason": "empty" }),
        TagError::Nothing => json!({ "reason": "nothing" }),
        TagError::InvalidLink => json!({ "reason": "invalidLink" }),
        TagError::OtherLink { expected } => json!({ "reason": "otherLink", "expected": expected }),
        TagError::LinkWithoutTag => json!({ "reason": "linkWithoutTag" }),
        TagError::InvalidCharacter { character, position } => {
            json!({ "reason": "invalidCharacter", "character": character, "position": position })
        }
        TagError::TooShort { length } => json!({ "reason": "tooShort", "length": length }),
        TagError::TooLong { length } => json!({ "reason": "tooLong", "length": length }),
        other => json!({ "reason": other.to_string() }),
    }
}

/// Strings that resemble times, and their instants in milliseconds.
fn timestamps() -> Vec<Value> {
    const DAYS: &[&str] = &[
        "0000-01-01",
        "0024-02-29",
        "1900-02-29",
        "1969-12-31",
        "2000-02-29",
        "2023-02-29",
        "2024-02-29",
        "2024-00-10",
        "2024-13-01",
        "2024-04-31",
        "2024-12-00",
        "9999-12-31",
        "224-01-01",
        "2024-1-01",
    ];
    const TIMES: &[&str] =
        &["00:00:00", "08:30:59", "23:59:59", "24:00:00", "08:60:00", "08:00:60", "8:00:00"];
    const FRACTIONS: &[&str] = &["", ".0", ".000", ".999", ".1234", ".123456789", ".1234567890", "."];
    const ZONES: &[&str] =
        &["Z", "", "+00:00", "-00:00", "+01:30", "-23:59", "+24:00", "+01:60", "z", " Z", "+0100", "Z\n"];
    let mut texts = Vec::new();
    let mut add = |day: &str, time: &str, fraction: &str, zone: &str| {
        texts.push(format!("{day}T{time}{fraction}{zone}"));
        texts.push(format!("{}T{}{fraction}{zone}", day.replace('-', ""), time.replace(':', "")));
    };
    for day in DAYS {
        for time in TIMES {
            add(day, time, ".000", "Z");
        }
    }
    for fraction in FRACTIONS {
        for zone in ZONES {
            add("2024-03-01", "00:00:00", fraction, zone);
        }
    }
    for zone in ZONES {
        add("0000-01-01", "00:00:00", "", zone);
        add("9999-12-31", "23:59:59", "", zone);
    }
    let mixed = [
        "2024-0101T08:00:00Z",
        "202401-01T080000Z",
        "2024-01-01T080000Z",
        "20240101T08:00:00Z",
        "2024-01-01 08:00:00Z",
    ];
    texts.extend(
        mixed.iter().chain(&["", "yesterday", "2024-01-01", "1704096000"]).map(|text| (*text).to_owned()),
    );
    let instant = |text: &String| text.parse::<Timestamp>().ok().map(|timestamp| timestamp.unix_millis());
    texts.iter().map(|text| json!({ "text": text, "millis": instant(text) })).collect()
}

/// Instants in milliseconds, and how the API writes them.
fn instants() -> Vec<Value> {
    const MILLIS: &[i64] = &[
        -62_167_219_200_001,
        -62_167_219_200_000,
        -1,
        0,
        1,
        999,
        1_000,
        1_704_096_000_000,
        1_709_164_799_999,
        253_402_300_799_999,
        253_402_300_800_000,
    ];
    let text = |millis: i64| Timestamp::from_unix_millis(millis).ok().map(|timestamp| timestamp.to_string());
    MILLIS.iter().map(|millis| json!({ "millis": millis, "text": text(*millis) })).collect()
}

/// Strings and numbers that resemble season ids.
fn seasons() -> Vec<Value> {
    const TEXTS: &[&str] = &[
        "2025-08",
        "2025-12",
        "2025-00",
        "2025-13",
        "2025-8",
        "25-08",
        "02025-08",
        "2025-+8",
        "2025-10-06",
        "2025-02-28",
        "2025-02-29",
        "2024-02-29",
        "0000-02-29",
        "2025-10-00",
        "2025-10-6",
        "2025-10-06-01",
        "0000-01",
        "9999-12-31",
        "1773032400",
        "0",
        "-5",
        "-0",
        "+5",
        "007",
        "-",
        "",
        " 2025-08",
        "2025-08\n",
        "lastSeason",
        "v2-2026-08-03T05:00:00Z",
        "v2-2026-02-29T05:00:00Z",
        "v2-2026-08-03T05:00:00.000Z",
        "v2-2026-08-03T05:00:00.500Z",
        "v2-2026-08-03T05:00:00+00:00",
        "v2-20260803T050000.000Z",
        "v2-2026-08-03",
        "v2-",
        "v3-2026-08-03T05:00:00Z",
        "v2-2026-08-03T05:00:00Z\n",
        "1e3",
        "0x10",
        "1.0",
    ];
    const NUMBERS: &[i64] = &[0, -5, 1_773_032_400, 9_007_199_254_740_991];
    let texts = TEXTS.iter().map(|text| (json!(text), SeasonId::from(*text)));
    let numbers = NUMBERS.iter().map(|number| (json!(number), SeasonId::from(*number)));
    let season = |(id, season): (Value, SeasonId)| {
        let (year, month) = season.year_month().unzip();
        json!({ "id": id, "year": year, "month": month, "day": season.day(), "unixSeconds": season.unix_seconds(), "instantSeconds": season.instant().map(|instant| instant.unix_seconds()) })
    };
    texts.chain(numbers).map(season).collect()
}
