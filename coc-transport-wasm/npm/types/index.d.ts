export * from './client.js';
export * from './errors.js';
export type * from './fetch.js';
export * from './load.js';
export type * from './metrics.js';
export type * from './models.js';
export type * from './routes.js';
export type * from './tokens.js';
