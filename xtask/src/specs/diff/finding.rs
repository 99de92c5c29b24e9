//! One difference between two states, and what it means for users of the crate.

use serde::Serialize;

/// What a difference does to code that uses the crate; the later the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Nothing: code compiles and does what it did.
    Cosmetic,
    /// There is something new to use; what was there works as before.
    Additive,
    /// Code stops compiling, or a call that worked isn't sent, goes elsewhere or is read otherwise.
    Breaking,
}

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    DocumentAdded,
    DocumentRemoved,
    BasePathChanged,
    OperationAdded,
    OperationRemoved,
    OperationMoved,
    OperationRenamed,
    OperationDeprecated,
    CredentialChanged,
    ParameterAdded,
    ParameterRemoved,
    ParameterChanged,
    BodyAdded,
    BodyRemoved,
    BodyChanged,
    FormChanged,
    MediaTypeChanged,
    ResponseChanged,
    SuccessAdded,
    SuccessRemoved,
    ListAdded,
    ListRemoved,
    ListChanged,
    BatchAdded,
    BatchRemoved,
    LimitChanged,
    GuardChanged,
    TypeAdded,
    TypeRemoved,
    TypeChanged,
    BuilderAdded,
    BuilderRemoved,
    FieldAdded,
    FieldRemoved,
    FieldChanged,
    BecameRequired,
    BecameOptional,
    ValueAdded,
    ValueRemoved,
    ValueChanged,
    BranchAdded,
    BranchRemoved,
    BranchChanged,
    /// The documents differ in something that users don't notice.
    FactsChanged,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// What it does to users.
    pub group: Group,
    /// What differs.
    pub kind: Kind,
    /// The document, as `api/module`.
    pub document: String,
    /// The operations it touches, as `GET /path`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
    /// What it is found in: a method, an argument of one, a type or a field or value of one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub item: String,
    /// JSON pointer into the newer document, or the older one for what is gone.
    pub pointer: String,
    /// What the older state has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What the newer state has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}
