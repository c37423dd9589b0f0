import type { AnswerLine } from '../../conversation/answer.ts';
import type { Fee } from '../../procedure/procedure.ts';
import { capitalise, formatAmount, shorten } from '../../procedure/wording.ts';
import { fill } from '../replies.ts';
import type { FacetInput } from './facet-input.ts';
import { groupMethods, methodNames } from './facet-input.ts';

const MAX_FEES = 16;

/** Fees per way of submission. An amount is shown bare only when its meaning is `exact`. */
export function feeLines({ procedure, replies }: FacetInput): AnswerLine[] {
  const entries = procedure.submissions.flatMap((submission) =>
    submission.fees.map((fee) => ({
      method: submission.method,
      key: JSON.stringify([fee.meaning, fee.amount, fee.currency, fee.stated, fee.condition]),
      value: fee,
    })),
  );
  const groups = groupMethods(entries.filter(({ value }) => value.meaning !== 'unstated'));
  if (groups.length === 0) return [{ style: 'text', text: fill(replies.fee['none']) }];
  const lines = groups.slice(0, MAX_FEES).map(({ methods, value }): AnswerLine => {
    const text = feeText(value, capitalise(methodNames(methods, replies)), replies.fee);
    return { style: groups.length === 1 ? 'text' : 'bullet', text };
  });
  const amounts = new Set(groups.map(({ value }) => value.amount ?? value.meaning));
  if (groups.length > 2 && amounts.size > 1) {
    lines.unshift({ style: 'text', text: fill(replies.fee['several']) });
  }
  const unstated = procedure.submissions.filter(
    (submission) => !submission.fees.some((fee) => fee.meaning !== 'unstated'),
  );
  if (unstated.length > 0 && unstated.length < procedure.submissions.length) {
    const methods = capitalise(
      methodNames(
        unstated.map((one) => one.method),
        replies,
      ),
    );
    lines.push({ style: 'note', text: fill(replies.fee['unstated'], { methods }) });
  }
  return lines;
}

function feeText(fee: Fee, methods: string, texts: Readonly<Record<string, string>>): string {
  const stated = fee.stated === undefined ? '' : shorten(fee.stated, 500);
  const text = ((): string => {
    switch (fee.meaning) {
      case 'exact':
        return saysMore(fee, stated)
          ? fill(texts['exactStated'], { methods, amount: formatAmount(fee), stated })
          : fill(texts['exact'], { methods, amount: formatAmount(fee) });
      case 'free':
        return fill(texts['free'], { methods });
      case 'set-locally':
        return fill(texts['setLocally'], { methods });
      case 'stated-only':
        return stated === ''
          ? `${fill(texts['unstated'], { methods })}. ${fill(texts['doubtful'])}`
          : fill(texts['stated'], { methods, stated });
      case 'unstated':
        return fill(texts['unstated'], { methods });
    }
  })();
  if (fee.conditional) return `${text} (${fill(texts['conditional'])})`;
  return fee.condition === undefined || stated.includes(fee.condition)
    ? text
    : fill(texts['condition'], { text, condition: shorten(fee.condition, 300) });
}

/** Whether the record's words add something to the bare amount. */
function saysMore(fee: Fee, stated: string): boolean {
  const rest = stated
    .replace(/[\d.,\s]/gu, '')
    .replace(/việtnamđồng|đồng|vnđ|vnd|usd|lệphí|phí|:/giu, '');
  return stated !== '' && rest.length > 3 && stated !== fee.condition;
}
