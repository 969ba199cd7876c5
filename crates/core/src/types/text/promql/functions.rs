//! The functions and aggregations of PromQL, and what they take
//! (<https://prometheus.io/docs/prometheus/latest/querying/functions/>).

use super::Kind;

/// What a function takes and gives.
#[derive(Copy, Clone, Debug)]
pub(super) struct Function {
    pub(super) name: &'static str,
    /// The arguments, a letter each: `s` a number, `i` a vector, `r` a range, `t` a text.
    takes: &'static str,
    /// How many of them are needed.
    pub(super) least: usize,
    /// Whether the last may stand again and again.
    pub(super) endless: bool,
    pub(super) gives: Kind,
}

impl Function {
    /// The kind of an argument by its place.
    pub(super) fn argument(&self, place: usize) -> Option<Kind> {
        let last = self.takes.len().checked_sub(1)?;
        let letter = match self.takes.as_bytes().get(place) {
            Some(letter) => *letter,
            None if self.endless => *self.takes.as_bytes().get(last)?,
            None => return None,
        };
        Some(match letter {
            b's' => Kind::Scalar,
            b'i' => Kind::Instant,
            b'r' => Kind::Range,
            _ => Kind::Text,
        })
    }

    /// How many arguments it takes, for a message.
    pub(super) fn number(&self) -> String {
        let most = self.takes.len();
        match (self.least, most) {
            (least, _) if self.endless => format!("at least {least}"),
            (0, 0) => "no".to_owned(),
            (least, most) if least == most => most.to_string(),
            (least, most) => format!("{least} to {most}"),
        }
    }
}

/// The function of this name.
pub(super) fn function(name: &str) -> Option<Function> {
    let of = |rows: &[&'static str], takes, least, endless, gives| {
        let name = rows.iter().find(|row| **row == name).copied()?;
        Some(Function { name, takes, least, endless, gives })
    };
    FAMILIES
        .iter()
        .find_map(|(rows, takes, least, endless, gives)| of(rows, *takes, *least, *endless, *gives))
}

/// Every name that stands before brackets.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FAMILIES.iter().flat_map(|(names, ..)| names.iter().copied()).chain(AGGREGATIONS).chain([VECTOR.name])
}

/// What aggregates series. Those that also take an argument stand in [`with_argument`].
pub(super) const AGGREGATIONS: [&str; 14] = [
    "sum",
    "min",
    "max",
    "avg",
    "count",
    "group",
    "stddev",
    "stdvar",
    "topk",
    "bottomk",
    "quantile",
    "count_values",
    "limitk",
    "limit_ratio",
];

/// What an aggregation takes before the series.
pub(super) fn with_argument(aggregation: &str) -> Option<Kind> {
    match aggregation {
        "topk" | "bottomk" | "quantile" | "limitk" | "limit_ratio" => Some(Kind::Scalar),
        "count_values" => Some(Kind::Text),
        _ => None,
    }
}

type Family = (&'static [&'static str], &'static str, usize, bool, Kind);

const FAMILIES: [Family; 17] = [
    (
        &[
            "abs",
            "absent",
            "acos",
            "acosh",
            "asin",
            "asinh",
            "atan",
            "atanh",
            "ceil",
            "cos",
            "cosh",
            "deg",
            "exp",
            "floor",
            "histogram_avg",
            "histogram_count",
            "histogram_stddev",
            "histogram_stdvar",
            "histogram_sum",
            "ln",
            "log10",
            "log2",
            "rad",
            "sgn",
            "sin",
            "sinh",
            "sort",
            "sort_desc",
            "sqrt",
            "tan",
            "tanh",
            "timestamp",
        ],
        "i",
        1,
        false,
        Kind::Instant,
    ),
    (
        &[
            "absent_over_time",
            "avg_over_time",
            "changes",
            "count_over_time",
            "delta",
            "deriv",
            "first_over_time",
            "idelta",
            "increase",
            "irate",
            "last_over_time",
            "mad_over_time",
            "max_over_time",
            "min_over_time",
            "present_over_time",
            "rate",
            "resets",
            "stddev_over_time",
            "stdvar_over_time",
            "sum_over_time",
            "ts_of_first_over_time",
            "ts_of_last_over_time",
            "ts_of_max_over_time",
            "ts_of_min_over_time",
        ],
        "r",
        1,
        false,
        Kind::Instant,
    ),
    (
        &["day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"],
        "i",
        0,
        false,
        Kind::Instant,
    ),
    (&["clamp"], "iss", 3, false, Kind::Instant),
    (&["clamp_max", "clamp_min"], "is", 2, false, Kind::Instant),
    (&["round"], "is", 1, false, Kind::Instant),
    (&["histogram_quantile"], "si", 2, false, Kind::Instant),
    (&["histogram_fraction"], "ssi", 3, false, Kind::Instant),
    (&["holt_winters", "double_exponential_smoothing"], "rss", 3, false, Kind::Instant),
    (&["info"], "ii", 1, false, Kind::Instant),
    (&["label_join"], "itttt", 4, true, Kind::Instant),
    (&["label_replace"], "itttt", 5, false, Kind::Instant),
    (&["pi", "time"], "", 0, false, Kind::Scalar),
    (&["predict_linear"], "rs", 2, false, Kind::Instant),
    (&["quantile_over_time"], "sr", 2, false, Kind::Instant),
    (&["scalar"], "i", 1, false, Kind::Scalar),
    (&["sort_by_label", "sort_by_label_desc"], "it", 2, true, Kind::Instant),
];

/// `vector` makes a vector of a number; it stands alone, since a rule that is always true is written with it.
pub(super) const VECTOR: Function =
    Function { name: "vector", takes: "s", least: 1, endless: false, gives: Kind::Instant };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_stands_once_and_takes_what_its_family_does() {
        let mut all: Vec<&str> = names().collect();
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(function("label_join").and_then(|f| f.argument(9)), Some(Kind::Text));
        assert_eq!(function("rate").and_then(|f| f.argument(1)), None);
        assert_eq!(function("round").map(|f| f.number()).as_deref(), Some("1 to 2"));
    }
}
