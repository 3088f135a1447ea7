// Errors and retries.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';

import { api, coc, make, requests, samples } from './support/client.js';

test('an error has a class, a kind, a status and a stack that leads to the caller', async () => {
  const own = make({ retry: false });
  async function theCaller(call) {
    return await call();
  }
  const failure = (call) => theCaller(call).then(() => assert.fail('it had to fail'), (error) => error);
  for (const [type, kind, status, call] of [
    [coc.NotFoundError, 'notFound', 404, () => own.player('#QQQQ')],
    [coc.NotFoundError, 'notFound', 404, () => own.clanMembers('#QQQQ')],
    [coc.InvalidTagError, 'invalidTag', undefined, () => own.player('not a tag')],
    [coc.InvalidTagError, 'invalidTag', undefined, () => own.clanWarLeagueWar('#0')],
    [coc.InvalidRequestError, 'invalidRequest', undefined, () => own.searchClans({})],
    [coc.InvalidRequestError, 'invalidRequest', undefined, () => own.location('x')],
    [coc.InvalidRequestError, 'invalidRequest', undefined, () => own.player(undefined)],
    [coc.InvalidKeyError, 'invalidKey', 403, () => make({ token: 'wrong', retry: false }).player(samples.player)],
  ]) {
    const error = await failure(call);
    assert.ok(error instanceof type && error instanceof coc.CocError && error instanceof Error, `${error.stack}`);
    assert.deepEqual([error.kind, error.status, error.name], [kind, status, type.name]);
    assert.match(error.stack, /theCaller|errors\.test\.js/);
    assert.ok(error.endpoint, error.message);
  }
  for (const [type, kind, fault] of [
    [coc.MaintenanceError, 'maintenance', 'maintenance'],
    [coc.MaintenanceError, 'maintenance', 'maintenanceHtml'],
    [coc.ServerError, 'server', { html: { status: 502 } }],
    [coc.InvalidIpError, 'invalidIp', 'invalidIp'],
    [coc.NetworkError, 'truncated', { content: { body: '{"tag":"#2PP"', contentType: 'application/json' } }],
    [coc.NetworkError, 'interrupted', { reset: { after: 'halfBody' } }],
    [coc.DecodeError, 'notJson', { content: { body: '<p>', contentType: 'text/html' } }],
    [coc.DecodeError, 'notJson', { content: { body: '{"a": nonsense}', contentType: 'application/json' } }],
    [coc.DecodeError, 'decode', { content: { body: '[]', contentType: 'application/json' } }],
    [coc.CocError, 'unexpectedStatus', { error: { status: 418, reason: 'r' } }],
    [coc.CocError, 'unexpectedStatus', { redirect: { location: 'http://127.0.0.1:9/', status: 302 } }],
  ]) {
    await api.faults({ fault });
    const error = await failure(() => own.player(samples.player, { fresh: true }));
    assert.ok(error instanceof type, `${JSON.stringify(fault)}: ${error.stack}`);
    assert.equal(error.kind, kind);
    assert.equal(error.attempts, 1);
  }
  await api.faults({ fault: { throttled: { retryAfter: 90 } } });
  const throttled = await failure(() => own.player(samples.player, { fresh: true }));
  assert.ok(throttled instanceof coc.ThrottledError);
  assert.equal(throttled.retryAfter, 90_000);
});

test('a refused connection is a network error whose cause is the error of the platform', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  const error = await make({ baseUrl: `http://127.0.0.1:${port}`, retry: false }).player('#2PP').catch((error) => error);
  assert.ok(error instanceof coc.NetworkError);
  assert.equal(error.kind, 'connect');
  assert.equal(error.cause.cause.code, 'ECONNREFUSED');
  assert.equal(error.message, 'player #2PP: the server could not be reached: TypeError (ECONNREFUSED)');
});

test('the message names the cause, in whatever way the platform tells it, but no URL', async () => {
  const failed = (cause) => Object.assign(new TypeError('fetch failed'), { cause });
  const coded = (code) => failed(Object.assign(new Error(`to https://api.example/v1/x failed: ${code}`), { code }));
  const deno = 'error sending request for url (https://api.example/v1/x?k=hush): client error (Connect): invalid peer certificate: UnknownIssuer';
  for (const [thrown, kind, cause] of [
    [coded('ENOTFOUND'), 'connect', 'TypeError (ENOTFOUND)'],
    [coded('SELF_SIGNED_CERT_IN_CHAIN'), 'connect', 'TypeError (SELF_SIGNED_CERT_IN_CHAIN)'],
    [coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'connect', 'TypeError (UNABLE_TO_VERIFY_LEAF_SIGNATURE)'],
    [coded('ERR_SSL_WRONG_VERSION_NUMBER'), 'connect', 'TypeError (ERR_SSL_WRONG_VERSION_NUMBER)'],
    [coded('ECONNRESET'), 'interrupted', 'TypeError (ECONNRESET)'],
    [coded('ETIMEDOUT'), 'timeout', 'TypeError (ETIMEDOUT)'],
    [new TypeError(deno), 'connect', 'TypeError: client error (Connect): invalid peer certificate: UnknownIssuer'],
    [new TypeError(`client error (Connect): many ${'x'.repeat(1_000)}`), 'connect', `TypeError: client error (Connect): many ${'x'.repeat(157)}…`],
    [new TypeError('hush'), 'interrupted', 'TypeError'],
    [null, 'interrupted', 'an exception'],
  ]) {
    const own = make({ retry: false, fetch: async () => { throw thrown; } });
    const error = await own.player('#2PP').catch((error) => error);
    assert.equal(error.kind, kind);
    assert.ok(error.message.startsWith('player #2PP: ') && error.message.endsWith(`: ${cause}`), error.message);
    assert.ok(!error.message.includes('hush'));
  }
});

test('an error names the tag or path of its call', async () => {
  const body = '{"reason":"notFound"}';
  const own = make({ retry: false, fetch: async () => new Response(body, { status: 404 }) });
  for (const [call, name] of [
    [own.clan('2pp'), 'clan #2PP'],
    [own.clanMembers('#2PP', { limit: 5 }), 'clan.members #2PP'],
    [own.verifyPlayerToken('#2PP', 'hush-hush'), 'player.verifytoken #2PP'],
    [own.playerRankings('global'), 'rankings.players global'],
    [own.locations(), 'locations'],
    [own.custom('/clans/#2PP/new'), 'custom /clans/#2PP/new'],
  ]) {
    const error = await call.catch((error) => error);
    assert.equal(error.message, `${name}: not found (404 notFound)`);
  }
});

test('a token that the server or the platform echoes is redacted', async () => {
  const token = 'eyJ0eXAiOiJKV1Qi.eyJzdWIiOiJkZXYi.c2lnbmF0dXJl';
  const echo = async (url, { headers }) => new Response(
    JSON.stringify({ reason: 'accessDenied', message: `no access with ${headers.authorization}` }), { status: 403 },
  );
  const throwing = async (url, { headers }) => { throw new TypeError(`client error (Other): ${headers.authorization} is invalid`); };
  for (const fetch of [echo, throwing]) {
    const error = await make({ token, retry: false, fetch }).clan('#2PP').catch((error) => error);
    assert.match(error.message, /Bearer \[redacted\]/);
    assert.ok(!error.message.includes('eyJ'), error.message);
  }
});

test('temporary failures are retried within the allowed attempts', async () => {
  const own = make({ retry: { attempts: 3, baseDelay: 1 } });
  await api.faults({ fault: { html: { status: 502 } }, times: 2 });
  assert.ok(await own.player(samples.player));
  await api.faults({ fault: { content: { body: '{"tag":', contentType: 'application/json' } }, times: 1 });
  assert.ok(await own.player(samples.player, { fresh: true }), 'a truncated body');
  await api.faults({ fault: { html: { status: 502 } }, times: 1 });
  await assert.rejects(own.player(samples.player, { fresh: true, attempts: 1 }), coc.ServerError);
});

test('what a proxy has retried is not retried', async () => {
  const own = make({ retry: { attempts: 3, baseDelay: 1 } });
  await api.faults({ fault: { header: { name: 'coc-attempts', value: '2' } } }, { fault: { html: { status: 502 } } });
  await assert.rejects(own.player(samples.player), (error) => error instanceof coc.ServerError && error.attempts === 1);
  assert.equal(await requests(), 1);
});

test('the cause of an error says why the result of a fetch is not a response', async () => {
  for (const [result, words] of [[{}, /not return a Response/], [{ status: 0 }, /redirects/], [{ status: 200 }, /without headers/]]) {
    const error = await make({ retry: false, fetch: async () => result }).goldPass().catch((error) => error);
    assert.ok(error instanceof coc.CocError);
    assert.match(error.cause?.message ?? 'no cause', words);
  }
});
