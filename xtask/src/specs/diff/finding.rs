//! One difference between two states, and what it means for users of the crate.

use serde::Serialize;
use serde_json::Value;

/// What a difference does to code that uses the crate; the later the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Nothing: code compiles and does what it did.
    Cosmetic,
    /// There is something new to use; what was there works as before.
    Additive,
    /// Code stops to compile, or a call that worked isn't sent or goes elsewhere.
    Breaking,
}

/// Which way what differs travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From the caller to the server.
    Request,
    /// From the server to the caller.
    Response,
}

/// What differs. The table in [`super`] says which group each belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    DocumentAdded,
    DocumentRemoved,
    DocumentRenamed,
    BasePathChanged,
    OperationAdded,
    OperationRemoved,
    OperationRenamed,
    OperationMoved,
    OperationDeprecated,
    CredentialChanged,
    ParameterAdded,
    ParameterRemoved,
    ParameterRenamed,
    ParameterStyleChanged,
    BodyAdded,
    BodyRemoved,
    MediaTypeAdded,
    MediaTypeRemoved,
    EnvelopeChanged,
    TypeRenamed,
    TypeRemoved,
    TypeChanged,
    PropertyAdded,
    PropertyRemoved,
    PropertyRenamed,
    BecameRequired,
    BecameOptional,
    BecameNullable,
    BecameNonNullable,
    EnumValuesAdded,
    EnumValuesRemoved,
    FailuresChanged,
    KeywordChanged,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// What it does to users.
    pub group: Group,
    /// What differs.
    pub kind: Kind,
    /// Which way it travels, where that matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// The document, as `family/module`.
    pub document: String,
    /// The operations it is found at, as `GET /path`; none for a type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
    /// The component schema it is found in.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub of_type: Option<String>,
    /// JSON pointer into the newer document, or the older one for what is gone.
    pub pointer: String,
    /// What the older state has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Value>,
    /// What the newer state has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Value>,
}

impl Finding {
    /// Whether `other` is the same difference, found at another operation.
    pub fn same(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.direction == other.direction
            && self.document == other.document
            && self.pointer == other.pointer
            && self.from == other.from
            && self.to == other.to
    }
}
