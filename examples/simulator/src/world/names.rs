//! Invented names of players and clans, as mixed in script and decoration as real ones.

use super::rng::Roll;

const FIRST: [&str; 48] = [
    "Al", "Bren", "Ca", "Dar", "El", "Fen", "Gor", "Ha", "Iri", "Jo", "Kal", "Lu", "Mar", "Nor", "Ol", "Pan",
    "Qui", "Ro", "Sa", "Tar", "Ul", "Ven", "Wil", "Xan", "Yor", "Zek", "Bo", "Cor", "Dra", "Ed", "Fa", "Gri",
    "Hel", "In", "Jar", "Ki", "Len", "Mo", "Ni", "Or", "Pe", "Ra", "Shu", "Tho", "Um", "Vi", "Wa", "Za",
];
const LAST: [&str; 36] = [
    "dor", "wyn", "ric", "la", "mir", "gath", "na", "rus", "vik", "zo", "ben", "ta", "lius", "xor", "dan",
    "mi", "kor", "ley", "ra", "thas", "ven", "qi", "nar", "bert", "sho", "ka", "lin", "go", "fir", "ton",
    "ash", "o", "ix", "una", "ek", "is",
];
const WORDS: [&str; 40] = [
    "Iron", "Storm", "Silent", "Golden", "Night", "Crimson", "Frost", "Shadow", "Royal", "Broken", "Wild",
    "Ancient", "Burning", "Hidden", "Lucky", "Northern", "Sleepy", "Stone", "Thunder", "Velvet", "Winter",
    "Amber", "Brave", "Cobalt", "Dusty", "Emerald", "Feral", "Grim", "Hollow", "Ivory", "Jolly", "Lunar",
    "Misty", "Noble", "Onyx", "Proud", "Quiet", "Rusty", "Solar", "Twin",
];
const TROUPES: [&str; 36] = [
    "Raiders", "Legion", "Wolves", "Keep", "Order", "Tribe", "Guard", "Empire", "Hammers", "Foxes", "Anvil",
    "Harbor", "Company", "Crew", "Dragons", "Family", "Giants", "Hunters", "Kings", "League", "Mages",
    "Outlaws", "Pirates", "Ravens", "Squad", "Titans", "Union", "Vikings", "Warriors", "Bandits", "Brigade",
    "Circle", "Bastion", "Owls", "Walls", "Archers",
];
/// Names in other scripts.
const OTHER: [&str; 20] = [
    "かぜ丸",
    "夜の城",
    "青い龍",
    "火の民",
    "별빛",
    "북풍",
    "하늘성",
    "강철손",
    "星辰",
    "山河",
    "铁壁",
    "雲海",
    "سيف",
    "قمر",
    "الصقر",
    "شهاب",
    "Буря",
    "Северный",
    "Ястреб",
    "Δράκων",
];
const BEFORE: [&str; 8] = ["★", "꧁", "『", "☠ ", "⚔️", "xX", "[A] ", "~"];
const AFTER: [&str; 8] = ["★", "꧂", "』", " ☠", "🔥", "Xx", "™", "~"];

fn root(roll: &mut Roll) -> String {
    format!("{}{}", roll.pick(&FIRST), roll.pick(&LAST))
}

/// A player's name: one to fifteen letters.
pub(super) fn player(mut roll: Roll) -> String {
    let name = match roll.below(20) {
        0..=8 => root(&mut roll),
        9..=10 => root(&mut roll).to_lowercase(),
        11..=12 => format!("{}{}", root(&mut roll), roll.below(100)),
        13 => format!("{} {}", roll.pick(&WORDS), root(&mut roll)),
        14..=15 => (*roll.pick(&OTHER)).to_owned(),
        16..=17 => {
            let decoration = roll.below(BEFORE.len() as u64) as usize;
            format!("{}{}{}", BEFORE[decoration], root(&mut roll), AFTER[decoration])
        }
        18 => format!("{}{}", roll.pick(&OTHER), roll.below(10)),
        _ => format!("{}_{}", roll.pick(&WORDS), root(&mut roll)),
    };
    name.chars().take(15).collect::<String>().trim_end().to_owned()
}

/// A clan's name: three letters, as a search requires, to fifteen.
pub(super) fn clan(mut roll: Roll) -> String {
    let name = match roll.below(12) {
        0..=4 => format!("{} {}", roll.pick(&WORDS), roll.pick(&TROUPES)),
        5..=6 => format!("{} {}", root(&mut roll), roll.pick(&TROUPES)),
        7 => format!("{} {}", roll.pick(&TROUPES), roll.below(100)),
        8 => format!("The {}", roll.pick(&TROUPES)),
        9 => format!("{} {}", roll.pick(&OTHER), roll.pick(&OTHER)),
        10 => format!("★{}★", roll.pick(&TROUPES)),
        _ => roll.pick(&TROUPES).to_uppercase(),
    };
    name.chars().take(15).collect::<String>().trim_end().to_owned()
}

/// A clan's description.
pub(super) fn description(mut roll: Roll) -> String {
    let wants =
        roll.pick(&["wars", "donations", "raid weekends", "clan games", "league medals", "new friends"]);
    let asks =
        roll.pick(&["Use both attacks.", "Be kind.", "No rush.", "Talk to us first.", "Stay active 🙂"]);
    match roll.below(8) {
        0 => String::new(),
        1 => format!("We are here for {wants}."),
        2 => format!("{asks}\n\nBoss of the month: {}", root(&mut roll)),
        _ => format!("Grown-ups with a thing for {wants}. {asks} Since {}.", 2012 + roll.below(14)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::rng::{Seed, Topic};
    use super::*;

    #[test]
    fn names_have_the_lengths_of_the_game() {
        for index in 0..3000 {
            let player = player(Seed::new(3).roll(Topic::PlayerName, index, 0));
            let clan = clan(Seed::new(3).roll(Topic::ClanName, index, 0));
            assert!((1..=15).contains(&player.chars().count()), "{player:?}");
            assert!((3..=15).contains(&clan.chars().count()), "{clan:?}");
        }
    }
}
