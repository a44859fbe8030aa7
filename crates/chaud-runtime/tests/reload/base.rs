//! Builds the program under test as the driver would: an executable, one dylib per crate, and patches of those.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The built program.
pub(crate) struct Base {
    directory: PathBuf,
    pub(crate) executable: PathBuf,
    linker: PathBuf,
}

/// The base, built once for all tests.
pub(crate) fn base() -> &'static Base {
    static BASE: OnceLock<Base> = OnceLock::new();
    BASE.get_or_init(Base::build)
}

impl Base {
    fn build() -> Self {
        let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
        // One for each profile: what is recorded belongs to one.
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("base-{profile}"));
        let linker = rust_lld();
        let executable = directory.join("target").join(profile).join("app");
        let base = Self { directory, executable, linker };
        base.write_workspace();
        let wrapper = format!("build.rustc-workspace-wrapper='{}/wrap'", base.directory.display());
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--offline", "--config", &wrapper]);
        cargo.args((profile == "release").then_some("--release"));
        cargo.arg("--target-dir").arg(base.directory.join("target"));
        run(cargo.current_dir(&base.directory));
        base
    }

    fn write_workspace(&self) {
        let runtime = env!("CARGO_MANIFEST_DIR");
        let own = format!(
            "chaud-runtime = {{ package = \"chaud-live-runtime\", path = {runtime:?} }}\nlibc = \"0.2\"\nlog = \"0.4\"\n"
        );
        let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"app\", \"mid\", \"leaf\"]\n";
        self.write("Cargo.toml", manifest);
        // The same versions as ours are downloaded already.
        let lock = fs::read_to_string(Path::new(runtime).join("../Cargo.lock")).unwrap();
        self.write("Cargo.lock", &lock);
        let packages = [
            ("app", "main.rs", format!("mid.path = \"../mid\"\nleaf.path = \"../leaf\"\n{own}")),
            ("mid", "lib.rs", "leaf.path = \"../leaf\"\n".to_owned()),
            ("leaf", "lib.rs", own.clone()),
        ];
        for (name, file, dependencies) in packages {
            let package = format!("name = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n");
            let lints = "[lints.rust]\nunexpected_cfgs = \"allow\"\n";
            let text = format!("[package]\n{package}[dependencies]\n{dependencies}{lints}");
            self.write(&format!("{name}/Cargo.toml"), &text);
            self.write(&format!("{name}/src/{file}"), source(name));
        }
        let [here, lld] = [&self.directory, &self.linker].map(|path| path.display().to_string());
        self.write("wrap", &WRAPPER.replace("HERE", &here));
        let split = SPLIT.replace("HERE", &here).replace("LLD", &lld);
        self.write("cc_split", &split);
    }

    /// Writes a file, but leaves one alone that is up to date, so that cargo does too.
    fn write(&self, name: &str, text: &str) {
        let path = self.directory.join(name);
        if fs::read_to_string(&path).ok().as_deref() != Some(text) {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
        }
    }

    /// The dylib that holds the code of `package`.
    pub(crate) fn dylib(&self, package: &str) -> PathBuf {
        let args = fs::read_to_string(self.directory.join(format!("{package}.args"))).unwrap();
        let extra = args.split('\0').find_map(|text| text.strip_prefix("extra-filename="));
        self.directory.join(format!("lib{package}{}.so", extra.unwrap()))
    }

    /// Compiles `package` from `text` as a reload build, into the directory of the patch, and links it alone.
    /// Crates that were compiled there before are the ones that it is compiled against.
    pub(crate) fn patch(&self, package: &str, text: &str, directory: &Path, dylib: &Path) {
        fs::create_dir_all(directory).unwrap();
        let input = directory.join(format!("{package}.rs"));
        fs::write(&input, text).unwrap();
        let recorded = fs::read(self.directory.join(format!("{package}.args"))).unwrap();
        let recorded = String::from_utf8(recorded).unwrap();
        let mut arguments = recorded.split_terminator('\0');
        let mut rustc = Command::new(arguments.next().unwrap());
        let mut out = false;
        for argument in arguments {
            let edited = directory.join("libleaf.rlib");
            match argument {
                _ if out => _ = rustc.arg(directory),
                text if text.starts_with("incremental=") => {
                    rustc.arg(format!("incremental={}", directory.join("incremental").display()));
                }
                text if text.starts_with("extra-filename=") => _ = rustc.arg("extra-filename="),
                text if text.starts_with("leaf=") && edited.exists() => {
                    rustc.arg(format!("leaf={}", edited.display()));
                }
                text if text.ends_with("src/lib.rs") => _ = rustc.arg(&input),
                text => _ = rustc.arg(text),
            }
            out = argument == "--out-dir";
        }
        // Its statics are reached through words that the runtime can write to.
        let feature = cfg!(target_arch = "x86_64").then_some("-Ctarget-feature=+tagged-globals");
        rustc.args(feature);
        // What the wrapper adds is recorded, and some of it is unstable.
        rustc.env("RUSTC_BOOTSTRAP", "1");
        run(rustc.args(["--cfg", "reload"]).current_dir(&self.directory));
        self.link(&directory.join(format!("lib{package}.rlib")), dylib);
    }

    /// Links an archive or object as the dylib of a patch.
    pub(crate) fn link(&self, input: &Path, dylib: &Path) {
        let flags = ["-flavor", "gnu", "-shared", "-Bsymbolic", "-znorelro", "-S"];
        let mut lld = Command::new(&self.linker);
        run(lld.args(flags).arg("--whole-archive").arg(input).arg("-o").arg(dylib));
    }
}

/// The source of one of the program's packages.
pub(crate) fn source(package: &str) -> &'static str {
    match package {
        "app" => include_str!("program/app.rs"),
        "mid" => include_str!("program/mid.rs"),
        _ => include_str!("program/leaf.rs"),
    }
}

pub(crate) fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{error}");
    String::from_utf8(output.stdout).unwrap()
}

fn rust_lld() -> PathBuf {
    let sysroot = run(Command::new("rustc").args(["--print", "sysroot"]));
    let version = run(Command::new("rustc").arg("-vV"));
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    Path::new(sysroot.trim()).join(format!("lib/rustlib/{host}/bin/rust-lld"))
}

/// Records every rustc call of the workspace, and adds what the base needs to that of the executable. On Arm, atomics
/// are in the code itself: what it would call for them is in a library that the dylibs here are not linked with.
const WRAPPER: &str = r#"#!/bin/sh
case " $* " in
  *" --crate-name leaf "*)
    case $(uname -m) in
      x86_64) set -- "$@" -Zpatchable-function-entry=16,14 ;;
      aarch64) set -- "$@" -Zpatchable-function-entry=6,5 -Ctarget-feature=-outline-atomics ;;
    esac
    set -- "$@" -Zunstable-options -Csymbol-mangling-version=legacy
    printf '%s\0' "$@" > "HERE/leaf.args"; RUSTC_BOOTSTRAP=1 exec "$@" ;;
  *" --crate-name mid "*)
    if [ "$(uname -m)" = aarch64 ]; then set -- "$@" -Ctarget-feature=-outline-atomics; fi
    set -- "$@" -Zunstable-options -Csymbol-mangling-version=legacy
    printf '%s\0' "$@" > "HERE/mid.args"; RUSTC_BOOTSTRAP=1 exec "$@" ;;
  *" --crate-type bin "*) RUSTC_BOOTSTRAP=1 exec "$@" -Clink-dead-code -Zpre-link-args=-Wl,--whole-archive \
    -Clink-args=-Wl,--allow-multiple-definition -Clink-args=-Wl,--export-dynamic -Crelro-level=off \
    -Clinker="HERE/cc_split" -Clinker-flavor=gcc ;;
  *) exec "$@" ;;
esac
"#;

/// The linker of the executable: each workspace rlib becomes a dylib.
const SPLIT: &str = r#"#!/bin/bash
a=()
for x in "$@"; do case "$x" in
  */libleaf-*.rlib|*/libmid-*.rlib)
    so=HERE/$(basename "$x" .rlib).so
    "LLD" -flavor gnu -shared -Bsymbolic -z norelro -S --whole-archive "$x" -o "$so" -soname "${so##*/}" || exit 1
    a+=(-Wl,-Bdynamic -Wl,--no-as-needed "$so" -Wl,-Bstatic) ;;
  *) a+=("$x") ;;
esac; done
exec cc "${a[@]}" -Wl,-rpath,HERE
"#;
