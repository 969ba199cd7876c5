//! Literals against scalar types: a number with its unit, or a text.

use super::text::{CronForm, TextFault};
use super::units::{Bytes, Cpu, Duration};
use super::{Cidr, Scalar, ScalarType, text};
use crate::diagnostic::{Applicability, Code, Diagnostic};
use crate::source::Span;

/// Why a literal is not of its type, ready to become a diagnostic at the literal's place.
#[derive(Debug)]
pub struct Fault {
    code: Code,
    message: String,
    label: String,
    help: Option<String>,
    replacement: Option<(String, Applicability)>,
    /// Where in a text it is.
    inside: Option<Box<(String, TextFault)>>,
}

impl Fault {
    fn new(code: Code, message: String, label: impl Into<String>) -> Self {
        Self { code, message, label: label.into(), help: None, replacement: None, inside: None }
    }

    fn help(mut self, text: String) -> Self {
        self.help = Some(text);
        self
    }

    fn replace(mut self, text: String, applicability: Applicability) -> Self {
        self.replacement = Some((text, applicability));
        self
    }

    /// A value of the right form, which a person has to choose.
    fn sketch(self, text: String) -> Self {
        self.replace(text, Applicability::Placeholder)
    }

    /// The diagnostic at the literal's place.
    #[must_use]
    pub fn at(self, span: Span) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(self.code, span, self.message).label(self.label);
        match self.replacement {
            Some((text, Applicability::Placeholder)) => diagnostic = diagnostic.sketch(text),
            Some((text, applicability)) => diagnostic = diagnostic.replace_with(text, applicability),
            None => {}
        }
        self.help.into_iter().fold(diagnostic, Diagnostic::help)
    }

    /// The diagnostic at the place inside of the literal that is wrong; `written` is the literal as the source has it.
    #[must_use]
    pub fn inside(self, span: Span, written: &str) -> Diagnostic {
        let Some(inside) = &self.inside else { return self.at(span) };
        let (content, fault) = inside.as_ref();
        let diagnostic = fault.diagnostic(self.message.clone(), content, span, written);
        match self.help.filter(|_| diagnostic.helps.is_empty()) {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

/// What a number looks like, for messages: "found `duration` `512m`" would be a guess, so name all it may be.
fn found(literal: &str) -> &'static str {
    let unit = literal.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
    match unit {
        "" if literal.contains('.') => "a `float`",
        "" => "an `int`",
        "%" => "a `percent`",
        "m" => "a `cpu` or `duration`",
        _ if Duration::parse(literal).is_some() => "a `duration`",
        _ if Bytes::parse(literal).is_some() => "a number of `bytes`",
        _ => "a number with an unknown unit",
    }
}

/// Reads a number literal as a scalar of `ty`.
///
/// # Errors
/// A [`Fault`] if the literal has the wrong unit or form, or can't be of that type at all.
pub fn read_number(literal: &str, ty: ScalarType) -> Result<Scalar, Fault> {
    let value = match ty {
        ScalarType::Int => literal.parse().ok().map(Scalar::Int),
        ScalarType::Float => literal.parse().ok().filter(|f: &f64| f.is_finite()).map(Scalar::Float),
        ScalarType::Port => literal.parse().ok().filter(|p| (1..=65535).contains(p)).map(Scalar::Int),
        ScalarType::Cpu => Cpu::parse(literal).filter(|_| !is_thousandths(literal)).map(Scalar::Cpu),
        ScalarType::Bytes => Bytes::parse(literal).map(Scalar::Bytes),
        ScalarType::Duration => Duration::parse(literal).map(Scalar::Duration),
        ScalarType::Percent => literal.strip_suffix('%').and_then(|n| n.parse().ok()).map(Scalar::Percent),
        ScalarType::Count => read_count(literal),
        _ => None,
    };
    value.ok_or_else(|| number_fault(literal, ty))
}

/// A whole number, or a share of at most the whole.
fn read_count(literal: &str) -> Option<Scalar> {
    match literal.strip_suffix('%') {
        Some(share) => share.parse().ok().filter(|share| *share <= 100).map(Scalar::Percent),
        None => literal.parse().ok().filter(|count| (0..=10_000).contains(count)).map(Scalar::Int),
    }
}

fn number_fault(literal: &str, ty: ScalarType) -> Fault {
    let expected = |code| {
        let message = format!("expected `{}`, found {} `{literal}`", ty.name(), found(literal));
        Fault::new(code, message, format!("not `{}`", ty.name()))
    };
    let number = literal.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let unit = literal.strip_prefix(number).unwrap_or_default();
    match ty {
        ScalarType::Bytes => bytes_fault(expected(Code::WrongUnit), number, unit),
        ScalarType::Duration if unit.is_empty() => expected(Code::WrongUnit)
            .help(format!("write `{number}s` for seconds, `{number}m` for minutes or `{number}h` for hours"))
            .sketch(format!("{number}s")),
        ScalarType::Duration if ["min", "mins", "sec", "secs"].contains(&unit) => expected(Code::WrongUnit)
            .replace(format!("{number}{}", unit.get(..1).unwrap_or_default()), Applicability::Safe),
        ScalarType::Duration => expected(Code::WrongUnit).help(
            "durations have the units `ms`, `s`, `m`, `h` and `d`, from large to small: `1h30m`".into(),
        ),
        ScalarType::Percent if unit.is_empty() => {
            let certain = number.parse::<u8>().is_ok_and(|share| (1..=100).contains(&share));
            let applicability = if certain { Applicability::Safe } else { Applicability::Unsafe };
            expected(Code::WrongUnit).replace(format!("{number}%"), applicability)
        }
        ScalarType::Cpu if is_thousandths(literal) => Fault::new(
            Code::WrongUnit,
            format!("`{literal}` without a unit is {literal} whole cores"),
            "more cores than a node has",
        )
        .replace(format!("{literal}m"), Applicability::Unsafe)
        .help(format!("`m` is a thousandth of a core; if cores are meant, write `{literal}000m`")),
        ScalarType::Cpu => expected(Code::WrongUnit)
            .help("processor time is in cores, `2` or `0.5`, or in thousandths of a core, `500m`".into()),
        ScalarType::Port if unit.is_empty() => {
            Fault::new(Code::ConstraintNotMet, format!("`{literal}` is not a port"), "out of range")
                .help("a port is a whole number from 1 to 65535".into())
        }
        ScalarType::Count if unit == "%" => Fault::new(
            Code::ConstraintNotMet,
            format!("`{literal}` is more than all there are"),
            "above 100%",
        )
        .help("write a share up to `100%`".into()),
        ScalarType::Count => expected(Code::WrongUnit)
            .help("write a whole number up to 10000, `1`, or a share of the replicas, `25%`".into()),
        ScalarType::Int | ScalarType::Float | ScalarType::Port if !unit.is_empty() => {
            let bare = read_number(number, ty).is_ok();
            let fault = expected(Code::WrongUnit)
                .help(format!("write a number without a unit, such as `{}`", ty.example()));
            if bare { fault.replace(number.to_owned(), Applicability::Unsafe) } else { fault }
        }
        _ if ty.is_text() => expected(Code::WrongType).replace(format!("\"{literal}\""), Applicability::Safe),
        _ => expected(Code::WrongType).help(format!("write for example `{}`", ty.example())),
    }
}

/// Whether a bare number of cores is so large that thousandths were meant.
fn is_thousandths(literal: &str) -> bool {
    literal.parse::<u64>().is_ok_and(|cores| cores >= 100)
}

fn bytes_fault(fault: Fault, number: &str, unit: &str) -> Fault {
    match unit {
        "m" => fault
            .replace(format!("{number}Mi"), Applicability::Safe)
            .help("in Kubernetes `m` is a thousandth: as memory it would be less than one byte".into()),
        "K" => fault
            .replace(format!("{number}Ki"), Applicability::Unsafe)
            .help("`Ki` is 1024 bytes, `k` is 1000; Kubernetes knows no `K`".into()),
        "" => fault.help(format!("say the unit: `{number}Mi` or `{number}Gi`")).sketch(format!("{number}Mi")),
        "b" | "B" | "kb" | "KB" | "kB" => {
            fault.help(format!("write `{number}Ki`, or `{number}k` for thousands"))
        }
        "mb" | "MB" | "mi" | "MiB" => fault.replace(format!("{number}Mi"), Applicability::Unsafe),
        "g" | "gb" | "GB" | "gi" | "GiB" => fault.replace(format!("{number}Gi"), Applicability::Unsafe),
        _ => fault.help(
            "bytes have the units `Ki`, `Mi`, `Gi`, `Ti` (of 1024) or `k`, `M`, `G`, `T` (of 1000)".into(),
        ),
    }
}

/// Reads a text as a scalar of `ty`, checking the grammar that the type has.
///
/// # Errors
/// A [`Fault`] if the text does not fit, or `ty` is not a text type.
pub fn read_text(content: &str, ty: ScalarType) -> Result<Scalar, Fault> {
    let check = match ty {
        ScalarType::String => Ok(()),
        ScalarType::Image => text::image(content),
        ScalarType::Host => text::host(content),
        ScalarType::Url => text::url(content),
        ScalarType::Path => text::path(content),
        ScalarType::Cron => text::cron(content, CronForm::Five),
        ScalarType::CronSeconds => text::cron(content, CronForm::Six),
        ScalarType::Timezone => text::timezone(content),
        ScalarType::Subject => text::subject(content),
        ScalarType::Semver => text::semver(content),
        ScalarType::Cidr => Cidr::check(content),
        ScalarType::Promql => text::promql::promql(content),
        _ => return Err(text_in_place_of(content, ty)),
    };
    check.map(|()| Scalar::Text(content.into())).map_err(|why| bad_text(content, ty, why))
}

/// What is said of a text that can't be read, where only the text is known.
fn bad_text(content: &str, ty: ScalarType, why: TextFault) -> Fault {
    let message = match ty {
        ScalarType::Promql => format!("an expression that Prometheus can't read: {why}"),
        _ => format!("`{content}` is not a legal `{}`: {why}", ty.name()),
    };
    let repaired = why.repaired(content).filter(|text| text.len() <= 120 && !text.contains('\n'));
    let instead = repaired.map(|text| format!("write `{text}`"));
    let example = (ty != ScalarType::Promql).then(|| format!("write for example `{}`", ty.example()));
    let mut fault = Fault::new(why.code, message, why.why.clone());
    fault.help = why.help.clone().or(instead).or(example);
    // A registry is asked over HTTPS anyway, so the scheme says nothing.
    let bare = content.strip_prefix("https://");
    let bare = bare.filter(|bare| ty == ScalarType::Image && text::image(bare).is_ok());
    let rooted = format!("/{content}");
    let relative = ty == ScalarType::Path && !content.is_empty() && text::path(&rooted).is_ok();
    if relative {
        fault = fault.replace(format!("\"{rooted}\""), Applicability::Safe);
    } else if let Some(bare) = bare {
        fault = fault.replace(format!("\"{bare}\""), Applicability::Safe);
    }
    Fault { inside: Some(Box::new((content.to_owned(), why))), ..fault }
}

fn text_in_place_of(content: &str, ty: ScalarType) -> Fault {
    let message = format!("expected `{}`, found a text", ty.name());
    let fault = Fault::new(Code::WrongType, message, "a text");
    let bare_word = ty == ScalarType::Bool && ["true", "false"].contains(&content);
    if bare_word || read_number(content, ty).is_ok() {
        return fault.replace(content.to_owned(), Applicability::Safe);
    }
    fault.help(format!("write for example `{}`, without quotes", ty.example()))
}
