use bigcommerce::v3::types::NewProductImage;

let image = NewProductImage::builder()
    .image_url("https://kiln.example/mug.jpg")
    .is_thumbnail(true);
let image = store
    .v3()
    .products()
    .create_product_image(77, image)
    .await?;
println!("{:?}", image.url_standard);
