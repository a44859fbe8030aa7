struct Parser<'a>(&'a str);

impl<'a> Parser<'a> {
    #[chaud::hot(self)]
    fn rest(this: &Parser<'a>) -> &'a str {
        this.0
    }
}

fn main() {}
