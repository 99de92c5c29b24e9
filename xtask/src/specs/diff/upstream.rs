//! The difference between two real states, against what reading their documents shows.
//!
//! Needs both checkouts: `OLD_DOCS` names bigcommerce/docs at f4c6a9cd (2025-07-01), `NEW_DOCS` at
//! 24f580ca (2026-04-01). Run it with `cargo test -p xtask -- --ignored`.

use std::{env, fs, path::PathBuf};

use super::{
    Direction::{self, Request, Response},
    Group::{self, Additive, Breaking, Cosmetic},
    *,
};
use crate::{
    specs::{Imported, Source},
    workspace_root,
};

type Expected = (Group, Kind, Option<Direction>, &'static str, &'static str);

/// Found by reading both states, not by running the comparison.
const EXPECTED: [Expected; 48] = [
    (
        Additive,
        Kind::DocumentAdded,
        None,
        "v3/infrastructure_hosting",
        "#",
    ),
    (
        Additive,
        Kind::DocumentAdded,
        None,
        "v3/store_information",
        "#",
    ),
    (Additive, Kind::DocumentAdded, None, "v3/tax_classes", "#"),
    // The metafields of a store are v3 now.
    (
        Breaking,
        Kind::OperationRemoved,
        None,
        "v2/store_information",
        "#/paths/~1store~1metafields/get",
    ),
    (
        Breaking,
        Kind::OperationRemoved,
        None,
        "v2/store_information",
        "#/paths/~1store~1metafields/put",
    ),
    (
        Breaking,
        Kind::OperationRemoved,
        None,
        "v2/store_information",
        "#/paths/~1store~1metafields~1{metafieldId}/delete",
    ),
    (
        Additive,
        Kind::OperationAdded,
        None,
        "v3/promotions",
        "#/paths/~1promotions~1codes/get",
    ),
    (
        Additive,
        Kind::OperationAdded,
        None,
        "v3/promotions",
        "#/paths/~1promotions~1codes/delete",
    ),
    (
        Additive,
        Kind::OperationAdded,
        None,
        "v3/promotions",
        "#/paths/~1promotions~1{promotion_id}~1codegen/post",
    ),
    (
        Additive,
        Kind::OperationAdded,
        None,
        "v3/price_lists",
        "#/paths/~1pricelists~1records/post",
    ),
    (
        Additive,
        Kind::OperationAdded,
        None,
        "v3/storefront_tokens",
        "#/paths/~1storefront~1api-token-private/post",
    ),
    (
        Additive,
        Kind::OperationDeprecated,
        None,
        "b2b/authentication",
        "#/paths/~1auth~1backend/post",
    ),
    (
        Additive,
        Kind::OperationDeprecated,
        None,
        "b2b/authentication",
        "#/paths/~1backend~1tokens/get",
    ),
    (
        Breaking,
        Kind::CredentialChanged,
        None,
        "b2b/authentication",
        "#/paths/~1auth~1backend/delete/security",
    ),
    (
        Additive,
        Kind::CredentialChanged,
        None,
        "b2b/channels",
        "#/paths/~1channels/get/security",
    ),
    // Content feeds are no more.
    (
        Breaking,
        Kind::PropertyRemoved,
        Some(Request),
        "v2/store_content",
        "#/components/schemas/page_Base/properties/feed",
    ),
    (
        Breaking,
        Kind::EnumValuesRemoved,
        Some(Response),
        "v2/store_content",
        "#/components/schemas/page_Base_Res/properties/type",
    ),
    (
        Breaking,
        Kind::PropertyRemoved,
        Some(Request),
        "v3/pages",
        "#/components/schemas/PagePutObj/properties/feed",
    ),
    (
        Breaking,
        Kind::EnumValuesRemoved,
        Some(Request),
        "v3/pages",
        "#/components/schemas/PagePutObj/properties/type",
    ),
    (
        Breaking,
        Kind::EnumValuesRemoved,
        Some(Response),
        "v3/pages",
        "#/components/schemas/anyTypePage/properties/type",
    ),
    (
        Breaking,
        Kind::PropertyRemoved,
        Some(Request),
        "v3/orders",
        "#/components/schemas/RefundQuote_ItemsRefund/properties/merchant_calculated_override",
    ),
    (
        Breaking,
        Kind::PropertyRemoved,
        Some(Request),
        "v3/orders",
        "#/components/schemas/RefundQuote_TaxAdjustmentAmount/properties/merchant_calculated_override",
    ),
    (
        Breaking,
        Kind::PropertyRemoved,
        Some(Response),
        "b2b/payments",
        "#/components/schemas/payment/properties/paymentCode",
    ),
    (
        Breaking,
        Kind::ParameterRemoved,
        Some(Request),
        "v3/product_variants",
        "#/components/parameters/ExcludeFieldsParam",
    ),
    (
        Breaking,
        Kind::TypeChanged,
        Some(Request),
        "v3/product_variant_options",
        "#/components/parameters/ProductOptionValueIncludeFieldsParam/schema/items",
    ),
    (
        Breaking,
        Kind::EnumValuesRemoved,
        Some(Request),
        "v3/products",
        "#/components/parameters/CustomFieldsIncludeFieldsParam/schema/items",
    ),
    (
        Additive,
        Kind::EnumValuesAdded,
        Some(Request),
        "v3/products",
        "#/components/parameters/CustomFieldsIncludeFieldsParam/schema/items",
    ),
    (
        Breaking,
        Kind::BecameRequired,
        Some(Request),
        "v3/promotions",
        "#/components/schemas/FixedDiscount/properties/fixed_amount",
    ),
    // It is answered as well, where it was an `Option`.
    (
        Breaking,
        Kind::BecameRequired,
        Some(Response),
        "v3/promotions",
        "#/components/schemas/PercentageDiscount/properties/percentage_amount",
    ),
    (
        Additive,
        Kind::BecameOptional,
        Some(Request),
        "v3/storefront_tokens",
        "#/components/schemas/Channel/properties/channel_id",
    ),
    (
        Additive,
        Kind::ParameterAdded,
        Some(Request),
        "v3/brands",
        "#/components/parameters/BeforeCursorParam",
    ),
    (
        Additive,
        Kind::ParameterAdded,
        Some(Request),
        "v3/brands",
        "#/components/parameters/date_created_min",
    ),
    (
        Additive,
        Kind::ParameterAdded,
        Some(Request),
        "v3/orders",
        "#/components/parameters/MetafieldKeyInParam",
    ),
    (
        Additive,
        Kind::ParameterAdded,
        Some(Request),
        "v3/promotions",
        "#/components/parameters/CodeQuery",
    ),
    (
        Additive,
        Kind::ParameterAdded,
        Some(Request),
        "v3/tax_properties",
        "#/components/parameters/typein",
    ),
    (
        Additive,
        Kind::ParameterAdded,
        Some(Request),
        "v2/marketing",
        "#/paths/~1gift_certificates/get/parameters/10",
    ),
    (
        Additive,
        Kind::PropertyAdded,
        Some(Response),
        "v3/brands",
        "#/components/schemas/CollectionMeta/properties/cursor_pagination",
    ),
    (
        Additive,
        Kind::PropertyAdded,
        Some(Response),
        "v3/orders",
        "#/components/schemas/Transaction/allOf/1/properties/provider_customer_id",
    ),
    (
        Additive,
        Kind::PropertyAdded,
        Some(Response),
        "v2/orders",
        "#/components/schemas/orderTaxes_Base/properties/sales_tax_id",
    ),
    (
        Additive,
        Kind::PropertyAdded,
        Some(Response),
        "v3/tax",
        "#/components/schemas/response-connection/properties/data/properties/profile",
    ),
    (
        Additive,
        Kind::PropertyAdded,
        Some(Request),
        "v3/carts",
        "#/components/schemas/cart_PostCustomItem/items/properties/image_url",
    ),
    (
        Additive,
        Kind::PropertyAdded,
        Some(Request),
        "v3/promotions",
        "#/components/schemas/DraftCouponPromotion/allOf/1/properties/coupon_type",
    ),
    (
        Additive,
        Kind::PropertyAdded,
        Some(Request),
        "v3/tax_settings",
        "#/components/schemas/Tax_Settings/properties/rounding_strategy",
    ),
    (
        Additive,
        Kind::PropertyAdded,
        Some(Response),
        "v3/tax_settings",
        "#/components/schemas/Tax_Settings/properties/rounding_strategy",
    ),
    (
        Cosmetic,
        Kind::KeywordChanged,
        Some(Response),
        "v3/brands",
        "#/components/schemas/brand_Full/properties/search_keywords/maxLength",
    ),
    (
        Cosmetic,
        Kind::KeywordChanged,
        Some(Response),
        "v2/orders",
        "#/components/schemas/orderTaxes_Base/properties/tax_rate_id/deprecated",
    ),
    (
        Cosmetic,
        Kind::KeywordChanged,
        Some(Response),
        "v3/promotions",
        "#/paths/~1promotions~1{promotion_id}~1codes/post/responses",
    ),
    (
        Cosmetic,
        Kind::FailuresChanged,
        Some(Response),
        "v3/price_lists",
        "#/paths/~1pricelists/delete/responses/503",
    ),
];

/// Documents whose text changed, if only its line ends, and nothing else of them.
const SAME: [&str; 10] = [
    "v3/webhooks",
    "v3/segments",
    "v3/settings",
    "v3/sites",
    "v3/shipping",
    "v3/inventory",
    "v3/page_widgets",
    "v3/email_templates",
    "v3/pricing",
    "v3/checkouts",
];

fn checkout(variable: &str) -> PathBuf {
    env::var_os(variable)
        .unwrap_or_else(|| panic!("{variable} names no checkout"))
        .into()
}

#[test]
#[ignore = "needs two checkouts of bigcommerce/docs"]
fn two_real_states_differ_as_reading_them_shows() {
    let folder = tempfile::TempDir::new().unwrap();
    let imported = ["OLD_DOCS", "NEW_DOCS"].map(|variable| {
        let into = folder.path().join(variable);
        let source = Source {
            from: vec![checkout(variable)],
            commit: None,
        };
        let imported = crate::specs::import(&workspace_root(), &source, Some(&into)).unwrap();
        // Another state has other names to review for secrets, but every document can be used.
        assert_ne!(imported, Imported::Behind, "{variable}");
        into
    });
    let [old, new] = imported.map(|folder| State::read(&folder).unwrap());
    let diff = Diff::new(&old, &new, semver::Version::new(0, 1, 0)).unwrap();
    for (group, kind, direction, document, pointer) in EXPECTED {
        let found: Vec<_> = diff
            .findings
            .iter()
            .filter(|it| it.document == document && it.pointer == pointer)
            .map(|it| (it.group, it.kind, it.direction))
            .collect();
        assert!(
            found.contains(&(group, kind, direction)),
            "{document} {pointer}: {group:?} {kind:?} {direction:?} isn't among {found:?}"
        );
    }
    for document in SAME {
        let upstream = |variable: &str| {
            let known = new.manifest.documents.iter();
            let mut known = known.filter(|known| known.id() == document);
            let path = &known.next().unwrap().upstream;
            fs::read(checkout(variable).join(path)).unwrap()
        };
        assert_ne!(upstream("OLD_DOCS"), upstream("NEW_DOCS"), "{document}");
        let found: Vec<_> = diff
            .findings
            .iter()
            .filter(|it| it.document == document)
            .collect();
        assert!(found.is_empty(), "{found:?}");
    }
    assert_eq!(diff.severity(), Some(Breaking));
    assert_eq!(diff.next_version, "0.2.0");
}
