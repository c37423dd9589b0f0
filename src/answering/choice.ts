import { fold, hasMarks } from '../language/fold.ts';
import { tokenise } from '../language/tokenise.ts';
import type { AnswerOption } from '../conversation/answer.ts';

/** What a short message says about the options that were offered. */
export type Choice =
  | { readonly kind: 'option'; readonly code: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'yes' }
  | { readonly kind: 'no' };

const ORDINALS: readonly (readonly string[])[] = [
  ['mot', 'nhat', 'dau', 'thu nhat', 'dau tien', 'first', 'one', 'tren cung', 'tren'],
  ['hai', 'nhi', 'thu hai', 'second', 'two'],
  ['ba', 'thu ba', 'third', 'three'],
  ['bon', 'tu', 'thu tu', 'fourth', 'four', 'cuoi', 'cuoi cung', 'last', 'duoi cung'],
];
const COUNTER =
  /^(?:da |dung roi )?(?:chon |lay |viec |cai |muc |so |cau |y |truong hop |the |option |number |the )*/u;
const YES =
  /^(?:da )?(?:dung|dung roi|dung vay|phai|phai roi|vang|u|uh|ok|oke|co|yes|yep|right|chinh no|chuan|da|dung do|y vay)(?: a| roi| day| do| the| em| anh| chi)*$/u;
const NO =
  /^(?:da )?(?:khong|khong phai|ko phai|k phai|khong dung|sai roi|sai|no|nope|khong phai cai do|khong phai the|hong phai|hong|nham roi|khong co|khong cai nao|khong co cai nao|deu khong|khong phai viec do|y khac|none|khong phai vay|chua dung|khong phai cai nay|ko)(?: a| roi| day| do| em| anh| chi| dau| nha)*$/u;

/** Reads a message against the options offered last. */
export function readChoice(message: string, options: readonly AnswerOption[]): Choice {
  const folded = fold(message)
    .replace(/[^\p{L}\p{N}\s.]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  const byCode = options.find((option) => folded === option.code);
  if (byCode) return { kind: 'option', code: byCode.code };
  if (YES.test(folded)) return { kind: 'yes' };
  if (NO.test(folded)) return { kind: 'no' };
  if (options.length === 0) return { kind: 'none' };
  const rest = folded
    .replace(COUNTER, '')
    .replace(/ (?:a|di|nhe|nha|em|anh|chi|do|day)$/u, '')
    .trim();
  const digit = /^(\d)[.)]?$/u.exec(rest);
  if (digit) {
    const option = options[Number(digit[1]) - 1];
    return option ? { kind: 'option', code: option.code } : { kind: 'none' };
  }
  const ordinal = ORDINALS.findIndex((words) => words.includes(rest));
  if (ordinal >= 0) {
    const last = ordinal === 3 && /cuoi|last|duoi/u.test(rest);
    const option = last ? options.at(-1) : options[ordinal];
    if (option) return { kind: 'option', code: option.code };
  }
  return byName(message, options);
}

/** The one option whose label shares clearly more words with the message than the others do. */
function byName(message: string, options: readonly AnswerOption[]): Choice {
  // Marks that were typed count: "lại" is not "lái".
  const read = hasMarks(message) ? (syllable: string): string => syllable : fold;
  const words = new Set(tokenise(message).map(read));
  if (words.size === 0 || words.size > 14) return { kind: 'none' };
  const labels = options.map((option) => new Set(tokenise(option.label).map(read)));
  const ranked = options
    .map((option, at) => {
      const label = labels[at] as Set<string>;
      let value = 0;
      for (const word of words) {
        if (!label.has(word)) continue;
        const sharedBy = labels.filter((other) => other.has(word)).length;
        value += 1 / sharedBy;
      }
      return { option, value: value / words.size };
    })
    .sort((a, b) => b.value - a.value);
  const [first, second] = ranked;
  if (first && first.value >= 0.34 && first.value - (second?.value ?? 0) >= 0.15) {
    return { kind: 'option', code: first.option.code };
  }
  return { kind: 'none' };
}
