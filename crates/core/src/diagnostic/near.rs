//! The one helper behind every "did you mean".

/// How many candidates are compared letter by letter. Of more, those that share the most letters with the name: a program
/// with ten thousand wrong names among ten thousand right ones must not take minutes.
const COMPARED: usize = 48;

/// The candidate nearest to `name`, if it is near enough to be what was meant. Ties go to the candidate that
/// comes first.
#[must_use]
pub fn near<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest(name, &mut candidates.into_iter())
}

/// The same of any candidates: it is asked from so many places that one of it for each would be felt in the browser.
fn nearest<'a>(name: &str, candidates: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let limit = (name.chars().count() / 3).max(1);
    let possible = candidates.filter(|candidate| *candidate != name);
    let mut best: Option<((usize, usize), &str)> = None;
    for (_, candidate) in likely(name, limit, possible) {
        let other = candidate.to_lowercase();
        let distance = distance(&lower, &other);
        if distance.0 <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The candidates that may be within `limit` edits of the name; of many, those that look most like it. In their order, with
/// their places in it.
fn likely<'a>(name: &str, limit: usize, candidates: impl Iterator<Item = &'a str>) -> Vec<(usize, &'a str)> {
    let letters = Letters::of(name);
    let mut by_likeness: Vec<Vec<(usize, &str)>> = vec![Vec::new(); 3 * limit + 3];
    for (at, candidate) in candidates.enumerate() {
        let Some(unlike) = letters.unlike(&Letters::of(candidate), limit) else { continue };
        if let Some(alike) = by_likeness.get_mut(unlike).filter(|alike| alike.len() < COMPARED) {
            alike.push((at, candidate));
        }
    }
    let mut likely: Vec<(usize, &str)> = by_likeness.into_iter().flatten().take(COMPARED).collect();
    likely.sort_unstable();
    likely
}

/// What can be said of a word at a glance.
struct Letters {
    /// A bit for each letter and digit that is in it, whatever its case.
    which: u64,
    /// In characters.
    length: usize,
    first: u8,
    last: u8,
}

impl Letters {
    fn of(word: &str) -> Self {
        let bytes = word.as_bytes();
        let end = |byte: Option<&u8>| byte.map_or(0, u8::to_ascii_lowercase);
        let mut letters = Self { which: 0, length: 0, first: end(bytes.first()), last: end(bytes.last()) };
        for byte in bytes {
            // Other characters than those of ASCII count as none: the bound below gets lower, not wrong.
            let bit = u64::from(byte.is_ascii_alphanumeric()) << (byte.to_ascii_lowercase() & 63);
            letters.which |= bit;
            letters.length += usize::from(byte & 0xc0 != 0x80);
        }
        letters
    }

    /// How unlike the other word is: first the least number of edits that lead to it, then its ends. None if it can't be
    /// near.
    fn unlike(&self, other: &Self, limit: usize) -> Option<usize> {
        let count = |bits: u64| usize::try_from(bits.count_ones()).unwrap_or(usize::MAX);
        let (gone, new) = (count(self.which & !other.which), count(other.which & !self.which));
        let bound = gone.max(new).max(self.length.abs_diff(other.length));
        // A word that another one begins with is near however long that is, and so are the same words joined otherwise.
        let joined = gone + new == 0;
        let begins = (gone == 0 || new == 0) && self.first == other.first;
        let ends = usize::from(self.first != other.first) + usize::from(self.last != other.last);
        (bound <= limit || joined || begins).then(|| 3 * bound.min(limit) + ends)
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
