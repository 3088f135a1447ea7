// What can go wrong, as a tree of classes, so that `instanceof` tells what to do about it.

/** Any failure of a call. */
export class CocError extends Error {
  /** @param {{ kind: string, message: string, cause?: unknown }} failure */
  constructor({ kind, message, status, reason, endpoint, retryAfter, attempts = 0, cause }) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, { kind, status, reason, endpoint, retryAfter, attempts });
  }
}

/** Arguments or settings that can only fail. Nothing was sent, or the API refused them (400). */
export class InvalidRequest extends CocError {}
/** Text that is no tag. Nothing was sent. */
export class InvalidTag extends InvalidRequest {}
/** 403 of any cause. */
export class AccessDenied extends CocError {}
/** The clan keeps its war log private. */
export class PrivateWarLog extends AccessDenied {}
/** The token is missing, malformed or deleted. */
export class InvalidKey extends AccessDenied {}
/** The token may not be used from this address, which the message names. */
export class InvalidIp extends AccessDenied {}
/** There is no such thing. */
export class NotFound extends CocError {}
/** Too many requests for the token; `retryAfter` may say for how long. */
export class Throttled extends CocError {}
/** The game is in maintenance. */
export class Maintenance extends CocError {}
/** The server failed otherwise. */
export class Server extends CocError {}
/** No answer, or not all of one. */
export class Network extends CocError {}
/** No answer in time. */
export class Timeout extends Network {}
/** The caller's signal ended the call; `cause` is its reason. */
export class Aborted extends CocError {}
/** An answer that is not what the API promises. */
export class Decode extends CocError {}

const CLASSES = {
  InvalidRequest, InvalidTag, AccessDenied, PrivateWarLog, InvalidKey, InvalidIp, NotFound, Throttled, Maintenance, Server, Network,
  Timeout, Aborted, Decode, CocError,
};
// Said here, because a bundler may rename classes.
for (const [value, type] of Object.entries(CLASSES)) Object.defineProperty(type.prototype, 'name', { value });

/** The kinds that have not the name of their class. */
const KINDS = {
  badRequest: InvalidRequest,
  credentials: InvalidKey,
  connect: Network,
  interrupted: Network,
  truncated: Network,
  notJson: Decode,
};

/** An exception for what the other side of the client tells of a failure; anything else is given back as it is. */
export function exception(failure, reason) {
  if (typeof failure?.kind !== 'string' || failure instanceof Error) return failure;
  const { kind } = failure;
  const type = KINDS[kind] ?? CLASSES[kind[0].toUpperCase() + kind.slice(1)] ?? CocError;
  return new type(reason === undefined ? failure : { ...failure, cause: failure.cause ?? reason });
}

/** An exception for what a user got wrong. */
export const invalid = (message) => new InvalidRequest({ kind: 'invalidRequest', message });

/** Gives an exception the stack of where its call was made, with the lines of its own after it. */
export function calledAt(error, place) {
  const frames = place.stack?.split('\n').slice(1).join('\n');
  if (frames && error instanceof CocError) error.stack = `${error.name}: ${error.message}\n${frames}`;
  return error;
}
