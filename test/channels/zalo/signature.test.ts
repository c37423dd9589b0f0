import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { matchSignature, zaloSignature } from '../../../src/channels/zalo/signature.ts';

const KEYS = {
  appId: '360846524940903967',
  appSecret: 'test-app-secret',
  oaId: '388613280878808645',
  oaSecret: 'test-oa-secret',
};
const RAW = Buffer.from(
  '{"app_id":"360846524940903967","sender":{"id":"246845883529197922"},"user_id_by_app":"552177279717587730","recipient":{"id":"388613280878808645"},"event_name":"user_send_text","message":{"text":"Xin chào","msg_id":"96d3cdf3af150460909"},"timestamp":"1763850000000"}',
);
const SIGNED = { raw: RAW, timestamp: '1763850000000' };
const VECTOR = 'cee6809f564413af59b6ea9121ef2205396f1a8336f7e800869beada55ce38d1';

describe('the signature of Zalo webhooks', () => {
  it('equals the test vector of the reference', () => {
    expect(RAW).toHaveLength(266);
    expect(zaloSignature('app-id+oa-secret', KEYS, SIGNED)).toBe(VECTOR);
  });

  it('is found with or without its prefix and in capitals', () => {
    const variants = ['app-id+oa-secret'] as const;
    for (const header of [`mac=${VECTOR}`, VECTOR, `mac=${VECTOR.toUpperCase()}`]) {
      expect(matchSignature(header, variants, KEYS, SIGNED)).toBe('app-id+oa-secret');
    }
  });

  it('is refused when a byte of body, timestamp or signature differs, or it is missing', () => {
    const variants = ['app-id+oa-secret', 'app-id+app-secret', 'oa-id+oa-secret'] as const;
    const changed = Buffer.from(RAW);
    changed[200] = (changed[200] as number) ^ 1;
    expect(matchSignature(`mac=${VECTOR}`, variants, KEYS, { ...SIGNED, raw: changed })).toBe(
      undefined,
    );
    expect(
      matchSignature(`mac=${VECTOR}`, variants, KEYS, { ...SIGNED, timestamp: '1763850000001' }),
    ).toBe(undefined);
    for (const header of [
      undefined,
      '',
      'mac=',
      'mac=cee6',
      `mac=${VECTOR}00`,
      'mac=z'.padEnd(68),
    ]) {
      expect(matchSignature(header, variants, KEYS, SIGNED)).toBe(undefined);
    }
    expect(matchSignature(`mac=d${VECTOR.slice(1)}`, variants, KEYS, SIGNED)).toBe(undefined);
  });

  it('is accepted in another way only when that way is set', () => {
    const raw = RAW.toString('utf8');
    const byApp = createHash('sha256')
      .update(`${KEYS.appId}${raw}1763850000000${KEYS.appSecret}`)
      .digest('hex');
    const byOa = createHash('sha256')
      .update(`${KEYS.oaId}${raw}1763850000000${KEYS.oaSecret}`)
      .digest('hex');
    expect(matchSignature(byApp, ['app-id+oa-secret'], KEYS, SIGNED)).toBe(undefined);
    expect(matchSignature(byApp, ['app-id+oa-secret', 'app-id+app-secret'], KEYS, SIGNED)).toBe(
      'app-id+app-secret',
    );
    expect(matchSignature(byOa, ['oa-id+oa-secret'], KEYS, SIGNED)).toBe('oa-id+oa-secret');
    const nameless = { ...KEYS, oaId: undefined };
    expect(matchSignature(byOa, ['oa-id+oa-secret'], nameless, SIGNED)).toBe(undefined);
  });
});
