// What calls fail with: real errors, whose class tells what to do about them.

import type { ClientErrorReason } from './models.js';

/** What went wrong, more finely than the classes tell. */
export type ErrorKind =
  /** Text that is no tag. Nothing was sent. */
  | 'invalidTag'
  /** Arguments or settings that can only fail. Nothing was sent. */
  | 'invalidRequest'
  /** There is no token for a server that needs one. Nothing was sent. */
  | 'credentials'
  /** 400: the API refused a parameter. */
  | 'badRequest'
  /** 403 without a cause that is known. */
  | 'accessDenied'
  /** 403: the clan keeps its war log private. */
  | 'privateWarLog'
  /** 403: the token is missing, malformed or deleted. */
  | 'invalidKey'
  /** 403: the token may not be used from this address. */
  | 'invalidIp'
  /** 404: there is no such thing. */
  | 'notFound'
  /** 429: too many requests for the token. */
  | 'throttled'
  /** 503: the game is in maintenance. */
  | 'maintenance'
  /** Any other 5xx. */
  | 'server'
  /** A status that the API is not known to send. Is the base URL right? */
  | 'unexpectedStatus'
  /** No answer in time. */
  | 'timeout'
  /** The server could not be reached. */
  | 'connect'
  /** The connection broke before the answer was whole, or a browser did not say why it failed. */
  | 'interrupted'
  /** The answer was larger than 16 MiB. */
  | 'tooLarge'
  /** `fetch` failed in another way. */
  | 'transport'
  /** A body that stops in the middle. */
  | 'truncated'
  /** A body that is no JSON. A proxy or a login page between here and the API? */
  | 'notJson'
  /** JSON that is not what the API promises. */
  | 'decode'
  /** `onRequest` or `onResponse` threw. */
  | 'middleware'
  /** The cache could not do what was asked of it. */
  | 'cache'
  /** The caller's signal ended the call. */
  | 'aborted'
  | (string & {});

/** Any failure of a call. */
export class CocError extends Error {
  constructor(failure: CocFailure);
  /** What went wrong. */
  readonly kind: ErrorKind;
  /** The status of the answer, if there was one. */
  readonly status: number | undefined;
  /** The API's word for it, if it gave one. */
  readonly reason: ClientErrorReason | undefined;
  /** The name of the route, as `clan.members`. */
  readonly endpoint: string | undefined;
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfter: number | undefined;
  /** How many attempts were made. */
  readonly attempts: number;
}

/** What a {@link CocError} is made of; for tests of your own. */
export interface CocFailure {
  kind: ErrorKind;
  message: string;
  status?: number;
  reason?: ClientErrorReason;
  endpoint?: string;
  retryAfter?: number;
  attempts?: number;
  cause?: unknown;
}

/** Arguments or settings that can only fail. Nothing was sent, or the API refused them (400). */
export class InvalidRequest extends CocError {}

/** Text that is no tag. Nothing was sent; the message says which character is wrong. */
export class InvalidTag extends InvalidRequest {}

/** 403 of any cause. */
export class AccessDenied extends CocError {}

/** The clan keeps its war log private. Asking again is useless until it changes that. */
export class PrivateWarLog extends AccessDenied {}

/** The token is missing, malformed or deleted. */
export class InvalidKey extends AccessDenied {}

/** The token may not be used from this address, which the message names. */
export class InvalidIp extends AccessDenied {}

/** There is no such thing. */
export class NotFound extends CocError {}

/** Too many requests for the token; {@link CocError.retryAfter} may say for how long to wait. */
export class Throttled extends CocError {}

/** The game is in maintenance, for minutes to hours. */
export class Maintenance extends CocError {}

/** The server failed otherwise. It usually passes. */
export class Server extends CocError {}

/** No answer, or not all of one. */
export class Network extends CocError {}

/** No answer in time. */
export class Timeout extends Network {}

/** The caller's signal ended the call; `cause` is its reason. */
export class Aborted extends CocError {}

/** An answer that is not what the API promises. */
export class Decode extends CocError {}
