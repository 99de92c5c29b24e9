//! Uploads a picture of a product, from memory; `Upload::path` takes one from disk without reading it whole.

use bigcommerce::{Form, Upload};
use bigcommerce_mock::MockStore;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mock = MockStore::start()?;
    let store = mock.store();

    let picture = Upload::bytes("mug.png", vec![0x89, b'P', b'N', b'G']);
    let form = Form::new().file("image_file", picture);
    let images = store.v3().products();
    let image = images.create_product_image_with_form(101, form).await?;
    println!("image {:?} of product {:?}", image.id, image.product_id);
    Ok(())
}
