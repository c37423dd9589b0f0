import { FAMOUS, isNamedPlace, WRITTEN_SURNAMES } from './personal-data-known.ts';
import {
  LOWER_STOP_WORDS,
  LOWER_STOPS_WRITTEN,
  MIDDLE_NAMES,
  NO_GIVEN_NAME,
  NO_NAME,
  NO_SECOND_NAME,
  PLAIN_SURNAMES,
  SURNAMES,
} from './personal-data-words.ts';
import { blankOf, writtenAs } from './personal-data-view.ts';
import type { Stretch, View } from './personal-data-view.ts';

/** Family names that are hardly any other word, as they are written. */
const SURE = /^(?:nguyễn|huỳnh|nguyen|huynh)$/u;
/** Family names that a middle name and a word before them make sure. */
const LIKELY =
  /^(?:trần|phạm|đặng|bùi|đỗ|ngô|trịnh|phùng|lê|quách|vũ|võ|hồ|dương|lý|đào|đoàn|vương|đinh|thạch|giàng|sùng|tạ|tô|tran|pham|bui|dang|doan|trinh|ngo|dinh|duong|phan|hoang|vo|vu|le|ly|ho|do|quach|dao|vuong|luong)$/u;
/** Names of which "y" or a clan's name is the first word. */
const CLAN = /^(?:y|h|k|ksor|siu|rmah|kpa|rcom|nay)$/u;
const MIDDLE = /^(?:thi|van)$/u;
const LOOK_BACK = 30;
/** Before a name: whose it is, or that it is one. */
const KIN =
  /(?<![a-z])(?:la|ten|con|gai|trai|be|chau|chong|ck|vk|vo|ba|bo|me|ma|cha|ong|anh|chi|co|chu|bac|di|thim|mo|cau|em|e|toi|tui|tau|minh|cua|cho|cu|nguoi|ban|voi|va)(?: (?:tui|toi|em|e|minh|con|chau|ten|la|ruot|noi|ngoai|dau|re|trai|gai|lon|ut)){0,3}[ :]{1,3}$/u;
const NAMED =
  /(?<![a-z])(?<!(?:dung|sang|doi|co|chuyen|tro|bi|thay|mat|cai) )(?:ten)(?: (?:la|that|thiet|con|em|e|toi|tui|minh|day du|khai sinh|chau|be)){0,3}[ :]{1,3}$/u;
const KINDS_AFTER = `${blankOf('phone')}${blankOf('id')}${blankOf('birth')}${blankOf('insurance')}`;
/** What follows a name: a number, a birth, a stop, what is asked. */
const AFTER = new RegExp(
  `^(?: ?[,.;\\n)-]| ?$| \\d{1,2}[/.-]\\d| \\d{9}| ?[${KINDS_AFTER}]| (?:sdt|dt|so|zalo|sinh|sn|ns|cccd|cmnd|o|ho|hoi|nam nay|a|nha|nhe|day|ne|chua|bi|muon|can|xin|mat)(?![a-z]))`,
  'u',
);
/** First words of Ê-đê, Jrai, K'ho, H'Mông, Thái and Khmer names written without capitals. */
const MINORITY =
  /^(?:y|h|k|ksor|siu|rmah|kpa|nay|ro|rcom|giang|sung|thao|vang|lo|lu|ma|ha|tan|chao|thach|kim|danh|son|neang|chau|lam|dieu|thi|mua|hang|cu|po|ly|quang|ka)$/u;
/** "vi phạm", "chủ trương": the word before makes the family name another word. */
const COMPOUND =
  /(?<![a-z])(?:(?:vi|xam|tham|toi) pham|quan ly|phu huynh|(?:trung|su|lien|tap|lu|tieu|dai) doan|tu tran|(?:chi|le|kinh|hoc|thu|vien|an|mien|phu) phi|bo sung|chau phi|nguoi ta|(?:chu|thi|nha|hien|moi) truong|(?:hoa|ca|vu|khieu) vu|xay dung|(?:tien|muc|bac|bang|thang) luong|thuong le)$/u;
/** Words that end a name, or are its last. */
const SOFT_STOP =
  /^(?:tu|nam|ha|mai|ly|hoc|chung|em|ben|lam|moi|thuoc|theo|phuong|trong|dung|lan|quan|chau)$/u;
/** First words that no given name without capitals is. */
const NO_GIVEN =
  /^(?:mà|ma|mới|moi|cũ|thì|thi|trong|trên|tren|ghi|nào|chung|chủ|vợ|chồng|đúng|riêng|lót|đệm|gọi|viết|bị|tài|thường|đầy|khai|và)(?![\p{L}])/u;
const MOST = 5;

interface Token {
  readonly word: string;
  readonly written: string;
  readonly from: number;
  readonly to: number;
}

/** Names written without capitals, or with some. */
export function lowerNames(view: View): Stretch[] {
  const found: Stretch[] = [];
  let settledTo = 0;
  for (const match of view.folded.matchAll(/(?<![a-z0-9'@._/-])[a-z]{1,7}(?=['’ ][a-z])/gu)) {
    const at = match.index;
    if (at < settledTo) continue;
    const head = match[0];
    if (!SURNAMES.has(head) && !CLAN.test(head) && !MINORITY.test(head)) continue;
    if (head === 'la') continue;
    const tokens = tokensFrom(view, at);
    const to = tokens.at(-1)?.to;
    if (to === undefined || !isLowerName(view, tokens)) continue;
    found.push({ kind: 'name', from: at, to });
    settledTo = to;
  }
  return [...found, ...givenNames(view)];
}

function isLowerName(view: View, tokens: readonly Token[]): boolean {
  const [first, second, third] = tokens;
  const last = tokens.at(-1);
  if (!first || !second || !last) return false;
  if (isCapital(view, first) && isCapital(view, second)) return false;
  const before = view.folded.slice(Math.max(0, first.from - LOOK_BACK), first.from);
  const named = NAMED.test(before);
  const kin = KIN.test(before);
  const ends = AFTER.test(view.folded.slice(last.to, last.to + 10));
  const marked = tokens.some(({ word, written }) => word !== written);
  const surname = WRITTEN_SURNAMES.has(first.written) || (!marked && SURNAMES.has(first.word));
  const phrase = NO_SECOND_NAME.has(`${first.word} ${second.word}`) && first.written !== 'nguyễn';
  if (CLAN.test(first.word)) return !phrase && named && ends;
  if (!surname || phrase) return false;
  if (!named && COMPOUND.test(`${before}${first.word}`)) return false;
  const name = tokens.map(({ word }) => word).join(' ');
  const famous = [2, 3, 4].some((count) =>
    FAMOUS.has(
      tokens
        .slice(0, count)
        .map(({ word }) => word)
        .join(' '),
    ),
  );
  if (!named && !kin && famous && (!ends || FAMOUS.has(name))) return false;
  // A number before makes it a street's.
  if (!named && /\d[a-z]?,? $/u.test(before)) return false;
  if (!named && isNamedPlace(view, first.from)) return false;
  if (named && ends && first.word !== 'chung') return true;
  if (!third) return false;
  if (MIDDLE.test(second.word)) {
    if (marked && !/^(?:thị|văn)$/u.test(second.written)) return false;
    if (NO_GIVEN_NAME.has(`${second.word} ${third.word}`)) return false;
    const sure = LIKELY.test(first.written) || SURE.test(first.written);
    return sure || first.written !== first.word || kin || (ends && before.trim() === '');
  }
  if (SURE.test(first.written)) return true;
  return (
    LIKELY.test(first.written) &&
    MIDDLE_NAMES.has(second.word) &&
    (kin || (ends && before.trim() === ''))
  );
}

function isCapital(view: View, { from }: Token): boolean {
  return /[A-Z]/u.test(view.plain.charAt(from));
}

/** Words of a name from here on; the word after "thị" or "văn" is one whatever it means elsewhere. */
function tokensFrom(view: View, from: number): Token[] {
  const tokens: Token[] = [];
  let at = from;
  while (tokens.length < MOST) {
    const word = /^[a-z]+(?:'[a-z]+)?/u.exec(view.folded.slice(at, at + 16))?.[0];
    if (word === undefined) break;
    const token = {
      word,
      written: writtenAs(view, at, at + word.length),
      from: at,
      to: at + word.length,
    };
    const last = tokens.at(-1);
    const given = last !== undefined && MIDDLE.test(last.word) && tokens.length === 2;
    const minority = MINORITY.test(tokens[0]?.word ?? '');
    const most = minority ? MOST : 4;
    if (tokens.length >= most || (tokens.length > 0 && word.length === 1 && !minority)) break;
    if (
      tokens.length > 0 &&
      !(tokens.length === 1 && MIDDLE.test(word)) &&
      !given &&
      isStop(token) &&
      !isSureSecond(tokens, token) &&
      !isChild(view, token)
    ) {
      const soft = tokens.length > 1 && SOFT_STOP.test(word) && token.written === word;
      if (!soft || !AFTER.test(view.folded.slice(token.to, token.to + 10))) break;
    }
    tokens.push(token);
    at = token.to;
    if (view.folded[at] !== ' ') break;
    at += 1;
  }
  return tokens;
}

/** "nguyen bao …": no word but a name follows this family name. */
function isSureSecond(tokens: readonly Token[], { word }: Token): boolean {
  const [first] = tokens;
  return (
    tokens.length === 1 && first !== undefined && SURE.test(first.written) && MIDDLE_NAMES.has(word)
  );
}

/** "bao" of a name, not of "bao nhiêu". */
function isChild(view: View, { word, to }: Token): boolean {
  return (
    word === 'bao' &&
    !/^ (?:nhieu|lau|gio|cao|hiem|ve|gom|nhiu)/u.test(view.folded.slice(to, to + 7))
  );
}

function isStop({ word, written }: Token): boolean {
  return written === word ? LOWER_STOP_WORDS.has(word) : LOWER_STOPS_WRITTEN.has(written);
}

/** "e tên dung sdt …", "họ đỗ tên quyên": one word that is said to be a name and is followed by data. */
function givenNames(view: View): Stretch[] {
  const found: Stretch[] = [];
  const given = new RegExp(
    `(?<![a-z])(?<!(?:dung|sang|doi|co|chuyen|tro|bi|thay|mat|cai|ho va|ho) )ten(?: la)? (?<name>[a-z]{2,7}(?: (?!(?:sdt|so|dt|dien|zalo|sinh|sn|ns|cccd|cmnd|ho)(?![a-z]))[a-z]{2,7})?)(?=(?: ho [a-z]|[ ,]{1,2}(?:sdt|so dt|so dien|dt|zalo|sinh|sn|ns|cccd|cmnd)(?![a-z])|[ ,:]{0,3}[${KINDS_AFTER}]))`,
    'dgu',
  );
  for (const match of view.folded.matchAll(given)) {
    const [from, to] = match.indices?.groups?.['name'] ?? [0, 0];
    const words = view.folded.slice(from, to);
    const [first = '', second] = words.split(' ');
    const stop =
      NO_NAME.has(first) || NO_GIVEN.test(writtenAs(view, from, to)) || NO_SECOND_NAME.has(words);
    if (!stop && (second === undefined || !LOWER_STOP_WORDS.has(second)))
      found.push({ kind: 'name', from, to });
  }
  for (const match of view.folded.matchAll(
    /(?<![a-z])ho (?:la )?(?<surname>[a-z]{2,7})(?=,? ten [a-z])|(?<=(?:^|[^a-z])ten [a-z]{2,7},? )ho (?:la )?(?<other>[a-z]{2,7})/dgu,
  )) {
    const [from, to] = match.indices?.groups?.['surname'] ??
      match.indices?.groups?.['other'] ?? [0, 0];
    const written = writtenAs(view, from, to);
    if (WRITTEN_SURNAMES.has(written) || (PLAIN_SURNAMES.has(written) && written.length > 2))
      found.push({ kind: 'name', from, to });
  }
  return found;
}
