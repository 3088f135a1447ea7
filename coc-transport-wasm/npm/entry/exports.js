// What every entry exports: the client and its errors, and nothing of what is between them and the module.

export { Client } from './js/client.js';
export {
  Aborted,
  AccessDenied,
  CocError,
  Decode,
  InvalidIp,
  InvalidKey,
  InvalidRequest,
  InvalidTag,
  Maintenance,
  Network,
  NotFound,
  PrivateWarLog,
  Server,
  Throttled,
  Timeout,
} from './js/errors.js';
