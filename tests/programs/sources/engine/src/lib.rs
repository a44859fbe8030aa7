//! Modules whose files are found in all the ways there are.

mod inline {
    pub mod deep;
    pub mod nested {
        pub fn place() -> String {
            let number = 100;
            format!("{number} {}:{}", file!(), line!())
        }
    }
}
#[path = "../beside/beside.rs"]
mod beside;
#[path = "elsewhere/other_name.rs"]
mod elsewhere;

mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
}
mod linked;

macro_rules! modules {
    ($($name:ident)*) => { $(mod $name;)* };
}
modules! { by_macro }

include!("included.rs");

pub fn places() -> Vec<String> {
    vec![
        inline::nested::place(),
        inline::deep::place(),
        elsewhere::place(),
        beside::place(),
        linked::place(),
        by_macro::place(),
        included_place(),
        generated::value().to_string(),
    ]
}
