fn main() -> mlua::Result<()> {
    let lua = mlua::Lua::new();
    let double = lua.create_function(|_, x: i64| Ok(2 * x))?;
    lua.globals().set("double", double)?;
    println!("{}", scripts::run(&lua, "return double(20) + 2")?);
    println!("{}", scripts::run(&lua, "error('no')").is_err());
    Ok(())
}
