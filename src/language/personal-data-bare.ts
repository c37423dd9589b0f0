import { FAMOUS, isNamedPlace, WRITTEN_SURNAMES } from './personal-data-known.ts';
import { capitalisedWords } from './personal-data-names.ts';
import type { Word } from './personal-data-names.ts';
import { PLACES, SURNAMES } from './personal-data-words.ts';
import { writtenAs } from './personal-data-view.ts';
import type { Stretch, View } from './personal-data-view.ts';

const MOST_WORDS = 7;
/** Family names so common that one given name after them makes a name. */
const TWO_WORDS =
  /^(?:nguyễn|trần|phạm|huỳnh|phan|đặng|bùi|đỗ|ngô|đoàn|trịnh|phùng|lê|vũ|võ|nguyen|tran|pham|huynh|doan|trinh)$/u;
const AFTER_KIN =
  /(?<![a-z])(?:cha|me|bo|ba|ma|ong|anh|chi|toi|em|ten|vo|chong|con|ck|vk|chau|bac|co|chu|cu) $/u;
const MIDDLE = /^(?:thi|van)$/u;
/** First two words of what begins like a name and is none. */
const PHRASES = new Set(
  'pho chu,pho giam,pho truong,pho phong,pham vi,pham nhan,ho so,ho tro,ho khau,ho tich,ho ngheo,ho gia,ho kinh,le phi,le tan,le hoi,le tang,ly lich,ly do,ly hon,ly tuong,dang ky,dang kiem,dang nhap,dang bo,an ninh,an toan,an sinh,cao cap,cao tuoi,cao dang,to khai,to chuc,to trinh,to cao,to tung,to dan,la gi,vu an,vu viec,do thi,do luong,ha tang,ha cap,ta tuong,kim ngach,kim loai,mai tang,danh sach,danh muc,danh ba,vi pham,vi tri,chung thuc,chung cu,chung nhan,chung minh,hang muc,hang hoa,luc luong,tong hop,tong cuc,tong cong,tong dai,tong kiem,lam nghiep,lam thu,luu tru,luu y,trinh do,trinh tu,dinh chinh,dinh danh,dinh cu,dinh ky,duong bo,duong sat,duong day,duong dan,doan thanh,doan the,doan vien,truong hop,truong phong,truong thon,truong ban,phan anh,phan loai,phan hoi,bui pham,phi tham,phi truoc,quang cao,van ban,van phong,van hoa,ngo ngach,kieu dang,thai san,chau a,chau au,tang ca,mua ban,quan ly,quan he,lo dat,kha nang,lieu thuoc,thach cao,son nuoc,giang day,mau don,thanh pho,hoa don,phuong an,phuong tien,hoi dong,tu phap,tu van,tat ca,bang lai,bang ke,dong gop,dong y,dong thoi,lanh dao,tien si,tien luong,tuong duong,nhu cau,nham lan,thieu nien,trieu dong,hung yen,hoa binh,thanh tra'.split(
    ',',
  ),
);

/** Names of persons that nothing introduces: a family name and what goes on like a name. */
export function bareNames(view: View): Stretch[] {
  return [...capitalNames(view), ...titledNames(view), ...minorityNames(view)];
}

function capitalNames(view: View): Stretch[] {
  const found: Stretch[] = [];
  let settledTo = 0;
  for (const match of view.plain.matchAll(/(?<![A-Za-z0-9'/-])[A-Z][A-Za-z]*(?= [A-Z])/gu)) {
    if (match.index < settledTo) continue;
    const words = capitalisedWords(view, match.index, MOST_WORDS);
    const to = words.at(-1)?.to;
    if (to === undefined) continue;
    if (isBareName(view, words)) found.push({ kind: 'name', from: match.index, to });
    // Within a title the words after the first begin no name of their own.
    if (words.length >= 2 && isSurname(view, words[0])) settledTo = to;
  }
  return found;
}

/** Whatever the family name: one word, "Thị" or "Văn" as they are written, and a given name. */
function titledNames(view: View): Stretch[] {
  return [
    ...view.plain.matchAll(
      /(?<![A-Za-z'-])(?:[A-Z][a-z']{0,6} )?[A-Z][a-z']{0,7} (?:Thi|Van) [A-Z][A-Za-z'-]{0,8}(?: [A-Z][a-z'-]{0,8}){0,2}/gu,
    ),
  ].flatMap((match): Stretch[] => {
    const words = capitalisedWords(view, match.index, 6);
    const first = words[0];
    const at = words.findIndex(({ word }) => MIDDLE.test(word));
    const middle = words[at];
    if (!first || !middle || at < 1) return [];
    const name = words.map(({ word }) => word).join(' ');
    // "A Lăng Thị …" has a family name of two words; "Cầu Nguyễn Văn …" and "Bà Lê Thị …" have not.
    const two = at > 1 && !AFTER_KIN.test(`${first.word} `) && !isSurname(view, words[at - 1]);
    const from = two ? first.from : (words[at - 1]?.from ?? first.from);
    const spelled = /^(?:thị|văn)$/u.test(writtenAs(view, middle.from, middle.to));
    if (!spelled || FAMOUS.has(name) || isNamedPlace(view, from)) return [];
    if (/^(?:duong|pho|phuong|xa|truong|thong|khu|quan)$/u.test(first.word)) return [];
    return [{ kind: 'name', from, to: match.index + match[0].length }];
  });
}

function isBareName(view: View, words: readonly Word[]): boolean {
  const [first, second] = words;
  // A number before makes it a street's.
  if (first && /\d[a-z]? $/u.test(view.folded.slice(Math.max(0, first.from - 3), first.from)))
    return false;
  if (!first || !second || words.length >= MOST_WORDS || !isSurname(view, first)) return false;
  const name = words.map(({ word }) => word).join(' ');
  if (FAMOUS.has(name) || PLACES.has(name) || isNamedPlace(view, first.from)) return false;
  if (words.length > 2 && PLACES.has(`${first.word} ${second.word}`)) return false;
  const inside = /[A-Z][A-Za-z]* $/u.test(
    view.plain.slice(Math.max(0, first.from - 10), first.from),
  );
  if (
    inside &&
    !AFTER_KIN.test(view.folded.slice(Math.max(0, first.from - 6), first.from)) &&
    !MIDDLE.test(second.word) &&
    !TWO_WORDS.test(writtenAs(view, first.from, first.to))
  )
    return false;
  const titled = MIDDLE.test(second.word) && words.length > 2;
  if (PHRASES.has(`${first.word} ${second.word}`) && !titled) return false;
  const written = writtenAs(view, first.from, first.to);
  const shouted = isShouted(view, first);
  if (words.length === 2) return !shouted && TWO_WORDS.test(written);
  if (MIDDLE.test(second.word)) return true;
  const marked = written !== first.word;
  // In capitals, and without marks, other words look like family names.
  return marked || TWO_WORDS.test(written) || (!shouted && hasMarks(view, words));
}

/** Whether a family name is written here, with its own marks if it has any. */
function isSurname(view: View, word: Word | undefined): boolean {
  if (!word) return false;
  const written = writtenAs(view, word.from, word.to);
  return WRITTEN_SURNAMES.has(written) || (written === word.word && SURNAMES.has(written));
}

function hasMarks(view: View, words: readonly Word[]): boolean {
  return words.some(({ word, from, to }) => writtenAs(view, from, to) !== word);
}

function isShouted(view: View, { from, to }: Word): boolean {
  const letters = view.plain.slice(from, to);
  return letters.length > 1 && letters === letters.toUpperCase();
}

/** "H'Bia Niê", "Y Thuyn Byă": Ê-đê and M'nông names. */
function minorityNames(view: View): Stretch[] {
  return [
    ...view.folded.matchAll(
      /(?<![a-z'])[hk]'(?!mong|ho(?![a-z])|re(?![a-z]))[a-z]{2,12}(?![a-z'])/gu,
    ),
    ...view.plain.matchAll(
      /(?<![A-Za-z'])(?:H ?'(?!Mong|MONG|mong)[A-Za-z][A-Za-z]{1,12}(?: (?:[A-Z][A-Za-z'-]{1,12})){0,3}|(?:Y|H) [A-Z][a-z'-]{1,12}(?: (?:[A-Z][A-Za-z'-]{1,12})){1,3})/gu,
    ),
  ]
    .filter((match) => !isNamedPlace(view, match.index))
    .map((match) => ({ kind: 'name', from: match.index, to: match.index + match[0].length }));
}
