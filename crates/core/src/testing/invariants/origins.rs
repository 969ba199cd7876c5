//! Every emitted field says where it comes from: a chain of places, each of them text of the program or of the prelude.

use super::{Holds, Violation};
use crate::model::Origins;
use crate::object::{Data, Node, Output};
use crate::source::{Sources, Span};

/// Every field of every object has an origin in the sources.
///
/// # Errors
/// The first that has none.
pub fn holds(output: &Output, sources: &Sources) -> Holds {
    output.objects().try_for_each(|object| {
        let title =
            || format!("{} {}/{}", object.kind, object.namespace.as_deref().unwrap_or_default(), object.name);
        walk(&output.origins, sources, &object.body, &mut String::new())
            .map_err(|(pointer, what)| Violation::at(title(), pointer, what))
    })
}

fn walk(
    origins: &Origins,
    sources: &Sources,
    node: &Node,
    pointer: &mut String,
) -> Result<(), (String, String)> {
    let steps = origins.get(node.origin);
    if steps.is_empty() {
        return Err((pointer.clone(), "nothing is known of where it comes from".to_owned()));
    }
    if let Some(step) = steps.iter().find(|step| !is_in(sources, step.span)) {
        return Err((pointer.clone(), format!("{:?} is not a place in the sources", step.span)));
    }
    let mut below = |step: &str, child: &Node| {
        let length = pointer.len();
        pointer.push('/');
        pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
        let found = walk(origins, sources, child, pointer);
        pointer.truncate(length);
        found
    };
    match &node.data {
        Data::Map(fields) => fields.iter().try_for_each(|(key, child)| below(key, child)),
        Data::List(items) => {
            items.iter().enumerate().try_for_each(|(at, child)| below(&at.to_string(), child))
        }
        _ => Ok(()),
    }
}

/// Whether a span is a stretch of a file that was read.
fn is_in(sources: &Sources, span: Span) -> bool {
    let place = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
    sources.get(span.file).is_some_and(|file| file.text.get(place(span.start)..place(span.end)).is_some())
}
