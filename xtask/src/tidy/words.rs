//! The words no file may hold.
//!
//! Each is written in pieces, so that this file passes its own check.

/// Folders that exist on one machine only.
pub const LOCAL_FOLDERS: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/tm", "p/bash")];

/// Hosts that packages come from; which one is the reader's own setting.
pub const REGISTRY_HOSTS: &[&str] = &[
    concat!("crates", ".io"),
    concat!("rsproxy", ".cn"),
    concat!("pypi", ".org"),
    concat!("npmjs", ".org"),
    concat!("npmjs", ".com"),
    concat!("proxy.golang", ".org"),
    concat!("mirrors.tuna", ".tsinghua"),
    concat!("mirrors.ustc", ".edu"),
    concat!("mirrors", ".aliyun"),
];

/// The one source that the lock file may name: cargo writes it there whatever mirror was used.
pub const LOCK_SOURCE: &str = concat!("registry+https://github.com/rust-lang/crates", ".io-index");

/// Marks of work that is not finished.
pub const UNFINISHED: &[&str] =
    &[concat!("to", "do!"), concat!("unimple", "mented!"), concat!("TO", "DO"), concat!("FIX", "ME")];

/// The same in prose, in any case.
pub const UNFINISHED_PROSE: &str = concat!("for", " now");
