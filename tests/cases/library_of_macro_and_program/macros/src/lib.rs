use proc_macro::TokenStream;

#[proc_macro]
pub fn made(_: TokenStream) -> TokenStream {
    format!("{:?}", words::word()).parse().unwrap()
}
