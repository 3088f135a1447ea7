// The client. It calls the proxy at the page's own origin, which has the key: a key in a page could
// be read by every visitor, and the API does not allow requests from pages anyway.

import { Client } from 'coc-api';

export const coc = new Client({
  baseUrl: new URL('/v1', location.href).href,
  // A page needs little, and a failing server is better than an empty page.
  cache: { maxBytes: 8 * 1024 * 1024, staleIfError: 10 * 60_000 },
  deadline: 30_000,
});
