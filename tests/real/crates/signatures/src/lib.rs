use ring::digest::{SHA256, digest};

pub fn digest_of(text: &[u8]) -> String {
    format!("{:?}", digest(&SHA256, text))
}
