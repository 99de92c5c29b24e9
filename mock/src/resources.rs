//! What the store keeps: one table.

/// A collection that is kept: what is created there can be read, listed, changed and deleted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resource {
    /// The path of the list; `{}` stands for any argument. An item's is one segment longer.
    pub list: &'static str,
    /// What responses call the id of an item; filters and other resources use the first of them.
    pub ids: &'static [&'static str],
    /// The id of the first item.
    pub first: i64,
    /// Other paths where the same items are. One with fewer arguments shows those of every parent.
    pub also: &'static [&'static str],
    /// What belongs to one item only: a field, or several together, of which the last isn't blank.
    pub unique: &'static [&'static [&'static str]],
    /// Segments behind an item's path where a PUT changes the item itself.
    pub parts: &'static [&'static str],
    /// Fields that `keyword` or `q` searches.
    pub searched: &'static [&'static str],
    /// Fields that hold ids of other items, which must be there.
    pub references: &'static [Reference],
    pub parent: Option<Parent>,
    pub lookups: &'static [Lookup],
}

/// What the items of a list belong to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parent {
    pub list: &'static str,
    /// The field that holds the parent's id.
    pub link: &'static str,
    /// The field of the parent that items may be sent in, and that shows them where it is a list.
    pub field: Option<&'static str>,
    /// Fields of the parent that make one item when it is created, and what they are called there.
    pub makes: &'static [(&'static str, &'static str)],
}

impl Parent {
    /// Where in the parent something of an item was sent.
    pub fn sent_at(&self, index: usize, pointer: &str) -> String {
        let mut makes = self.makes.iter();
        match self.field {
            Some(field) => format!("/{field}/{index}{pointer}"),
            None => makes
                .find(|(_, name)| pointer.strip_prefix('/') == Some(name))
                .map_or_else(|| pointer.to_owned(), |(own, _)| format!("/{own}")),
        }
    }
}

/// A field that holds the id of another item, or a list of ids. Nought is no item's id.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reference {
    pub field: &'static str,
    /// The list the other item is in.
    pub list: &'static str,
}

/// A field that says what another item is called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lookup {
    pub field: &'static str,
    /// The field that holds the other item's id.
    pub by: &'static str,
    /// The list the other item is in, and its field that is said.
    pub list: &'static str,
    pub of: &'static str,
    /// Where a count of the collection shows how many items name each of the others.
    pub tally: Option<&'static str>,
}

pub(crate) const PRODUCTS: &str = "/stores/{}/v3/catalog/products";
const BRANDS: &str = "/stores/{}/v3/catalog/brands";
const CATEGORIES: &str = "/stores/{}/v3/catalog/categories";
const CUSTOMERS: &str = "/stores/{}/v3/customers";
pub(crate) const CUSTOMER_GROUPS: &str = "/stores/{}/v2/customer_groups";
pub(crate) const ORDERS: &str = "/stores/{}/v2/orders";
const STATUSES: &str = "/stores/{}/v2/order_statuses";
pub(crate) const COMPANIES: &str = "/api/v3/io/companies";
pub(crate) const ADDRESSES: &str = "/api/v3/io/addresses";
pub(crate) const QUOTES: &str = "/api/v3/io/rfq";

/// Every collection that is kept.
pub(crate) static RESOURCES: &[Resource] = &[
    resource(PRODUCTS, &["id"], 101)
        .unique(&[&["name"], &["sku"]])
        .searched(&["name", "description", "sku"])
        .references(&[
            Reference {
                field: "brand_id",
                list: BRANDS,
            },
            Reference {
                field: "categories",
                list: CATEGORIES,
            },
        ]),
    resource("/stores/{}/v3/catalog/products/{}/variants", &["id"], 301)
        .also(&["/stores/{}/v3/catalog/variants"])
        .within(PRODUCTS, "product_id", Some("variants"))
        .unique(&[&["sku"]]),
    resource("/stores/{}/v3/catalog/products/{}/images", &["id"], 351).within(
        PRODUCTS,
        "product_id",
        Some("images"),
    ),
    resource("/stores/{}/v3/catalog/products/{}/videos", &["id"], 361).within(
        PRODUCTS,
        "product_id",
        Some("videos"),
    ),
    resource(
        "/stores/{}/v3/catalog/products/{}/custom-fields",
        &["id"],
        371,
    )
    .within(PRODUCTS, "product_id", Some("custom_fields"))
    .unique(&[&["product_id", "name", "value"]]),
    resource(
        "/stores/{}/v3/catalog/products/{}/bulk-pricing-rules",
        &["id"],
        381,
    )
    .within(PRODUCTS, "product_id", Some("bulk_pricing_rules")),
    resource("/stores/{}/v3/catalog/products/{}/reviews", &["id"], 391).within(
        PRODUCTS,
        "product_id",
        Some("reviews"),
    ),
    resource(BRANDS, &["id"], 31).unique(&[&["name"]]),
    resource(CATEGORIES, &["id", "category_id"], 23)
        .also(&["/stores/{}/v3/catalog/trees/categories"])
        .unique(&[&["parent_id", "name"]]),
    resource(CUSTOMERS, &["id"], 11)
        .also(&["/stores/{}/v2/customers"])
        .unique(&[&["email"]]),
    resource("/stores/{}/v3/customers/addresses", &["id"], 51).within(
        CUSTOMERS,
        "customer_id",
        Some("addresses"),
    ),
    resource(CUSTOMER_GROUPS, &["id"], 1),
    resource("/stores/{}/v3/pricelists", &["id"], 1).unique(&[&["name"]]),
    resource("/stores/{}/v3/hooks", &["id"], 41),
    resource(ORDERS, &["id"], 1001)
        .also(&["/stores/{}/v3/orders"])
        .lookups(&[Lookup {
            field: "status",
            by: "status_id",
            list: STATUSES,
            of: "name",
            tally: Some("statuses"),
        }]),
    resource("/stores/{}/v2/orders/{}/products", &["id"], 2001)
        .within(ORDERS, "order_id", Some("products"))
        .lookups(&[product("name"), product("sku"), product("type")]),
    resource("/stores/{}/v2/orders/{}/shipping_addresses", &["id"], 2101).within(
        ORDERS,
        "order_id",
        Some("shipping_addresses"),
    ),
    resource("/stores/{}/v2/orders/{}/shipments", &["id"], 2201).within(ORDERS, "order_id", None),
    resource(STATUSES, &["id"], 0),
    resource(COMPANIES, &["companyId", "id"], 501)
        // A customer group becomes one there.
        .also(&["/api/v3/io/customer-groups/{}/companies"])
        .searched(&["companyName"])
        .parts(&["status", "catalogs"])
        .unique(&[&["companyEmail"]]),
    resource("/api/v3/io/users", &["id", "userId"], 9001)
        .within(COMPANIES, "companyId", None)
        // Its administrator.
        .made_of(&[
            ("adminEmail", "email"),
            ("adminFirstName", "firstName"),
            ("adminLastName", "lastName"),
            ("adminPhoneNumber", "phoneNumber"),
        ])
        .searched(&["firstName", "lastName", "email"])
        .unique(&[&["email"]]),
    resource(ADDRESSES, &["addressId", "id"], 701),
    resource(QUOTES, &["quoteId", "id"], 601),
    resource("/api/v3/io/shopping-list", &["id", "shoppingListId"], 801),
    resource("/api/v3/io/ip/invoices", &["id", "invoiceId"], 401),
];

/// What an order calls the product that it names.
const fn product(field: &'static str) -> Lookup {
    Lookup {
        field,
        by: "product_id",
        list: PRODUCTS,
        of: field,
        tally: None,
    }
}

const fn resource(list: &'static str, ids: &'static [&'static str], first: i64) -> Resource {
    Resource {
        list,
        ids,
        first,
        also: &[],
        unique: &[],
        parts: &[],
        searched: &[],
        references: &[],
        parent: None,
        lookups: &[],
    }
}

impl Resource {
    const fn also(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }

    const fn unique(self, unique: &'static [&'static [&'static str]]) -> Self {
        Self { unique, ..self }
    }

    const fn parts(self, parts: &'static [&'static str]) -> Self {
        Self { parts, ..self }
    }

    const fn searched(self, searched: &'static [&'static str]) -> Self {
        Self { searched, ..self }
    }

    const fn references(self, references: &'static [Reference]) -> Self {
        Self { references, ..self }
    }

    const fn within(
        self,
        list: &'static str,
        link: &'static str,
        field: Option<&'static str>,
    ) -> Self {
        Self {
            parent: Some(Parent {
                list,
                link,
                field,
                makes: &[],
            }),
            ..self
        }
    }

    /// Says what one item is made of when its parent is created.
    const fn made_of(self, makes: &'static [(&'static str, &'static str)]) -> Self {
        let parent = match self.parent {
            Some(parent) => Some(Parent { makes, ..parent }),
            None => None,
        };
        Self { parent, ..self }
    }

    const fn lookups(self, lookups: &'static [Lookup]) -> Self {
        Self { lookups, ..self }
    }

    /// What a response and the first of `ids` call the id of an item.
    pub fn id(&self) -> &'static str {
        self.ids.first().copied().unwrap_or("id")
    }

    /// The collections whose items belong to one of this.
    pub fn children(&self) -> impl Iterator<Item = (&'static Resource, Parent)> {
        let list = self.list;
        let all = RESOURCES.iter();
        all.filter_map(|child| Some((child, child.parent?)))
            .filter(move |(_, parent)| parent.list == list)
    }
}
