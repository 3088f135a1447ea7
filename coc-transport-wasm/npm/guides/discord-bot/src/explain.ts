// Failures in the words of the people who use the bot.

import {
  AccessDeniedError, CocError, InvalidIpError, InvalidKeyError, InvalidTagError, MaintenanceError, NotFoundError, PrivateWarLogError,
  ThrottledError,
} from 'coc-api';
import { TagError } from 'coc-api/helpers';

/** A mistake of the caller, with a message for them. */
export class UsageError extends Error {}

/** Returns the message for a failure. The details are in the log, because some are for the operator only. */
export function explain(error: unknown): string {
  // These messages are written for the person who entered the tag.
  if (error instanceof UsageError || error instanceof TagError || error instanceof InvalidTagError) return error.message;
  if (error instanceof NotFoundError) return 'There is no such clan or player.';
  if (error instanceof PrivateWarLogError) return 'The war log of this clan is private. Its leader can open it in the settings of the clan.';
  if (error instanceof MaintenanceError) return 'The game is in maintenance. Please try later.';
  if (error instanceof ThrottledError) return 'The bot has too much to do. Please try in a minute.';
  // The message of an InvalidIpError contains the address of the server.
  if (error instanceof InvalidIpError || error instanceof InvalidKeyError || error instanceof AccessDeniedError) {
    return 'The bot has no valid key for the API. Its operator can find the reason in the log.';
  }
  if (error instanceof CocError) return 'The API of the game did not respond as it should. Please try later.';
  return 'Something went wrong. The operator of the bot can find the reason in the log.';
}
