use proc_macro::TokenStream;

/// Leaves the item as it is, which nobody can see from outside.
#[proc_macro_attribute]
pub fn traced(_: TokenStream, item: TokenStream) -> TokenStream {
    item
}
