//! Guides: the game's rules and the functions that know them, by subject.
