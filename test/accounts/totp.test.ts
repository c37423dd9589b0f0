import { describe, expect, it } from 'vitest';
import { otpauthUri, stepAt, toBase32, totpCode, totpStep } from '../../src/accounts/totp.ts';

const SECRET = Buffer.from('12345678901234567890');

describe('time-based codes', () => {
  // RFC 6238, appendix B, of SHA-1.
  it.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('at %i s is %s', (seconds, code) => {
    expect(totpCode(SECRET, stepAt(new Date(seconds * 1000)), 8)).toBe(code);
    expect(totpStep(SECRET, code.slice(2), new Date(seconds * 1000))).toBe(
      Math.floor(seconds / 30),
    );
  });

  it('are right a step early or late, and no further', () => {
    const step = 1000;
    const code = totpCode(SECRET, step);
    const found = [-2, -1, 0, 1, 2].map((off) =>
      totpStep(SECRET, code, new Date((step + off) * 30_000)),
    );
    expect(found).toEqual([undefined, step, step, step, undefined]);
  });

  it.each(['', '12345', '1234567', '12a456', '１２３４５６', '287082\n'])('%j is no code', (code) =>
    expect(totpStep(SECRET, code, new Date(59_000))).toBeUndefined(),
  );

  // RFC 4648, section 10, without the padding.
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('%j in base32 is %s', (text, base32) => expect(toBase32(Buffer.from(text))).toBe(base32));

  it('reach an authenticator as a URI', () => {
    const uri = new URL(otpauthUri('Hoi Mot Cua', 'lan@x.vn', SECRET));
    expect(uri.href).toContain('otpauth://totp/Hoi%20Mot%20Cua:lan%40x.vn?');
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
      issuer: 'Hoi Mot Cua',
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
  });
});
