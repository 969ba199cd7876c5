//! A scaler that asks NATS gets an answer, or its program is refused.

use fluo_core::source::MemoryLoader;
use fluo_core::{Options, check};

fn told(values: &str, trigger: &str) -> Vec<(String, String)> {
    let program = format!(
        "component bus: nats {{ {values} }}
component orders: stream {{ server: bus, subjects: [\"orders.>\"], consumer invoicing {{}} }}
component invoices: worker {{
  image: \"ghcr.io/team/invoices:v1.0.0\"
  scale: 1..10 {{ on nats-jetstream {{ consumer: orders.invoicing{trigger} }} }}
}}
environment dev {{ provides: [keda, nack] }}\n"
    );
    let checked = check(&MemoryLoader::new().with("app.fluo", program), "app.fluo", &Options::default());
    let text = |span| checked.sources.text(span).to_owned();
    checked.diagnostics.iter().map(|d| (d.code.to_string(), text(d.primary.span))).collect()
}

#[test]
fn values_that_close_the_monitoring_port_are_refused_where_something_scales_by_it() {
    assert_eq!(told("", ""), []);
    assert_eq!(told("values { config { monitor { enabled: true, port: 8222 } } }", ""), []);
    let off = told("values { config { monitor { enabled: false } } }", "");
    assert_eq!(off, [("E1006".to_owned(), "enabled: false".to_owned())]);
    let moved = told("values { config { monitor { port: 9222 } } }", "");
    assert_eq!(moved, [("E1006".to_owned(), "port: 9222".to_owned())]);
    // Who names an endpoint knows better.
    let own = ", endpoint: \"bus-headless.dev.svc.cluster.local:9222\"";
    assert_eq!(told("values { config { monitor { port: 9222 } } }", own), []);
}
