export * from './client.js';
export * from './errors.js';
export type * from './models.js';
export type * from './routes.js';
