//! What wasm-bindgen makes: the module that is shipped, and the JavaScript between it and its callers.

use std::{collections::BTreeMap, fs, path::Path};

use wasm_bindgen_cli_support::Bindgen;

use crate::error::Error;

/// Writes `coc.js` and `coc_bg.wasm`.
///
/// One glue serves every runtime, because it leaves open where the module comes from; that is the business of the entries.
pub(crate) fn generate(module: &Path, out: &Path) -> Result<(), Error> {
    let failed = |error| Error::Bindgen(format!("{error:#}"));
    let mut bindgen = Bindgen::new();
    bindgen.web(true).map_err(failed)?;
    bindgen
        .input_path(module)
        .out_name("coc")
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(true);
    let mut output = bindgen.generate_output().map_err(failed)?;

    let mut names = Names::default();
    let wasm = output.wasm_mut();
    for import in wasm.imports.iter_mut() {
        if let Some(own) = own_module(&import.module) {
            import.module = own;
        }
        import.name = names.shorten(&import.name);
    }
    for export in wasm.exports.iter_mut() {
        export.name = names.shorten(&export.name);
    }
    output.emit(out).map_err(failed)?;

    let file = out.join("coc.js");
    let glue = fs::read_to_string(&file).map_err(Error::io(&file))?;
    fs::write(&file, names.replace(&join_modules(&glue))).map_err(Error::io(&file))?;
    let copies = out.join("snippets");
    if copies.exists() { fs::remove_dir_all(&copies).map_err(Error::io(copies)) } else { Ok(()) }
}

/// Has the glue import the crate's own JavaScript from `js`, where the whole of it is, and not from wasm-bindgen's copies of parts.
fn join_modules(glue: &str) -> String {
    let parts = glue.split_inclusive(['\'', '"']);
    parts.map(|part| own_module(part).unwrap_or_else(|| part.to_owned())).collect()
}

/// `./snippets/coc-transport-wasm-0123456789abcdef/js/client.js` is `./js/client.js`.
fn own_module(path: &str) -> Option<String> {
    let (_hash, file) = path.strip_prefix("./snippets/coc-transport-wasm-")?.split_once("/js/")?;
    Some(format!("./js/{file}"))
}

/// Short names for what only module and glue call each other by. wasm-bindgen's own have a hash or a whole Rust path in them, which
/// does not compress: a kilobyte on either side.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    fn shorten(&mut self, name: &str) -> String {
        let is_internal = name.starts_with("__wbg_")
            || name.starts_with("wasm_bindgen__")
            || name.starts_with("__wbindgen_cast");
        if !is_internal {
            return name.to_owned();
        }
        let next = format!("$w{}", self.0.len());
        self.0.entry(name.to_owned()).or_insert(next).clone()
    }

    /// The glue with every such name shortened.
    fn replace(&self, glue: &str) -> String {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$';
        let mut replaced = String::with_capacity(glue.len());
        let mut rest = glue;
        while let Some(start) = rest.find(is_part) {
            let (between, word) = rest.split_at(start);
            let (word, after) = word.split_at(word.find(|letter| !is_part(letter)).unwrap_or(word.len()));
            replaced.push_str(between);
            replaced.push_str(self.0.get(word).map_or(word, String::as_str));
            rest = after;
        }
        replaced.push_str(rest);
        replaced
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_crates_own_modules_are_joined() {
        let glue = "import * as a from './snippets/coc-transport-wasm-0a1b/js/client.js';\n\
                    import * as b from \"./snippets/other-0a1b/js/x.js\"\n\
                    export { a };\n";
        let joined = "import * as a from './js/client.js';\n\
                      import * as b from \"./snippets/other-0a1b/js/x.js\"\n\
                      export { a };\n";
        assert_eq!(join_modules(glue), joined);
    }

    #[test]
    fn internal_names_are_shortened_whole_and_everywhere_and_others_are_left() {
        let mut names = Names::default();
        assert_eq!(names.shorten("__wbg_call_0a1b"), "$w0");
        assert_eq!(names.shorten("__wbg_call_0a1b2c"), "$w1");
        assert_eq!(names.shorten("__wbg_call_0a1b"), "$w0");
        assert_eq!(names.shorten("memory"), "memory");
        let glue = "a.__wbg_call_0a1b2c(__wbg_call_0a1b, x__wbg_call_0a1b, 'é');";
        assert_eq!(names.replace(glue), "a.$w1($w0, x__wbg_call_0a1b, 'é');");
    }
}
