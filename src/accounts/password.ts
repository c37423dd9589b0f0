import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PasswordFault } from './accounts.ts';

/** Hashes passwords and tries them. */
export interface Passwords {
  /** A PHC string. */
  hash(password: string): Promise<string>;
  /** Takes as long without a hash as with one; false then. */
  isRight(password: string, hash: string | undefined): Promise<boolean>;
}

/** The least OWASP names for argon2id; memory in KiB. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const TAG_BYTES = 32;
const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/u;

interface Hashed {
  readonly cost: typeof COST;
  readonly salt: Buffer;
  readonly tag: Buffer;
}

/** `atOnce` bounds the memory a flood of sign-ins takes: each hashing needs 19 MiB. */
export function createPasswords({ atOnce = 2 } = {}): Passwords {
  const inTurn = createTurns(atOnce);
  // Nobody knows a password of a tag that was drawn.
  const dummy = { cost: COST, salt: randomBytes(SALT_BYTES), tag: randomBytes(TAG_BYTES) };

  const derive = (password: string, { cost, salt, tag }: Hashed): Promise<Buffer> =>
    inTurn(
      () =>
        new Promise((resolve, reject) => {
          const message = composed(password);
          const parameters = { ...cost, message, nonce: salt, tagLength: tag.length };
          argon2('argon2id', parameters, (error, key) => {
            if (error === null) resolve(key);
            else reject(error);
          });
        }),
    );

  return {
    hash: async (password) => {
      const hashed = { ...dummy, salt: randomBytes(SALT_BYTES) };
      return toPhc({ ...hashed, tag: await derive(password, hashed) });
    },
    isRight: async (password, hash) => {
      const hashed = hash === undefined ? dummy : parsePhc(hash);
      const isSame = timingSafeEqual(await derive(password, hashed), hashed.tag);
      return isSame && hash !== undefined;
    },
  };
}

/** Typed on another machine, the same letters may come apart into base and mark. */
const composed = (password: string): string => password.toWellFormed().normalize('NFC');

function toPhc({ cost, salt, tag }: Hashed): string {
  const bare = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${bare(salt)}$${bare(tag)}`;
}

function parsePhc(text: string): Hashed {
  const [, memory, passes, parallelism, salt = '', tag = ''] = PHC.exec(text) ?? [];
  if (memory === undefined) throw new Error('A kept password is no argon2id hash.');
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

function createTurns(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await work();
    } finally {
      // The place goes straight to who waits, so that nobody slips in between.
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

const SHORTEST = 12;
const LONGEST = 128;
const LEAST_DISTINCT = 5;

/** Guessed first, whatever digits follow. */
const COMMON_WORDS =
  'password passw0rd matkhau matma admin administrator quantri qwerty qwertyuiop asdfgh iloveyou welcome letmein changeme secret dragon monkey football sunshine princess superman master login vietnam hanoi saigon hochiminh danang anhyeuem emyeuanh yeuem yeuanh khongbiet xinchao motcua hoimotcua dichvucong canbo congchuc ubnd abc xyz';
const WORDS_AND_DIGITS = new RegExp(`^\\d{0,4}(?:${COMMON_WORDS.replaceAll(' ', '|')})+\\d*$`, 'u');
/** Walks over the keyboard and the alphabet. */
const WALKS = [
  '01234567890123456789012345678901234567890',
  'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  'q1w2e3r4t5y6u7i8o9p0',
  'zaq1xsw2cde3vfr4bgt5nhy6mju7',
].flatMap((walk) => [walk, [...walk].toReversed().join('')]);

/** Why a password is not taken; undefined when it is. Lengths are in characters. */
export function passwordFault(password: string, login: string): PasswordFault | undefined {
  const text = composed(password);
  const { length } = [...text];
  if (length < SHORTEST) return 'too-short';
  if (length > LONGEST) return 'too-long';
  const folded = text.toLowerCase();
  const name = login.split('@')[0] ?? '';
  if (folded.includes(login)) return 'like-the-login';
  if (name.length >= 4 && folded.includes(name)) return 'like-the-login';
  return isCommon(folded) ? 'too-common' : undefined;
}

function isCommon(folded: string): boolean {
  if (new Set(folded).size < LEAST_DISTINCT) return true;
  // One thing said again and again is as good as said once.
  if (/^(?<one>.{1,11}?)\k<one>+$/u.test(folded)) return true;
  const bare = folded
    .normalize('NFD')
    .replaceAll('đ', 'd')
    .replace(/[^a-z0-9]/gu, '');
  // Other scripts leave nothing over.
  if (bare.length < 8) return false;
  return WORDS_AND_DIGITS.test(bare) || WALKS.some((walk) => walk.includes(bare));
}
