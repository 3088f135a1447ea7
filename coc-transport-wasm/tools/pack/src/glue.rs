//! The module and the JavaScript that wasm-bindgen generates for it.

use std::{fs, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use wasm_bindgen_cli_support::Bindgen;

use crate::{error::Error, module::Module};

/// Writes `NAME.js`, `NAME_bg.wasm` and, if an entry needs it, the module as text, `NAME_text.js`.
/// The entries say which of them is loaded.
pub(crate) fn generate(module: Module, compiled: &Path, dist: &Path) -> Result<(), Error> {
    let failed = |error| Error::Bindgen(format!("{error:#}"));
    let out = module.out(dist);
    let mut bindgen = Bindgen::new();
    bindgen.web(true).map_err(failed)?;
    bindgen.input_path(compiled).out_name(module.name).typescript(false).omit_default_module_path(true);
    // Names of the closures that wasm-bindgen adds, for debuggers; and versions of tools.
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen.generate(&out).map_err(failed)?;
    use_original_modules(&out, module.name)?;
    if module.has_text() { write_text(&out, module.name) } else { Ok(()) }
}

/// Removes wasm-bindgen's copies of the modules of `js/`, which are in `dist/js` under names that
/// do not change with every build.
fn use_original_modules(out: &Path, name: &str) -> Result<(), Error> {
    let copies = out.join("snippets");
    if !copies.exists() {
        return Ok(());
    }
    let path = out.join(name).with_extension("js");
    let glue = fs::read_to_string(&path).map_err(Error::io(&path))?;
    let glue =
        import_originals(&glue).ok_or_else(|| Error::Bindgen(format!("unknown snippets in {name}.js")))?;
    fs::write(&path, glue).map_err(Error::io(&path))?;
    fs::remove_dir_all(&copies).map_err(Error::io(&copies))
}

/// The glue with `./js/` in its imports instead of `./snippets/CRATE-HASH/js/`. `None` if it imports
/// another snippet.
fn import_originals(glue: &str) -> Option<String> {
    let lines = glue.lines().map(|line| match line.split_once("./snippets/") {
        Some((before, path)) if line.starts_with("import ") => {
            let (_, original) = path.split_once('/')?;
            original.starts_with("js/").then(|| format!("{before}./{original}\n"))
        }
        _ => Some(format!("{line}\n")),
    });
    lines.collect()
}

fn write_text(out: &Path, name: &str) -> Result<(), Error> {
    let module = out.join(format!("{name}_bg.wasm"));
    let bytes = fs::read(&module).map_err(Error::io(module))?;
    let path = out.join(format!("{name}_text.js"));
    let text = format!("// {name}_bg.wasm in base64.\nexport default '{}';\n", STANDARD.encode(bytes));
    fs::write(&path, text).map_err(Error::io(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_of_copies_become_imports_of_the_originals() {
        let glue = "import { open } from './snippets/coc-api-0123/js/module.js';\n\
                    import * as import1 from \"./snippets/coc-api-0123/js/module.js\"\n\
                    import './other.js';\n\
                    \"./snippets/coc-api-0123/js/module.js\": import1,\n";
        let expected = "import { open } from './js/module.js';\n\
                        import * as import1 from \"./js/module.js\"\n\
                        import './other.js';\n\
                        \"./snippets/coc-api-0123/js/module.js\": import1,\n";
        assert_eq!(import_originals(glue).as_deref(), Some(expected));
    }

    #[test]
    fn a_snippet_that_is_no_file_of_ours_is_an_error() {
        assert_eq!(import_originals("import { a } from './snippets/other-0123/inline0.js';\n"), None);
    }
}
