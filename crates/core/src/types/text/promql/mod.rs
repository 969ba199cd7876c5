//! PromQL, the query language of Prometheus: its grammar and its types, so that an expression that is taken here is one that
//! Prometheus loads (<https://prometheus.io/docs/prometheus/latest/querying/basics/>).
//!
//! The crate that has the grammar, `promql-parser`, would add some 620 KB (compressed) to the compiler in the browser, and
//! tells of most faults neither the place nor what to write.

mod functions;
mod lexer;
mod parser;
mod selector;

use super::fault::{Check, TextFault};
use crate::diagnostic::Code;
use std::ops::Range;

/// What an expression gives.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One number.
    Scalar,
    /// One number for each series.
    Instant,
    /// Numbers over a stretch of time for each series.
    Range,
    /// A text.
    Text,
}

impl Kind {
    fn named(self) -> &'static str {
        match self {
            Kind::Scalar => "a number",
            Kind::Instant => "a vector",
            Kind::Range => "a range of values",
            Kind::Text => "a text",
        }
    }
}

/// What is known of an expression that can be read.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    /// What it gives.
    pub kind: Kind,
    /// Whether anything in it leaves series out: a comparison, `and`, `unless`, `absent`.
    pub filters: bool,
    /// Whether a comparison in it says `bool`, and so gives 0 or 1 in place of leaving series out.
    pub says_bool: bool,
}

/// Reads an expression.
///
/// # Errors
/// What is wrong with it, and where.
pub fn read(text: &str) -> Result<Expression, TextFault> {
    let tokens = lexer::tokens(text)?;
    let expression = parser::Parser::new(text, &tokens).whole()?;
    match expression.kind {
        Kind::Scalar | Kind::Instant => Ok(expression),
        Kind::Range => Err(fault("it gives a range of values, which is no result", 0..text.trim_end().len())
            .help("take one number of each series: `rate(…)`, `max_over_time(…)`")),
        Kind::Text => Err(fault("it is a text, which is no result", 0..text.trim_end().len())
            .help("write for example `up == 0`")),
    }
}

/// An expression that Prometheus loads.
///
/// # Errors
/// What is wrong with it, and where.
pub fn promql(text: &str) -> Check {
    read(text).map(drop)
}

/// A fault of an expression.
fn fault(why: impl Into<String>, at: Range<usize>) -> TextFault {
    TextFault::new(why).of(Code::BadExpression).at(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_prometheus_loads_is_taken() {
        for good in [
            "up == 0",
            "1 - 0.5e-3 * 0x1F ^ 2 ^ 3",
            "-up + inf",
            r#"sum by (job) (rate(errors{code=~"5..", job!=""}[5m])) > 0.1"#,
            r#"sum(rate(a[5m])) by (le) / on (le) group_left (job) sum(rate(b[5m])) without (pod)"#,
            r#"histogram_quantile(0.99, sum(rate(http_bucket[5m])) by (le)) > 1"#,
            r#"label_replace(up, "a", "$1", "b", "\"(.*)")"#,
            "up{path='`('} # a note (\n == 0",
            "up{x=`a\\`}",
            r#"{__name__=~"a.+"}"#,
            r#"{"a metric", "a label"="x"}"#,
            "max_over_time(rate(x[5m])[1h:1m]) > 2",
            "x[1h:] offset 5m == 1 or vector(0)",
            "rate(x[5m] @ end() offset -1w) > bool 0",
            "topk(5, sum by (a) (x)) and on () vector(1) == 1",
            "count_values(\"version\", build_info) > 1",
            "time() - timestamp(x) > 60",
            "job:errors:rate5m",
            "quantile_over_time(0.9, x[1d]) unless ignoring (a) y",
            "1 > bool 2",
            "count",
            "sum by (job,) (x) > 1",
            "month() == 12",
            "round(x, 0.1) >= 1 atan2 2",
        ] {
            let found = promql(good);
            let range = good.starts_with("x[1h:]");
            assert_eq!(found.is_err(), range, "{good}: {found:?}");
        }
    }

    #[test]
    fn each_fault_says_what_it_is_and_where() {
        for (bad, why, at, repaired) in [
            ("", "empty", None, None),
            ("# only a note", "empty", None, None),
            ("rate(x[5m)", "`]` is due", Some(")"), Some("rate(x[5m])")),
            ("sum(rate(x[5m]) > 1", "never closed", Some("("), None),
            ("x > 1)", "closes nothing", Some(")"), None),
            ("up{a=\"b}", "never closed", Some("\""), None),
            ("up{a=\"b\"", "never closed", Some("{"), None),
            ("rate(x) > 1", "a range of values here", Some("x"), Some("rate(x[5m]) > 1")),
            ("rate(sum(x)) > 1", "a range of values here", Some("sum(x)"), Some("rate(sum(x)[5m:]) > 1")),
            ("sum(x)[5m] > 1", "selector only", Some("[5m]"), Some("sum(x)[5m:] > 1")),
            ("rate(x[5]) > 1", "has a unit", Some("5"), None),
            ("rate(x[5min]) > 1", "span of time", Some("5min"), Some("rate(x[5m]) > 1")),
            ("x[5m] > 1", "beside `>`", Some("x[5m]"), None),
            ("x[5m]", "no result", Some("x[5m]"), None),
            ("\"a\"", "no result", Some("\"a\""), None),
            ("raet(x[5m]) > 1", "no function", Some("raet"), Some("rate(x[5m]) > 1")),
            ("Sum_over_time(x[5m])", "no function", Some("Sum_over_time"), Some("sum_over_time(x[5m])")),
            ("x = 1", "`==`", Some("="), Some("x == 1")),
            ("x > 1 && y > 1", "`and`", Some("&&"), Some("x > 1 and y > 1")),
            ("x{a==\"b\"}", "one `=`", Some("=="), Some("x{a=\"b\"}")),
            ("x{a=b}", "is a text", Some("b"), None),
            ("x{a=\"b\" c=\"d\"}", "a comma", Some("c"), None),
            ("x{a=~\"(5..\"}", "regular expression", Some("\"(5..\""), None),
            ("x{a=~\"(?!5)\"}", "look-ahead", Some("(?!"), None),
            ("{a=\"\"}", "every series", Some("{a=\"\"}"), None),
            ("{a=~\".*\"}", "every series", Some("{a=~\".*\"}"), None),
            ("x{__name__=\"y\"}", "said twice", Some("__name__"), None),
            ("x >", "nothing stands behind", Some(">"), None),
            ("x > 5%", "nothing stands behind", Some("%"), None),
            ("sum(x) by job > 1", "in brackets", Some("job"), None),
            ("rate(x[5m]) by (job)", "belongs behind an aggregation", Some("by"), None),
            ("sum by (a) (x) by (b)", "grouped once", Some("by (b)"), None),
            ("topk(x)", "2 arguments", Some("topk"), None),
            ("sum(x, y)", "one argument", Some("sum"), None),
            ("clamp(x)", "takes 3 arguments", Some("clamp"), None),
            ("time(x)", "takes no arguments", Some("time"), None),
            ("histogram_quantile(x, 0.9)", "takes a number", Some("x"), None),
            ("abs(1)", "takes a vector", Some("1"), None),
            ("1 > 2", "`bool` only", Some(">"), Some("1 > bool 2")),
            ("x + bool y", "comparison", Some("bool"), None),
            ("x and 1", "joins vectors", Some("1"), None),
            ("x / on (a) 2", "one side is a number", Some("on"), None),
            ("x / group_left y", "belongs behind", Some("group_left"), None),
            ("sum(x) offset 5m", "selector or its range", Some("offset"), None),
            ("x y", "can't stand here", Some("y"), None),
            ("x{a=\"\\d\"}", "not an escape", Some("\\d"), Some("x{a=\"\\\\d\"}")),
            ("x $ 1", "means nothing", Some("$"), None),
            ("100x > 1", "neither a number", Some("100x"), None),
            ("()", "nothing stands", Some("()"), None),
            ("topk(5, x,)", "behind this comma", Some(","), None),
        ] {
            let fault = promql(bad).expect_err(bad);
            assert_eq!(fault.code, Code::BadExpression, "{bad}");
            assert!(fault.why.contains(why), "{bad}: {fault}");
            assert_eq!(fault.at.clone().and_then(|at| bad.get(at)), at, "{bad}");
            assert_eq!(fault.repaired(bad).as_deref(), repaired, "{bad}");
        }
    }

    #[test]
    fn what_leaves_nothing_out_is_known() {
        let filters = |text| read(text).map(|found| found.filters);
        for always in ["up", "rate(x[5m])", "sum(x) or y", "x > bool 0", "x * 5"] {
            assert_eq!(filters(always), Ok(false), "{always}");
        }
        for sometimes in
            ["up == 0", "absent(up)", "x unless y", "vector(1)", "job:errors:bool", "ALERTS{a=\"b\"}"]
        {
            assert_eq!(filters(sometimes), Ok(true), "{sometimes}");
        }
    }

    #[test]
    fn what_is_nested_too_deep_is_refused() {
        let deep = format!("{}x{}", "(".repeat(5000), ")".repeat(5000));
        assert!(promql(&deep).is_err_and(|fault| fault.why.contains("too deep")));
        assert!(promql(&"-".repeat(5000)).is_err());
    }
}
