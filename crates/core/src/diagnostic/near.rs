//! The one helper behind every "did you mean".

/// How many candidates are compared letter by letter. Of more, those that share the most letters with the name: a program
/// with ten thousand wrong names among ten thousand right ones must not take minutes.
const COMPARED: usize = 128;

/// The candidate nearest to `name`, if it is near enough to be what was meant. Ties go to the candidate that
/// comes first.
#[must_use]
pub fn near<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let limit = (name.chars().count() / 3).max(1);
    let letters = Letters::of(name);
    let possible = candidates.into_iter().filter(|candidate| *candidate != name);
    let mut possible: Vec<(usize, usize, &str)> = possible
        .enumerate()
        .filter_map(|(at, candidate)| Some((letters.bound(&Letters::of(candidate), limit)?, at, candidate)))
        .collect();
    if possible.len() > COMPARED {
        possible.select_nth_unstable(COMPARED);
        possible.truncate(COMPARED);
        possible.sort_unstable_by_key(|(_, at, _)| *at);
    }
    let mut best: Option<((usize, usize), &str)> = None;
    for (_, _, candidate) in possible {
        let other = candidate.to_lowercase();
        let distance = distance(&lower, &other);
        if distance.0 <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// What can be said of a word at a glance.
struct Letters {
    /// A bit for each letter and digit that is in it, whatever its case.
    which: u64,
    /// In characters.
    length: usize,
    first: u8,
}

impl Letters {
    fn of(word: &str) -> Self {
        let mut letters =
            Self { which: 0, length: 0, first: word.as_bytes().first().map_or(0, u8::to_ascii_lowercase) };
        for byte in word.bytes() {
            // Other characters than those of ASCII count as none: the bound below gets lower, not wrong.
            letters.which |=
                if byte.is_ascii_alphanumeric() { 1 << (byte.to_ascii_lowercase() & 63) } else { 0 };
            letters.length += usize::from(byte & 0xc0 != 0x80);
        }
        letters
    }

    /// The least number of edits that lead to the other word; none if it can't be near.
    fn bound(&self, other: &Self, limit: usize) -> Option<usize> {
        let count = |bits: u64| usize::try_from(bits.count_ones()).unwrap_or(usize::MAX);
        let (gone, new) = (count(self.which & !other.which), count(other.which & !self.which));
        let bound = gone.max(new).max(self.length.abs_diff(other.length));
        // A word that another one begins with is near however long that is, and so are the same words joined otherwise.
        let joined = gone + new == 0;
        let begins = (gone == 0 || new == 0) && self.first == other.first;
        match bound <= limit {
            true => Some(bound),
            false => (joined || begins).then_some(limit),
        }
    }
}

/// How far two words are from each other as whoever types them sees it, and letter by letter.
fn distance(a: &str, b: &str) -> (usize, usize) {
    let letters = strsim::osa_distance(a, b);
    if same_words(a, b) {
        return (0, letters);
    }
    // `req` is short for `required`; `imagePullSecrets` is more than a slip for `image`.
    if a.len() >= 3 && b.len() >= 3 && (b.starts_with(a) || (a.starts_with(b) && a.len() <= 2 * b.len())) {
        return (1, letters);
    }
    (letters, letters)
}

/// `pull_secrets`, `pullSecrets` (lower-cased) and `pull-secrets` are one word to whoever types it.
fn same_words(a: &str, b: &str) -> bool {
    let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    letters(a) == letters(b)
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn finds_what_was_meant_and_nothing_far() {
        assert_eq!(near("imgae", ["command", "image"]), Some("image"));
        assert_eq!(near("pullSecrets", ["pull-secrets"]), Some("pull-secrets"));
        assert_eq!(near("pull-secret", ["pull", "pull-secrets"]), Some("pull-secrets"));
        assert_eq!(near("envFrom", ["env", "env-from"]), Some("env-from"));
        assert_eq!(near("req", ["required"]), Some("required"));
        assert_eq!(near("imagePullSecrets", ["image"]), None);
        assert_eq!(near("host", ["password", "port"]), None);
        assert_eq!(near("image", ["image"]), None);
        assert_eq!(near("Größe", ["gruß", "größen"]), Some("größen"));
        assert_eq!(near("_a_b_c", ["abc"]), Some("abc"));
    }

    #[test]
    fn of_many_candidates_the_likely_ones_are_compared() {
        let names: Vec<String> = (0..5000).map(|number| format!("component-{number}")).collect();
        let candidates = || names.iter().map(String::as_str);
        assert_eq!(near("compnoent-4321", candidates()), Some("component-4321"));
        assert_eq!(near("component_77", candidates()), Some("component-77"));
        assert_eq!(near("else", candidates()), None);
    }
}
