import type { LanguageModel } from '../answering/model.ts';
import { ModelUnavailable } from '../answering/model.ts';
import { fold } from '../language/fold.ts';
import { amountsIn } from './written-amounts.ts';

/**
 * Why a model's text is not shown; stable machine words.
 * - `figures`: a figure, date, code or link is missing, doubled, moved or new.
 * - `negation`: it denies, obliges or restricts where the original does not, or the other way round.
 * - `length`: far longer or shorter than the original.
 * - `drift`: most words of the original are gone.
 */
type WritingFault = 'figures' | 'negation' | 'length' | 'language' | 'drift' | `model-${string}`;

export type Written =
  | { readonly kind: 'written'; readonly text: string }
  /** The original stands. */
  | { readonly kind: 'kept'; readonly reason: WritingFault };

export interface WritingOptions {
  readonly model: LanguageModel;
  readonly signal: AbortSignal;
}

/** One turn of a talk. */
export interface TalkLine {
  readonly role: 'citizen' | 'assistant' | 'officer';
  readonly text: string;
}

/**
 * Sums, figures, dates, codes, legal numbers, links, e-mail, signs that compare: what a model never
 * writes itself.
 */
const FIGURE =
  /https?:\/\/[^\s,;)”"]+|(?<![\p{L}\p{N}.@-])[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){0,5}\.[a-z]{2,24}(?:\/[^\s,;)”"]*)?(?![\p{L}\p{N}@])|[<>≤≥]|[\w.+-]+@[\w-]+\.[\w.]+|\d+\/\d{4}\/[\p{L}\d]+(?:-[\p{L}\d]+)*|\d[\d.,:/-]*\d|\d|[½¼¾]/gu;
const MARK = /⟦(\d+)⟧/gu;
const ANY_FIGURE =
  /[\p{N}@<>≤≥]|https?:|(?<![\p{L}\p{N}])[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){0,5}\.[a-z]{2,24}(?![\p{L}\p{N}])/u;
/** A mark that is money or a share. */
const MONEY =
  /⟦(\d+)⟧\s*(?:nghìn|ngàn|triệu|tỷ|k|tr|đồng|đ|vnđ|vnd|dong|thousand|million|usd|%|phần trăm|percent)(?![\p{L}])/giu;
const IS_LINK = /^https?:|@|[a-z]\.[a-z]{2,}/u;
const MASKED = /⟨[a-z]+⟩/gu;
/** What nobody sees. */
const HIDDEN =
  /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/** Share of the original's words that better words keep. */
const LEAST_KEPT = 0.4;
/** Words that turn a meaning round or bind; counted, not understood. */
const BINDING: Readonly<Record<'vi' | 'en', RegExp>> = {
  vi: /(?<![\p{L}])(?:không|chưa|chẳng|đừng|phải|bắt buộc|chỉ|trừ|miễn|được phép|cấm)(?![\p{L}])/giu,
  en: /(?<![\p{L}])(?:not|no|never|cannot|n't|must|only|except|free|exempt|allowed|forbidden)(?![\p{L}])/giu,
};
const PROMISES: Readonly<Record<'vi' | 'en', RegExp>> = {
  vi: /(?<![\p{L}])(?:chắc chắn|đảm bảo|bảo đảm|cam kết|hứa|sẽ được)(?![\p{L}])/giu,
  en: /(?<![\p{L}])(?:guarantee|promise|certainly will|will be approved|assure)/giu,
};
const MOST_TEXT = 6000;

/** A draft in better words: every figure once and in its order, every "not" and "must" kept. */
export async function rewriteDraft(
  text: string,
  language: 'vi' | 'en',
  options: WritingOptions,
): Promise<Written> {
  const result = await write('rewrite', text, language, options);
  if (result.kind === 'kept') return result;
  const { figures, draft } = result;
  const order = [...draft.matchAll(MARK)].map(([, at]) => Number(at));
  if (order.length !== figures.length || order.some((at, n) => at !== n + 1))
    return kept('figures');
  // A name that was masked on the way out would reach the citizen as a mark.
  if (count(draft, MASKED) > count(text, MASKED)) return kept('figures');
  for (const words of [BINDING, PROMISES]) {
    if (count(draft, words[language]) !== count(text, words[language])) return kept('negation');
  }
  const share = draft.length / Math.max(1, text.length);
  if (share > 2.5 || share < 0.4) return kept('length');
  const [words, said] = [wordsIn(text), wordsIn(draft)];
  const still = [...words].filter((word) => said.has(word)).length;
  return still < words.size * LEAST_KEPT ? kept('drift') : filled(draft, figures);
}

/**
 * A talk in at most three sentences; figures only from the talk, nothing promised that was not. Of a
 * talk in turns, sums, shares and links only where somebody else than the citizen named them: what
 * she tells the model to say does not come back as what she was told.
 */
export async function summariseTalk(
  talk: string | readonly TalkLine[],
  language: 'vi' | 'en',
  options: WritingOptions,
): Promise<Written> {
  const text = typeof talk === 'string' ? talk : talk.map(lineOf).join('\n');
  const result = await write('summarise', text, language, options);
  if (result.kind === 'kept') return result;
  const { figures, draft } = result;
  if ([...draft.matchAll(MARK)].some(([, at]) => figures[Number(at) - 1] === undefined)) {
    return kept('figures');
  }
  if (typeof talk !== 'string' && isOnlyCitizens(draft, figures, talk)) return kept('figures');
  if (count(draft, PROMISES[language]) > count(text, PROMISES[language])) return kept('negation');
  if (draft.length > 900 || (draft.match(/[.!?](?:\s|$)/gu) ?? []).length > 4)
    return kept('length');
  return filled(draft, figures);
}

/** A machine translation, to be shown as such beside the original; every figure once. */
export async function translateText(
  text: string,
  into: 'vi' | 'en',
  options: WritingOptions,
): Promise<Written> {
  const result = await write('translate', text, into, options);
  if (result.kind === 'kept') return result;
  const { figures, draft } = result;
  const used = [...draft.matchAll(MARK)].map(([, at]) => Number(at)).toSorted((a, b) => a - b);
  if (used.length !== figures.length || used.some((at, n) => at !== n + 1)) return kept('figures');
  const from = into === 'vi' ? 'en' : 'vi';
  // A "not" that went missing turns a permit into a ban.
  if (count(draft, BINDING[into]) > 0 !== count(text, BINDING[from]) > 0) return kept('negation');
  const share = draft.length / Math.max(1, text.length);
  return share > 3 || share < 0.3 ? kept('length') : filled(draft, figures);
}

async function write(
  stage: 'rewrite' | 'summarise' | 'translate',
  text: string,
  language: 'vi' | 'en',
  { model, signal }: WritingOptions,
): Promise<
  | { readonly kind: 'draft'; readonly draft: string; readonly figures: readonly string[] }
  | Extract<Written, { kind: 'kept' }>
> {
  if (text.length > MOST_TEXT) return kept('length');
  const figures: string[] = [];
  const marked = visible(text)
    .replace(/[⟦⟧]/gu, ' ')
    .replace(FIGURE, (figure) => `⟦${figures.push(figure)}⟧`);
  let draft = '';
  try {
    for await (const piece of model.write({ stage, language, values: { text: marked } }, signal)) {
      draft += piece;
      if (draft.length > MOST_TEXT * 3) return kept('length');
    }
  } catch (error) {
    if (!(error instanceof ModelUnavailable)) throw error;
    return kept(`model-${error.reason}`);
  }
  draft = visible(draft).trim();
  if (draft === '') return kept('length');
  const own = draft.replace(MARK, ' ');
  if (ANY_FIGURE.test(own) || /[⟦⟧]/u.test(own)) return kept('figures');
  const named = new Set(amountsIn(visible(text)));
  if (amountsIn(own).some((amount) => !named.has(amount))) return kept('figures');
  const isVietnamese = /[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/iu.test(draft);
  if (draft.length > 40 && isVietnamese !== (language === 'vi')) return kept('language');
  return { kind: 'draft', draft, figures };
}

/** Whether a sum, a share or a link of a draft stands in the citizen's words and nowhere else. */
function isOnlyCitizens(
  draft: string,
  figures: readonly string[],
  talk: readonly TalkLine[],
): boolean {
  const others = visible(
    talk
      .filter(({ role }) => role !== 'citizen')
      .map(({ text }) => text)
      .join('\n'),
  );
  const known = new Set(others.match(FIGURE));
  const at = (mark: string | undefined): string => figures[Number(mark) - 1] ?? '';
  const sums = [...draft.matchAll(MONEY)].map(([, mark]) => at(mark));
  const links = [...draft.matchAll(MARK)]
    .map(([, mark]) => at(mark))
    .filter((one) => IS_LINK.test(one));
  if ([...sums, ...links].some((one) => !known.has(one))) return true;
  const named = new Set(amountsIn(others));
  return amountsIn(draft.replace(MARK, ' ')).some((amount) => !named.has(amount));
}

/** One line: nobody's words begin a turn of somebody else. */
const lineOf = ({ role, text }: TalkLine): string => `${role}: ${text.replace(/\s+/gu, ' ')}`;

const visible = (text: string): string => text.normalize('NFC').replace(HIDDEN, ' ');

const wordsIn = (text: string): Set<string> =>
  new Set((visible(text).match(/\p{L}+/gu) ?? []).map(fold));

const kept = (reason: WritingFault): Extract<Written, { kind: 'kept' }> => ({
  kind: 'kept',
  reason,
});

function filled(draft: string, figures: readonly string[]): Written {
  const text = draft.replace(MARK, (_, at: string) => figures[Number(at) - 1] ?? '');
  return { kind: 'written', text };
}

function count(text: string, words: RegExp): number {
  return (text.normalize('NFC').match(words) ?? []).length;
}
