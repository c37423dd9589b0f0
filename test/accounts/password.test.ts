import { createHook } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { createPasswords, passwordFault } from '../../src/accounts/password.ts';

const GOOD = 'Sông Hương chảy qua';

describe('passwords', () => {
  it('are kept as argon2id in the PHC form, salted', async () => {
    const passwords = createPasswords();
    const hash = await passwords.hash(GOOD);
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/u);
    expect(await passwords.hash(GOOD)).not.toBe(hash);
    expect(await passwords.isRight(GOOD, hash)).toBe(true);
    expect(await passwords.isRight(`${GOOD}.`, hash)).toBe(false);
    expect(await passwords.isRight(GOOD, undefined)).toBe(false);
  });

  it('checks a hash another program made, with its own cost', async () => {
    // Of the reference implementation: argon2 somesalt -id -t 2 -m 16 -p 1.
    const hash =
      '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect(await createPasswords().isRight('password', hash)).toBe(true);
    await expect(createPasswords().isRight('password', 'plain')).rejects.toThrow('argon2id');
  });

  it('are the same typed composed or in pieces', async () => {
    const passwords = createPasswords();
    const hash = await passwords.hash(GOOD.normalize('NFD'));
    expect(await passwords.isRight(GOOD.normalize('NFC'), hash)).toBe(true);
    // Twelve letters, however many code points they come in.
    expect(passwordFault('ồộ ửẫ ỹể ợặ ữ'.normalize('NFD'), 'lan')).toBeUndefined();
    expect(passwordFault('ồộ ửẫ ỹể ợặ'.normalize('NFD'), 'lan')).toBe('too-short');
  });

  it('hashes two at once, however many wait', async () => {
    const running = new Set<number>();
    const seen: number[] = [];
    const hook = createHook({
      init: (id, type) => {
        if (!type.startsWith('ARGON2')) return;
        running.add(id);
        seen.push(running.size);
      },
      before: (id) => void running.delete(id),
    }).enable();
    const passwords = createPasswords();
    const tries = Array.from({ length: 8 }, () => passwords.isRight(GOOD, undefined));
    expect(await Promise.all(tries)).toEqual(tries.map(() => false));
    hook.disable();
    expect(seen).toHaveLength(8);
    expect(Math.max(...seen)).toBe(2);
  });

  it.each([
    ['abcdefghijk', 'too-short'],
    ['ă'.repeat(129), 'too-long'],
    ['hoa.mai cua toi', 'like-the-login'],
    ['HOA.MAI cua toi', 'like-the-login'],
    ['password1234', 'too-common'],
    ['Password1234!', 'too-common'],
    ['Mật khẩu 12345', 'too-common'],
    ['123456789012', 'too-common'],
    ['987654321098', 'too-common'],
    ['qwertyuiopas', 'too-common'],
    ['aaaaaaaaaaaab', 'too-common'],
    ['xkcdq7xkcdq7', 'too-common'],
    ['1q2w3e4r5t6y', 'too-common'],
    ['Hanoi Vietnam 2026', 'too-common'],
  ] as const)('%s is refused: %s', (password, fault) => {
    expect(passwordFault(password, 'hoa.mai')).toBe(fault);
  });

  it.each([
    GOOD,
    'tre-xanh-bo-song-9',
    'correct horse battery',
    'пароль для работы',
    'x7$Kq9!mZ2@p',
  ])('%s is taken', (password) => expect(passwordFault(password, 'hoa.mai')).toBeUndefined());

  it('looks at what stands before the @ of a login, too', () => {
    expect(passwordFault('toi la maihoa day', 'maihoa@a.gov.vn')).toBe('like-the-login');
  });
});
