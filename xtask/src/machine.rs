//! What the machine must have besides a Rust toolchain, and how it gets there.
//!
//! As root on Debian and its kin a missing thing is installed; elsewhere one line says what to install, and the
//! caller decides whether it can go on.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Result;

use crate::run_command;

/// A thing the machine must have.
pub struct Need {
    /// What it is, in words.
    pub name: &'static str,
    /// The Debian packages that bring it.
    pub packages: &'static [&'static str],
    /// What happens as long as it is missing.
    pub otherwise: &'static str,
    /// Whether it is there.
    pub is_met: fn() -> bool,
}

/// SQLite is compiled from C.
pub const C_COMPILER: Need = Need {
    name: "a C compiler",
    packages: &["gcc", "libc6-dev"],
    otherwise: "SQLite cannot be built",
    is_met: has_c_compiler,
};

/// Pages are Chinese first.
pub const CHINESE_FONT: Need = Need {
    name: "a font with Chinese characters",
    packages: &["fonts-noto-cjk"],
    otherwise: "a browser on this machine shows boxes in place of Chinese",
    is_met: has_chinese_font,
};

/// Pages are tested in a real browser.
pub const BROWSER: Need = Need {
    name: "Chromium with its driver",
    packages: &["chromium", "chromium-driver"],
    otherwise: "tests in the browser are SKIPPED",
    is_met: || is_on_path("chromedriver") && BROWSERS.iter().any(|name| is_on_path(name)),
};

/// Sample data may be compressed.
pub const ZSTD: Need = Need {
    name: "zstd",
    packages: &["zstd"],
    otherwise: "tests on compressed sample data are skipped",
    is_met: || is_on_path("zstd"),
};

/// The engine for several machines is tested on a server of the tests' own.
pub const POSTGRESQL: Need = Need {
    name: "PostgreSQL",
    packages: &["postgresql"],
    otherwise: "its tests are SKIPPED",
    is_met: has_postgresql,
};

/// The tidy check asks git which files belong to the repository.
pub const GIT: Need = Need {
    name: "git",
    packages: &["git"],
    otherwise: "the tidy check cannot run",
    is_met: || is_on_path("git"),
};

/// Programs of others look at the API from outside. Debian parts the module for environments from Python itself.
pub const PYTHON: Need = Need {
    name: "Python with its environments",
    packages: &["python3", "python3-venv"],
    otherwise: "the steps `schemathesis` and `client` are SKIPPED",
    is_met: has_python,
};

const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// Where the Debian package puts its fonts: they are found there even when `fc-list` is not installed.
const NOTO_CJK: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/// Installs what is missing where that is allowed. Returns what is missing still, each announced in one line.
pub fn provide<'n>(needs: &[&'n Need]) -> Vec<&'n Need> {
    let mut missing: Vec<&Need> = needs.iter().copied().filter(|need| !(need.is_met)()).collect();
    if !missing.is_empty() && may_install() {
        // A failed update is not the end: the lists already there may do.
        let lists = apt_get(&["update", "-qq"]);
        missing.retain(|need| {
            eprintln!("installing {}: {}", need.name, need.packages.join(" "));
            let options = ["install", "-y", "-qq", "--no-install-recommends"];
            if let Err(error) = apt_get(&[&options, need.packages].concat()) {
                eprintln!("{error:#}");
            }
            !(need.is_met)()
        });
        if let (false, Err(error)) = (missing.is_empty(), lists) {
            eprintln!("{error:#}");
        }
    }
    for need in &missing {
        eprintln!("{}", announcement(need));
    }
    missing
}

fn announcement(need: &Need) -> String {
    format!("missing: {} (Debian: {}): {}", need.name, need.packages.join(" "), need.otherwise)
}

/// Whether a program of this name can be started.
pub fn is_on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

fn has_c_compiler() -> bool {
    // Elsewhere than on Unix the compiler is found by other means than the path; the build will tell.
    cfg!(not(unix)) || std::env::var_os("CC").is_some() || is_on_path("cc")
}

fn has_python() -> bool {
    let imported = Command::new("python3").args(["-c", "import ensurepip, venv"]).output();
    imported.is_ok_and(|output| output.status.success())
}

fn has_chinese_font() -> bool {
    // Other systems bring their own.
    cfg!(not(target_os = "linux"))
        || Path::new(NOTO_CJK).exists()
        || Command::new("fc-list").arg(":lang=zh").output().is_ok_and(|output| !output.stdout.is_empty())
}

fn has_postgresql() -> bool {
    // Debian keeps the programs of each version out of the path.
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    is_on_path("initdb") || versions.into_iter().any(|version| version.path().join("bin/initdb").is_file())
}

/// Only root may install, and only where the package names above hold.
fn may_install() -> bool {
    let is_root =
        || Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    is_on_path("apt-get") && is_root()
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let mut command = Command::new("apt-get");
    // Machines that were just started often still run their own update: wait for its lock.
    command.args(["-o", "DPkg::Lock::Timeout=300"]).args(arguments);
    run_command(command.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_on_the_path_or_not() {
        assert!(is_on_path("cargo"));
        assert!(!is_on_path("no-such-program-anywhere"));
    }

    #[test]
    fn what_is_there_is_not_announced() {
        let need =
            Need { name: "it", packages: &["no-such-package"], otherwise: "nothing works", is_met: || true };
        assert!(provide(&[&need]).is_empty());
    }

    #[test]
    fn one_line_says_what_is_missing_what_to_install_and_what_follows() {
        assert_eq!(
            announcement(&BROWSER),
            "missing: Chromium with its driver (Debian: chromium chromium-driver): tests in the browser are SKIPPED"
        );
    }
}
