//! [`Module`]: a WebAssembly module of the package and its entries.

use std::path::{Path, PathBuf};

/// One module. Its crate, its own JavaScript and its files in `dist` are in folders of one name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Module {
    /// The folder below that of the package and below `dist`; empty for the client.
    pub(crate) folder: &'static str,
    /// The name of the crate's library.
    pub(crate) library: &'static str,
    /// The name of its files: `NAME.js`, `NAME_bg.wasm` and `NAME_text.js`.
    pub(crate) name: &'static str,
    /// The files of `entry/runtime` that it has.
    pub(crate) entries: &'static [&'static str],
}

/// The entries of a module that runs everywhere.
const EVERYWHERE: &[&str] = &[
    "browser.js",
    "bun.js",
    "deno.js",
    "edge.js",
    "inline-module.js",
    "inline-node.js",
    "inline.cjs",
    "inline.js",
    "node.cjs",
    "node.js",
    "workerd.js",
];

/// The entries of a module that needs a disk.
const SERVERS: &[&str] = &["bun.js", "deno.js", "node.cjs", "node.js"];

/// The modules of the package.
///
/// A further one needs a line here, its crate in `npm/FOLDER`, and three files in
/// `npm/FOLDER/entry`: `load.js`, which exports `loadWith`, and `exports.js` and `exports-node.js`,
/// what the entries export. Everything in `npm/FOLDER/entry` and `npm/FOLDER/js` is copied.
pub(crate) const MODULES: &[Module] = &[
    Module { folder: "", library: "coc_api", name: "coc", entries: EVERYWHERE },
    Module { folder: "keys", library: "coc_api_keys", name: "coc_keys", entries: SERVERS },
];

impl Module {
    /// The folder of the crate.
    pub(crate) fn source(self, package: &Path) -> PathBuf {
        package.join(self.folder)
    }

    /// The folder of the files.
    pub(crate) fn out(self, dist: &Path) -> PathBuf {
        dist.join(self.folder)
    }

    /// Whether an entry has the module as text.
    pub(crate) fn has_text(self) -> bool {
        self.entries.iter().any(|entry| entry.starts_with("inline"))
    }

    /// An entry of the client as that of this module, which only has files of other names.
    pub(crate) fn entry(self, client: &str) -> String {
        ["_bg.wasm", "_text.js", ".js"].iter().fold(client.to_owned(), |text, end| {
            text.replace(&format!("'./coc{end}"), &format!("'./{}{end}", self.name))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_of_another_module_has_the_names_of_its_files() {
        let module = Module { folder: "x", library: "coc_x", name: "x", entries: &[] };
        let client = "import init from './coc.js';\nimport text from './coc_text.js';\n\
                      import { loadWith } from './load.js';\nnew URL('./coc_bg.wasm');\n\
                      import module from './coc_bg.wasm?module';\n";
        let expected = "import init from './x.js';\nimport text from './x_text.js';\n\
                        import { loadWith } from './load.js';\nnew URL('./x_bg.wasm');\n\
                        import module from './x_bg.wasm?module';\n";
        assert_eq!(module.entry(client), expected);
    }

    #[test]
    fn every_entry_exists_and_no_other() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../npm/entry/runtime");
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        assert_eq!(names, EVERYWHERE);
        for module in MODULES {
            assert!(module.entries.iter().all(|entry| EVERYWHERE.contains(entry)), "{}", module.name);
        }
    }
}
