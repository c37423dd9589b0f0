/**
 * Kinds of personal data that are told apart. `tax` is a person's tax code, `id` any
 * identity number, `land` a land use certificate's number, `secret` a password or one-time code,
 * `profile` a link to somebody's page.
 */
export const PERSONAL_DATA_KINDS = [
  'id',
  'phone',
  'email',
  'card',
  'account',
  'insurance',
  'passport',
  'tax',
  'plate',
  'birth',
  'address',
  'name',
  'land',
  'secret',
  'profile',
  'coordinates',
] as const;
export type PersonalDataKind = (typeof PERSONAL_DATA_KINDS)[number];

/** A stretch of a view; `kept` looks like personal data and is known not to be. */
export interface Stretch {
  readonly kind: PersonalDataKind | 'kept';
  readonly from: number;
  readonly to: number;
}

/**
 * A text made uniform for recognition: no marks, no invisible characters, ASCII digits. `plain` keeps capitals, `folded` does not; both have one character per entry of
 * `starts` and `ends`, which say where it stands in the original. Settled stretches are blanked with
 * one character per kind (`blankOf`) that no letter, digit or separator pattern matches.
 */
export interface View {
  /** The text as it came. */
  readonly text: string;
  readonly plain: string;
  readonly folded: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Recognises one family of personal data in what the steps before it left over. */
export type Recognise = (view: View) => readonly Stretch[];

const IGNORABLE = /^(?:\p{M}|\p{Cf}|\p{Default_Ignorable_Code_Point})$/u;
/** A mark that stands in a text already; its first group is the kind. */
export const MARK = new RegExp(`⟨(${PERSONAL_DATA_KINDS.join('|')})⟩`, 'gu');
const KEPT_BLANK = '\u0001';
const OTHER = '\u0002';
const FIRST_KIND_BLANK = 0x10;

/** The character that stands for every character of a settled stretch of this kind. */
export function blankOf(kind: Stretch['kind']): string {
  return kind === 'kept'
    ? KEPT_BLANK
    : String.fromCharCode(FIRST_KIND_BLANK + PERSONAL_DATA_KINDS.indexOf(kind));
}

/** The mark that replaces personal data of a kind: `⟨phone⟩`. */
export function markOf(kind: PersonalDataKind): string {
  return `⟨${kind}⟩`;
}

const LOOKALIKES: Readonly<Record<string, string>> = {
  đ: 'd',
  Đ: 'D',
  '–': '-',
  '—': '-',
  '−': '-',
  '‐': '-',
  '‑': '-',
  '•': '.',
  '·': '.',
  '・': '.',
  '’': "'",
  '\t': ' ',
  '\r': ' ',
};

/** Builds the view of a text. Marks that stand in it already are settled. */
export function viewOf(text: string): View {
  const plain: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const known = new Map<string, string>();
  const push = (letter: string, from: number, to: number): void => {
    plain.push(letter);
    starts.push(from);
    ends.push(to);
  };
  let at = 0;
  for (const marked of text.matchAll(MARK)) {
    read(marked.index);
    push(blankOf(marked[1] as PersonalDataKind), marked.index, marked.index + marked[0].length);
    at = marked.index + marked[0].length;
  }
  read(text.length);
  return withFolded(text, plain.join(''), starts, ends);

  function read(end: number): void {
    while (at < end) {
      const letter = String.fromCodePoint(text.codePointAt(at) ?? 0);
      const to = at + letter.length;
      if (letter >= ' ' && letter < '\u007F') {
        push(letter, at, to);
        at = to;
        continue;
      }
      let uniform = known.get(letter);
      if (uniform === undefined) {
        uniform = uniformOf(letter);
        known.set(letter, uniform);
      }
      for (const one of uniform) push(one, at, to);
      // A combining mark belongs to the letter before it.
      if (uniform === '' && ends.length > 0 && /\p{M}/u.test(letter)) ends[ends.length - 1] = to;
      at = to;
    }
  }
}

function uniformOf(letter: string): string {
  const known = LOOKALIKES[letter];
  if (known !== undefined) return known;
  if (letter === '\n') return letter;
  if (letter < '\u0020') return OTHER;
  if (letter < '\u007f') return letter;
  let uniform = '';
  for (const part of letter.normalize('NFKD')) {
    if (IGNORABLE.test(part)) continue;
    if (/\s/u.test(part)) uniform += ' ';
    else uniform += LOOKALIKES[part] ?? (part.length === 1 ? part : OTHER);
  }
  return uniform;
}

/** A view of these characters; letters whose lower case has another length keep their case. */
export function withFolded(
  text: string,
  plain: string,
  starts: readonly number[],
  ends: readonly number[],
): View {
  let folded = plain.toLowerCase();
  if (folded.length !== plain.length) {
    folded = Array.from({ length: plain.length }, (_, at) => {
      const letter = plain.charAt(at);
      const lower = letter.toLowerCase();
      return lower.length === 1 ? lower : letter;
    }).join('');
  }
  return { text, plain, folded, starts, ends };
}

/** A stretch in small letters with its marks, to tell "vợ" from "Võ"; `folded` where it has none. */
export function writtenAs(view: View, from: number, to: number): string {
  return view.text
    .slice(view.starts[from], view.ends[to - 1])
    .normalize('NFC')
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toLowerCase();
}

/** The view with these stretches blanked. They must be in order and must not overlap. */
export function settle(view: View, stretches: readonly Stretch[]): View {
  if (stretches.length === 0) return view;
  const blanked = (text: string): string => {
    const parts: string[] = [];
    let at = 0;
    for (const { kind, from, to } of stretches) {
      parts.push(text.slice(at, from), blankOf(kind).repeat(to - from));
      at = to;
    }
    parts.push(text.slice(at));
    return parts.join('');
  };
  return { ...view, plain: blanked(view.plain), folded: blanked(view.folded) };
}
