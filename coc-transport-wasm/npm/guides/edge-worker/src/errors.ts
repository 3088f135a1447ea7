// Failures as responses of this API.

import { AccessDeniedError, CocError, InvalidRequestError, MaintenanceError, NotFoundError, PrivateWarLogError, ThrottledError } from 'coc-api';
import { TagError } from 'coc-api/helpers';

/** Returns the response for a failure. Details of the proxy and its keys are for the log only. */
export function errorResponse(error: unknown): Response {
  if (error instanceof TagError || error instanceof InvalidRequestError) return respond(400, 'badRequest', error.message);
  if (error instanceof NotFoundError) return respond(404, 'notFound', 'there is no such clan');
  if (error instanceof PrivateWarLogError) return respond(403, 'privateWarLog', 'the war log of the clan is private');
  if (error instanceof MaintenanceError) return respond(503, 'inMaintenance', 'the game is in maintenance', 300);
  if (error instanceof ThrottledError) return respond(503, 'throttled', 'too many requests; try later', 30);
  console.error(error instanceof CocError ? `${error.kind}: ${error.message}` : error);
  if (error instanceof AccessDeniedError) return respond(502, 'accessDenied', 'the proxy has no valid key');
  return respond(502, 'unavailable', 'the API cannot be reached');
}

function respond(status: number, error: string, message: string, retryAfter?: number): Response {
  const headers = { 'cache-control': 'no-store', ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }) };
  return Response.json({ error, message }, { status, headers });
}
