//! The attribute `hot`: its documentation, and that of its limits.

/// Makes a function hot: every call reaches its latest version.
///
/// Calls go through an atomic pointer, so a hot call costs one load and one indirect call. Recursion goes through it
/// too. A version that is running when a reload comes finishes as it is; the next call is the new one.
///
/// ```
/// /// Edit the body, save, and the next call uses it.
/// #[chaud::hot]
/// pub fn greet(name: &str) -> String {
///     format!("Hello, {name}")
/// }
///
/// assert_eq!(greet("you"), "Hello, you");
/// ```
///
/// # Methods
///
/// A method is written with `this` in place of `self`, because its body moves out of the `impl`; it is called as any
/// method. It works in inherent `impl`s and in implementations of traits:
///
/// ```
/// struct Shape {
///     side: f64,
/// }
///
/// impl Shape {
///     #[chaud::hot(self)]
///     fn area(this: &Shape) -> f64 {
///         this.side * this.side
///     }
///
///     #[chaud::hot(self)]
///     fn grow(this: &mut Shape, by: f64) {
///         this.side += by;
///     }
/// }
///
/// let mut shape = Shape { side: 1.0 };
/// shape.grow(2.0);
/// assert_eq!(shape.area(), 9.0);
/// ```
///
/// # Parameters
///
/// `#[chaud::hot]` is for functions without a receiver, `#[chaud::hot(self)]` for methods, whose first parameter is
/// `this: &Type` or `this: &mut Type`.
///
/// # Safety
///
/// A patch whose function has another signature is refused, and the program goes on as it was; types are compared as
/// they are spelled, and by size and alignment. So give a type another name, or restart, when a change of its fields
/// leaves both as they were.
///
/// # Limits
///
/// A hot function cannot be `const`, `async`, `unsafe`, `extern` or variadic, nor have type or const parameters, bounds
/// on lifetimes, a `where` clause, `impl Trait`, `#[target_feature]`, or patterns other than `name`, `mut name` and `_`
/// for parameters. Each is a compile error that names the way round it, with or without the feature.
///
/// Besides:
///
/// - A module cannot have two hot functions of one name, say in the bodies of two functions, or as methods of one type
///   from two traits: their symbols would be the same.
/// - [`Location::caller`](std::panic::Location::caller) is not passed on: in a hot function with `#[track_caller]` it
///   names a place in that function.
/// - The crate must know this one as `chaud`: a renamed dependency is not found.
#[doc(inline)]
pub use chaud_macros::hot;
