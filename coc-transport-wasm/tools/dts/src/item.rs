//! What is declared, between reading Rust and printing TypeScript.

/// A model.
pub(crate) struct Item {
    pub(crate) name: String,
    /// The lines of its documentation, still in Rust's words.
    pub(crate) docs: Vec<String>,
    pub(crate) shape: Shape,
}

/// What a model looks like on the wire.
pub(crate) enum Shape {
    /// A JSON object.
    Interface { generic: Option<String>, fields: Vec<Field> },
    /// A text that may become more than the ones known.
    OpenEnum(Vec<Variant>),
    /// A text or a number by another name, as TypeScript.
    Alias(String),
}

/// A key of an object.
pub(crate) struct Field {
    /// As Rust calls it; documentation refers to it so.
    pub(crate) rust_name: String,
    /// As JSON calls it.
    pub(crate) wire_name: String,
    pub(crate) docs: Vec<String>,
    /// As TypeScript.
    pub(crate) ty: String,
    /// Whether the key may be missing.
    pub(crate) optional: bool,
}

/// A known value of an open enum.
pub(crate) struct Variant {
    pub(crate) rust_name: String,
    pub(crate) wire_name: String,
    pub(crate) docs: Vec<String>,
}

impl Item {
    /// The fields, if it is an object.
    pub(crate) fn fields(&self) -> &[Field] {
        match &self.shape {
            Shape::Interface { fields, .. } => fields,
            Shape::OpenEnum(_) | Shape::Alias(_) => &[],
        }
    }

    /// The known values, if it is an open enum.
    pub(crate) fn variants(&self) -> &[Variant] {
        match &self.shape {
            Shape::OpenEnum(variants) => variants,
            Shape::Interface { .. } | Shape::Alias(_) => &[],
        }
    }
}
