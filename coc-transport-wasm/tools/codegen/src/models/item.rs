//! A model, between reading Rust and printing TypeScript.

/// A model.
pub(crate) struct Item {
    pub(crate) name: String,
    /// The lines of its Rust documentation.
    pub(crate) docs: Vec<String>,
    pub(crate) shape: Shape,
}

/// The form of a model on the wire.
pub(crate) enum Shape {
    /// A JSON object.
    Interface { generic: Option<String>, fields: Vec<Field> },
    /// A string that may also be one that is not known yet.
    OpenEnum(Vec<Variant>),
    /// A string or a number by another name, as TypeScript.
    Alias(String),
}

/// A key of an object.
pub(crate) struct Field {
    /// The name in Rust, which documentation refers to.
    pub(crate) rust_name: String,
    /// The name in JSON.
    pub(crate) wire_name: String,
    pub(crate) docs: Vec<String>,
    /// The type in TypeScript.
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
