// The package by `require`, under Node's resolution.

import coc = require('coc-api');
import helpers = require('coc-api/helpers');
import inline = require('coc-api/inline');
import slim = require('coc-api/slim');

export const client: coc.Client = new coc.Client({ token: 'a' });
export const tag: string = helpers.correctTag('2pp');
export const other: slim.Client = new slim.Client();
export const bundled: coc.Client = new inline.Client();
export const isMissing = (error: unknown): boolean => error instanceof coc.NotFoundError;
