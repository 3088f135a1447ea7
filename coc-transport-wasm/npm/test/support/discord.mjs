// As much of Discord as a bot with slash commands sees: its REST API and its gateway.

import { createServer } from 'node:http';

import { WebSocketServer } from 'ws';

import { listen } from './sockets.mjs';

const APPLICATION = '1000';
const BOT = { id: '1001', username: 'bot', discriminator: '0000', global_name: null, avatar: null, bot: true };
const USER = { id: '2000', username: 'user', discriminator: '0', global_name: 'User', avatar: null };
const GUILD = '3000';

/** The operations of the gateway. */
const DISPATCH = 0;
const HEARTBEAT = 1;
const IDENTIFY = 2;
const HELLO = 10;
const HEARTBEAT_ACK = 11;

/** Starts a fake of Discord that accepts this token. */
export async function startDiscord(token) {
  const channels = new Map();
  const replies = new Map();
  const waiting = [];
  /** The requests, for the message of a failure. */
  const calls = [];
  /** The commands that the bot has registered. */
  let commands;
  let socket;
  let sequence = 0;
  let ids = 5000;
  let origin;

  /** Resolves waiting callers whose condition holds now. */
  const changed = () => {
    for (const [index, { find, resolve }] of [...waiting.entries()].reverse()) {
      const value = find();
      if (value === undefined) continue;
      waiting.splice(index, 1);
      resolve(value);
    }
  };
  /** Waits until `find` returns a value. */
  const until = (find, what) => {
    const value = find();
    if (value !== undefined) return Promise.resolve(value);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${what}; the last requests:\n${calls.slice(-10).join('\n')}`)), 30_000);
      waiting.push({
        find,
        resolve: (value) => {
          clearTimeout(timer);
          resolve(value);
        },
      });
    });
  };

  const message = (channel, body) => ({
    id: String(++ids), channel_id: channel, author: BOT, content: '', timestamp: new Date().toISOString(), edited_timestamp: null, tts: false,
    mention_everyone: false, mentions: [], mention_roles: [], attachments: [], embeds: [], pinned: false, type: 0, ...body,
  });

  /** The routes: a pattern of method and path, and a function of its groups and the body. */
  const routes = [
    [/^GET \/gateway\/bot$/, () => ({
      url: `${origin.replace('http', 'ws')}/gateway`, shards: 1,
      session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
    })],
    [/^PUT \/applications\/1000\/commands$/, (_, body) => {
      commands = body;
      return body.map((command) => ({ ...command, id: String(++ids), application_id: APPLICATION, version: '1' }));
    }],
    [/^POST \/interactions\/(\d+)\/\w+\/callback$/, ([id], body) => {
      replies.set(id, { deferred: body });
      return undefined;
    }],
    [/^PATCH \/webhooks\/1000\/token(\d+)\/messages\/(?:@|%40)original$/, ([id], body) => {
      const reply = message('4000', body);
      replies.set(id, { ...replies.get(id), reply });
      return reply;
    }],
    [/^GET \/channels\/(\d+)$/, ([id]) => channels.has(id) ? { id, type: 0, guild_id: GUILD, name: 'wars', permission_overwrites: [], position: 0, nsfw: false, parent_id: null } : 404],
    [/^POST \/channels\/(\d+)\/messages$/, ([id], body) => {
      if (!channels.has(id)) return 404;
      channels.get(id).push(body);
      return message(id, body);
    }],
  ];

  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const send = (status, body) =>
      body === undefined
        ? response.writeHead(status).end()
        : response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const { pathname } = new URL(request.url, 'http://discord');
    const call = `${request.method} ${pathname.replace(/^\/api\/v10/, '')}`;
    calls.push(`${call} ${text}`);
    // A callback of an interaction is authorized by the token in its path.
    const needsToken = !/\/(interactions|webhooks)\//.test(pathname);
    if (needsToken && request.headers.authorization !== `Bot ${token}`) return send(401, { code: 0, message: '401: Unauthorized' });
    for (const [pattern, respond] of routes) {
      const match = pattern.exec(call);
      if (!match) continue;
      const body = respond(match.slice(1), text && JSON.parse(text));
      if (body === 404) send(404, { code: 10003, message: 'Unknown Channel' });
      else send(body === undefined ? 204 : 200, body);
      changed();
      return;
    }
    // A test that needs another route fails by it.
    send(404, { code: 0, message: `404: ${call}` });
  });

  const gateway = new WebSocketServer({ server, path: '/gateway' });
  gateway.on('connection', (connected) => {
    socket = connected;
    const emit = (op, d, extra) => connected.send(JSON.stringify({ op, d, ...extra }));
    connected.on('message', (data) => {
      const { op, d } = JSON.parse(data);
      if (op === HEARTBEAT) emit(HEARTBEAT_ACK);
      if (op !== IDENTIFY) return;
      if (d.token !== token) return connected.close(4004, 'Authentication failed.');
      dispatch('READY', {
        v: 10, user: BOT, guilds: [], session_id: 'session', resume_gateway_url: `${origin.replace('http', 'ws')}/gateway`,
        application: { id: APPLICATION, flags: 0 }, shard: [0, 1],
      });
      dispatch('GUILD_CREATE', {
        id: GUILD, name: 'guild', owner_id: USER.id, roles: [], emojis: [], stickers: [], channels: [], members: [], threads: [], presences: [],
        voice_states: [], stage_instances: [], guild_scheduled_events: [], features: [], preferred_locale: 'en-US', member_count: 2,
        joined_at: '2026-01-01T00:00:00.000Z', unavailable: false, large: false, afk_channel_id: null, application_id: null,
      });
    });
    emit(HELLO, { heartbeat_interval: 45_000 });
  });

  const dispatch = (t, d) => socket.send(JSON.stringify({ op: DISPATCH, t, d, s: ++sequence }));

  const { base, stop } = await listen(server);
  origin = base;
  return {
    /** The base URL of the REST API. */
    api: `${base}/api`,
    /** Resolves with the registered commands. */
    commands: () => until(() => commands, 'commands'),
    /** Creates a channel. */
    createChannel: (id) => void channels.set(id, []),
    deleteChannel: (id) => void channels.delete(id),
    /** Resolves with the first message of a channel that satisfies a condition. */
    message: (channel, condition) => until(() => channels.get(channel).find(condition), `message in channel ${channel} for which ${condition}`),
    messages: (channel) => channels.get(channel),
    /**
     * Calls a slash command. Resolves with the reply, and with `isEphemeral`.
     *
     * @param options strings by name
     */
    async command(name, options = {}, { channel = '4000' } = {}) {
      const id = String(++ids);
      dispatch('INTERACTION_CREATE', {
        id, application_id: APPLICATION, type: 2, token: `token${id}`, version: 1, guild_id: GUILD, channel_id: channel,
        channel: { id: channel, type: 0 }, locale: 'en-US', guild_locale: 'en-US', app_permissions: '0', entitlements: [],
        authorizing_integration_owners: {}, context: 0, attachment_size_limit: 1,
        member: { user: USER, roles: [], joined_at: '2026-01-01T00:00:00.000Z', deaf: false, mute: false, permissions: '0', flags: 0, avatar: null },
        data: {
          id: '1', name, type: 1,
          options: Object.entries(options).map(([option, value]) => ({ name: option, type: 3, value })),
        },
      });
      const { deferred, reply } = await until(() => (replies.get(id)?.reply ? replies.get(id) : undefined), `reply to /${name}`);
      return { ...reply, isEphemeral: deferred.data?.flags === 64 };
    },
    stop,
  };
}
