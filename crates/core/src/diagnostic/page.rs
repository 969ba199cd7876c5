//! What the page of a code holds, in parts.

use super::Code;

impl Code {
    /// The documentation that the rule follows, where its page names one.
    #[must_use]
    pub fn source(self) -> Option<&'static str> {
        let line = self.page().lines().rev().find_map(|line| line.strip_prefix("Source: "))?;
        let (_, link) = line.split_once('<')?;
        link.split_once('>').map(|(url, _)| url).filter(|url| url.starts_with("https://"))
    }

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
