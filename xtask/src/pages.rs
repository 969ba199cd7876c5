//! The pages that explain codes, as a module of JavaScript that is loaded when one is asked for: the compiler itself is a fifth
//! smaller without them.

use fluo_core::diagnostic::{Code, Severity};
use serde_json::{Map, Value, json};

/// The module's text: `pages`, by code.
#[must_use]
pub(crate) fn module() -> String {
    let pages: Map<String, Value> =
        Code::ALL.iter().map(|code| (code.as_str().to_owned(), page(*code))).collect();
    format!("export const pages = {:#};\n", Value::Object(pages))
}

fn page(code: Code) -> Value {
    let info = code.info();
    let severity = match info.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut page =
        json!({ "code": info.code, "title": info.title, "severity": severity, "page": code.page() });
    if let (Some(url), Some(fields)) = (code.source(), page.as_object_mut()) {
        fields.insert("url".to_owned(), url.into());
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_page() {
        let text = module();
        let json =
            text.strip_prefix("export const pages = ").and_then(|text| text.strip_suffix(";\n")).unwrap();
        let pages: Map<String, Value> = serde_json::from_str(json).unwrap();
        assert_eq!(pages.len(), Code::ALL.len());
        let one = &pages["E0302"];
        assert!(one["page"].as_str().unwrap().starts_with("# E0302"));
        assert!(one["url"].as_str().unwrap().starts_with("https://"));
    }
}
