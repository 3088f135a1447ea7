//! The numbers of tags.

use coc_models::{ClanTag, PlayerTag};

#[test]
fn tag_number() {
    for (tag, id, high, low) in [
        ("#222", 211, 211, 0),
        ("#2PP", 256, 0, 1),
        ("#VVV", 2_743, 183, 10),
        ("#2008", 2_746, 186, 10),
        ("#2PP0", 3_584, 0, 14),
        ("#2YYCYCC", 10_442_065, 81, 40_789),
        ("#G88CYQP", 61_420_034, 2, 239_922),
        ("#PYLQ0289", 462_797_779, 211, 1_807_803),
        ("#PCCVQQG0", 510_915_076, 4, 1_995_762),
        ("#JY9J2Y99", 1_093_784_121, 57, 4_272_594),
        ("#2QG2C08UP", 2_274_880_836, 68, 8_886_253),
        ("#QLLQQQ9G2", 11_012_235_221, 213, 43_016_543),
        ("#2222222222", 22_250_358_075, 59, 86_915_461),
    ] {
        let parsed: PlayerTag = tag.parse().unwrap();
        assert_eq!((parsed.id(), parsed.id_parts()), (Some(id), Some((high, low))), "{tag}");
        assert_eq!(PlayerTag::from_id(id), Some(parsed), "{tag}");
        assert_eq!(ClanTag::from_id_parts(high, low).unwrap(), tag);
    }
}
