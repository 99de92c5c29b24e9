//! Every response in every form that says the same, and with one thing in it that makes no sense.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use testkit::{
    arguments::Arguments,
    calls::{self, Failure, Given, Received},
    documents::{self, Credential, Operation},
    json::differences,
    payload,
    random::Random,
    report,
    sample::{Mode, sample_success},
    server::Response,
};

use super::Platform;

/// The nodes of a sample that are changed one at a time.
const NODES: usize = 14;

/// A response of an operation, made from its schema.
struct Subject<'a> {
    platform: &'a Platform,
    operation: &'a Operation,
    status: u16,
    /// All of whose payload comes through, as another test sees to.
    sample: Value,
    /// The members that lead to the payload.
    way: Vec<&'static str>,
}

impl<'a> Subject<'a> {
    fn all(platform: &'a Platform, seed: u64) -> Vec<Self> {
        let subject = |operation: &'a Operation| {
            let json = operation.success.iter().find(|success| {
                let media = success.media_type.as_deref().unwrap_or_default();
                media.ends_with("json") && success.status != "204"
            });
            let success = json.filter(|_| calls::of(operation).is_some())?;
            let schema = success.schema.as_ref()?;
            if payload::says_nothing(operation, schema) {
                return None;
            }
            Some(Self {
                way: payload::way(operation, schema),
                platform,
                operation,
                status: success.status.replace('X', "0").parse().unwrap(),
                sample: sample_success(&operation.document, schema, seed, Mode::Full),
            })
        };
        documents::operations().iter().filter_map(subject).collect()
    }

    async fn call(&self, body: &str) -> Result<Received, Failure> {
        let call = calls::of(self.operation).unwrap();
        *self.platform.next.lock().unwrap() = Response::json(self.status, body);
        let legacy = self.operation.credential() == Ok(Credential::LegacyToken);
        let store = if legacy {
            &self.platform.legacy
        } else {
            &self.platform.unified
        };
        let arguments = Arguments::for_operation(self.operation, 1, Mode::Minimal);
        let outcome = call(store.clone(), Given::new(self.operation, &arguments)).await;
        self.platform.server.take();
        outcome
    }

    /// The payload of `body`, as it should come out.
    fn payload(&self, body: &Value) -> Value {
        there(canonical(payload::at(body, &self.way)))
    }

    /// Whether the payload is what `place` leads to, or in it.
    fn is_around(&self, place: &[Step]) -> bool {
        let names = place.iter().map(|step| match step {
            Step::Member(name) => name.as_str(),
            Step::Item(_) => "",
        });
        let names: Vec<_> = names.collect();
        self.way.starts_with(&names)
    }

    /// What is wrong with how `body` is read, of which nothing must be reported and `expected` must come out.
    async fn same(&self, what: &str, body: &str, expected: &Value) -> Option<String> {
        let fault = match self.call(body).await {
            Err(failure) => format!("{failure:?}"),
            Ok(came) if !came.mismatches.is_empty() => format!("{:?}", came.mismatches),
            Ok(came) => {
                let differences = changes(expected, &there(canonical(&came.value)));
                if differences.is_empty() {
                    return None;
                }
                differences.join("; ")
            }
        };
        Some(format!("{}, {what}: {fault}", self.operation.name()))
    }

    /// What is wrong with how the sample is read that has `absurd` at `place`: it is reported and left out, or
    /// comes through where anything may stand.
    async fn absurd(&self, place: &[Step], absurd: Value) -> Option<String> {
        let path = path(place);
        let mut body = self.sample.clone();
        *at(&mut body, place) = absurd.clone();
        let fault = match self.call(&body.to_string()).await {
            Err(Failure::Client(error)) => match *error {
                bigcommerce::Error::Decode(_) if self.is_around(place) => return None,
                error => error.to_string(),
            },
            Err(failure) => format!("{failure:?}"),
            Ok(came) => {
                let is_told = came.mismatches == [path.clone()];
                if is_told {
                    remove(&mut body, place);
                }
                let differences = changes(&self.payload(&body), &there(canonical(&came.value)));
                if (is_told || came.mismatches.is_empty()) && differences.is_empty() {
                    return None;
                }
                format!("{:?}, {}", came.mismatches, differences.join("; "))
            }
        };
        Some(format!(
            "{}, {absurd} at `{path}`: {fault}",
            self.operation.name()
        ))
    }
}

#[tokio::test]
async fn every_response_is_read_in_every_form_that_says_the_same() {
    let platform = Platform::start().await;
    let subjects = Subject::all(&platform, 1);
    let mut faults = Vec::new();
    for subject in &subjects {
        let name = subject.operation.name();
        for form in FORMS {
            let body = written(&subject.sample, *form);
            let expected = match form {
                Form::NumbersForText => &serde_json::from_str(&body).unwrap(),
                _ => &subject.sample,
            };
            let expected = subject.payload(expected);
            faults.extend(subject.same(&format!("{form:?}"), &body, &expected).await);
        }
        let mut random = Random::named(7, &name);
        for place in chosen(&subject.sample, &mut random) {
            let mut body = subject.sample.clone();
            // A payload that isn't there is an error.
            let is_around = subject.is_around(&place);
            let node = at(&mut body, &place);
            let empty: &[Value] = match node {
                Value::Array(_) => &[json!({}), json!(null)],
                Value::Object(_) if is_around => &[json!([])],
                Value::Object(_) => &[json!([]), json!(null), json!("")],
                _ if is_around => &[],
                Value::String(_) => &[json!(null)],
                _ => &[json!(""), json!(null)],
            };
            for empty in empty {
                *at(&mut body, &place) = empty.clone();
                let what = format!("{empty} at `{}`", path(&place));
                let expected = subject.payload(&body);
                faults.extend(subject.same(&what, &body.to_string(), &expected).await);
            }
        }
    }
    report(&faults);
    println!("{} responses", subjects.len());
    assert!(!subjects.is_empty());
}

#[tokio::test]
async fn what_makes_no_sense_in_a_response_is_left_out_and_told_with_its_path() {
    let platform = Platform::start().await;
    let subjects = Subject::all(&platform, 2);
    let (mut faults, mut count) = (Vec::new(), 0);
    for subject in &subjects {
        let mut random = Random::named(8, &subject.operation.name());
        for place in chosen(&subject.sample, &mut random)
            .into_iter()
            .chain([Vec::new()])
        {
            let absurd = match at(&mut subject.sample.clone(), &place) {
                Value::Array(_) | Value::Object(_) => json!(true),
                _ => json!({"x_absurd": [1]}),
            };
            count += 1;
            faults.extend(subject.absurd(&place, absurd).await);
        }
    }
    report(&faults);
    println!("{count} nodes of {} responses", subjects.len());
    assert!(count > subjects.len());
}

/// A form in which all scalars or lists of a response are written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Text,
    Decimals,
    Exponents,
    DigitsForBooleans,
    TextDigitsForBooleans,
    NumbersForText,
    ObjectsForLists,
}

const FORMS: &[Form] = &[
    Form::Text,
    Form::Decimals,
    Form::Exponents,
    Form::DigitsForBooleans,
    Form::TextDigitsForBooleans,
    Form::NumbersForText,
    Form::ObjectsForLists,
];

/// `value` as JSON text in another form.
fn written(value: &Value, form: Form) -> String {
    match value {
        Value::Number(number) if form == Form::Text => format!("\"{number}\""),
        Value::Number(number) if number.is_i64() && form == Form::Decimals => format!("{number}.0"),
        Value::Number(number) if number.is_i64() && form == Form::Exponents => {
            format!("{number}e0")
        }
        // Text of digits may be a code, which has no fraction.
        Value::String(text) if form == Form::NumbersForText => match text.parse::<i64>() {
            Ok(number) => number.to_string(),
            Err(_) => "12.50".to_owned(),
        },
        Value::Bool(truth) => match form {
            Form::Text => format!("\"{truth}\""),
            Form::DigitsForBooleans => u8::from(*truth).to_string(),
            Form::TextDigitsForBooleans => format!("\"{}\"", u8::from(*truth)),
            _ => truth.to_string(),
        },
        Value::Array(items) => {
            let items = items.iter().map(|item| written(item, form));
            if form == Form::ObjectsForLists {
                let members = items
                    .enumerate()
                    .map(|(index, item)| format!("\"{index}\":{item}"));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            } else {
                format!("[{}]", items.collect::<Vec<_>>().join(","))
            }
        }
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| format!("{}:{}", json!(name), written(value, form)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}

/// What `value` says, without how it says it: numbers and booleans as text in one form, and nothing that is
/// empty.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(decimal(&number.to_string())),
        Value::String(text) => match text.trim() {
            "true" => json!(decimal("1")),
            "false" => json!(decimal("0")),
            text => json!(decimal(text)),
        },
        Value::Bool(truth) => json!(decimal(&u8::from(*truth).to_string())),
        Value::Array(items) => items.iter().map(canonical).filter(is_there).collect(),
        Value::Object(members) if is_numbered(members) => {
            canonical(&members.values().cloned().collect())
        }
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| (name.clone(), canonical(value)));
            Value::Object(members.filter(|(_, value)| is_there(value)).collect())
        }
        Value::Null => Value::Null,
    }
}

/// Whether a value says anything. An object whose id alone is there, and is 0, is one that was empty.
fn is_there(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.iter().all(|(name, value)| {
            name.to_lowercase().ends_with("id") && *value == json!(decimal("0"))
        }),
        _ => true,
    }
}

/// `value`, or `null` if it says nothing.
fn there(value: Value) -> Value {
    Some(value).filter(is_there).unwrap_or_default()
}

/// What was read differently from `expected`. The id of what a response is about is read as 0 when the
/// response leaves it out, which is not a difference.
fn changes(expected: &Value, seen: &Value) -> Vec<String> {
    let mut found = differences(expected, seen);
    found.retain(|difference| !difference.to_lowercase().ends_with("id: added \"0\""));
    found
}

fn is_numbered(members: &Map<String, Value>) -> bool {
    let count = members.len();
    count > 0 && (0..count).all(|index| members.contains_key(&index.to_string()))
}

/// A decimal number without zeros that say nothing; other text as it is.
fn decimal(text: &str) -> String {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let (sign, whole) = whole
        .strip_prefix('-')
        .map_or(("", whole), |whole| ("-", whole));
    let digits = format!("{whole}{fraction}");
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    let (true, Ok(exponent)) = (is_number, exponent.parse::<i64>()) else {
        return text.to_owned();
    };
    let kept = digits.trim_end_matches('0');
    let zeros = i64::try_from(digits.len() - kept.len()).unwrap();
    let exponent = exponent + zeros - i64::try_from(fraction.len()).unwrap();
    match kept.trim_start_matches('0') {
        "" => "0".to_owned(),
        kept => format!("{sign}{kept}e{exponent}"),
    }
}

/// A step from a value to one in it.
#[derive(Clone, Debug)]
enum Step {
    Member(String),
    Item(usize),
}

/// Some places in `value`, not the whole of it.
fn chosen(value: &Value, random: &mut Random) -> Vec<Vec<Step>> {
    let mut all = Vec::new();
    places(value, &mut Vec::new(), &mut all);
    let mut chosen = BTreeMap::new();
    for _ in 0..NODES.min(all.len()) {
        let index = random.index(all.len());
        chosen.insert(index, all[index].clone());
    }
    chosen.into_values().collect()
}

fn places(value: &Value, here: &mut Vec<Step>, all: &mut Vec<Vec<Step>>) {
    let inner: Vec<(Step, &Value)> = match value {
        Value::Object(members) => {
            let members = members.iter();
            members
                .map(|(name, value)| (Step::Member(name.clone()), value))
                .collect()
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items
                .map(|(index, value)| (Step::Item(index), value))
                .collect()
        }
        _ => Vec::new(),
    };
    for (step, value) in inner {
        here.push(step);
        all.push(here.clone());
        places(value, here, all);
        here.pop();
    }
}

fn at<'v>(value: &'v mut Value, place: &[Step]) -> &'v mut Value {
    place.iter().fold(value, |value, step| match step {
        Step::Member(name) => &mut value[name],
        Step::Item(index) => &mut value[index],
    })
}

fn remove(value: &mut Value, place: &[Step]) {
    let Some((last, before)) = place.split_last() else {
        return;
    };
    match (at(value, before), last) {
        (Value::Object(members), Step::Member(name)) => drop(members.remove(name)),
        (Value::Array(items), Step::Item(index)) => drop(items.remove(*index)),
        _ => (),
    }
}

/// The path of `place`, as it should be reported.
fn path(place: &[Step]) -> String {
    let mut path = String::new();
    for step in place {
        match step {
            Step::Item(index) => path += &format!("[{index}]"),
            Step::Member(name) if name.contains([' ', '.']) => path += &format!("[\"{name}\"]"),
            Step::Member(name) if path.is_empty() => path += name,
            Step::Member(name) => path += &format!(".{name}"),
        }
    }
    path
}
