// The tree of error classes. A caller decides by `instanceof` how to react.

/** Any failure of a call. */
export class CocError extends Error {
  /** @param {{ kind: string, message: string, cause?: unknown }} failure */
  constructor({ kind, message, status, reason, endpoint, retryAfter, attempts = 0, cause }) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, { kind, status, reason, endpoint, retryAfter, attempts });
  }
}

/** Invalid arguments or settings. Nothing was sent, or the API rejected them (400). */
export class InvalidRequestError extends CocError {}
/** A string that is not a tag. Nothing was sent. */
export class InvalidTagError extends InvalidRequestError {}
/** 403 for any reason. */
export class AccessDeniedError extends CocError {}
/** The clan's war log is private. */
export class PrivateWarLogError extends AccessDeniedError {}
/** The token is missing, malformed or deleted. */
export class InvalidKeyError extends AccessDeniedError {}
/** The token is not valid for this IP address, which the message names. */
export class InvalidIpError extends AccessDeniedError {}
/** The requested object does not exist (404). */
export class NotFoundError extends CocError {}
/** Too many requests for the token (429); `retryAfter` may say how long to wait. */
export class ThrottledError extends CocError {}
/** The game is in maintenance (503). */
export class MaintenanceError extends CocError {}
/** Any other failure of the server (5xx). */
export class ServerError extends CocError {}
/** No response, or an incomplete one. */
export class NetworkError extends CocError {}
/** No complete response within the time limit. */
export class TimeoutError extends NetworkError {}
/** The caller's signal aborted the call; `cause` is its reason. */
export class AbortedError extends CocError {}
/** A response that is not in the documented format. */
export class DecodeError extends CocError {}

const CLASSES = {
  CocError, InvalidRequestError, InvalidTagError, AccessDeniedError, PrivateWarLogError, InvalidKeyError, InvalidIpError, NotFoundError,
  ThrottledError, MaintenanceError, ServerError, NetworkError, TimeoutError, AbortedError, DecodeError,
};
// Explicit, because a bundler may rename classes.
for (const [value, type] of Object.entries(CLASSES)) Object.defineProperty(type.prototype, 'name', { value });

/** The classes of kinds that are not named after their class. */
const BY_KIND = {
  badRequest: InvalidRequestError,
  credentials: InvalidKeyError,
  credentialsUnavailable: NetworkError,
  connect: NetworkError,
  interrupted: NetworkError,
  truncated: NetworkError,
  notJson: DecodeError,
};

/** Returns a property of a thrown value, which may be anything, if the property has this type. */
export function property(thrown, name, type = 'string') {
  try {
    const value = thrown[name];
    if (typeof value === type) return value;
  } catch {
    // A proxy or a getter that throws, or null.
  }
}

/** Returns the exception for a failure that Rust reports; any other value is returned unchanged. */
export function exception(failure, reason) {
  const kind = property(failure, 'kind');
  if (kind === undefined || failure instanceof Error) return failure;
  const type = BY_KIND[kind] ?? CLASSES[`${kind[0].toUpperCase()}${kind.slice(1)}Error`] ?? CocError;
  return new type(reason === undefined ? failure : { ...failure, cause: failure.cause ?? reason });
}

/** Returns the exception for invalid arguments or settings. */
export const invalid = (message) => new InvalidRequestError({ kind: 'invalidRequest', message });

/** Replaces the stack of an exception by that of the place from which its call was made. */
export function calledAt(error, place) {
  const frames = place.stack?.split('\n').slice(1).join('\n');
  if (frames && error instanceof CocError) error.stack = `${error.name}: ${error.message}\n${frames}`;
  return error;
}
