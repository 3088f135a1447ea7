// Sends a request of Rust over the senders of the client, as a promise.

import { invalid } from '../../js/errors.js';
import { describe, fetchSender } from '../../js/fetch.js';
import { agentSender } from './runtime.js';

/** Returns the sender of these options. */
export function sender({ fetch, agent }) {
  const http = agentSender();
  if (agent !== undefined && (fetch || !http)) throw invalid('`agent` applies only in Node, and not together with `fetch`');
  return fetch || !http ? fetchSender(fetch) : http(agent);
}

/**
 * Returns the function that Rust calls for each request: `(method, url, headers, body, maxBody) =>
 * { response, abort }`. Headers are names and values in turn. `response` rejects with `{ kind,
 * message }`, which contain nothing of the request.
 */
export const transport = (send) => (method, url, headers, body, maxBody) => {
  let isAborted = false;
  let stop = () => (isAborted = true);
  const response = new Promise((resolve, reject) => {
    // Later, because an agent or a custom `fetch` may call these keys, which then are on no stack.
    queueMicrotask(() => {
      if (isAborted) return;
      stop = send(
        { method, url, headers: lines(headers), body, maxBody },
        (status, text, content) => resolve({ status, headers: pairs(text), body: content }),
        (error, kind) => reject({ kind, message: describe(error) }),
      );
    });
  });
  return { response, abort: () => stop() };
};

function lines(headers) {
  let text = '';
  for (let at = 0; at < headers.length; at += 2) text += `${headers[at]}: ${headers[at + 1]}\r\n`;
  return text;
}

/** Each line by itself, because cookies cannot be joined. */
function pairs(text) {
  return text.split('\r\n').flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 0 ? [] : [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
}
