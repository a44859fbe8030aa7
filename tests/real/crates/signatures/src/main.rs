use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

fn main() {
    println!("{}", signatures::digest_of(b"abc"));
    let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
    let signature = pair.sign(b"message");
    println!("{:?}", signature.as_ref());
    let key = UnparsedPublicKey::new(&ED25519, pair.public_key().as_ref());
    println!("{:?}", key.verify(b"message", signature.as_ref()));
}
