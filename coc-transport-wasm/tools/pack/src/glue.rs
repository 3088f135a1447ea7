//! What wasm-bindgen makes: the module that is shipped, and the JavaScript between it and its callers.

use std::{fs, path::Path};

use wasm_bindgen_cli_support::Bindgen;

use crate::error::Error;

/// Writes `coc.js` and `coc_bg.wasm`.
///
/// One glue serves every runtime, because it leaves open where the module comes from; that is the business of the entries.
pub(crate) fn generate(module: &Path, out: &Path) -> Result<(), Error> {
    let mut bindgen = Bindgen::new();
    bindgen.web(true).map_err(|error| Error::Bindgen(format!("{error:#}")))?;
    bindgen
        .input_path(module)
        .out_name("coc")
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(true)
        .generate(out)
        .map_err(|error| Error::Bindgen(format!("{error:#}")))?;
    join_modules(out)
}

/// Has the glue import the crate's own JavaScript from `js`, where the whole of it is, and not from wasm-bindgen's copies of parts.
fn join_modules(out: &Path) -> Result<(), Error> {
    let file = out.join("coc.js");
    let glue = fs::read_to_string(&file).map_err(Error::io(&file))?;
    let joined = glue.lines().map(|line| format!("{}\n", own_module(line).as_deref().unwrap_or(line)));
    fs::write(&file, joined.collect::<String>()).map_err(Error::io(&file))?;
    let copies = out.join("snippets");
    if copies.exists() { fs::remove_dir_all(&copies).map_err(Error::io(copies)) } else { Ok(()) }
}

/// `import … from './snippets/coc-transport-wasm-0123456789abcdef/js/client.js'` is `import … from './js/client.js'`. The module calls
/// its imports by the longer name, which is a name only.
fn own_module(line: &str) -> Option<String> {
    let (before, path) = line.split_once("./snippets/coc-transport-wasm-")?;
    let (_hash, file) = path.split_once("/js/")?;
    let is_statement = before.starts_with("import ") || before.starts_with("export ");
    is_statement.then(|| format!("{before}./js/{file}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_crates_own_modules_are_joined() {
        let copy = "import { install } from './snippets/coc-transport-wasm-0a1b/js/client.js'";
        assert_eq!(own_module(copy).as_deref(), Some("import { install } from './js/client.js'"));
        assert_eq!(own_module("    './snippets/coc-transport-wasm-0a1b/js/client.js': import1,"), None);
        assert_eq!(own_module("import { x } from './snippets/other-0a1b/js/x.js'"), None);
        assert_eq!(own_module("export { initSync }"), None);
    }
}
