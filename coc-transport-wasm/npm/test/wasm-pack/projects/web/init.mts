// The functions that only this target has.

import init, { initSync, Client } from 'coc-api';

export async function ready(bytes: Uint8Array<ArrayBuffer>): Promise<Client> {
  await init();
  await init({ module_or_path: new URL('https://example.org/coc_api_bg.wasm') });
  initSync({ module: bytes });
  return new Client();
}
