// A list that was asked for: awaited it is one page, gone over it is all entries.

import { calledAt, Decode } from './errors.js';

/**
 * Lazy: nothing is sent before it is awaited or gone over, and then each time anew (a cache may answer).
 *
 * An error ends it. A new call with the cursor of the last page as `after` goes on there.
 */
export class List {
  #page;
  #options;
  #place;

  /** @param {(options: object) => Promise<{ items: unknown[], paging?: object }>} page calls for one page */
  constructor(page, options = {}, method) {
    [this.#page, this.#options] = [page, options];
    // Where the call was made is known now; at the time of an error nobody remembers.
    Error.captureStackTrace?.((this.#place = {}), method);
  }

  then(resolve, reject) {
    return this.#call(this.#options).then(resolve, reject);
  }

  catch(reject) {
    return this.then(undefined, reject);
  }

  finally(done) {
    return this.#call(this.#options).finally(done);
  }

  /** All pages, from the one that `after` names. */
  async *pages() {
    let options = this.#options;
    for (;;) {
      const page = await this.#call(options);
      yield page;
      const { after } = page.paging?.cursors ?? {};
      if (after === undefined) return;
      if (after === options.after) {
        // Else it would never end.
        throw new Decode({ kind: 'decode', message: 'the page names itself as the one after it' });
      }
      options = { ...options, after, before: undefined };
    }
  }

  /** All entries, `max` of them at most. */
  async *[Symbol.asyncIterator]() {
    let { max = Infinity } = this.#options;
    if (max <= 0) return;
    for await (const { items } of this.pages()) {
      for (const item of items) {
        yield item;
        if (--max <= 0) return;
      }
    }
  }

  async #call({ after, before, ...options }) {
    try {
      return await this.#page({ ...options, after: after?.toString(), before: before?.toString() });
    } catch (error) {
      throw calledAt(error, this.#place);
    }
  }
}
