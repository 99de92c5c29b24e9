//! A list, served page by page as its API does.

use serde_json::{Value, json};

use testkit::{
    documents::Operation,
    percent,
    sample::{Mode, sample_success},
    server::{Recorded, Response},
};

/// What says where the next page begins. It is read off the documents here, apart from the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// v3: `page` and `meta.pagination`.
    Page,
    /// v3: `after` and `meta.cursor_pagination`.
    Cursor,
    /// Channel listings: `after` is the last item's id, and only an empty page is the end.
    Listing,
    /// v2: `page`, a bare list, and 204 after its end.
    Bare,
    /// B2B Edition: `offset` and a total.
    Offset,
}

impl Style {
    /// How `operation` goes on, if it has the arguments for it.
    pub fn of(operation: &Operation) -> Option<Self> {
        let arguments = operation.arguments();
        let has = |name: &str| {
            let mut query = arguments
                .iter()
                .filter(|argument| argument.place == "query");
            query.any(|argument| argument.name == name)
        };
        Some(match &*operation.api {
            _ if operation.id == "getChannelListings" => Self::Listing,
            _ if has("after") => Self::Cursor,
            api if api.starts_with("b2b") && has("offset") => Self::Offset,
            "v3" if has("page") => Self::Page,
            "v2" if has("page") => Self::Bare,
            _ => return None,
        })
    }
}

/// A whole list, and the pages it is served in.
#[derive(Clone, Debug)]
pub struct Source {
    pub style: Style,
    pub items: Vec<Value>,
    /// Items of a page, unless the request says so.
    pub size: usize,
    /// A response of the operation; its list is replaced.
    response: Value,
    /// Where its list is.
    place: &'static str,
    /// Where its pagination is, for B2B Edition.
    reported: &'static str,
}

impl Source {
    /// `length` different items that `operation` may respond with; `None` if it responds with no list.
    pub fn of(operation: &Operation, length: usize) -> Option<Self> {
        let style = Style::of(operation)?;
        let mut schemas = operation
            .success
            .iter()
            .map(|success| success.schema.as_ref());
        let schema = schemas.find_map(|schema| schema)?;
        let sample = |seed| sample_success(&operation.document, schema, seed, Mode::Full);
        let response = sample(0);
        let place = place_of(&response)?;
        let reported = match response.pointer("/data/pagination") {
            Some(_) => "/data/pagination",
            None if operation.name() == "b2b.orders.get-orders" => "/meta",
            None => "/meta/pagination",
        };
        let mut items = Vec::new();
        for seed in 0..1000 {
            let response = sample(seed);
            let more = response.pointer(place).and_then(Value::as_array);
            for item in more.into_iter().flatten() {
                if items.len() < length && !items.contains(item) {
                    items.push(item.clone());
                }
            }
            if items.len() == length {
                break;
            }
        }
        assert_eq!(items.len(), length, "{}", operation.name());
        if style == Style::Listing {
            // They are what tells them apart.
            for (index, item) in items.iter_mut().enumerate() {
                item["listing_id"] = (1000 + index).into();
            }
        }
        let size = 2;
        Some(Self {
            style,
            items,
            size,
            response,
            place,
            reported,
        })
    }

    /// The same list with no more than its first items.
    pub fn first(&self, length: usize) -> Self {
        let mut source = self.clone();
        source.items.truncate(length);
        source
    }

    /// A list of that many items with ids from 1, whatever they call them.
    pub fn numbered(style: Style, length: u64) -> Self {
        let items = (1..=length)
            .map(|id| json!({"id": id, "companyId": id}))
            .collect();
        let (response, place) = match style {
            Style::Bare => (json!([]), ""),
            _ => (json!({"code": 200, "data": [], "meta": {}}), "/data"),
        };
        let (size, reported) = (10, "/meta/pagination");
        Self {
            style,
            items,
            size,
            response,
            place,
            reported,
        }
    }

    /// The page that `request` asks for.
    pub fn page(&self, request: &Recorded) -> Response {
        let query = percent::pairs(request.query()).unwrap();
        let given = |name: &str| {
            let mut query = query.iter().filter(|(key, _)| key == name);
            query.next().map(|(_, value)| value.as_str())
        };
        let number = |name| given(name).map(|value| value.parse::<usize>().unwrap());
        let (total, size) = (self.items.len(), number("limit").unwrap_or(self.size));
        let start = match self.style {
            Style::Page | Style::Bare => (number("page").unwrap_or(1) - 1) * size,
            Style::Offset => number("offset").unwrap_or(0),
            Style::Cursor => given("after").map_or(0, |after| 1 + index_of(after)),
            Style::Listing => given("after").map_or(0, |after| {
                let is_it = |item: &Value| item["listing_id"].as_u64() == after.parse().ok();
                1 + self.items.iter().position(is_it).unwrap()
            }),
        };
        let end = (start + size).min(total);
        let items = self.items.get(start..end).unwrap_or_default();
        if self.style == Style::Bare && items.is_empty() {
            return Response::new(204);
        }
        let mut response = self.response.clone();
        *response.pointer_mut(self.place).unwrap() = items.into();
        match self.style {
            Style::Bare => (),
            Style::Listing => response["meta"] = json!({}),
            Style::Page => {
                response["meta"] = json!({"pagination": {
                    "total": total, "total_pages": total.div_ceil(size), "per_page": size,
                    "current_page": start / size + 1, "count": items.len(),
                }});
            }
            Style::Cursor => {
                let next = (end < total).then(|| {
                    let after = percent::encode(&cursor(end - 1));
                    format!("?limit={size}&after={after}")
                });
                let mut links = json!({"current": format!("?limit={size}")});
                if let Some(next) = next {
                    links["next"] = next.into();
                }
                response["meta"] = json!({"cursor_pagination": {
                    "count": items.len(), "per_page": size, "links": links,
                    "start_cursor": cursor(start), "end_cursor": cursor(end.saturating_sub(1)),
                }});
            }
            Style::Offset => {
                let reported = json!({"totalCount": total, "offset": start, "limit": size});
                response["meta"] = json!({"message": "SUCCESS", "pagination": {}});
                *response.pointer_mut(self.reported).unwrap() = reported;
                if self.reported != "/meta/pagination" && self.reported != "/meta" {
                    response["meta"] = json!({"message": "SUCCESS"});
                }
            }
        }
        Response::json(200, response)
    }
}

/// Where the list of a response is.
fn place_of(response: &Value) -> Option<&'static str> {
    let mut places = ["", "/data", "/data/list", "/data/items"].into_iter();
    places.find(|place| response.pointer(place).is_some_and(Value::is_array))
}

/// The cursor of the item at `index`, with characters that need encoding.
pub fn cursor(index: usize) -> String {
    format!("a+/{index}&=ü")
}

fn index_of(cursor: &str) -> usize {
    let digits: String = cursor.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}
