//! The vectors that are checked in.

#[test]
fn the_vectors_in_the_repository_are_those_of_the_models() {
    let kept = std::fs::read_to_string(vectors::file()).unwrap();
    assert!(kept == vectors::json(), "vectors.json is stale; `cargo run -p vectors` writes it anew");
}
