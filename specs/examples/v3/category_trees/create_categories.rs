use bigcommerce::v3::types::NewTreeCategory;

let cups = NewTreeCategory::builder()
    .tree_id(1)
    .parent_id(0)
    .name("Cups");
store
    .v3()
    .category_trees()
    .create_categories([cups])
    .await?;
