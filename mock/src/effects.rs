//! What the platform adds to what is created: a product's base variant, an order's shipping address and totals, a
//! company's customer group and address.

use serde_json::{Value, json};

use super::{
    item::{Item, id, object},
    place::{self, Place},
    resources::{ADDRESSES, COMPANIES, CUSTOMER_GROUPS, ORDERS, PRODUCTS, QUOTES},
    state::{Conflict, State},
};

impl State {
    /// Creates what a request sends, with what the platform adds.
    pub fn create_whole(&mut self, place: &Place, mut sent: Item) -> Result<Item, Conflict> {
        match place.resource.list {
            PRODUCTS => return self.create_product(place, sent),
            COMPANIES => return self.create_company(place, sent),
            ORDERS => self.complete_order(&mut sent),
            // The staff creates it and submits it to the buyer.
            QUOTES => absent(&mut sent, "status", 2),
            _ => (),
        }
        self.create(place, sent)
    }

    /// Every product has a variant: the base variant where it has no options.
    fn create_product(&mut self, products: &Place, mut sent: Item) -> Result<Item, Conflict> {
        let variants = sent.get("variants").and_then(Value::as_array);
        if variants.is_some_and(|variants| !variants.is_empty()) {
            return self.create(products, sent);
        }
        let base = json!([base_variant(&sent)]);
        sent.insert("variants".to_owned(), base);
        // What is wrong with the base variant was sent for the product.
        let as_sent = |conflict: Conflict| conflict.without("/variants/0");
        self.create(products, sent).map_err(as_sent)
    }

    fn create_company(&mut self, companies: &Place, mut sent: Item) -> Result<Item, Conflict> {
        self.add_customer_group(&mut sent)?;
        let created = self.create(companies, sent.clone())?;
        self.add_company_address(id(companies.resource, &created), &sent)?;
        Ok(created)
    }

    /// Ships to the billing address unless it says where, and adds up what its products cost.
    fn complete_order(&self, sent: &mut Item) {
        if let (false, Some(billing)) = (
            sent.contains_key("shipping_addresses"),
            sent.get("billing_address").and_then(Value::as_object),
        ) {
            let mut address = billing.clone();
            address.remove("form_fields");
            sent.insert("shipping_addresses".to_owned(), json!([address]));
        }
        let mut count = 0;
        let (mut inc_tax, mut ex_tax) = (0, 0);
        let products = sent.get_mut("products").and_then(Value::as_array_mut);
        for product in products
            .into_iter()
            .flatten()
            .filter_map(Value::as_object_mut)
        {
            let quantity = product.get("quantity").and_then(scaled).unwrap_or(ONE) / ONE;
            let listed = product.get("product_id").and_then(|id| self.price(id));
            let said = |name: &str| product.get(name).and_then(scaled);
            let ex = said("price_ex_tax")
                .or(said("price_inc_tax"))
                .or(listed)
                .unwrap_or(0);
            let inc = said("price_inc_tax").unwrap_or(ex);
            count += quantity;
            inc_tax += inc * quantity;
            ex_tax += ex * quantity;
            for (name, amount) in [
                ("price_ex_tax", ex),
                ("price_inc_tax", inc),
                ("base_price", ex),
                ("total_ex_tax", ex * quantity),
                ("total_inc_tax", inc * quantity),
            ] {
                absent(product, name, written(amount));
            }
        }
        let shipping = |name: &str| sent.get(name).and_then(scaled).unwrap_or(0);
        let (shipping_ex, shipping_inc) = (
            shipping("shipping_cost_ex_tax"),
            shipping("shipping_cost_inc_tax"),
        );
        for (name, amount) in [
            ("subtotal_ex_tax", ex_tax),
            ("subtotal_inc_tax", inc_tax),
            ("subtotal_tax", inc_tax - ex_tax),
            ("shipping_cost_ex_tax", shipping_ex),
            ("shipping_cost_inc_tax", shipping_inc),
            ("total_ex_tax", ex_tax + shipping_ex),
            ("total_inc_tax", inc_tax + shipping_inc),
            ("total_tax", inc_tax - ex_tax + shipping_inc - shipping_ex),
        ] {
            absent(sent, name, written(amount));
        }
        absent(sent, "items_total", count);
        absent(sent, "status_id", 1);
        absent(sent, "currency_code", "USD");
    }

    /// What the catalog asks for a product.
    fn price(&self, product: &Value) -> Option<i64> {
        let products = place::list(PRODUCTS)?;
        scaled(self.item(&products, &product.to_string())?.get("price")?)
    }

    /// A company has a customer group of its name unless it is given one.
    fn add_customer_group(&mut self, sent: &mut Item) -> Result<(), Conflict> {
        let name = sent.get("companyName").cloned();
        let (Some(groups), Some(name)) = (place::list(CUSTOMER_GROUPS), name) else {
            return Ok(());
        };
        let given = sent.get("customerGroupId").cloned();
        let group = match given.filter(|id| self.item(&groups, &id.to_string()).is_some()) {
            Some(id) => id,
            None => {
                let group = self.create(&groups, object(json!({"name": name})))?;
                id(groups.resource, &group).into()
            }
        };
        sent.insert("bcGroupId".to_owned(), group);
        sent.insert("bcGroupName".to_owned(), name);
        Ok(())
    }

    /// A company that is created with an address has it in its addresses.
    fn add_company_address(&mut self, company: Option<i64>, sent: &Item) -> Result<(), Conflict> {
        let Some(line) = sent.get("addressLine1").filter(|line| *line != "") else {
            return Ok(());
        };
        let said = |name: &str| sent.get(name).cloned().unwrap_or_default();
        let address = json!({
            "companyId": company, "addressLine1": line, "addressLine2": said("addressLine2"),
            "city": said("city"), "stateName": said("state"), "zipCode": said("zipCode"),
            "countryName": said("country"), "firstName": said("adminFirstName"), "lastName": said("adminLastName"),
            "isBilling": true, "isShipping": true, "isDefaultBilling": true, "isDefaultShipping": true,
        });
        match place::list(ADDRESSES) {
            Some(addresses) => self.create(&addresses, object(address)).map(drop),
            None => Ok(()),
        }
    }
}

/// The variant of a product without options.
fn base_variant(product: &Item) -> Item {
    const SHARED: [&str; 5] = [
        "sku",
        "cost_price",
        "retail_price",
        "upc",
        "inventory_level",
    ];
    let mut variant = product.clone();
    variant.retain(|name, _| SHARED.contains(&name.as_str()));
    variant.insert("price".to_owned(), Value::Null);
    variant.insert("option_values".to_owned(), json!([]));
    variant
}

/// Ten thousandths, as v2 writes amounts.
const ONE: i64 = 10_000;

/// An amount in ten thousandths, whether it is a number or text.
fn scaled(value: &Value) -> Option<i64> {
    let number = match value {
        Value::String(text) => text.parse().ok()?,
        value => value.as_f64()?,
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "amounts of a test are small"
    )]
    Some((number * ONE as f64).round() as i64)
}

/// An amount as v2 writes it.
fn written(amount: i64) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let amount = amount.abs();
    format!("{sign}{}.{:04}", amount / ONE, amount % ONE)
}

/// Sets a member that isn't there.
fn absent(item: &mut Item, name: &str, value: impl Into<Value>) {
    item.entry(name).or_insert_with(|| value.into());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_v2_does() {
        for (value, text) in [
            (json!("7.95"), "7.9500"),
            (json!(12.5), "12.5000"),
            (json!(-0.1), "-0.1000"),
        ] {
            assert_eq!(written(scaled(&value).unwrap()), text);
        }
        assert_eq!(scaled(&json!("seven")), None);
    }
}
