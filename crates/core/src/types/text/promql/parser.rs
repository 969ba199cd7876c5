//! The grammar of PromQL, with the kinds of its values.

use super::super::fault::TextFault;
use super::functions::{self, AGGREGATIONS, Function, VECTOR};
use super::lexer::{Sort, Token};
use super::{Expression, Kind, fault};
use crate::diagnostic::{Applicability, near};
use std::ops::Range;

/// How deep an expression may be nested.
const DEEPEST: usize = 100;

/// A part of an expression.
struct Part {
    kind: Kind,
    at: Range<usize>,
    /// What may stand behind it.
    form: Form,
}

/// What may stand behind a part.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Form {
    /// A selector: a range, `offset`, `@`.
    Selector,
    /// A range: `offset`, `@`.
    Stretch,
    /// Anything else: a subquery.
    Other,
}

pub(super) struct Parser<'k, 't> {
    tokens: &'k [Token<'t>],
    next: usize,
    end: usize,
    depth: usize,
    filters: bool,
    says_bool: bool,
}

/// An operator by its sign: how strongly it binds.
fn strength(sign: &str) -> Option<u8> {
    Some(match sign {
        "or" => 1,
        "and" | "unless" => 2,
        "==" | "!=" | "<" | ">" | "<=" | ">=" => 3,
        "+" | "-" => 4,
        "*" | "/" | "%" | "atan2" => 5,
        "^" => 6,
        _ => return None,
    })
}

impl<'k, 't> Parser<'k, 't> {
    pub(super) fn new(text: &'t str, tokens: &'k [Token<'t>]) -> Self {
        Self { tokens, next: 0, end: text.trim_end().len(), depth: 0, filters: false, says_bool: false }
    }

    /// The whole text as one expression.
    pub(super) fn whole(mut self) -> Result<Expression, TextFault> {
        if self.peek().sort == Sort::End {
            return Err(
                TextFault { at: None, ..fault("it is empty", 0..0) }.help("write for example `up == 0`")
            );
        }
        let part = self.expression(1)?;
        let left = self.peek();
        match left.sort {
            Sort::End => Ok(Expression { kind: part.kind, filters: self.filters, says_bool: self.says_bool }),
            _ => Err(unexpected(&left)),
        }
    }

    pub(super) fn peek(&self) -> Token<'t> {
        let end = Token { sort: Sort::End, text: "", at: self.end..self.end };
        self.tokens.get(self.next).cloned().unwrap_or(end)
    }

    pub(super) fn take(&mut self) -> Token<'t> {
        let token = self.peek();
        self.next += 1;
        token
    }

    fn is_next(&self, text: &str) -> bool {
        self.peek().text == text && self.peek().sort != Sort::Text
    }

    /// An expression of operators that bind at least so strongly.
    fn expression(&mut self, least: u8) -> Result<Part, TextFault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(fault("it is nested too deep", self.peek().at));
        }
        let mut left = self.unary()?;
        loop {
            let sign = self.peek();
            let word = sign.text.to_ascii_lowercase();
            let Some(strength) = strength(&word).filter(|_| sign.sort != Sort::Text) else { break };
            if strength < least {
                break;
            }
            self.take();
            let matching = self.matching(&word)?;
            // `^` binds to the right: `2 ^ 3 ^ 2` is `2 ^ (3 ^ 2)`.
            if self.peek().sort == Sort::End {
                return Err(fault(format!("nothing stands behind this `{}`", sign.text), sign.at));
            }
            let right = self.expression(if word == "^" { strength } else { strength + 1 })?;
            left = self.binary(&left, &sign, &word, &matching, &right)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    fn unary(&mut self) -> Result<Part, TextFault> {
        let sign = self.peek();
        if sign.sort != Sort::Sign || !["-", "+"].contains(&sign.text) {
            return self.postfix();
        }
        self.take();
        let inner = self.expression(6)?;
        match inner.kind {
            Kind::Scalar | Kind::Instant => {
                Ok(Part { at: sign.at.start..inner.at.end, form: Form::Other, ..inner })
            }
            kind => Err(fault(format!("{} has no `{}`", kind.named(), sign.text), inner.at)),
        }
    }

    /// `bool`, `on (…) group_left (…)`: what stands between an operator and its right side. What of it was said.
    fn matching(&mut self, operator: &str) -> Result<Matching, TextFault> {
        let mut said = Matching::default();
        if self.is_next("bool") {
            let word = self.take();
            if strength(operator) != Some(3) {
                return Err(fault("`bool` belongs to a comparison", word.at));
            }
            said.bool = true;
        }
        if self.is_next("on") || self.is_next("ignoring") {
            let word = self.take();
            self.labels(word.text)?;
            said.labels = Some(word.at);
        }
        if self.is_next("group_left") || self.is_next("group_right") {
            let word = self.take();
            if said.labels.is_none() {
                return Err(fault(
                    format!("`{}` belongs behind `on (…)` or `ignoring (…)`", word.text),
                    word.at,
                ));
            }
            if ["and", "or", "unless"].contains(&operator) {
                return Err(fault(
                    format!("`{operator}` has no `{}`: it joins series one by one", word.text),
                    word.at,
                ));
            }
            if self.is_next("(") {
                self.labels(word.text)?;
            }
        }
        Ok(said)
    }

    fn binary(
        &mut self,
        left: &Part,
        sign: &Token,
        word: &str,
        matching: &Matching,
        right: &Part,
    ) -> Result<Part, TextFault> {
        for side in [left, right] {
            if matches!(side.kind, Kind::Range | Kind::Text) {
                let why = format!(
                    "{} stands beside `{}`, which takes vectors and numbers",
                    side.kind.named(),
                    sign.text
                );
                let fault = fault(why, side.at.clone());
                return Err(match side.kind {
                    Kind::Range => {
                        fault.help("take one number of each series first: `rate(…)`, `max_over_time(…)`")
                    }
                    _ => fault,
                });
            }
        }
        let scalars = [left, right].into_iter().filter(|side| side.kind == Kind::Scalar).count();
        let comparison = strength(word) == Some(3);
        if ["and", "or", "unless"].contains(&word) && scalars > 0 {
            let side = if left.kind == Kind::Scalar { left } else { right };
            return Err(fault(format!("`{word}` joins vectors, and this is a number"), side.at.clone())
                .help("compare it with something first, or write `vector(…)`"));
        }
        if let Some(at) = matching.labels.clone().filter(|_| scalars > 0) {
            return Err(fault("labels are matched between two vectors, and one side is a number", at));
        }
        if comparison && scalars == 2 && !matching.bool {
            return Err(fault("two numbers are compared with `bool` only", sign.at.clone()).repair(
                sign.at.end..sign.at.end,
                " bool",
                Applicability::Unsafe,
            ));
        }
        self.says_bool |= matching.bool;
        self.filters |= (comparison && !matching.bool) || ["and", "unless"].contains(&word);
        let kind = if scalars == 2 { Kind::Scalar } else { Kind::Instant };
        Ok(Part { kind, at: left.at.start..right.at.end, form: Form::Other })
    }

    /// A part with what stands behind it.
    fn postfix(&mut self) -> Result<Part, TextFault> {
        let mut part = self.primary()?;
        loop {
            part = match self.peek().text {
                "[" => self.range(&part)?,
                "offset" => self.offset(&part)?,
                "@" => self.moment(&part)?,
                _ => return Ok(part),
            };
        }
    }

    /// `[5m]`, or `[1h:5m]` of any vector.
    fn range(&mut self, part: &Part) -> Result<Part, TextFault> {
        let open = self.take();
        let length = self.span("a range")?;
        let colon = self.is_next(":").then(|| self.take());
        if colon.is_some() && !self.is_next("]") {
            self.span("the step of a subquery")?;
        }
        let close = self.take();
        if close.text != "]" {
            return Err(match close.sort {
                Sort::End => unclosed(&open),
                _ => fault(format!("a `]` is due where `{}` stands", close.text), close.at.clone()).repair(
                    close.at.start..close.at.start,
                    "]",
                    Applicability::Unsafe,
                ),
            });
        }
        let brackets = open.at.start..close.at.end;
        if part.kind != Kind::Instant {
            return Err(fault(format!("{} has no range", part.kind.named()), brackets));
        }
        if colon.is_none() && part.form != Form::Selector {
            return Err(fault("a range stands behind a selector only", brackets)
                .help(format!("of anything else it is a subquery, with a colon: `[{}:]`", length.text))
                .repair(length.at.end..length.at.end, ":", Applicability::Unsafe));
        }
        Ok(Part { kind: Kind::Range, at: part.at.start..close.at.end, form: Form::Stretch })
    }

    /// A span of time.
    fn span(&mut self, what: &str) -> Result<Token<'t>, TextFault> {
        let token = self.take();
        match token.sort {
            Sort::Duration => Ok(token),
            Sort::Number => Err(fault(format!("{what} has a unit"), token.at)
                .help(format!("write `{0}s` for seconds, `{0}m` for minutes", token.text))),
            _ => Err(fault(format!("{what} is a span of time such as `5m`"), token.at)),
        }
    }

    fn offset(&mut self, part: &Part) -> Result<Part, TextFault> {
        let word = self.take();
        if self.is_next("-") || self.is_next("+") {
            self.take();
        }
        let span = self.span("an offset")?;
        self.behind_selector(part, &word, span.at.end)
    }

    /// `@ 1609746000`, `@ start()`
    fn moment(&mut self, part: &Part) -> Result<Part, TextFault> {
        let sign = self.take();
        let moment = self.take();
        let called = ["start", "end"].contains(&moment.text);
        if called && (self.take().text != "(" || self.take().text != ")")
            || (!called && moment.sort != Sort::Number)
        {
            return Err(fault(
                "behind `@` stands a moment: a number of seconds, `start()` or `end()`",
                sign.at,
            ));
        }
        self.behind_selector(part, &sign, moment.at.end)
    }

    fn behind_selector(&self, part: &Part, word: &Token, end: usize) -> Result<Part, TextFault> {
        if part.form == Form::Other {
            return Err(fault(
                format!("`{}` stands behind a selector or its range only", word.text),
                word.at.clone(),
            )
            .help(format!("write it inside, right behind the name of the metric: `up {} …`", word.text)));
        }
        Ok(Part { at: part.at.start..end, ..*part })
    }

    fn primary(&mut self) -> Result<Part, TextFault> {
        let token = self.peek();
        match token.sort {
            Sort::Number => Ok(self.literal(Kind::Scalar)),
            Sort::Text => Ok(self.literal(Kind::Text)),
            Sort::Duration => Err(fault("a span of time stands in brackets or behind `offset`", token.at)
                .help("write a number of seconds, or `[5m]` behind the name of a metric")),
            Sort::Word => self.word(),
            _ if token.text == "(" => self.parenthesis(),
            _ if token.text == "{" => {
                self.matchers(None)?;
                Ok(self.part_from(&token, Kind::Instant, Form::Selector))
            }
            _ => Err(unexpected(&token)),
        }
    }

    fn literal(&mut self, kind: Kind) -> Part {
        let token = self.take();
        Part { kind, at: token.at, form: Form::Other }
    }

    /// A part from its first token to the last that was taken.
    fn part_from(&self, first: &Token, kind: Kind, form: Form) -> Part {
        let last = self.next.checked_sub(1).and_then(|last| self.tokens.get(last));
        Part { kind, at: first.at.start..last.map_or(first.at.end, |last| last.at.end), form }
    }

    fn parenthesis(&mut self) -> Result<Part, TextFault> {
        let open = self.take();
        if self.is_next(")") {
            return Err(fault("nothing stands in these brackets", open.at.start..self.peek().at.end));
        }
        let inner = self.expression(1)?;
        self.close(&open)?;
        Ok(self.part_from(&open, inner.kind, Form::Other))
    }

    fn close(&mut self, open: &Token) -> Result<(), TextFault> {
        let close = self.peek();
        match close.sort {
            _ if close.text == ")" => {
                self.take();
                Ok(())
            }
            Sort::End => Err(unclosed(open)),
            _ => Err(unexpected(&close)),
        }
    }

    /// A function, an aggregation or a selector.
    fn word(&mut self) -> Result<Part, TextFault> {
        let word = self.take();
        let lower = word.text.to_ascii_lowercase();
        let called = self.is_next("(");
        if AGGREGATIONS.contains(&lower.as_str()) && (called || self.is_next("by") || self.is_next("without"))
        {
            return self.aggregation(&word, &lower);
        }
        if called {
            return self.call(&word);
        }
        if ["inf", "nan"].contains(&lower.as_str()) {
            return Ok(self.part_from(&word, Kind::Scalar, Form::Other));
        }
        if ["by", "without", "on", "ignoring", "group_left", "group_right", "bool", "offset"]
            .contains(&word.text)
            || strength(&lower).is_some()
        {
            return Err(unexpected(&word));
        }
        // A recorded series may hold the comparison itself, and alerts are there only while they fire.
        self.filters |= word.text.contains(':') || word.text.starts_with("ALERTS");
        if self.is_next("{") {
            self.matchers(Some(&word))?;
        }
        Ok(self.part_from(&word, Kind::Instant, Form::Selector))
    }

    fn aggregation(&mut self, word: &Token, name: &str) -> Result<Part, TextFault> {
        let before = self.grouping()?;
        if !self.is_next("(") {
            return Err(fault(format!("brackets are due behind `{name}` and its labels"), self.peek().at));
        }
        let arguments = self.arguments()?;
        if let Some(at) = self.grouping()?.filter(|_| before.is_some()) {
            return Err(fault("an aggregation is grouped once", at));
        }
        let part = self.part_from(word, Kind::Instant, Form::Other);
        let argument = functions::with_argument(name);
        let wanted: Vec<Kind> = argument.into_iter().chain([Kind::Instant]).collect();
        if arguments.len() != wanted.len() {
            let help = match argument {
                Some(Kind::Text) => format!("write `{name}(\"LABEL\", METRIC)`"),
                Some(_) => format!("write `{name}(NUMBER, METRIC)`"),
                None => format!("write `{name}(METRIC)`, and the labels behind: `{name}(METRIC) by (job)`"),
            };
            let why = format!("`{name}` takes {} and not {}", count(wanted.len()), arguments.len());
            return Err(fault(why, word.at.clone()).help(help));
        }
        for (given, wanted) in arguments.iter().zip(wanted) {
            fits(name, given, wanted)?;
        }
        Ok(part)
    }

    /// `by (job)`, `without (instance)`; where it stands.
    fn grouping(&mut self) -> Result<Option<Range<usize>>, TextFault> {
        if !self.is_next("by") && !self.is_next("without") {
            return Ok(None);
        }
        let word = self.take();
        self.labels(word.text)?;
        Ok(Some(self.part_from(&word, Kind::Text, Form::Other).at))
    }

    /// The names of labels in brackets.
    fn labels(&mut self, word: &str) -> Result<(), TextFault> {
        let open = self.peek();
        if open.text != "(" {
            let help = match open.sort {
                Sort::Word => format!("write `{word} ({})`", open.text),
                _ => format!("write `{word} (LABEL)`"),
            };
            return Err(fault(format!("the labels of `{word}` stand in brackets"), open.at).help(help));
        }
        self.take();
        while !self.is_next(")") {
            let label = self.take();
            match label.sort {
                Sort::Word if !label.text.contains(':') => {}
                Sort::Text => {}
                Sort::End => return Err(unclosed(&open)),
                _ => return Err(fault(format!("`{}` is not the name of a label", label.text), label.at)),
            }
            if self.is_next(",") {
                self.take();
            } else if !self.is_next(")") {
                return Err(match self.peek().sort {
                    Sort::End => unclosed(&open),
                    _ => fault("a comma stands between two labels", self.peek().at),
                });
            }
        }
        self.take();
        Ok(())
    }

    fn arguments(&mut self) -> Result<Vec<Part>, TextFault> {
        let open = self.take();
        let mut found = Vec::new();
        while !self.is_next(")") {
            if self.peek().sort == Sort::End {
                return Err(unclosed(&open));
            }
            found.push(self.expression(1)?);
            if !self.is_next(",") {
                break;
            }
            let comma = self.take();
            if self.is_next(")") {
                return Err(fault("no argument stands behind this comma", comma.at));
            }
        }
        self.close(&open)?;
        Ok(found)
    }

    fn call(&mut self, word: &Token) -> Result<Part, TextFault> {
        let found = if word.text == VECTOR.name { Some(VECTOR) } else { functions::function(word.text) };
        let Some(function) = found else { return Err(unknown_function(word)) };
        let arguments = self.arguments()?;
        let part = self.part_from(word, function.gives, Form::Other);
        number_fits(&function, &arguments, word)?;
        for (place, given) in arguments.iter().enumerate() {
            if let Some(wanted) = function.argument(place) {
                fits(function.name, given, wanted)?;
            }
        }
        self.filters |= ["absent", "absent_over_time", "vector"].contains(&function.name);
        Ok(part)
    }
}

/// What is said between an operator and its right side.
#[derive(Default)]
struct Matching {
    bool: bool,
    labels: Option<Range<usize>>,
}

fn count(number: usize) -> String {
    match number {
        1 => "one argument".to_owned(),
        number => format!("{number} arguments"),
    }
}

/// A bracket without its other half.
fn unclosed(open: &Token) -> TextFault {
    let close = if open.text == "[" { "]" } else { ")" };
    fault(format!("this `{}` is never closed", open.text), open.at.clone())
        .help(format!("write a `{close}` where it ends"))
}

fn number_fits(function: &Function, arguments: &[Part], word: &Token) -> Result<(), TextFault> {
    let too_many = !arguments.is_empty() && function.argument(arguments.len() - 1).is_none();
    if arguments.len() >= function.least && !too_many {
        return Ok(());
    }
    let why =
        format!("`{}` takes {} arguments and not {}", function.name, function.number(), arguments.len());
    Err(fault(why.replace("takes 1 arguments", "takes 1 argument"), word.at.clone()))
}

/// An argument of the kind that is needed.
fn fits(name: &str, given: &Part, wanted: Kind) -> Result<(), TextFault> {
    if given.kind == wanted {
        return Ok(());
    }
    let why = format!("`{name}` takes {} here, and this is {}", wanted.named(), given.kind.named());
    let fault = fault(why, given.at.clone());
    Err(match (wanted, given.kind) {
        (Kind::Range, Kind::Instant) => {
            let range = if given.form == Form::Selector { "[5m]" } else { "[5m:]" };
            fault.help(format!("say over which stretch of time: write `{range}` behind it")).repair(
                given.at.end..given.at.end,
                range,
                Applicability::Unsafe,
            )
        }
        (Kind::Instant, Kind::Range) => {
            fault.help("take one number of each series first: `rate(…)`, `max_over_time(…)`")
        }
        (Kind::Instant, Kind::Scalar) => fault.help("write the name of a metric, or `vector(…)`"),
        (Kind::Text, _) => fault.help("write it in quotes"),
        _ => fault,
    })
}

fn unknown_function(word: &Token) -> TextFault {
    let fault = fault(format!("there is no function `{}`", word.text), word.at.clone());
    let lower = word.text.to_ascii_lowercase();
    match functions::names().find(|name| *name == lower).or_else(|| near(&lower, functions::names())) {
        Some(near) => {
            fault.help(format!("did you mean `{near}`?")).repair(word.at.clone(), near, Applicability::Unsafe)
        }
        None => fault,
    }
}

/// What stands where nothing like it can.
fn unexpected(token: &Token) -> TextFault {
    let at = token.at.clone();
    let instead =
        |text: &str, why: &str| fault(why, at.clone()).repair(at.clone(), text, Applicability::Safe);
    match token.text {
        "=" => instead("==", "values are compared with `==`"),
        "&&" => instead("and", "this is written `and`"),
        "||" => instead("or", "this is written `or`"),
        "=~" | "!~" => fault(format!("`{}` compares labels, inside of braces", token.text), at),
        ")" | "]" | "}" => fault(format!("this `{}` closes nothing", token.text), at),
        "by" | "without" => {
            fault(format!("`{}` belongs behind an aggregation such as `sum(…)`", token.text), at)
        }
        _ if token.sort == Sort::End => fault("the expression ends too early", at),
        other => fault(format!("`{other}` can't stand here"), at),
    }
}
