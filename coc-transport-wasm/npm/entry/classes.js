// The client and its errors, without the glue between them and the module.

export {
  AbortedError,
  AccessDeniedError,
  Client,
  CocError,
  DecodeError,
  InvalidIpError,
  InvalidKeyError,
  InvalidRequestError,
  InvalidTagError,
  MaintenanceError,
  NetworkError,
  NotFoundError,
  PrivateWarLogError,
  ServerError,
  ThrottledError,
  TimeoutError,
} from './coc.js';
