//! Where the driver is.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The driver's package, for Deno.
const PACKAGE: &str = "jsr:@chaud/cli";

/// The words that start the driver, without its arguments: `$CHAUD`, an installed `chaud`, or Deno with the package.
///
/// `variable` reads the environment, `is_program` says whether a file can be run.
pub(crate) fn find(
    variable: &dyn Fn(&str) -> Option<OsString>,
    is_program: &dyn Fn(&Path) -> bool,
) -> Option<Vec<OsString>> {
    // `off` keeps programs from starting a driver; here somebody asks for one.
    let own = variable("CHAUD").filter(|own| !own.is_empty() && own != "off");
    if let Some(own) = own {
        return Some(vec![own]);
    }
    let folders = folders(variable);
    let installed = |name: &str| {
        let name = format!("{name}{}", env::consts::EXE_SUFFIX);
        folders.iter().map(|folder| folder.join(&name)).find(|path| is_program(path))
    };
    if let Some(chaud) = installed("chaud") {
        return Some(vec![chaud.into()]);
    }
    let deno = installed("deno")?;
    Some(vec![deno.into(), "run".into(), "-A".into(), PACKAGE.into()])
}

/// `$PATH`, and where Deno installs itself and its programs, which not everybody adds to it.
fn folders(variable: &dyn Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let path = variable("PATH").unwrap_or_default();
    let mut folders: Vec<_> = env::split_paths(&path).collect();
    let root = variable("DENO_INSTALL_ROOT").map(PathBuf::from);
    let home = variable("HOME").map(|home| PathBuf::from(home).join(".deno"));
    folders.extend(root.into_iter().chain(home).map(|root| root.join("bin")));
    folders
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn check(env: &[(&str, &str)], programs: &[&str], expected: Option<&str>) {
        let variable = |name: &str| {
            env.iter().find(|(each, _)| *each == name).map(|(_, value)| OsString::from(value))
        };
        let is_program = |path: &Path| programs.iter().any(|each| Path::new(each) == path);
        let words = find(&variable, &is_program)
            .map(|words| words.join(" ".as_ref()).into_string().unwrap());
        assert_eq!(words.as_deref(), expected);
    }

    #[test]
    fn prefers_what_is_named_then_what_is_installed() {
        let env = [("PATH", "/a:/b"), ("HOME", "/home/me/")];
        let named = [("CHAUD", "/own/chaud"), env[0]];
        let deno = "run -A jsr:@chaud/cli";
        check(&named, &["/b/chaud"], Some("/own/chaud"));
        check(&env, &["/a/deno", "/b/chaud"], Some("/b/chaud"));
        check(&env, &["/b/deno"], Some(&format!("/b/deno {deno}")));
        check(&env, &["/home/me/.deno/bin/chaud", "/a/deno"], Some("/home/me/.deno/bin/chaud"));
        check(&env, &["/home/me/.deno/bin/deno"], Some(&format!("/home/me/.deno/bin/deno {deno}")));
        check(&[("CHAUD", "off"), env[0]], &["/a/chaud"], Some("/a/chaud"));
        check(&env, &["/elsewhere/chaud"], None);
        check(&[], &["/a/chaud"], None);
    }
}
