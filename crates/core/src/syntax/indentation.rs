//! The indentation of strings of several lines, which is not part of their text.

/// The indentation that all lines of a string but the first share; those that hold nothing else do not count. `body` is
/// what stands between the quotes.
pub(super) fn indentation(body: &str) -> &str {
    let mut lines = body.split('\n').skip(1).filter(|line| !is_blank(line));
    let of = |line: &'_ str| leading_space(line);
    let Some(first) = lines.next() else { return "" };
    let mut shared = first.get(..of(first)).unwrap_or_default();
    for line in lines {
        let length = shared.bytes().zip(line.bytes()).take_while(|(a, b)| a == b).count();
        shared = shared.get(..length).unwrap_or_default();
    }
    shared
}

/// How many bytes of blanks a line begins with.
pub(super) fn leading_space(line: &str) -> usize {
    line.bytes().take_while(|b| matches!(b, b' ' | b'\t')).count()
}

/// Whether a line holds nothing that can be seen.
pub(super) fn is_blank(line: &str) -> bool {
    line.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\r'))
}
