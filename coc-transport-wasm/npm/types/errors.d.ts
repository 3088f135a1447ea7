// The errors of the client. Each class tells how to react.

import type { ClientErrorReason } from './models.js';

/** The cause of a failure, in more detail than the classes. */
export type ErrorKind =
  /** A string that is not a tag. Nothing was sent. */
  | 'invalidTag'
  /** Invalid arguments or settings. Nothing was sent. */
  | 'invalidRequest'
  /** The server requires a token, and there is none. Nothing was sent. */
  | 'credentials'
  /** There is no token for now. Nothing was sent. */
  | 'credentialsUnavailable'
  /** 400: the API rejected a parameter. */
  | 'badRequest'
  /** 403 without a known reason. */
  | 'accessDenied'
  /** 403: the clan's war log is private. */
  | 'privateWarLog'
  /** 403: the token is missing, malformed or deleted. */
  | 'invalidKey'
  /** 403: the token is not valid for this IP address. */
  | 'invalidIp'
  /** 404: the requested object does not exist. */
  | 'notFound'
  /** 429: too many requests for the token. */
  | 'throttled'
  /** 503: the game is in maintenance. */
  | 'maintenance'
  /** Any other 5xx. */
  | 'server'
  /** A status that the API is not known to send. Is the base URL right? */
  | 'unexpectedStatus'
  /** No complete response within the time limit. */
  | 'timeout'
  /** The server could not be reached. */
  | 'connect'
  /**
   * The connection broke before the response was complete, or a browser did not say why the request
   * failed.
   */
  | 'interrupted'
  /** The response exceeds 16 MiB. */
  | 'tooLarge'
  /** The request failed in another way. */
  | 'transport'
  /** A truncated body. */
  | 'truncated'
  /** A body that is not JSON. Is there a proxy or a login page between this program and the API? */
  | 'notJson'
  /** JSON that is not in the documented format. */
  | 'decode'
  /** `onRequest` or `onResponse` threw. */
  | 'middleware'
  /** An operation of the cache failed. */
  | 'cache'
  /** The WebAssembly module could not be loaded. */
  | 'module'
  /** The caller's signal aborted the call. */
  | 'aborted'
  | (string & {});

/** Any failure of a call. */
export class CocError extends Error {
  constructor(failure: CocFailure);
  /** The cause of the failure. */
  readonly kind: ErrorKind;
  /** The status of the response, if one was received. */
  readonly status: number | undefined;
  /** The reason that the API states, if any. */
  readonly reason: ClientErrorReason | undefined;
  /** The name of the route, such as `clan.members`. */
  readonly endpoint: string | undefined;
  /** The time to wait that the server requests, in milliseconds. */
  readonly retryAfter: number | undefined;
  /** The number of attempts that were made. */
  readonly attempts: number;
}

/** The argument of the constructor of {@link CocError}, for your own tests. */
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

/** Invalid arguments or settings. Nothing was sent, or the API rejected them (400). */
export class InvalidRequestError extends CocError {}

/** A string that is not a tag. Nothing was sent; the message says which character is wrong. */
export class InvalidTagError extends InvalidRequestError {}

/** 403 for any reason. */
export class AccessDeniedError extends CocError {}

/** The clan's war log is private. Retrying is useless until the clan changes that. */
export class PrivateWarLogError extends AccessDeniedError {}

/** The token is missing, malformed or deleted. */
export class InvalidKeyError extends AccessDeniedError {}

/** The token is not valid for this IP address, which the message names. */
export class InvalidIpError extends AccessDeniedError {}

/** The requested object does not exist. */
export class NotFoundError extends CocError {}

/** Too many requests for the token; {@link CocError.retryAfter} may say how long to wait. */
export class ThrottledError extends CocError {}

/** The game is in maintenance, for minutes to hours. */
export class MaintenanceError extends CocError {}

/** Any other failure of the server. It is usually temporary. */
export class ServerError extends CocError {}

/** No response, or an incomplete one. */
export class NetworkError extends CocError {}

/** No complete response within the time limit. */
export class TimeoutError extends NetworkError {}

/** The caller's signal aborted the call; `cause` is its reason. */
export class AbortedError extends CocError {}

/** A response that is not in the documented format. */
export class DecodeError extends CocError {}
