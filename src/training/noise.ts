import { fold, hasMarks, toneOf, withoutTone } from '../language/fold.ts';
import { mishearingsOf } from '../language/mishearings.ts';
import type { Random } from './random.ts';

/** How people's typing and recognisers spoil a sentence; one function per class. */
export const NOISES = [
  'clean',
  'no-marks',
  'some-marks',
  'telex',
  'vni',
  'typos',
  'teencode',
  'misheard',
] as const;
export type Noise = (typeof NOISES)[number];

export function addNoise(text: string, noise: Noise, random: Random): string {
  const spoil = SPOILERS[noise];
  return spoil(text, random);
}

const words = (text: string, change: (word: string) => string): string =>
  text.replace(/\p{L}[\p{L}\p{M}]*/gu, change);

const TELEX_TONE: Readonly<Record<string, string>> = {
  '\u0301': 's',
  '\u0300': 'f',
  '\u0309': 'r',
  '\u0303': 'x',
  '\u0323': 'j',
};
const VNI_TONE: Readonly<Record<string, string>> = {
  '\u0301': '1',
  '\u0300': '2',
  '\u0309': '3',
  '\u0303': '4',
  '\u0323': '5',
};

function toTelex(word: string): string {
  const flat = withoutTone(word)
    .replace(/đ/gu, 'dd')
    .replace(/ươ/gu, 'uow')
    .replace(/ă/gu, 'aw')
    .replace(/â/gu, 'aa')
    .replace(/ê/gu, 'ee')
    .replace(/ô/gu, 'oo')
    .replace(/ơ/gu, 'ow')
    .replace(/ư/gu, 'uw');
  return `${flat}${TELEX_TONE[toneOf(word)] ?? ''}`;
}

function toVni(word: string): string {
  const flat = withoutTone(word)
    .replace(/đ/gu, 'd9')
    .replace(/ươ/gu, 'uo7')
    .replace(/ă/gu, 'a8')
    .replace(/([âêô])/gu, (letter) => `${fold(letter)}6`)
    .replace(/([ơư])/gu, (letter) => `${fold(letter)}7`);
  return `${flat}${VNI_TONE[toneOf(word)] ?? ''}`;
}

const NEIGHBOURS: Readonly<Record<string, string>> = {
  a: 'sq',
  b: 'vn',
  c: 'xv',
  d: 'sf',
  e: 'wr',
  g: 'fh',
  h: 'gj',
  i: 'uo',
  k: 'jl',
  l: 'k',
  m: 'n',
  n: 'bm',
  o: 'ip',
  p: 'o',
  q: 'wa',
  r: 'et',
  s: 'ad',
  t: 'ry',
  u: 'yi',
  v: 'cb',
  x: 'zc',
  y: 'tu',
};

function slip(word: string, random: Random): string {
  if (word.length < 3) return word;
  const at = 1 + random.below(word.length - 1);
  switch (random.below(5)) {
    case 0:
      return word.slice(0, at) + word.slice(at + 1);
    case 1:
      return word.slice(0, at - 1) + (word[at] ?? '') + (word[at - 1] ?? '') + word.slice(at + 1);
    case 2: {
      const near = NEIGHBOURS[fold(word[at] ?? '')];
      return near ? word.slice(0, at) + random.pick([...near]) + word.slice(at + 1) : word;
    }
    case 3:
      return word.slice(0, at) + (word[at] ?? '') + word.slice(at);
    default:
      return wrongMark(word, random);
  }
}

function wrongMark(word: string, random: Random): string {
  if (!hasMarks(word)) return word;
  return random.chance(0.5)
    ? withoutTone(word)
    : word.replace(/[ăâ]/u, 'a').replace(/[ơô]/u, 'o').replace(/ê/u, 'e').replace(/ư/u, 'u');
}

const SHORT: Readonly<Record<string, readonly string[]>> = {
  không: ['k', 'ko', 'hok', 'kh'],
  được: ['dc', 'đc'],
  gì: ['j', 'gi'],
  vậy: ['z', 'v'],
  làm: ['lm'],
  rồi: ['r', 'rùi'],
  với: ['vs'],
  em: ['e'],
  anh: ['a'],
  mình: ['mk', 'mik'],
  người: ['ng'],
  như: ['nhu'],
  'bao nhiêu': ['bn', 'bnhiu'],
  'như thế nào': ['ntn'],
  'đăng ký': ['đk', 'dky', 'đky'],
  'giấy tờ': ['gt'],
  'hồ sơ': ['hs'],
  'căn cước công dân': ['cccd'],
  'căn cước': ['cc'],
  'bảo hiểm y tế': ['bhyt'],
  'bảo hiểm xã hội': ['bhxh'],
  'giấy phép lái xe': ['gplx'],
  'bằng lái': ['bl', 'gplx'],
  'công ty': ['cty'],
  'doanh nghiệp': ['dn'],
  'hộ kinh doanh': ['hkd'],
  'ủy ban nhân dân': ['ubnd'],
  'quyền sử dụng đất': ['qsdđ'],
  'giấy chứng nhận': ['gcn'],
  'lý lịch tư pháp': ['lltp'],
  'nước ngoài': ['nn'],
  'kinh doanh': ['kd'],
  'nghĩa vụ quân sự': ['nvqs'],
  'mã số thuế': ['mst'],
  'hợp tác xã': ['htx'],
  'phòng cháy chữa cháy': ['pccc'],
  'an toàn thực phẩm': ['attp'],
};

const SPOILERS: Readonly<Record<Noise, (text: string, random: Random) => string>> = {
  clean: (text) => text,
  'no-marks': (text) => fold(text),
  'some-marks': (text, random) => words(text, (word) => (random.chance(0.45) ? fold(word) : word)),
  telex: (text, random) => words(text, (word) => (random.chance(0.5) ? toTelex(word) : word)),
  vni: (text, random) => words(text, (word) => (random.chance(0.5) ? toVni(word) : word)),
  typos: (text, random) => words(text, (word) => (random.chance(0.22) ? slip(word, random) : word)),
  teencode(text, random) {
    let changed = text;
    for (const [full, short] of Object.entries(SHORT)) {
      changed = changed.replaceAll(new RegExp(`(?<!\\p{L})${full}(?!\\p{L})`, 'gu'), (match) =>
        random.chance(0.75) ? random.pick(short) : match,
      );
    }
    return random.chance(0.3) ? fold(changed) : changed;
  },
  misheard: (text, random) =>
    words(text.toLowerCase().replace(/[.,;:!?]/gu, ''), (word) => {
      if (!random.chance(0.2)) return word;
      const variants = mishearingsOf(word);
      return variants.length > 0 ? random.pick(variants) : word;
    }),
};
