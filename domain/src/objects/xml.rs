//! XML, as far as the S3 API needs it: elements and their text.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, Event};

pub(super) use quick_xml::escape::escape;

/// What a store says is flat.
const MAX_DEPTH: usize = 16;

/// An element without its attributes; its name is without a prefix.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name.
    pub(super) name: String,
    /// The text that stands in it, not counting that of its children.
    pub(super) text: String,
    children: Vec<Element>,
}

impl Element {
    /// The root of a document; `None` when it is not well-formed.
    pub(super) fn parse(xml: &str) -> Option<Self> {
        let mut reader = Reader::from_str(xml);
        // The outermost is the document itself.
        let mut open = vec![Self::default()];
        while open.len() <= MAX_DEPTH {
            match reader.read_event().ok()? {
                Event::Start(start) => open.push(Self::named(start.local_name().into_inner())),
                Event::Empty(start) => {
                    open.last_mut()?.children.push(Self::named(start.local_name().into_inner()));
                }
                Event::End(_) => {
                    let closed = open.pop()?;
                    open.last_mut()?.children.push(closed);
                }
                Event::Text(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
                Event::CData(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
                Event::GeneralRef(entity) => open.last_mut()?.text.push_str(&resolved(&entity)?),
                Event::Eof => return (open.len() == 1).then(|| open.pop()?.children.pop()).flatten(),
                // Nobody has a reason to send any.
                Event::DocType(_) => return None,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
        None
    }

    fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// The children of this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first child of this name.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.children.iter().find(|child| child.name == name).map(|child| child.text.as_str())
    }
}

fn resolved(entity: &BytesRef<'_>) -> Option<String> {
    match entity.resolve_char_ref().ok()? {
        Some(c) => Some(c.to_string()),
        None => resolve_xml_entity(entity).map(str::to_owned),
    }
}
