export * from './client.js';
export * from './errors.js';
export * from './load.js';
export type * from './models.js';
export type * from './routes.js';
