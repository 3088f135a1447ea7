// Connections to a server, and which of them are kept for further requests.

import net from 'node:net';
import tls from 'node:tls';

import { cutOff } from './node-answer.js';

// Every connection reads into this: the bytes are handed on in the same step that reads them, of TLS as well.
const buffer = Buffer.allocUnsafeSlow(64 << 10);

/** For how long a server keeps a connection if it does not say. */
const TIMEOUT = 30_000;
/** A request that is sent while the server closes the connection is lost; so it is not used at the last. */
const MARGIN = 4_000;
const MAX_IDLE = 256;

// Node gives a name with several addresses 250 ms for each before the last, in which a far server, or a process that is busy for so
// long, is not connected to at all.
const attempt = () => Math.max(1_000, net.getDefaultAutoSelectFamilyAttemptTimeout());

/** A server as an address names it. */
export class Origin {
  /** The connections that nothing is awaited from, that which was used last at the end. */
  idle = [];
  /** How many connections there are, idle or not. */
  open = 0;
  /** What a further TLS connection begins with. */
  session = undefined;

  /** @param url an address of the server, as a `URL` */
  constructor({ protocol, hostname, port, host, origin }) {
    this.secure = protocol === 'https:';
    // A bracketed IPv6 address is one of a URL only.
    this.hostname = hostname.replace(/^\[|\]$/g, '');
    this.port = Number(port) || (this.secure ? 443 : 80);
    this.host = host;
    /** What an address begins with if it is written as it should be. */
    this.prefix = `${origin}/`;
    this.isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
  }

  /** A connection to send a request on. */
  connection() {
    const now = Date.now();
    for (let kept; (kept = this.idle.pop()); ) {
      if (now < kept.until) return kept;
      kept.destroy();
    }
    return new Connection(this);
  }

  /** Keeps a connection for as long as the server says, in seconds. */
  keep(connection, timeout) {
    const now = Date.now();
    connection.until = now + (timeout === undefined ? TIMEOUT : timeout * 1000 - MARGIN);
    // Those that nobody comes back for are at the front.
    while (this.idle.length > 0 && (this.idle.length >= MAX_IDLE || this.idle[0].until <= now)) this.idle.shift().destroy();
    if (connection.until <= now) return connection.destroy();
    connection.rest();
    this.idle.push(connection);
  }
}

class Connection {
  /** When the server may have closed it. */
  until = 0;

  #origin;
  #socket;
  /** What awaits an answer on it. */
  #exchange;
  /** Whether it came about. */
  #connected = false;

  constructor(origin) {
    this.#origin = origin;
    origin.open++;
    const { hostname: host, port, secure } = origin;
    const onread = { buffer, callback: (size, bytes) => this.#read(bytes.subarray(0, size)) };
    const options = { host, port, onread, autoSelectFamilyAttemptTimeout: attempt() };
    const socket = secure
      ? tls.connect({ ...options, servername: net.isIP(host) ? undefined : host, ALPNProtocols: ['http/1.1'], session: origin.session })
      : net.connect(options);
    this.#socket = socket;
    // With TLS nothing may be sent before the server has shown who it is.
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      socket.setNoDelay(true);
      this.#connected = true;
      if (this.#exchange) socket.write(this.#exchange.message);
    });
    if (secure) socket.on('session', (session) => (origin.session = session));
    socket.on('end', () => this.#ended());
    socket.on('error', (error) => {
      // It may be for what it began with.
      if (!this.#connected) origin.session = undefined;
      this.#lose(error);
    });
    socket.on('close', () => {
      origin.open--;
      if (this.#exchange) this.#lose(cutOff());
    });
  }

  /** Sends the message of the exchange, once it can be sent. */
  begin(exchange) {
    this.#exchange = exchange;
    if (!this.#connected) return;
    this.#socket.ref();
    this.#socket.write(exchange.message);
  }

  /** It holds no process up. */
  rest() {
    this.#socket.unref();
  }

  /** Ends it; nobody is told. */
  destroy() {
    this.#exchange = undefined;
    this.#socket.destroy();
  }

  #read(bytes) {
    const exchange = this.#exchange;
    // Nothing was asked for.
    if (!exchange) return this.#lose();
    try {
      if (!exchange.answer.push(bytes)) return;
    } catch (error) {
      return this.#lose(error);
    }
    this.#exchange = undefined;
    const { kept, head } = exchange.answer;
    // A request that the server did not read to its end is still being sent.
    if (kept && this.#socket.writableLength === 0) this.#origin.keep(this, head.timeout);
    else this.#socket.destroy();
    exchange.land();
  }

  /** The server has closed it. */
  #ended() {
    const exchange = this.#exchange;
    try {
      exchange?.answer.end();
    } catch (error) {
      return this.#lose(error);
    }
    this.destroy();
    this.#forget();
    exchange?.land();
  }

  #lose(error) {
    const exchange = this.#exchange;
    this.destroy();
    this.#forget();
    // The system's word for a connection that the other side has closed, when it is written to.
    exchange?.lose(error.code === 'EPIPE' ? cutOff(error) : error, this.#connected);
  }

  #forget() {
    const { idle } = this.#origin;
    const index = idle.indexOf(this);
    if (index >= 0) idle.splice(index, 1);
  }
}
