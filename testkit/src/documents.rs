//! The vendored documents with their recorded corrections, and the operations they declare.

use super::schema::{flatten, resolve};
use serde_json::{Map, Value};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

/// Header parameters that are the client's business, not its user's. Compared without case.
const CLIENT_HEADERS: [&str; 7] = [
    "Accept",
    "Content-Type",
    "User-Agent",
    "X-Correlation-Id",
    "X-Store-Hash",
    "X-Auth-Token",
    "authToken",
];

/// One operation, with everything that decides what it sends.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `v3`, `v2`, `b2b`, or an API with a token of its own.
    pub api: String,
    /// The document's module name.
    pub module: String,
    /// What stands before the path, such as `/stores/{store_hash}/v3`.
    pub base_path: String,
    /// The operationId.
    pub id: String,
    /// The method, in capitals.
    pub method: String,
    /// The path template.
    pub path: String,
    /// All parameters, references resolved, the operation's own over its path's.
    pub parameters: Vec<Value>,
    /// The request body it is tested with.
    pub body: Option<Body>,
    /// Everything it may respond with a 2xx status and that is of the type of the first.
    pub success: Vec<Success>,
    /// The responses that report what was done beside what failed, whatever their status.
    pub partial: Vec<Success>,
    /// The `security` in effect; null when there is none at all.
    pub security: Value,
    /// The whole corrected document, which references point into.
    pub document: Arc<Value>,
    /// Every media type its request body is declared with.
    bodies: Vec<Body>,
}

/// A request body in one media type.
#[derive(Clone, Debug)]
pub struct Body {
    /// Whether the operation can't go without.
    pub required: bool,
    /// Such as `application/json`.
    pub media_type: String,
    /// Its schema, possibly a reference.
    pub schema: Value,
}

/// One 2xx response in one media type.
#[derive(Clone, Debug)]
pub struct Success {
    /// Such as `200` or `2XX`.
    pub status: String,
    /// `None` when the response has no content.
    pub media_type: Option<String>,
    /// Its schema, possibly a reference.
    pub schema: Option<Value>,
}

/// A parameter the user gives a value for.
#[derive(Clone, Copy, Debug)]
pub struct Parameter<'a> {
    /// Its name on the wire.
    pub name: &'a str,
    /// `path`, `query` or `header`.
    pub place: &'a str,
    /// Whether the operation can't go without.
    pub required: bool,
    /// Whether a list is sent as repeated keys.
    pub explode: bool,
    /// Its schema, possibly a reference.
    pub schema: &'a Value,
}

/// Which credential headers an operation takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// `X-Auth-Token` alone.
    Token,
    /// `X-Auth-Token` and `X-Store-Hash`.
    TokenAndHash,
    /// The legacy `authToken` alone.
    LegacyToken,
    /// No token, but `X-Store-Hash`.
    HashOnly,
    /// `Authorization: Bearer`, with the token of a user of B2B Edition.
    StorefrontToken,
    /// `Authorization: PAT`.
    PaymentToken,
    /// Nothing.
    Nothing,
}

/// Every operation of every document, in the manifest's order.
pub fn operations() -> &'static [Operation] {
    static OPERATIONS: OnceLock<Vec<Operation>> = OnceLock::new();
    OPERATIONS.get_or_init(|| load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs")))
}

/// The operation of that API, module and operationId.
pub fn find(api: &str, module: &str, id: &str) -> &'static Operation {
    operations()
        .iter()
        .find(|operation| {
            (&*operation.api, &*operation.module, &*operation.id) == (api, module, id)
        })
        .unwrap_or_else(|| panic!("no operation {api}.{module}.{id}"))
}

/// Reads the manifest in `specs` and every document it names.
pub fn load(specs: &Path) -> Vec<Operation> {
    let manifest = read(&specs.join("manifest.json")).expect("a manifest");
    let entries = manifest["documents"]
        .as_array()
        .expect("a list of documents");
    let mut operations = Vec::new();
    for entry in entries {
        let text = |key: &str| {
            entry[key]
                .as_str()
                .unwrap_or_else(|| panic!("no {key} in {entry}"))
        };
        let file = PathBuf::from(text("api")).join(format!("{}.json", text("module")));
        let mut document =
            read(&specs.join(&file)).unwrap_or_else(|| panic!("no {}", file.display()));
        if let Some(corrections) = read(&specs.join("corrections").join(&file)) {
            correct(&mut document, corrections, &entry["stale"], &file);
        }
        let found = enumerate(
            text("api"),
            text("module"),
            text("base_path"),
            &Arc::new(document),
        );
        if let Some(count) = entry["operations"].as_u64() {
            assert_eq!(
                found.len() as u64,
                count,
                "operations of {}",
                file.display()
            );
        }
        operations.extend(found);
    }
    operations
}

/// The JSON in a file; `None` when it does not exist.
fn read(file: &Path) -> Option<Value> {
    let text = fs::read(file).ok()?;
    Some(
        serde_json::from_slice(&text).unwrap_or_else(|fault| panic!("{}: {fault}", file.display())),
    )
}

/// Applies the recorded corrections in order, but for the steps that the manifest lists as stale: each is
/// some `test` operations and the changes that they guard.
fn correct(document: &mut Value, corrections: Value, stale: &Value, file: &Path) {
    let stale = stale.as_array().map(Vec::as_slice).unwrap_or_default();
    for correction in corrections.as_array().expect("a list of corrections") {
        let id = correction["id"].as_str().unwrap_or("nameless");
        let operations = correction["patch"]
            .as_array()
            .expect("a list of operations");
        let guards = |operation: &Value| operation["op"] == "test";
        let steps = operations.chunk_by(|before, after| guards(before) || !guards(after));
        for step in steps {
            let listed = |operation: &Value| {
                let at = |it: &Value| it["correction"] == id && it["pointer"] == operation["path"];
                stale.iter().any(at)
            };
            if step.iter().any(listed) {
                continue;
            }
            let patch: json_patch::Patch = serde_json::from_value(step.into())
                .unwrap_or_else(|fault| panic!("{}: {id}: {fault}", file.display()));
            json_patch::patch(document, &patch)
                .unwrap_or_else(|fault| panic!("{}: {id}: {fault}", file.display()));
        }
    }
}

/// The operations of one document.
pub fn enumerate(
    api: &str,
    module: &str,
    base_path: &str,
    document: &Arc<Value>,
) -> Vec<Operation> {
    const METHODS: [&str; 8] = [
        "get", "put", "post", "delete", "options", "head", "patch", "trace",
    ];
    let mut operations = Vec::new();
    for (path, item) in entries(&document["paths"]) {
        for (method, node) in entries(item).filter(|(method, _)| METHODS.contains(&method.as_str()))
        {
            let bodies = bodies(document, method, node);
            let preferred = ["application/json", "multipart/form-data"]
                .iter()
                .find_map(|wanted| bodies.iter().find(|body| body.media_type == *wanted))
                .or(bodies.first());
            operations.push(Operation {
                api: api.to_owned(),
                module: module.to_owned(),
                base_path: base_path.to_owned(),
                id: node["operationId"]
                    .as_str()
                    .expect("an operationId")
                    .to_owned(),
                method: method.to_uppercase(),
                path: path.clone(),
                parameters: parameters(document, item, node),
                body: preferred.cloned(),
                success: successes(document, node),
                partial: partials(document, node),
                security: node
                    .get("security")
                    .or(document.get("security"))
                    .cloned()
                    .unwrap_or_default(),
                document: Arc::clone(document),
                bodies,
            });
        }
    }
    operations
}

/// The members of an object, in the order of their names whatever order `serde_json` keeps.
fn entries(node: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let mut entries: Vec<_> = node.as_object().into_iter().flat_map(Map::iter).collect();
    entries.sort_by_key(|(name, _)| *name);
    entries.into_iter()
}

fn parameters(document: &Value, item: &Value, operation: &Value) -> Vec<Value> {
    let mut parameters: Vec<Value> = Vec::new();
    let nodes = [item, operation].map(|node| node["parameters"].as_array());
    for parameter in nodes.into_iter().flatten().flatten() {
        let parameter = resolve(document, parameter);
        let same = |other: &&mut Value| {
            other["name"] == parameter["name"] && other["in"] == parameter["in"]
        };
        match parameters.iter_mut().find(same) {
            Some(other) => *other = parameter.clone(),
            None => parameters.push(parameter.clone()),
        }
    }
    parameters
}

fn bodies(document: &Value, method: &str, operation: &Value) -> Vec<Body> {
    let Some(body) = operation.get("requestBody") else {
        return Vec::new();
    };
    let body = resolve(document, body);
    // A write without its body says nothing, and a DELETE of a list means that list.
    let is_write = method != "delete" && body["x-optional"] != true;
    let is_list = |content: &Value| resolve(document, &content["schema"])["type"] == "array";
    entries(&body["content"])
        .map(|(media_type, content)| Body {
            required: body["required"] == true || is_write || is_list(content),
            media_type: media_type.clone(),
            schema: content
                .get("schema")
                .cloned()
                .unwrap_or_else(|| Value::Object(Map::new())),
        })
        .collect()
}

/// The 2xx responses, but for those with JSON of another type than the first and those of a partial success.
fn successes(document: &Value, operation: &Value) -> Vec<Success> {
    let all = responses(document, operation, |status| status.starts_with('2'));
    let mut first = None;
    all.into_iter()
        .filter(|success| match (&success.schema, &*success.status) {
            (_, "207") => false,
            (_, "204") => true,
            (Some(schema), _) if success.is_json() => {
                let schema = resolve(document, schema).clone();
                *first.get_or_insert_with(|| schema.clone()) == schema
            }
            _ => true,
        })
        .collect()
}

/// Those that hold failures beside what was done: each 207, and failures that list both.
fn partials(document: &Value, operation: &Value) -> Vec<Success> {
    let mut all = responses(document, operation, |_| true);
    all.retain(|response| {
        let schema = response.schema.as_ref().filter(|_| response.is_json());
        let Some(schema) = schema.map(|schema| flatten(document, schema, &mut 0)) else {
            return false;
        };
        let has = |name: &str| {
            schema
                .get("properties")
                .is_some_and(|all| all.get(name).is_some())
        };
        let is_failure = !response.status.starts_with('2');
        match &*response.status {
            "207" => has("errors") || has("status"),
            _ => {
                is_failure
                    && (has("batch_errors") || has("field_errors") || has("data") && has("errors"))
            }
        }
    });
    all
}

fn responses(document: &Value, operation: &Value, is_meant: impl Fn(&str) -> bool) -> Vec<Success> {
    let mut successes = Vec::new();
    for (status, response) in
        entries(&operation["responses"]).filter(|(status, _)| is_meant(status))
    {
        let mut contents = entries(&resolve(document, response)["content"]).peekable();
        if contents.peek().is_none() {
            successes.push(Success {
                status: status.clone(),
                media_type: None,
                schema: None,
            });
        }
        successes.extend(contents.map(|(media_type, content)| Success {
            status: status.clone(),
            media_type: Some(media_type.clone()),
            schema: content.get("schema").cloned(),
        }));
    }
    successes
}

impl Success {
    fn is_json(&self) -> bool {
        let media_type = self.media_type.as_deref();
        media_type.is_some_and(|media_type| media_type.ends_with("json"))
    }
}

impl Operation {
    /// Its name in faults: `v3.products.getProducts`.
    pub fn name(&self) -> String {
        format!("{}.{}.{}", self.api, self.module, self.id)
    }

    /// The schema of what it responds with as JSON and `status`, or of its first success as JSON.
    pub fn success_schema(&self, status: u16) -> Option<&Value> {
        let json = || self.success.iter().filter(|success| success.is_json());
        let of_status = |it: &&Success| it.status == status.to_string();
        json().find(of_status).or(json().next())?.schema.as_ref()
    }

    /// The parameters a user gives values for; those the client fills in itself are left out.
    pub fn arguments(&self) -> Vec<Parameter<'_>> {
        self.parameters
            .iter()
            .map(|parameter| Parameter {
                name: parameter["name"].as_str().expect("a name"),
                place: parameter["in"].as_str().expect("a place"),
                required: parameter["required"] == true,
                explode: explode(parameter)
                    .unwrap_or_else(|fault| panic!("{}: {fault}", self.name())),
                schema: parameter.get("schema").unwrap_or(&Value::Null),
            })
            .filter(|parameter| !(parameter.place == "header" && is_client_header(parameter.name)))
            .collect()
    }

    /// Whether it declares a header parameter of that name.
    pub fn declares_header(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| {
            parameter["in"] == "header"
                && parameter["name"]
                    .as_str()
                    .is_some_and(|own| own.eq_ignore_ascii_case(name))
        })
    }

    /// The same operation with its body in another of its media types, such as an image as an upload instead of as a URL.
    pub fn with_media_type(&self, media_type: &str) -> Option<Self> {
        let body = self
            .bodies
            .iter()
            .find(|body| body.media_type == media_type)?;
        Some(Self {
            body: Some(body.clone()),
            ..self.clone()
        })
    }

    /// The media types its request body is declared with.
    pub fn media_types(&self) -> impl Iterator<Item = &str> {
        self.bodies.iter().map(|body| body.media_type.as_str())
    }

    /// Whether a legacy B2B token does instead of the unified one.
    pub fn takes_legacy_token_instead(&self) -> bool {
        self.module != "authentication" && self.credential() == Ok(Credential::TokenAndHash)
    }

    /// The credential its `security` stands for; B2B Edition wants the store's hash beside the token,
    /// whether the document says so or not. An error when the platform doesn't know it.
    pub fn credential(&self) -> Result<Credential, String> {
        let fault = || {
            format!(
                "{}: no credential is meant by the security {}",
                self.name(),
                self.security
            )
        };
        // These APIs have one token each, however a document spells it; guests send none where they have none.
        let own = match &*self.api {
            "b2b_storefront" => Some(Credential::StorefrontToken),
            "b2b_v2" => Some(Credential::LegacyToken),
            "payments" => Some(Credential::PaymentToken),
            _ => None,
        };
        if let Some(own) = own {
            let none = self.security.as_array().is_some_and(Vec::is_empty);
            return Ok(if none { Credential::Nothing } else { own });
        }
        if self.security.is_null() && self.api == "b2b" {
            // A document that says nothing means what its API takes.
            return Ok(Credential::TokenAndHash);
        }
        let alternatives = self.security.as_array().ok_or_else(fault)?;
        let mut schemes: Vec<Vec<&str>> = alternatives
            .iter()
            .map(|schemes| entries(schemes).map(|(name, _)| name.as_str()).collect())
            .collect();
        schemes.sort_unstable();
        let unified = schemes.iter().flatten().any(|name| *name == "X-Auth-Token");
        if self.api == "b2b" && unified {
            Ok(Credential::TokenAndHash)
        } else if schemes.is_empty() {
            let hash = self.declares_header("X-Store-Hash");
            Ok(if hash {
                Credential::HashOnly
            } else {
                Credential::Nothing
            })
        } else if schemes == [["authToken"]] && self.api == "b2b" && self.module != "authentication"
        {
            // The platform takes the unified token wherever it took the legacy one.
            Ok(Credential::TokenAndHash)
        } else if schemes == [["authToken"]] {
            Ok(Credential::LegacyToken)
        } else if schemes == [["X-Auth-Token"]] {
            Ok(Credential::Token)
        } else {
            Err(fault())
        }
    }
}

fn is_client_header(name: &str) -> bool {
    CLIENT_HEADERS
        .iter()
        .any(|header| header.eq_ignore_ascii_case(name))
}

/// Whether a list is sent as repeated keys; an error for the styles that nothing here knows.
fn explode(parameter: &Value) -> Result<bool, String> {
    let default = if parameter["in"] == "query" {
        "form"
    } else {
        "simple"
    };
    let style = parameter["style"].as_str().unwrap_or(default);
    if style != default || parameter.get("content").is_some() || parameter["allowReserved"] == true
    {
        return Err(format!("can't tell how {parameter} is sent"));
    }
    Ok(parameter["explode"].as_bool().unwrap_or(style == "form"))
}

#[cfg(test)]
mod tests {
    use super::{Credential, correct, enumerate, operations};
    use serde_json::{Value, json};
    use std::{collections::BTreeSet, path::Path, sync::Arc};

    fn one(operation: &Value) -> super::Operation {
        of_api("v3", operation)
    }

    fn of_api(api: &str, operation: &Value) -> super::Operation {
        let document = json!({
            "security": [{ "X-Auth-Token": [] }],
            "components": { "parameters": { "Id": { "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } } } },
            "paths": { "/things/{id}": {
                "parameters": [{ "$ref": "#/components/parameters/Id" }, { "name": "q", "in": "query", "schema": { "type": "string" } }],
                "post": operation,
            } },
        });
        enumerate(api, "things", "/base", &Arc::new(document)).remove(0)
    }

    #[test]
    fn all_operations_are_here_and_distinct() {
        let listed = include_str!("../../tests/inventory.tsv")
            .lines()
            .skip(1)
            .count();
        assert_eq!(operations().len(), listed);
        let names: BTreeSet<String> = operations().iter().map(super::Operation::name).collect();
        assert_eq!(names.len(), listed);
        for operation in operations() {
            operation.arguments();
            assert!(!operation.success.is_empty(), "{}", operation.name());
        }
    }

    #[test]
    fn an_operations_parameter_replaces_its_paths() {
        let operation = one(&json!({ "operationId": "a", "parameters": [
            { "name": "q", "in": "query", "explode": false, "schema": { "type": "array" } },
            { "name": "id", "in": "query", "schema": { "type": "string" } },
            { "name": "Accept", "in": "header", "schema": { "type": "string" } },
        ] }));
        let found: Vec<(&str, &str, bool)> = operation
            .arguments()
            .iter()
            .map(|found| (found.name, found.place, found.explode))
            .collect();
        assert_eq!(
            found,
            [
                ("id", "path", false),
                ("q", "query", false),
                ("id", "query", true)
            ]
        );
    }

    #[test]
    fn json_is_preferred_and_the_others_can_be_had() {
        let operation = one(&json!({ "operationId": "a", "requestBody": { "content": {
            "application/xml": {}, "multipart/form-data": {}, "application/json": {} } } }));
        assert_eq!(
            operation.body.as_ref().unwrap().media_type,
            "application/json"
        );
        let upload = operation.with_media_type("multipart/form-data").unwrap();
        assert_eq!(upload.body.unwrap().media_type, "multipart/form-data");
        assert!(operation.with_media_type("text/csv").is_none());
    }

    #[test]
    fn security_names_a_credential() {
        let credential = |security: Value| {
            one(&json!({ "operationId": "a", "security": security })).credential()
        };
        assert_eq!(
            one(&json!({ "operationId": "a" })).credential(),
            Ok(Credential::Token)
        );
        assert_eq!(credential(json!([])), Ok(Credential::Nothing));
        assert_eq!(
            credential(json!([{ "authToken": [] }])),
            Ok(Credential::LegacyToken)
        );
        for spelling in [
            json!([{ "X-Store-Hash": [], "X-Auth-Token": [] }]),
            json!([{ "X-Auth-Token": [] }, { "X-Store-Hash": [] }]),
            json!([{ "X-Auth-Token": [] }]),
        ] {
            let operation = json!({ "operationId": "a", "security": spelling });
            assert_eq!(
                of_api("b2b", &operation).credential(),
                Ok(Credential::TokenAndHash)
            );
        }
        for wrong in [
            json!([{ "X-Auth-Token": [] }, { "X-Store-Hash": [] }]),
            json!([{ "X-Auh-Token": [], "X-Store-Hash": [] }]),
            json!([{}]),
        ] {
            assert!(credential(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn corrections_apply_in_order() {
        let mut document = json!({ "a": 1 });
        let patch = |from: u8, to: u8| {
            json!({ "id": "x", "patch": [
            { "op": "test", "path": "/a", "value": from }, { "op": "replace", "path": "/a", "value": to }] })
        };
        let file = Path::new("v3/things.json");
        let both = json!([patch(1, 2), patch(2, 3)]);
        correct(&mut document, both, &Value::Null, file);
        assert_eq!(document, json!({ "a": 3 }));
        // A step that the manifest lists as stale is left out, and no other.
        let mut other = patch(3, 4);
        other["id"] = "y".into();
        let stale = json!([{ "correction": "x", "pointer": "/a" }]);
        correct(&mut document, json!([patch(7, 8), other]), &stale, file);
        assert_eq!(document, json!({ "a": 4 }));
    }
}
