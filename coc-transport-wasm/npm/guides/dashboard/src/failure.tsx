// Failures in the words of a visitor.

import { InvalidTagError, MaintenanceError, NetworkError, NotFoundError, PrivateWarLogError } from 'coc-api';

/** A failure; after data that is older than it should be, a note. */
export function Failure({ error, subject }: { readonly error: unknown; readonly subject: string }) {
  return <p role="alert">{messageOf(error, subject)}</p>;
}

function messageOf(error: unknown, subject: string): string {
  if (error instanceof InvalidTagError) return error.message;
  if (error instanceof NotFoundError) return `There is no such ${subject}.`;
  if (error instanceof PrivateWarLogError) return 'The war log of this clan is private.';
  if (error instanceof MaintenanceError) return 'The game is in maintenance.';
  if (error instanceof NetworkError) return 'The server cannot be reached.';
  console.error(error);
  return `The ${subject} could not be loaded.`;
}
