//! What wasm-bindgen makes: the module that is shipped, and the JavaScript between it and its callers.

use std::path::Path;

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
        .map_err(|error| Error::Bindgen(format!("{error:#}")))
}
