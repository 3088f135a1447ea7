// Loading the module in every entry.

import { Client, load } from 'coc-api';
import { Client as InlineClient, load as loadInline } from 'coc-api/inline';
import * as slim from 'coc-api/slim';

export async function loading(): Promise<void> {
  const loaded: Promise<void>[] = [load(), loadInline(), slim.init({ module_or_path: fetch('/coc_bg.wasm') })];
  await Promise.all(loaded);
  const clients: Client[] = [new Client(), new InlineClient(), new slim.Client()];
  await Promise.all(clients.map((client) => client.test()));
  // @ts-expect-error: without `init` there is nothing to load.
  await slim.load();
}
