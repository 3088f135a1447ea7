// Generates a self-signed certificate: a minimal X.509 structure in DER.

import { generateKeyPairSync, sign } from 'node:crypto';

const SEQUENCE = 0x30;
const SET = 0x31;
const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT = 0x06;
const UTF8 = 0x0c;
const UTC_TIME = 0x17;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;
const context = (number) => 0xa0 + number;

function der(tag, ...contents) {
  const content = Buffer.concat(contents.map((one) => Buffer.from(one)));
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const COMMON_NAME = [0x55, 0x04, 0x03];
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13];
const ALTERNATIVE_NAMES = [0x55, 0x1d, 0x11];
const ECDSA_WITH_SHA256 = der(SEQUENCE, der(OBJECT, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]));

const time = (when) => der(UTC_TIME, `${when.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`);
const DAY = 24 * 60 * 60 * 1000;

/** Returns `{ key, cert }` as PEM for `localhost`, `127.0.0.1` and `::1`, valid for a day. */
export function certificate() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, der(OBJECT, COMMON_NAME), der(UTF8, 'tests of coc-api'))));
  const names = der(
    SEQUENCE,
    der(DNS_NAME, 'localhost'),
    der(IP_ADDRESS, [127, 0, 0, 1]),
    der(IP_ADDRESS, [...Array(15).fill(0), 1]),
  );
  const now = Date.now();
  const content = der(
    SEQUENCE,
    der(context(0), der(INTEGER, [2])),
    der(INTEGER, [1]),
    ECDSA_WITH_SHA256,
    name,
    der(SEQUENCE, time(new Date(now - DAY)), time(new Date(now + DAY))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      context(3),
      der(
        SEQUENCE,
        der(SEQUENCE, der(OBJECT, BASIC_CONSTRAINTS), der(BOOLEAN, [255]), der(OCTET_STRING, der(SEQUENCE, der(BOOLEAN, [255])))),
        der(SEQUENCE, der(OBJECT, ALTERNATIVE_NAMES), der(OCTET_STRING, names)),
      ),
    ),
  );
  const signed = der(SEQUENCE, content, ECDSA_WITH_SHA256, der(BIT_STRING, [0], sign('sha256', content, privateKey)));
  const lines = signed.toString('base64').replace(/.{1,64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`,
  };
}
