pub fn run(lua: &mlua::Lua, text: &str) -> mlua::Result<i64> {
    lua.load(text).eval()
}
