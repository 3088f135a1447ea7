/**
 * Loads the WebAssembly module now, instead of with the first client, for example while a page is
 * idle.
 *
 * @throws `CocError` of the kind `module` if it cannot be loaded; the next call tries again.
 */
export function load(): Promise<void>;
