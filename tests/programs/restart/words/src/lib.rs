use proc_macro::TokenStream;

#[proc_macro]
pub fn word(_: TokenStream) -> TokenStream {
    "\"spoken\"".parse().unwrap()
}
