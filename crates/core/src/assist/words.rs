//! The words that are no fields: what they mean, and how they go on.

/// A word of the language.
pub(super) struct Word {
    /// The word.
    pub(super) word: &'static str,
    /// What is written for it.
    pub(super) insert: &'static str,
    /// How it goes on.
    pub(super) form: &'static str,
    /// What it is for.
    pub(super) docs: &'static str,
}

const fn word(word: &'static str, insert: &'static str, form: &'static str, docs: &'static str) -> Word {
    Word { word, insert, form, docs }
}

/// The words at the top of a file.
pub(super) const TOP: [Word; 12] = [
    word("component", "component ", "component NAME: KIND { … }", "Something that is deployed."),
    word("use", "use \"", "use \"PATH\"", "Takes another file, or all that match a `*`, into the program."),
    word("secret", "secret ", "secret NAME: KIND { … }", "Values that are kept secret, by reference."),
    word(
        "environment",
        "environment ",
        "environment NAME { … }",
        "Where components run, and what differs there.",
    ),
    word("kind", "kind ", "kind NAME: BASE { … }", "A kind of components, made from another one."),
    word("size", "size ", "size NAME { cpu: …, memory: … }", "A named set of resources and other fields."),
    word("param", "param ", "param NAME: TYPE = DEFAULT", "A value that environments `set`."),
    word("config", "config ", "config NAME { \"FILE\": … }", "Files that components share."),
    word("volume", "volume ", "volume NAME: 10Gi { … }", "A volume that components share."),
    word("store", "store ", "store NAME: KIND { … }", "Where the values of secrets come from."),
    word("namespace", "namespace ", "namespace NAME { … }", "What holds for all of a namespace."),
    word("type", "type ", "type NAME { param … }", "A record for params."),
];

/// The words of an environment that are no fields of it.
pub(super) const LAYER: [Word; 4] = [
    word(
        "defaults",
        "defaults { ",
        "defaults { … }",
        "Fields of every component that has them, weaker than anything else.",
    ),
    word("set", "set { ", "set { PARAM: … }", "The params of the program."),
    word(
        "override",
        "override ",
        "override COMPONENT { … }",
        "What differs here, of one component or of `all`.",
    ),
    word("cluster", "cluster ", "cluster NAME { … }", "One of several clusters, and what differs there."),
];

/// The words of a kind or component that are no fields of it.
pub(super) const BODY: [Word; 4] = [
    word("output", "output ", "output NAME: VALUE", "A value that others refer to."),
    word("secret", "secret ", "secret NAME: KIND { … }", "A secret that belongs to it."),
    word("size", "size ", "size NAME { … }", "What a size means for it."),
    word("param", "param ", "param NAME: TYPE = DEFAULT", "A field of the kind."),
];

/// The word of a list.
pub(super) fn named(words: &'static [Word], name: &str) -> Option<&'static Word> {
    words.iter().find(|word| word.word == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_declaration_is_told_of() {
        let told: BTreeSet<&str> = TOP.iter().map(|word| word.word).collect();
        assert_eq!(told, crate::resolve::WORDS.into_iter().collect());
    }
}
