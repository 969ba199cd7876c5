//! The one helper behind every "did you mean".

/// The candidate nearest to `name`, if it is near enough to be what was meant. Ties go to the candidate that
/// comes first.
#[must_use]
pub fn near<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let limit = (name.chars().count() / 3).max(1);
    let mut best: Option<((usize, usize), &str)> = None;
    for candidate in candidates {
        if candidate == name {
            continue;
        }
        let other = candidate.to_lowercase();
        let distance = (distance(&lower, &other), strsim::osa_distance(&lower, &other));
        if distance.0 <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn distance(a: &str, b: &str) -> usize {
    if same_words(a, b) {
        return 0;
    }
    // `req` is short for `required`; `imagePullSecrets` is more than a slip for `image`.
    if a.len() >= 3 && b.len() >= 3 && (b.starts_with(a) || (a.starts_with(b) && a.len() <= 2 * b.len())) {
        return 1;
    }
    strsim::osa_distance(a, b)
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
    }
}
