//! Words and widths that the forms share.

use unicode_width::UnicodeWidthStr;

/// How many places of one diagnostic are shown to people.
pub(super) const MOST_PLACES: usize = 8;

/// `1 file`, `2 files`.
pub(crate) fn count(number: usize, thing: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{ending}")
}

/// Text in one line, without what would steer a terminal.
pub(super) fn one_line(text: &str) -> String {
    let joined: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    crate::shown::clean(&joined.join(" ").replace('\t', " "))
}

/// Breaks text at blanks so that no line is wider than `width`; its own lines stay lines.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let text = text.replace('\t', "  ");
    text.lines().flat_map(|line| wrap_line(&crate::shown::clean(line), width)).collect()
}

fn wrap_line(line: &str, width: usize) -> Vec<String> {
    if line.width() <= width {
        return vec![line.trim_end().to_owned()];
    }
    let mut lines = vec![String::new()];
    for word in line.split(' ') {
        let Some(last) = lines.last_mut() else { break };
        if last.is_empty() {
            last.push_str(word);
        } else if last.width() + 1 + word.width() <= width {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// Whether the locale's encoding is UTF-8, as `LC_ALL`, `LC_CTYPE` and `LANG` say in this order.
pub(super) fn speaks_unicode(variable: impl Fn(&str) -> Option<String>) -> bool {
    if cfg!(windows) {
        return true;
    }
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| variable(name).filter(|v| !v.is_empty()));
    let locale = locale.unwrap_or_default().to_ascii_lowercase();
    variable("TERM").as_deref() != Some("linux") && (locale.contains("utf-8") || locale.contains("utf8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_in_english() {
        assert_eq!(count(1, "file"), "1 file");
        assert_eq!(count(0, "file"), "0 files");
    }

    #[test]
    fn wraps_at_blanks_and_keeps_lines() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("unbreakable", 4), ["unbreakable"]);
        assert_eq!(wrap("write\n  a: 1", 40), ["write", "  a: 1"]);
        assert_eq!(wrap("日本 語", 4), ["日本", "語"]);
    }

    #[test]
    fn one_line_is_one_line() {
        assert_eq!(one_line("a\n  b\u{1b}[2J\n"), "a b␛[2J");
    }

    #[test]
    fn the_locale_decides_about_unicode() {
        let with = |name: &'static str, value: &'static str| {
            move |asked: &str| (asked == name).then(|| value.to_owned())
        };
        assert!(speaks_unicode(with("LANG", "de_DE.UTF-8")));
        assert!(speaks_unicode(with("LC_ALL", "C.utf8")));
        assert!(!speaks_unicode(with("LANG", "C")));
    }
}
