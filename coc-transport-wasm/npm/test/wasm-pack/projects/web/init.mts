// What only this target has.

import init, { initSync, Client } from 'coc-transport-wasm';

export async function ready(bytes: Uint8Array<ArrayBuffer>): Promise<Client> {
  await init();
  await init({ module_or_path: new URL('https://example.org/coc_transport_wasm_bg.wasm') });
  initSync({ module: bytes });
  return new Client();
}
