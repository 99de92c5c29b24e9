//! Webhooks: signed deliveries of what is done to the mock store, to the hooks that were made in it.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook,
};

use super::{
    CLIENT_SECRET, STORE_HASH,
    lock::lock,
    place::{Place, place},
    recorded::Request,
    response::Response,
    server::Inner,
};
use bigcommerce::{ConfigurationError, store::http_client_builder, webhooks::Scope};

/// The platform tries a delivery so often, then deactivates the hook.
const ATTEMPTS: u32 = 12;

/// One attempt to deliver an event to a hook.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Delivery {
    /// What happened, such as `store/order/created`.
    pub scope: String,
    /// Where it was sent.
    pub destination: String,
    /// How often it has been tried, this attempt included.
    pub attempt: u32,
    /// The status it got in response, if there was a response. Any 2xx ends it; anything else is tried again by the next
    /// [`deliver_webhooks`](super::MockStore::deliver_webhooks).
    pub status: Option<u16>,
}

/// A delivery that wasn't received yet.
#[derive(Debug)]
pub(crate) struct Pending {
    hook: i64,
    id: String,
    scope: String,
    destination: String,
    headers: Vec<(String, String)>,
    body: String,
    attempts: u32,
}

/// What a request did, as an event names it.
struct Happened {
    /// Words between `store/` and the verb, such as `customer/address`.
    things: Vec<String>,
    verb: &'static str,
}

impl Happened {
    /// What `request` did, if it changes something.
    fn of(request: &Request) -> Option<Self> {
        let verb = match &*request.method {
            "POST" => "created",
            "PUT" | "PATCH" => "updated",
            "DELETE" => "deleted",
            _ => return None,
        };
        let path = request.path.trim_matches('/');
        // `stores/{hash}/v3` and `api/v3/io`.
        let segments = path.split('/').skip(3);
        let things = segments.filter(|it| it.parse::<i64>().is_err() && *it != "catalog");
        let mut things: Vec<_> = things.map(thing).collect();
        let verb = match things.last()?.as_str() {
            "status" => {
                things.pop();
                "statusUpdated"
            }
            _ => verb,
        };
        Some(Self { things, verb })
    }

    /// The scopes it has, known ones only.
    fn scopes(&self) -> Vec<Scope> {
        let mut scopes = Vec::new();
        for below in ["store", "store/company", "store/channel/{channel_id}"] {
            let named = (0..self.things.len()).map(|from| {
                let things = self.things[from..].join("/");
                Scope::from(format!("{below}/{things}/{}", self.verb))
            });
            let is_known = |scope: &Scope| !matches!(scope, Scope::Unknown(_));
            scopes.extend(named.into_iter().find(is_known));
        }
        scopes
    }
}

/// A segment of a path as scopes say it.
fn thing(segment: &str) -> String {
    let known = [
        ("pricelists", "priceList"),
        ("rfq", "quote"),
        ("super-admins", "superadmin"),
        ("variants", "sku"),
    ];
    if let Some((_, thing)) = known.iter().find(|(known, _)| *known == segment) {
        return (*thing).to_owned();
    }
    if segment == "status" {
        return segment.to_owned();
    }
    match segment.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None if segment.ends_with("sses") => segment.trim_end_matches("es").to_owned(),
        None => segment.trim_end_matches('s').to_owned(),
    }
}

impl Inner {
    /// Notes what a request did that got success, for each hook that asks for it.
    pub fn notify(&self, request: &Request, response: &Response) {
        if !(200..300).contains(&response.status) || request.path.contains("/hooks") {
            return;
        }
        let Some(happened) = Happened::of(request) else {
            return;
        };
        let sent = request.json();
        let body = response.body.as_ref();
        let body = body.and_then(|(_, body)| serde_json::from_slice(body).ok());
        let mut scopes = happened.scopes();
        if scopes.contains(&Scope::OrderUpdated) && sent.get("status_id").is_some() {
            scopes.push(Scope::OrderStatusUpdated);
        }
        for thing in things(request, &body.unwrap_or_default()) {
            for scope in &scopes {
                self.event(scope, thing.channel, thing.data(scope));
            }
        }
    }

    /// Notes an event for each hook that asks for it.
    pub fn event(&self, scope: &Scope, channel: i64, data: Map<String, Value>) {
        let Some(hooks) = self.hooks() else {
            return;
        };
        let name = scope.in_channel(channel);
        let mut deliveries = lock(&self.deliveries);
        for hook in hooks {
            let text = |name: &str| hook.get(name).and_then(Value::as_str).unwrap_or_default();
            let (wanted, of_channel) = Scope::parse(text("scope"));
            let is_wanted =
                wanted.covers(scope) && of_channel.is_none_or(|of_channel| of_channel == channel);
            let is_active = hook.get("is_active").and_then(Value::as_bool);
            if !is_wanted || is_active == Some(false) {
                continue;
            }
            deliveries.count += 1;
            let count = deliveries.count;
            let body = json!({
                "scope": name,
                "store_id": "1000",
                "data": data,
                "hash": format!("{count:040x}"),
                "created_at": Timestamp::now().as_second(),
                "producer": format!("stores/{STORE_HASH}"),
            });
            let headers = hook.get("headers").and_then(Value::as_object);
            let headers = headers.into_iter().flatten();
            deliveries.pending.push(Pending {
                hook: hook.get("id").and_then(Value::as_i64).unwrap_or_default(),
                id: format!("msg_{count}"),
                scope: name.clone(),
                destination: text("destination").to_owned(),
                headers: headers
                    .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
                    .collect(),
                body: body.to_string(),
                attempts: 0,
            });
        }
    }

    fn hooks(&self) -> Option<Vec<Map<String, Value>>> {
        let state = lock(self.state.as_ref()?);
        let hooks = state.items(&hooks_place()?);
        Some(hooks.into_iter().cloned().collect())
    }

    /// Deactivates a hook, as the platform does when a delivery was tried in vain for two days.
    fn deactivate(&self, hook: i64) {
        let (Some(state), Some(place)) = (&self.state, hooks_place()) else {
            return;
        };
        let inactive = Map::from_iter([("is_active".to_owned(), false.into())]);
        // A hook that was deleted meanwhile needs nothing.
        let _ = lock(state).update(&place, &hook.to_string(), inactive);
    }
}

fn hooks_place() -> Option<Place> {
    place(&format!("/stores/{STORE_HASH}/v3/hooks"))
}

/// What something was done to.
struct Thing {
    id: Value,
    channel: i64,
}

impl Thing {
    /// What an event says of it.
    fn data(&self, scope: &Scope) -> Map<String, Value> {
        let scope = scope.as_str();
        let kind = scope.rsplit('/').nth(1).unwrap_or_default();
        let is_b2b = ["company", "quote", "superadmin"];
        let is_b2b = is_b2b
            .iter()
            .any(|thing| scope.split('/').any(|part| part == *thing));
        let id = match (is_b2b, kind) {
            (true, "superadmin") => "super_admin_id".to_owned(),
            (true, kind) => format!("{kind}_id"),
            (false, _) => "id".to_owned(),
        };
        Map::from_iter([("type".to_owned(), kind.into()), (id, self.id.clone())])
    }
}

/// What `request` was about: what its response shows, or else what it names.
fn things(request: &Request, response: &Value) -> Vec<Thing> {
    const IDS: [&str; 5] = ["id", "companyId", "userId", "addressId", "quoteId"];
    let data = response.get("data").unwrap_or(response);
    let shown: Vec<&Value> = match data {
        Value::Array(items) => items.iter().collect(),
        item => vec![item],
    };
    let shown = shown.into_iter().filter_map(|item| {
        let id = IDS.iter().find_map(|name| item.get(name))?;
        Some(Thing {
            id: id.clone(),
            channel: item.get("channel_id").and_then(Value::as_i64).unwrap_or(1),
        })
    });
    let shown: Vec<_> = shown.collect();
    if !shown.is_empty() {
        return shown;
    }
    let ids = request.argument("id:in").flat_map(|ids| ids.split(','));
    let in_path = request
        .path
        .rsplit('/')
        .find(|part| part.parse::<i64>().is_ok());
    ids.chain(in_path)
        .filter_map(|id| id.parse::<i64>().ok())
        .map(|id| Thing {
            id: id.into(),
            channel: 1,
        })
        .collect()
}

impl super::MockStore {
    /// Lets something happen that no request does, such as `store/cart/abandoned`, with this in the event's `data`.
    pub fn event(&self, scope: impl Into<Scope>, data: Value) {
        let (scope, channel) = Scope::parse(scope.into().as_str());
        let data = match data {
            Value::Object(data) => data,
            _ => Map::new(),
        };
        self.inner.event(&scope, channel.unwrap_or(1), data);
    }

    /// Delivers, signed, every event that a hook made in this store asks for and that wasn't received yet, each once.
    /// To call it again is the platform's retry; the twelfth failure deactivates the hook.
    ///
    /// # Errors
    /// When there is no HTTP client to send with.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let mock = bigcommerce_mock::MockStore::start()?;
    /// mock.event("store/cart/abandoned", serde_json::json!({"type": "cart", "id": "09346904"}));
    /// for delivery in mock.deliver_webhooks().await? {
    ///     println!("{} to {}: {:?}", delivery.scope, delivery.destination, delivery.status);
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn deliver_webhooks(&self) -> Result<Vec<Delivery>, ConfigurationError> {
        let client = http_client_builder()
            .build()
            .map_err(|source| ConfigurationError::HttpClient(source.into()))?;
        let pending = std::mem::take(&mut lock(&self.inner.deliveries).pending);
        let mut deliveries = Vec::new();
        for mut delivery in pending {
            delivery.attempts += 1;
            let status = send(&client, &delivery).await;
            deliveries.push(Delivery {
                scope: delivery.scope.clone(),
                destination: delivery.destination.clone(),
                attempt: delivery.attempts,
                status,
            });
            if status.is_some_and(|status| (200..300).contains(&status)) {
                continue;
            }
            if delivery.attempts == ATTEMPTS {
                self.inner.deactivate(delivery.hook);
                continue;
            }
            lock(&self.inner.deliveries).pending.push(delivery);
        }
        Ok(deliveries)
    }
}

/// Sends a delivery as the platform does; the status it got in response.
async fn send(client: &reqwest::Client, delivery: &Pending) -> Option<u16> {
    let secret = CLIENT_SECRET.as_bytes().to_vec();
    let (time, body) = (Timestamp::now().as_second(), &delivery.body);
    let signature =
        Webhook::from_bytes(secret).and_then(|it| it.sign(&delivery.id, time, body.as_bytes()));
    let mut request = client
        .post(&delivery.destination)
        .header("Content-Type", "application/json")
        .header(HEADER_WEBHOOK_ID, &delivery.id)
        .header(HEADER_WEBHOOK_TIMESTAMP, time)
        .header(HEADER_WEBHOOK_SIGNATURE, signature.ok()?);
    for (name, value) in &delivery.headers {
        request = request.header(name, value);
    }
    let response = request.body(body.clone()).send().await.ok()?;
    Some(response.status().as_u16())
}

/// What was and is to be delivered.
#[derive(Debug, Default)]
pub(crate) struct Deliveries {
    count: u64,
    pending: Vec<Pending>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_named_as_scopes_are() {
        for (segment, named) in [
            ("products", "product"),
            ("addresses", "address"),
            ("categories", "category"),
            ("companies", "company"),
            ("variants", "sku"),
            ("status", "status"),
        ] {
            assert_eq!(thing(segment), named);
        }
    }
}
