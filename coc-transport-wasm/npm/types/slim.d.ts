// The client without the WebAssembly module, which `init` receives before the first client is
// created.

export * from './index.js';

/** The module: compiled, as bytes, as a response, or as the URL to fetch it from. */
export type ModuleSource = WebAssembly.Module | BufferSource | Response | URL | Request | string;

/**
 * Loads the module. Call it once, before the first client is created.
 *
 * ```js
 * import { init, Client } from 'coc-api/slim';
 *
 * await init({ module_or_path: new URL('/assets/coc_bg.wasm', location.href) });
 * ```
 */
export function init(options: { module_or_path: ModuleSource | Promise<ModuleSource> }): Promise<unknown>;
