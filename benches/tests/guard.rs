//! The guard says what is slower, and what has become so much faster that its figure is to be lowered.

use fluo_benches::guard::{Verdict, figures, text, verdict};
use std::collections::BTreeMap;

#[test]
fn three_percent_more_and_ten_less_are_told() {
    let cases = [
        (1_030, Verdict::Holds),
        (1_031, Verdict::Slower),
        (1_000, Verdict::Holds),
        (900, Verdict::Holds),
        (899, Verdict::Faster),
    ];
    for (counted, expected) in cases {
        assert_eq!(verdict(Some(1_000), counted), expected, "{counted}");
    }
    assert_eq!(verdict(None, 1), Verdict::New);
}

#[test]
fn figures_are_read_as_they_are_written() {
    let kept = BTreeMap::from([("fleet".to_owned(), 12), ("services-1".to_owned(), 34_567_890)]);
    assert_eq!(figures(&text(&kept)).expect("figures"), kept);
    assert!(figures("fleet much\n").is_err());
}

#[test]
fn the_kept_figures_can_be_read() {
    let kept = figures(include_str!("../guard.txt")).expect("figures");
    assert_eq!(kept.keys().collect::<Vec<_>>(), ["fleet", "services-1", "services-100"]);
}
