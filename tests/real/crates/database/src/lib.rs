use rusqlite::{Connection, Result};

pub fn fill(connection: &Connection) -> Result<()> {
    connection.execute_batch("create table t (x integer); insert into t values (1), (41)")
}
