// One request by what Node's client sends with, as a promise.

import { send } from '../../entry/node-send.js';

/** A failure, with whether a connection came about. */
export class Lost extends Error {
  constructor(error, connected) {
    super(error.message, { cause: error });
    this.code = error.code;
    this.connected = connected;
  }
}

/** Gives `{ status, headers, body }`, with the headers as pairs and the body as bytes of its own. */
export function call(url, { abort, ...options } = {}) {
  return new Promise((resolve, reject) => {
    let told = 0;
    const once = (tell) => {
      if (++told > 1) throw new Error('it told of one request twice');
      tell();
    };
    let returned = false;
    const later = () => {
      if (!returned) throw new Error('it told before it returned');
    };
    const stop = send(
      { method: 'GET', url, headers: '', body: undefined, maxBody: 16 << 20, ...options },
      (status, headers, body) => {
        later();
        once(() => resolve({ status, headers: pairs(headers), body: Buffer.from(body) }));
      },
      (error, connected) => {
        later();
        once(() => reject(new Lost(error, connected)));
      },
    );
    returned = true;
    abort?.(stop);
  });
}

const pairs = (headers) =>
  headers
    .split('\r\n')
    .slice(0, -1)
    .map((line) => line.split(/:[\t ]*(.*?)[\t ]*$/s, 2));
