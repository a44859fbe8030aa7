fn main() -> rusqlite::Result<()> {
    let connection = rusqlite::Connection::open_in_memory()?;
    database::fill(&connection)?;
    let sum: i64 = connection.query_row("select sum(x) from t", [], |row| row.get(0))?;
    println!("{sum} {}", rusqlite::version());
    Ok(())
}
