//! What the page of a code holds, in parts. The link to the documentation is read from it while the compiler is built, so that a
//! front that leaves the pages out has it all the same.

/// How many bytes the link behind the last line that starts with `Source:` has; 0 without one.
pub(super) const fn length(page: &[u8]) -> usize {
    let mut rest = behind_source(page);
    let mut length = 0;
    while let [byte, tail @ ..] = rest {
        match byte {
            b'>' => return length,
            b'\n' => return 0,
            _ => (),
        }
        length += 1;
        rest = tail;
    }
    0
}

/// The bytes of that link.
pub(super) const fn link<const LENGTH: usize>(page: &[u8]) -> [u8; LENGTH] {
    match behind_source(page).first_chunk() {
        Some(link) => *link,
        None => [0; LENGTH],
    }
}

/// That link as a text.
pub(super) fn shown(link: &'static [u8]) -> Option<&'static str> {
    std::str::from_utf8(link).ok().filter(|link| link.starts_with("https://"))
}

/// What stands behind the `<` of the last line that starts with `Source:`.
const fn behind_source(page: &[u8]) -> &[u8] {
    let mut found: &[u8] = &[];
    let mut rest = page;
    while let [_, tail @ ..] = rest {
        if let [b'\n', b'S', b'o', b'u', b'r', b'c', b'e', b':', b' ', line @ ..] = rest {
            found = behind_bracket(line);
        }
        rest = tail;
    }
    found
}

const fn behind_bracket(line: &[u8]) -> &[u8] {
    let mut rest = line;
    while let [byte, tail @ ..] = rest {
        match byte {
            b'<' => return tail,
            b'\n' => return &[],
            _ => rest = tail,
        }
    }
    &[]
}

#[cfg(feature = "pages")]
impl super::Code {
    /// What would have happened: the paragraphs of the page without its programs, each in one line.
    #[must_use]
    pub fn prose(self) -> Vec<String> {
        let mut paragraphs = vec![String::new()];
        let mut in_program = false;
        for line in self.page().lines().skip(1) {
            let fence = line.starts_with("```");
            in_program ^= fence;
            match paragraphs.last_mut() {
                Some(last) if !fence && !in_program && !line.trim().is_empty() => {
                    last.push_str(if last.is_empty() { "" } else { " " });
                    last.push_str(line.trim());
                }
                Some(last) if !last.is_empty() => paragraphs.push(String::new()),
                _ => {}
            }
        }
        paragraphs.retain(|paragraph| !paragraph.is_empty() && !paragraph.starts_with("Source: "));
        paragraphs
    }
}

#[cfg(all(test, feature = "pages"))]
mod tests {
    use crate::diagnostic::Code;

    #[test]
    fn every_page_says_what_would_have_happened() {
        for code in Code::ALL {
            let prose = code.prose();
            assert!(prose.first().is_some_and(|text| text.len() > 40), "{code}: {prose:?}");
            assert!(prose.iter().all(|text| !text.contains("```")), "{code}");
        }
    }

    #[test]
    fn the_source_is_a_link() {
        assert!(Code::WrongUnit.source().is_some_and(|url| url.starts_with("https://kubernetes.io/")));
        assert_eq!(Code::UnexpectedText.source(), None);
    }

    #[test]
    fn the_link_is_the_one_of_the_page() {
        for code in Code::ALL {
            let line = code.page().lines().rev().find_map(|line| line.strip_prefix("Source: "));
            let link = line.and_then(|line| line.split_once('<')?.1.split_once('>'));
            let link = link.map(|(link, _)| link).filter(|link| link.starts_with("https://"));
            assert_eq!(code.source(), link, "{code}");
        }
    }
}
