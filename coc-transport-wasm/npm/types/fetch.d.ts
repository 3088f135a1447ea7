// The means by which requests are sent: a function like `fetch`, or an agent of Node.

/** A function like the global `fetch`, as far as the client uses it. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>;

/** The second argument of a {@link Fetch}. */
export interface FetchInit {
  method: string;
  headers: Record<string, string>;
  body?: Uint8Array<ArrayBuffer>;
  signal: AbortSignal;
  redirect: 'manual';
  credentials?: 'omit';
  cache?: 'no-store';
}

/** The result of a {@link Fetch}: a `Response`, or the parts of one that the client uses. */
export interface FetchResponse {
  readonly status: number;
  readonly headers: Iterable<readonly [name: string, value: string]>;
  /** A stream of bytes. Without it `arrayBuffer` is called. */
  readonly body?: unknown;
  arrayBuffer?(): Promise<ArrayBuffer>;
}

/** An agent of `node:http` or `node:https`, or one that is derived from it. */
export interface HttpAgent {
  destroy(): void;
}
