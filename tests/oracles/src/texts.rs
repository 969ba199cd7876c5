//! Texts of other systems inside of a program: images, hosts, expressions, schedules; and numbers with units.

use fluo_core::types::text::{self, Check, CronForm, TextFault};
use fluo_core::types::{Cidr, Peer, ScalarType, read_number, read_text};

/// Every reader of a text.
const READERS: [fn(&str) -> Check; 23] = [
    text::brackets,
    text::template,
    text::capability,
    text::role_arn,
    |text| text::cron(text, CronForm::Five),
    |text| text::cron(text, CronForm::Plain),
    |text| text::cron(text, CronForm::Six),
    text::host,
    text::wildcard_host,
    text::url,
    text::email,
    text::image,
    text::path,
    text::subject,
    text::quantity,
    text::regex,
    text::go_duration,
    text::prometheus_duration,
    text::timezone,
    text::semver,
    text::version_range,
    text::promql::promql,
    Cidr::check,
];

/// Every reader takes a text or says where it is wrong: the place and the repair are in the text.
pub(crate) fn texts(input: &[u8]) {
    let Ok(input) = std::str::from_utf8(input) else { return };
    for reader in READERS {
        if let Err(fault) = reader(input) {
            told(&fault, input);
        }
    }
    let _ = (text::every_minute(input), text::image_tag(input), Peer::parse(input).is_ok());
    for (_, ty) in ScalarType::NAMES {
        for scalar in [read_number(input, ty), read_text(input, ty)].into_iter().flatten() {
            assert!(scalar.magnitude().is_none_or(f64::is_finite), "{scalar} is no number");
        }
    }
}

/// A fault has a reason, and its places are in the text.
fn told(fault: &TextFault, text: &str) {
    assert!(!fault.why.is_empty() && !fault.why.contains('\n'), "{fault:?}");
    if let Some(at) = &fault.at {
        assert!(text.get(at.clone()).is_some(), "{fault:?} is not in the text");
    }
    if let Some(repair) = &fault.repair {
        assert!(text.get(repair.at.clone()).is_some(), "{fault:?} is not in the text");
        assert_ne!(fault.repaired(text).as_deref(), Some(text), "{fault:?} repairs nothing");
    }
}
