// The client without the WebAssembly module, which `init` receives before the first client is
// created.

export * from './client.js';
export * from './errors.js';
export type * from './fetch.js';
export type * from './metrics.js';
export type * from './models.js';
export type * from './routes.js';
export type * from './tokens.js';

/** The module: compiled, as bytes, as a response, or as the URL to fetch it from. */
export type ModuleSource = WebAssembly.Module | BufferSource | Response | URL | Request | string;

/**
 * Loads the module. Call it once, before the first client is created; a client that is created
 * meanwhile waits.
 *
 * ```js
 * import { init, Client } from 'coc-api/slim';
 *
 * await init({ module_or_path: new URL('/assets/coc_bg.wasm', location.href) });
 * ```
 *
 * @throws `CocError` of the kind `module` if it cannot be loaded; `init` may be called again.
 */
export function init(options: { module_or_path: ModuleSource | Promise<ModuleSource> }): Promise<void>;
