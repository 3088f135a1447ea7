// The same without a module: `init` is given one before the first client is made.

export * from './index.js';

/** Where the module may come from: compiled, as bytes, as an answer, or as the address to fetch it from. */
export type ModuleSource = WebAssembly.Module | BufferSource | Response | URL | Request | string;

/**
 * Makes the package ready. It is enough to do so once.
 *
 * ```js
 * import { init, Client } from 'coc-api/slim';
 *
 * await init({ module_or_path: new URL('/assets/coc_bg.wasm', location.href) });
 * ```
 */
export function init(options: { module_or_path: ModuleSource | Promise<ModuleSource> }): Promise<unknown>;
