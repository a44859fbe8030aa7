mod linked;
mod many;
mod part;
#[path = "../../outside/piece.rs"]
mod piece;
mod single;

#[chaud::hot]
pub fn work() -> String {
    let text = [
        part::NAME,
        piece::NAME,
        linked::inner::NAME,
        single::NAME,
        include_str!("asset.txt"),
        include_str!("../../assets/text.txt"),
    ];
    format!("version 0, sum {}, [{}]", many::sum(), text.join("] ["))
}
