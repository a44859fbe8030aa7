//! What the arguments of a rustc call say. Nothing here touches the world.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A rustc call by which cargo compiles a crate.
#[derive(Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "switches are what it is about")]
pub(crate) struct Call {
    pub(crate) rustc: String,
    pub(crate) crate_name: String,
    /// `<crate>-<hash>`: cargo's hash makes it unique in a profile. A `cdylib` or `dylib` has none.
    pub(crate) unit: String,
    /// Where cargo wants the artifact.
    pub(crate) output: PathBuf,
    /// What is built for, where that is said.
    pub(crate) target: Option<String>,
    /// The linker that the user chose.
    pub(crate) linker: Option<String>,
    /// Link-time optimisation leaves nothing to patch.
    pub(crate) lto: bool,
    /// Paths of `--extern name=path`.
    pub(crate) externs: Vec<PathBuf>,
    /// A binary or an example, but no test of one.
    pub(crate) is_program: bool,
    /// Runs inside the compiler or cargo, not in the program.
    pub(crate) is_for_build: bool,
    pub(crate) is_optimised: bool,
    /// The user chose how symbols are named.
    pub(crate) names_symbols: bool,
}

impl Call {
    /// Reads a call: rustc and its arguments. `None` if it does not compile a crate into cargo's folders.
    pub(crate) fn read(words: &[OsString]) -> Option<Self> {
        let mut args = words.iter().map(|word| word.to_str().unwrap_or_default()).peekable();
        let mut call = Self::default();
        // Wrappers may stand before the compiler.
        while let Some(word) = args.next_if(|word| !word.starts_with('-')) {
            word.clone_into(&mut call.rustc);
        }
        let mut extra = "";
        let mut is_test = false;
        while let Some(arg) = args.next() {
            let mut value = |long: &str| match arg.strip_prefix(long) {
                Some("") => args.next(),
                Some(rest) => rest.strip_prefix('='),
                None => None,
            };
            if let Some(name) = value("--crate-name") {
                name.clone_into(&mut call.crate_name);
            } else if let Some(path) = value("--out-dir") {
                call.output = PathBuf::from(path);
            } else if let Some(target) = value("--target") {
                call.target = Some(target.to_owned());
            } else if let Some(external) = value("--extern") {
                call.externs.extend(external.split_once('=').map(|(_, path)| PathBuf::from(path)));
            } else if let Some(option) = value("--codegen") {
                call.set(option, &mut extra);
            } else if let Some(option) = arg.strip_prefix("-C") {
                let option = if option.is_empty() { args.next()? } else { option };
                call.set(option, &mut extra);
            } else if let Some(kind) = value("--crate-type") {
                call.is_for_build |= kind == "proc-macro";
            } else if arg == "--test" {
                is_test = true;
            } else if arg == "-O" {
                call.is_optimised = true;
            }
        }
        let compiles = !call.crate_name.is_empty() && call.output.file_name().is_some();
        call.is_for_build |= call.crate_name.starts_with("build_script_");
        call.unit = format!("{}{extra}", call.crate_name);
        call.is_program = !is_test && env::var_os("CARGO_BIN_NAME").is_some();
        (compiles && call.crate_name != "___").then_some(call)
    }

    /// Takes in an option of `-C`; later ones win.
    fn set<'a>(&mut self, option: &'a str, extra: &mut &'a str) {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        match name {
            "extra-filename" => *extra = value,
            "linker" => self.linker = Some(value.to_owned()),
            "lto" => self.lto = !matches!(value, "off" | "n" | "no" | "false"),
            "opt-level" => self.is_optimised = value != "0",
            "symbol-mangling-version" => self.names_symbols = true,
            "linker-plugin-lto" => self.lto = true,
            _ => {}
        }
    }

    /// The machine that is built for, as it begins a target's name.
    pub(crate) fn machine(&self) -> &str {
        let name = self.target.as_deref().map(|target| target.rsplit('/').next().unwrap_or(target));
        name.and_then(|name| name.split('-').next()).unwrap_or(env::consts::ARCH)
    }

    /// Where recordings and bases are: beside the artifacts that they describe.
    pub(crate) fn folder(&self) -> PathBuf {
        // Libraries and binaries go to `<profile>/deps`, examples to `<profile>/examples`.
        self.output.parent().unwrap_or(Path::new("")).join("chaud")
    }

    /// The folder of the recording of `unit`.
    pub(crate) fn recording(&self, unit: &str) -> PathBuf {
        self.folder().join("units").join(unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &str) -> Option<Call> {
        Call::read(&args.split_whitespace().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn reads_what_cargo_writes() {
        let call = read(
            "/r/bin/rustc --crate-name game --edition=2024 src/main.rs --crate-type bin --emit=dep-info,link \
             -C embed-bitcode=no -C debuginfo=2 -C metadata=0 -C extra-filename=-1f --out-dir /t/debug/deps \
             -C linker=clang -L dependency=/t/debug/deps --extern leaf=/t/debug/deps/libleaf-2e.rlib \
             --extern proc_macro --extern noprelude:chaud=/t/debug/deps/libchaud-3d.rlib -Cdebug-assertions",
        )
        .unwrap();
        let paths = ["/t/debug/deps/libleaf-2e.rlib", "/t/debug/deps/libchaud-3d.rlib"];
        let expected = Call {
            rustc: "/r/bin/rustc".to_owned(),
            crate_name: "game".to_owned(),
            unit: "game-1f".to_owned(),
            output: PathBuf::from("/t/debug/deps"),
            linker: Some("clang".to_owned()),
            lto: false,
            externs: paths.map(PathBuf::from).to_vec(),
            ..Call::default()
        };
        assert_eq!(call, expected);
        assert_eq!(call.recording("a-1"), Path::new("/t/debug/chaud/units/a-1"));
    }

    #[test]
    fn finds_rustc_behind_a_wrapper() {
        let call =
            read("/w/clippy-driver /r/bin/rustc --crate-name a --out-dir=/t/d -Cextra-filename=-1");
        assert_eq!(call.unwrap().rustc, "/r/bin/rustc");
    }

    #[test]
    fn knows_the_machine_that_is_built_for() {
        let check = |args: &str, expected: &str| {
            let call = read(&format!("rustc --crate-name=a --out-dir=/t/d {args}")).unwrap();
            assert_eq!(call.machine(), expected, "{args}");
        };
        check("", env::consts::ARCH);
        check("--target aarch64-unknown-linux-gnu", "aarch64");
        check("--target=/t/x86_64-own.json", "x86_64");
    }

    #[test]
    fn ignores_calls_that_compile_no_crate() {
        assert_eq!(read(""), None);
        assert_eq!(read("rustc -vV"), None);
        assert_eq!(read("rustc - --crate-name ___ --print=file-names --crate-type bin"), None);
        assert_eq!(read("rustc --crate-name a a.rs -C extra-filename=-1"), None);
        assert_eq!(read("rustc --crate-name a a.rs -C extra-filename=-1 -C"), None);
    }

    #[test]
    fn knows_what_is_optimised_and_what_runs_in_the_compiler() {
        let check = |args: &str, is_optimised: bool, is_for_build: bool| {
            let call = read(&format!("rustc --out-dir=/t/d -Cextra-filename=-1 {args}")).unwrap();
            assert_eq!(
                (call.is_optimised, call.is_for_build),
                (is_optimised, is_for_build),
                "{args}"
            );
        };
        check("--crate-name a --crate-type lib", false, false);
        check("--crate-name a -C opt-level=0", false, false);
        check("--crate-name a -C opt-level=s", true, false);
        check("--crate-name a -O", true, false);
        check("--crate-name a --crate-type proc-macro", false, true);
        check("--crate-name build_script_build --crate-type bin", false, true);
    }

    #[test]
    fn knows_link_time_optimisation() {
        let check = |args: &str, expected: bool| {
            let call =
                read(&format!("rustc --crate-name=a --out-dir=/t/d -Cextra-filename=-1 {args}"));
            assert_eq!(call.unwrap().lto, expected, "{args}");
        };
        check("", false);
        check("-C lto", true);
        check("-Clto=thin", true);
        check("--codegen lto=fat", true);
        check("-C linker-plugin-lto", true);
        check("-C lto=off", false);
        check("-C lto=fat -C lto=off", false);
        check("-C embed-bitcode=no", false);
    }
}
