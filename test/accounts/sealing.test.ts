import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSealing } from '../../src/accounts/sealing.ts';

const secret = Buffer.from('12345678901234567890');

describe('sealing', () => {
  const key = randomBytes(32);
  const sealing = createSealing(key);

  it('opens what it sealed, each time another text', () => {
    const sealed = sealing.seal(secret, 'a');
    expect(createSealing(key).open(sealed, 'a')).toEqual(secret);
    expect(sealing.seal(secret, 'a')).not.toBe(sealed);
    expect(sealed).not.toContain(secret.toString('base64url'));
  });

  it('opens nothing of another account or key, nothing that was changed', () => {
    const sealed = sealing.seal(secret, 'a');
    const changed = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`;
    expect(() => sealing.open(sealed, 'b')).toThrow();
    expect(() => createSealing(randomBytes(32)).open(sealed, 'a')).toThrow();
    expect(() => sealing.open(changed, 'a')).toThrow();
    expect(() => sealing.open('v1.', 'a')).toThrow();
    expect(() => sealing.open(sealed.slice(3), 'a')).toThrow();
  });

  it('stands for a login by a hash only this key makes', () => {
    expect(sealing.loginKey('lan')).toBe(createSealing(key).loginKey('lan'));
    expect(sealing.loginKey('lan')).not.toBe(createSealing(randomBytes(32)).loginKey('lan'));
  });

  it('needs a whole key', () => {
    expect(() => createSealing(Buffer.from('short'))).toThrow('32 bytes');
  });
});
