//! B2B Edition's host: everything below `/api/v3/io`.

use serde_json::{Map, Value, json};

use super::{
    ACCESS_TOKEN, STORE_HASH, State,
    data::{self, Company, Data, User, text},
    wire::{Answer, Must, Request, faults, page},
};

/// Rows a page without a `limit`, and the most of them.
const LIMITS: (usize, usize) = (10, 250);
/// The roles every store has: admin, senior and junior buyer.
const ROLES: std::ops::RangeInclusive<u64> = 0..=2;

/// Answers a request to this host.
pub fn answer(state: &mut State, request: &Request) -> Answer {
    // Token, store and legacy token together decide; without the store's hash the server is at a loss.
    if !request.has("X-Store-Hash", STORE_HASH) || request.headers("authToken").next().is_some() {
        return problem(500, "Internal Server Error", json!({}));
    }
    if !request.has("X-Auth-Token", ACCESS_TOKEN) {
        return problem(
            401,
            "Unauthorized",
            json!({ "errMsg": "The token isn't valid" }),
        );
    }
    let path = request.path.strip_prefix("/api/v3/io").unwrap_or_default();
    match (request.method, path) {
        ("GET", "/companies") => {
            // The one that changed last comes first.
            let newest = state.data.companies.iter().rev().cloned();
            list(&newest.collect::<Vec<_>>(), request)
        }
        ("GET", "/users") => {
            let company = request.argument("companyId");
            let users = state.data.users.iter().filter(|user| {
                company.is_none_or(|company| user["companyId"].as_u64() == company.parse().ok())
            });
            list(&users.cloned().collect::<Vec<_>>(), request)
        }
        ("POST", "/companies" | "/users") if !state.may_write => {
            let why = "The account lacks the B2B Edition scope for this";
            problem(403, "Forbidden", json!({ "errMsg": why }))
        }
        ("POST", "/companies") => create_company(&mut state.data, request),
        ("POST", "/users") => create_user(&mut state.data, request),
        (_, "/companies" | "/users") => problem(405, "Method not allowed", json!({})),
        _ => problem(404, "Not Found", json!({})),
    }
}

/// A failure in this API's shape.
fn problem(code: u16, message: &str, data: Value) -> Answer {
    let meta = json!({ "message": message });
    Answer::json(code, json!({ "code": code, "data": data, "meta": meta }))
}

/// A body that can't be used: what is wrong with which field.
fn unusable(fields: &[&str]) -> Answer {
    let messages = fields.iter().map(|field| {
        let messages = json!(["This field is missing or invalid"]);
        ((*field).to_owned(), messages)
    });
    let messages: Map<_, _> = messages.collect();
    problem(422, "Parameter Error", json!({ "errMsg": messages }))
}

fn success(data: Value) -> Answer {
    let meta = json!({ "message": "Success" });
    Answer::json(200, json!({ "code": 200, "data": data, "meta": meta }))
}

/// A page of `rows`.
fn list(rows: &[Value], request: &Request) -> Answer {
    let (default, most) = LIMITS;
    let offset = request.number("offset", 0, 0);
    let limit = request.number("limit", default, 1);
    let (offset, limit) = match (offset, limit) {
        (Ok(offset), Ok(limit)) if limit <= most => (offset, limit),
        (Err(name), _) | (_, Err(name)) => return unusable(&[&name]),
        _ => return unusable(&["limit"]),
    };
    let pagination = json!({ "totalCount": rows.len(), "offset": offset, "limit": limit });
    let meta = json!({ "message": "Success", "pagination": pagination });
    let data = page(rows, offset, limit);
    Answer::json(200, json!({ "code": 200, "data": data, "meta": meta }))
}

/// Creates a company with its administrator as first user.
fn create_company(data: &mut Data, request: &Request) -> Answer {
    let body = match request.object() {
        Ok(body) => body,
        Err(fault) => return problem(422, "Parameter Error", json!({ "errMsg": fault })),
    };
    let required = [
        "companyName",
        "companyPhone",
        "companyEmail",
        "country",
        "adminFirstName",
        "adminLastName",
        "adminEmail",
    ];
    let faulty = faults(&body, &required.map(|name| (name, Must::Text)));
    if !faulty.is_empty() {
        return unusable(&faulty);
    }
    if let Some(taken) = taken(data, &body["adminEmail"]) {
        return taken;
    }
    let company = data.add_company(Company {
        name: text(&body["companyName"]),
        email: text(&body["companyEmail"]),
        phone: text(&body["companyPhone"]),
        status: 1,
    });
    let admin = data.add_user(User {
        company,
        first_name: text(&body["adminFirstName"]),
        last_name: text(&body["adminLastName"]),
        email: text(&body["adminEmail"]),
        role: 0,
    });
    success(json!({
        "companyId": company,
        "customerId": data::customer_of(admin),
        "customerGroupId": 0,
    }))
}

fn create_user(data: &mut Data, request: &Request) -> Answer {
    let body = match request.object() {
        Ok(body) => body,
        Err(fault) => return problem(422, "Parameter Error", json!({ "errMsg": fault })),
    };
    let required = [
        ("firstName", Must::Text),
        ("lastName", Must::Text),
        ("email", Must::Text),
        ("companyId", Must::Integer),
        ("role", Must::Integer),
        ("channelIds", Must::List),
    ];
    let mut faulty = faults(&body, &required);
    let (company, role) = (body["companyId"].as_u64(), body["role"].as_u64());
    let known = |company: u64| {
        let company = company.to_string();
        let mut companies = data.companies.iter();
        companies.any(|known| known["companyId"] == company)
    };
    if company.is_some_and(|company| !known(company)) {
        faulty.push("companyId");
    }
    if role.is_some_and(|role| !ROLES.contains(&role)) {
        faulty.push("role");
    }
    let (Some(company), Some(role), true) = (company, role, faulty.is_empty()) else {
        return unusable(&faulty);
    };
    if let Some(taken) = taken(data, &body["email"]) {
        return taken;
    }
    let id = data.add_user(User {
        company,
        first_name: text(&body["firstName"]),
        last_name: text(&body["lastName"]),
        email: text(&body["email"]),
        role,
    });
    success(json!({ "userId": id, "bcId": data::customer_of(id) }))
}

/// The failure of an e-mail that another user has.
fn taken(data: &Data, email: &Value) -> Option<Answer> {
    let mut users = data.users.iter();
    users.any(|user| user["email"] == *email).then(|| {
        let why = format!("Email already exists. [{email}]");
        let message = "Processing data contains logical errors";
        problem(422, message, json!({ "errMsg": why }))
    })
}
