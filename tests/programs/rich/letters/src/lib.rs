#[proc_macro]
pub fn made(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
    "\"made\"".parse().unwrap()
}
