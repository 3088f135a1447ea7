// A lazy list: one page when it is awaited, all items when it is iterated.

import { calledAt, DecodeError } from './errors.js';

// The limit of pages in a row without entries, as in Rust.
const MAX_EMPTY = 10;
// The number of pages after which other tasks get a turn.
const PAGES_PER_TURN = 32;

/**
 * Sends nothing until it is awaited or iterated, and calls anew each time (from the cache where
 * possible). An error ends the iteration; a new call with `after` set to the last page's cursor
 * continues there.
 */
export class List {
  #page;
  #options;
  #place;

  /**
   * @param {(options: object) => Promise<{ items: unknown[], paging?: object }>} page fetches one
   *   page
   */
  constructor(page, options = {}, method) {
    [this.#page, this.#options] = [page, options];
    // The stack of the caller is available only now, and not when a page fails.
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

  /** Sends the first page, and returns it with everything that its response tells. */
  withResponse() {
    return this.#call(this.#options, (page) => page.withResponse());
  }

  /** Yields all pages, starting after the cursor `after`. */
  async *pages() {
    let options = this.#options;
    const followed = new Set();
    let empty = 0;
    for (;;) {
      const page = await this.#call(options);
      yield page;
      const after = page.paging?.cursors?.after?.toString();
      if (after === undefined) return;
      followed.add(options.after?.toString());
      empty = page.items.length ? 0 : empty + 1;
      const reason =
        empty > MAX_EMPTY ? `${empty} pages in a row are empty` : followed.has(after) && `"${after}" leads back`;
      if (reason) throw new DecodeError({ kind: 'decode', message: `the list does not end: ${reason}` });
      // Pages of the cache need no event of the platform, so that a long list would hold it up.
      if (followed.size % PAGES_PER_TURN === 0) await new Promise((resolve) => setTimeout(resolve));
      options = { ...options, after, before: undefined };
    }
  }

  /** Yields all items, at most `max`. */
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

  async #call({ after, before, ...options }, take = (page) => page) {
    try {
      return await take(this.#page({ ...options, after: after?.toString(), before: before?.toString() }));
    } catch (error) {
      throw calledAt(error, this.#place);
    }
  }
}
