//! The attribute `persist`: its documentation, and that of its limits.

/// Makes a static outlive reloads by name: all versions of the code share the value of the running program.
///
/// Other statics keep their values as well, as long as their path and their type stay the same. A persisted
/// one is known by its name alone, everywhere, and its type is compared before new code goes live. The initial value is
/// used once, when the program starts, or when a reload first brings the static.
///
/// ```
/// use std::sync::Mutex;
///
/// #[chaud::persist]
/// static NAMES: Mutex<Vec<String>> = Mutex::new(Vec::new());
///
/// fn add(name: &str) -> usize {
///     // Inside a function it is the same.
///     #[chaud::persist]
///     static CALLS: Mutex<usize> = Mutex::new(0);
///
///     NAMES.lock().unwrap().push(name.to_owned());
///     let mut calls = CALLS.lock().unwrap();
///     *calls += 1;
///     *calls
/// }
///
/// assert_eq!(add("one"), 1);
/// assert_eq!(add("two"), 2);
/// ```
///
/// # Parameters
///
/// None. The item is a `static` or `static mut` of any visibility, with its initial value.
///
/// # Safety
///
/// A patch whose static has another type is refused, and the program goes on as it was; types are compared as they are
/// spelled, and by size and alignment. The value that is there is not converted: if the meaning of its fields changes,
/// give the type another name, or restart.
///
/// What a persisted static holds should not depend on other statics that are not persisted.
///
/// # Limits
///
/// - A thread-local value cannot be persisted; nor can a static with `#[no_mangle]` or `#[export_name]`.
/// - A module cannot have two persisted statics of one name, say in the bodies of two functions: their symbols would be
///   the same.
/// - The initial value of another static, or a constant, cannot read a persisted static's value, since a patch does not
///   know it when it is compiled. It can refer to it.
/// - Lifetimes in its type are written out: `Words<'static>` or `Words<'_>`, not `Words`. Before `&` they may be left out.
/// - The crate must know this one as `chaud`: a renamed dependency is not found.
#[doc(inline)]
pub use chaud_macros::persist;
