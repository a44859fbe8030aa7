use std::marker::PhantomData;

/// What a function may ask for.
trait Parameter {
    fn get() -> Self;
}

struct Speed(u32);

struct Name(&'static str);

impl Parameter for Speed {
    fn get() -> Self {
        Speed(1)
    }
}

impl Parameter for Name {
    fn get() -> Self {
        Name("name")
    }
}

trait System {
    fn run(&self) -> String;
}

struct Registered<F, P>(F, PhantomData<P>);

impl<F: Fn(A) -> String, A: Parameter> System for Registered<F, (A,)> {
    fn run(&self) -> String {
        (self.0)(A::get())
    }
}

impl<F: Fn(A, B) -> String, A: Parameter, B: Parameter> System for Registered<F, (A, B)> {
    fn run(&self) -> String {
        (self.0)(A::get(), B::get())
    }
}

fn register<F, P>(function: F) -> Registered<F, P> {
    Registered(function, PhantomData)
}

fn systems() -> Vec<Box<dyn System>> {
    vec![Box::new(register::<_, (_,)>(first)), Box::new(register::<_, (_,)>(second))]
}

fn first(speed: Speed) -> String {
    format!("first {}", speed.0)
}

fn second(Name(name): Name) -> String {
    format!("second {name}")
}

fn main() {
    let systems = systems();
    println!("= ready");
    for _ in std::io::stdin().lines() {
        let said: Vec<_> = systems.iter().map(|system| system.run()).collect();
        println!("= {}", said.join(", "));
    }
}
